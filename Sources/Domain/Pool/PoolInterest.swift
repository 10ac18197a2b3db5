public import Foundation
public import Postgres

/// Names a school's interest in somebody of the pool.
public struct PoolInterestID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// A school's interest in somebody of the pool, for a vacancy or in general.
public struct PoolInterest: Sendable, RowDecodable {
  /// What has become of it.
  public enum State: String, Sendable, Codable, CaseIterable, PostgresValue {
    case open, accepted, declined, withdrawn
    /// It ended without an answer: its person hid from the school, left or took a post, or the year ended.
    case ended

    /// The states that may follow each state: the one table of an interest's life. It is answered, taken back or ended
    /// once; a school that asks again expresses a new one.
    public static let transitions: [State: Set<State>] = [
      .open: [.accepted, .declined, .withdrawn, .ended],
      .accepted: [], .declined: [], .withdrawn: [], .ended: [],
    ]

    /// Whether an interest may go from this state to another.
    public func mayBecome(_ next: State) -> Bool { Self.transitions[self, default: []].contains(next) }

    /// The words for it.
    public var title: String {
      switch self {
      case .open: "Waiting for an answer"
      case .accepted: "Accepted"
      case .declined: "Declined"
      case .withdrawn: "Withdrawn"
      case .ended: "No longer available"
      }
    }
  }

  /// What ended a school's interest without an answer: something that its person did, or the year. For the person
  /// alone: schools hear only that they are no longer available.
  public enum Ending: String, Sendable, Codable, CaseIterable, PostgresValue {
    case hidden, left, placed, closed

    /// The words for it, to the person.
    public var sentence: String {
      switch self {
      case .hidden: "You hid your entry from this school, and that ended its question."
      case .left: "You left the pool, and that ended the school’s question."
      case .placed: "You said that you have taken a post, and that ended the school’s question."
      case .closed: "The pool of that year has ended, and the school’s question with it."
      }
    }
  }

  /// Its identifier.
  public let id: PoolInterestID
  /// The entry it is about.
  public let entry: PoolEntryID
  /// Whose entry that is.
  public let account: AccountID
  /// Their name.
  public let name: String
  /// The school and its authority.
  public let place: Place
  /// The school's name.
  public let schoolName: String
  /// The vacancy, if it is for one.
  public let vacancy: VacancyID?
  /// The vacancy's title.
  public let vacancyTitle: String?
  /// What has become of it; for the school it waits for an answer as long as another word would say who has applied.
  public let state: State
  /// What the school wrote.
  public let message: String
  /// What the person answered.
  public let reply: String?
  /// When it was expressed.
  public let createdAt: Date
  /// When it was answered, or ended; for the school no other moment than that of its end while an answer would say which
  /// application it made.
  public let answeredAt: Date?
  /// The application that accepting it made; never for the school while the names of its vacancy are hidden.
  public let application: ApplicationID?
  /// What ended it without an answer; for the person, never for the school.
  public let ending: Ending?
  /// Whether the school that reads it can see the entry it is about.
  public let isAvailable: Bool
  /// Whether the school may take it back: not while names are hidden for its vacancy, when a refusal would tell who has
  /// applied.
  public let mayBeTakenBack: Bool
  /// Rises with every change.
  public let version: Int

  /// Reads a row of ``PoolInterestStore``.
  public init(row: Row) throws {
    id = try row.decode("id")
    entry = try row.decode("entry_id")
    account = try row.decode("account_id")
    name = try row.decode("person_name")
    place = Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    vacancy = try row.decodeIfPresent("vacancy_id")
    vacancyTitle = try row.decodeIfPresent("vacancy_title")
    ending = try row.decodeIfPresent("ended_by")
    state = ending == nil ? try row.decode("state") : .ended
    message = try row.decode("message")
    reply = try row.decodeIfPresent("reply")
    createdAt = try row.decode("created_at")
    answeredAt = try row.decodeIfPresent("answered_at")
    application = try row.decodeIfPresent("application_id")
    isAvailable = try row.decode("is_available")
    mayBeTakenBack = try state == .open && row.decode("names_show")
    version = try row.decode("version")
  }
}

