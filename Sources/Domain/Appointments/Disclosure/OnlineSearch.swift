public import Foundation
public import Postgres

/// A note of an online search about somebody on the shortlist, kept apart from what they sent.
public struct OnlineSearchNote: Sendable, RowDecodable {
  /// Names the note.
  public let id: UUID
  /// The day of the search.
  public let searchedOn: CivilDate
  /// Who searched.
  public let searchedBy: String
  /// What was found, in words.
  public let found: String
  /// The day on which it was discussed with the applicant.
  public let discussedOn: CivilDate?
  /// What came of that.
  public let discussion: String
  /// When the note was recorded.
  public let recordedAt: Date

  /// Reads a row of `online_search_note`.
  public init(row: Row) throws {
    id = try row.decode("id")
    searchedOn = try row.decode("searched_on")
    searchedBy = try row.decode("searched_by")
    found = try row.decode("found")
    discussedOn = try row.decodeIfPresent("discussed_on")
    discussion = try row.decode("discussion")
    recordedAt = try row.decode("recorded_at")
  }
}

/// Notes what an online search about somebody on the shortlist found (Keeping children safe in education, part
/// three). Notes are added, never changed; the panel does not see them.
public struct NoteOnlineSearch: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The notes on an application, oldest first. Throws ``DomainError``.
  public func list(_ id: ApplicationID, by actor: Actor) async throws -> [OnlineSearchNote] {
    _ = try await AppointmentAccess.received(id, .readAppointments, by: actor, in: services.pool)
    return try await Self.notes(id, in: services.pool)
  }

  /// Adds a note. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, searchedOn: CivilDate?, searchedBy: String, found: String,
    discussedOn: CivilDate? = nil, discussion: String = "", by actor: Actor
  ) async throws -> [OnlineSearchNote] {
    let (searchedBy, found, discussion) = (searchedBy.trimmed, found.trimmed, discussion.trimmed)
    return try await services.pool.withTransaction { tx in
      let application = try await AppointmentAccess.lock(id, .recordChecks, by: actor, in: tx)
      guard application.state.isPastShortlist else {
        throw DomainError.conflict("Online searches are made about those on the shortlist only.")
      }
      try problems(searchedOn, searchedBy, found, discussedOn, discussion, since: application.sentAt)
        .throwIfAny()
      let note = UUIDv7.make(at: services.now(), random: services.random(10))
      try await tx.execute(
        """
        INSERT INTO online_search_note (id, application_id, searched_on, searched_by, found, discussed_on,
          discussion, recorded_by, recorded_at)
        VALUES (\(note), \(id), \(searchedOn), \(searchedBy), \(found), \(discussedOn), \(discussion),
          \(actor.account?.id), \(services.now()))
        """)
      try await Audit.record(
        "application.online_search_noted", AuditSubject("application", id), at: application.place, by: actor,
        services, in: tx)
      return try await Self.notes(id, in: tx)
    }
  }

  private func problems(
    _ searchedOn: CivilDate?, _ searchedBy: String, _ found: String, _ discussedOn: CivilDate?,
    _ discussion: String, since sentAt: Date
  ) -> Problems {
    let (today, sentOn) = (services.today, LondonTime.date(of: sentAt))
    var problems = Problems()
    problems.require(
      searchedOn.map { $0 <= today } ?? false, "searched_on",
      "Enter the day of the search, not one in the future."
    )
    problems.require(
      searchedOn.map { $0 >= sentOn } ?? true, "searched_on",
      "Enter a day from \(LondonTime.shortDate(sentOn)) on, when the application was sent. A search from before is not one "
        + "about somebody on your shortlist: search again.")
    problems.require((1...200).contains(searchedBy.count), "searched_by", "Enter who searched.")
    problems.require(!found.isEmpty, "found", "Enter what was found; “nothing of concern” is an answer.")
    problems.require(found.count <= 4000, "found", "Shorten this to 4,000 characters or fewer.")
    problems.require(
      discussedOn.map { $0 <= today } ?? true, "discussed_on", "Enter a day that is not in the future.")
    if let discussedOn, let searchedOn, discussedOn <= today {
      problems.require(
        discussedOn >= searchedOn, "discussed_on", "Enter a day that is not before that of the search.")
    }
    problems.require(discussion.count <= 4000, "discussion", "Shorten this to 4,000 characters or fewer.")
    return problems
  }

  private static func notes(_ id: ApplicationID, in db: some Queryable) async throws -> [OnlineSearchNote] {
    try await db.query(
      """
      SELECT id, searched_on, searched_by, found, discussed_on, discussion, recorded_at
      FROM online_search_note WHERE application_id = \(id) ORDER BY id
      """, as: OnlineSearchNote.self)
  }
}