/// Statements on interest.
enum PoolInterestStore {
  /// Where a school may know of the application that an interest made. While names are hidden the answer itself would
  /// say who is among the applicants: until then the school reads it as one that waits, or that ended as others do.
  static let namesKnown: Statement = """
    i.application_id IS NULL OR \(fragment: namesShow)
    """

  /// Whether names show for the vacancy of an interest, as they do where it is for none.
  private static let namesShow: Statement = """
    NOT EXISTS (SELECT FROM vacancy_anonymity an WHERE an.vacancy_id = i.vacancy_id AND an.hides_names)
    """

  /// Whether the school was told of an answered interest that its person is no longer available: it would have ended
  /// then without an answer.
  private static let hasEnded: Statement = "i.told_ended_at IS NOT NULL"

  static func list(
    _ condition: Statement, availableWhere available: Statement = "true",
    applicationsWhere known: Statement = "true", limit: Int? = nil, in db: some Queryable
  ) async throws -> [PoolInterest] {
    try await db.query(
      """
      SELECT i.id, i.entry_id, e.account_id, ac.name AS person_name, i.school_id, o.authority_id,
        o.name AS school_name, i.vacancy_id, v.title AS vacancy_title, i.message, i.created_at,
        CASE WHEN \(fragment: known) THEN i.state WHEN \(fragment: hasEnded) THEN 'ended' ELSE 'open' END AS state,
        CASE WHEN \(fragment: known) THEN i.reply END AS reply,
        CASE WHEN \(fragment: known) THEN i.answered_at ELSE i.told_ended_at END AS answered_at,
        CASE WHEN \(fragment: known) THEN i.application_id END AS application_id,
        CASE WHEN (\(fragment: known)) OR \(fragment: hasEnded) THEN i.version ELSE i.version - 1 END AS version,
        i.ended_by, (\(fragment: available)) AS is_available, \(fragment: namesShow) AS names_show
      FROM pool_interest i JOIN pool_entry e ON e.id = i.entry_id JOIN account ac ON ac.id = e.account_id
        JOIN organisation o ON o.id = i.school_id LEFT JOIN vacancy v ON v.id = i.vacancy_id
      WHERE \(fragment: condition) ORDER BY i.created_at DESC, i.id DESC LIMIT \(limit)
      """, as: PoolInterest.self)
  }

  /// A page of them, newest first.
  static func page(
    _ condition: Statement, availableWhere available: Statement = "true",
    applicationsWhere known: Statement = "true", _ limit: Int, _ after: Cursor?, in db: some Queryable
  ) async throws -> Page<PoolInterest> {
    let behind: Statement = after.map { "(i.created_at, i.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await list(
      "\(fragment: condition) AND \(fragment: behind)", availableWhere: available, applicationsWhere: known,
      limit: limit + 1, in: db)
    return Page(found, limit: limit) { Cursor(instant: $0.createdAt, id: $0.id.rawValue) }
  }

  static func lock(
    _ id: PoolInterestID, applicationsWhere known: Statement = "true", in tx: Transaction
  ) async throws -> PoolInterest {
    try await tx.execute("SELECT 1 FROM pool_interest WHERE id = \(id) FOR UPDATE")
    guard let found = try await list("i.id = \(id)", applicationsWhere: known, in: tx).first else {
      throw DomainError.notFound("interest")
    }
    return found
  }

  /// Locks the entry before the interest, as everything does that changes both.
  static func lockWithEntry(_ id: PoolInterestID, in tx: Transaction) async throws -> PoolInterest {
    try await tx.execute(
      "SELECT 1 FROM pool_entry WHERE id = (SELECT entry_id FROM pool_interest WHERE id = \(id)) FOR UPDATE")
    return try await lock(id, in: tx)
  }

  static func answer(
    _ id: PoolInterestID, _ state: PoolInterest.State, reply: String?, application: ApplicationID? = nil,
    _ now: Date, in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE pool_interest SET state = \(state), reply = \(reply), application_id = \(application),
        answered_at = \(now), version = version + 1 WHERE id = \(id)
      """)
  }

  /// Ends what is open because of what the person did, and tells the schools, in the same words whatever it was; of
  /// these schools alone, where some are given. What waits only for its school, which may not know the answer yet, is
  /// told alike and keeps its answer.
  static func endAll(
    of entry: PoolEntryID, _ ending: PoolInterest.Ending, at schools: [UUID]? = nil, _ services: Services,
    in tx: Transaction
  ) async throws {
    let which: Statement = schools.map { "AND i.school_id = ANY (\($0))" } ?? ""
    let state: PoolInterest.State = ending == .hidden ? .withdrawn : .declined
    for interest in try await list(
      "i.entry_id = \(entry) AND i.told_ended_at IS NULL AND NOT (\(fragment: namesKnown)) \(fragment: which)",
      in: tx)
    {
      try await tx.execute(
        "UPDATE pool_interest SET told_ended_at = \(services.now()) WHERE id = \(interest.id)")
      try await PoolMails.tellSchool(interest, .ended, reply: nil, services, in: tx)
    }
    for interest in try await list(
      "i.entry_id = \(entry) AND i.state = 'open' \(fragment: which)", in: tx)
    {
      try await tx.execute(
        """
        UPDATE pool_interest SET state = \(state), ended_by = \(ending), answered_at = \(services.now()),
          version = version + 1 WHERE id = \(interest.id)
        """)
      try await PoolMails.tellSchool(interest, .ended, reply: nil, services, in: tx)
    }
  }
}

/// What is mailed about the pool.
enum PoolMails {
  static func tellPerson(
    _ entry: PoolEntry, _ subject: String, _ body: String, _ services: Services, in tx: Transaction
  ) async throws {
    let address = try await tx.value("SELECT email FROM account WHERE id = \(entry.account)", as: String.self)
    try await Outbox.enqueue(OutgoingMail(to: address, subject: subject, body: body), services, in: tx)
  }

  static func tellSchool(
    _ interest: PoolInterest, _ state: PoolInterest.State, reply: String?, _ services: Services,
    in tx: Transaction
  ) async throws {
    let about = interest.vacancyTitle.map { " for \"\($0)\"" } ?? ""
    let words = reply.map { $0.isEmpty ? "" : "\n\nThey write: \($0)" } ?? ""
    // Whoever works for several schools is to land at this one.
    let urn = try await tx.value(
      "SELECT urn::text FROM school WHERE organisation_id = \(interest.place.organisation)", as: String.self)
    let (subject, body): (String, String)
    if state == .ended {
      subject = "Pool: somebody whom you asked is no longer available"
      body = """
        Somebody in the pool whom you asked\(about) is no longer available to you. There is nothing that you need to do.

        See whom you have asked: \(services.settings.baseURL)/school/pool?school=\(urn)
        """
    } else {
      subject = "Pool: your interest was \(state.title.lowercased())"
      body = """
        Somebody in the pool has answered your interest\(about): \(state.title.lowercased()).\(words)

        See it here: \(services.settings.baseURL)/school/pool/\(interest.entry)?school=\(urn)
        """
    }
    for address in try await readers(of: interest, in: tx) {
      try await Outbox.enqueue(OutgoingMail(to: address, subject: subject, body: body), services, in: tx)
    }
  }

  /// The school's head and recruiters; of interest for a vacancy, those who have not applied for it themselves.
  private static func readers(of interest: PoolInterest, in tx: Transaction) async throws -> [String] {
    if let vacancy = interest.vacancy {
      return try await ApplicationReaders.addresses(of: vacancy, at: interest.place, in: tx)
    }
    let staff = try await ListStaff.holding([.head, .recruiter], at: interest.place.organisation, in: tx)
    return Set(staff.map(\.email)).sorted()
  }
}
