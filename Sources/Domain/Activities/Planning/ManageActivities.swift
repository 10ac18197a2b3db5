public import Foundation
import Postgres

/// Makes activities and takes them through their life, for those who run them.
public struct ManageActivities: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores a draft of an authority or an alliance. `submission` names one intent: a repeat gives what it made.
  /// Throws ``DomainError``.
  public func create(
    of organisation: OrganisationID, _ content: ActivityContent, submission: UUID? = nil, by actor: Actor
  ) async throws -> Activity {
    try await services.pool.withTransaction { tx in
      let owner = try await Organisation.find(organisation, in: tx)
      guard owner.kind == .authority || owner.kind == .alliance else {
        throw DomainError.notFound("organisation")
      }
      try actor.require(.manageActivities, at: owner.place)
      if let submission, let earlier = try await made(by: submission, owner.id, tx) { return earlier }
      try await check(content, tx)
      let id = services.newID(ActivityID.self)
      let now = services.now()
      try await tx.execute(
        """
        INSERT INTO activity (id, organisation_id, organisation_kind, authority_id, is_programme, title, kind,
          description, audiences, place, price_pence, books_from, books_until, free_days, sessions_required,
          submission, created_by, created_at, updated_at)
        VALUES (\(id), \(owner.id), \(owner.kind), \(owner.authority), \(content.isProgramme),
          \(content.title.trimmed), \(content.kind), \(content.description.trimmed),
          \(content.audiences.map(\.rawValue)), \(content.place.trimmed), \(content.pricePence),
          \(content.booksFrom), \(content.booksUntil), \(content.freeDays), \(content.sessionsRequired),
          \(submission), \(actor.account?.id), \(now), \(now))
        """)
      try await record("created", id, owner.place, actor, tx)
      return try await ActivityStore.find(id, in: tx)
    }
  }

  private func made(
    by submission: UUID, _ owner: OrganisationID, _ tx: Transaction
  ) async throws -> Activity? {
    try await tx.execute("SELECT 1 FROM organisation WHERE id = \(owner) FOR NO KEY UPDATE")
    return try await ActivityStore.list(
      "a.organisation_id = \(owner) AND a.submission = \(submission)", in: tx
    ).first
  }

  private func check(_ content: ActivityContent, _ tx: Transaction) async throws {
    try content.problems(kinds: Set(try await ActivityStore.kinds(in: tx).map(\.code))).throwIfAny()
  }

  /// Changes what is written about it. Once it is published it stays an event or a programme, and a new price counts
  /// for places that are given from then on. Everybody is told of a new place. Throws ``DomainError``.
  public func change(
    _ id: ActivityID, _ content: ActivityContent, expectedVersion: Int?, by actor: Actor
  ) async throws -> Activity {
    try await services.pool.withTransaction { tx in
      let activity = try await ActivityStore.lock(id, expectedVersion, actor, in: tx)
      guard activity.state == .draft || activity.state == .published else { throw Self.over(activity) }
      try await check(content, tx)
      if activity.state == .published {
        var problems = Problems()
        problems.require(
          content.isProgramme == activity.content.isProgramme, "is_programme",
          "This has been published: it stays what it is.")
        try (problems.found + Self.obstacles(content, activity.standing)).throwIfAny()
      }
      try await tx.execute(
        """
        UPDATE activity SET is_programme = \(content.isProgramme), title = \(content.title.trimmed),
          kind = \(content.kind), description = \(content.description.trimmed),
          audiences = \(content.audiences.map(\.rawValue)), place = \(content.place.trimmed),
          price_pence = \(content.pricePence), books_from = \(content.booksFrom),
          books_until = \(content.booksUntil), free_days = \(content.freeDays),
          sessions_required = \(content.sessionsRequired), version = version + 1,
          updated_at = \(services.now())
        WHERE id = \(id)
        """)
      if activity.state == .published, content.place.trimmed != activity.content.place {
        try await BookingStore.tellOfMove("b.activity_id = \(id)", services, in: tx)
      }
      try await record("changed", id, activity.place, actor, tx)
      return try await ActivityStore.find(id, in: tx)
    }
  }

  /// What keeps an activity with these sessions from being public.
  static func obstacles(_ content: ActivityContent, _ sessions: [ActivitySession]) -> [FieldProblem] {
    var problems = Problems()
    problems.require(!sessions.isEmpty, "sessions", "Add a session first.")
    if let last = sessions.map(\.day).max(), let until = content.booksUntil {
      problems.require(
        until <= last, "books_until", "Let booking end by the day of the last session.")
      problems.require(
        content.sessionsRequired <= sessions.count, "sessions_required",
        "The certificate can’t need more sessions than there are: \(sessions.count).")
    }
    return problems.found
  }

  /// Makes it public. Throws ``DomainError``.
  public func publish(_ id: ActivityID, expectedVersion: Int?, by actor: Actor) async throws -> Activity {
    try await services.pool.withTransaction { tx in
      let activity = try await ActivityStore.lock(id, expectedVersion, actor, in: tx)
      if activity.state == .published { return activity }
      guard activity.state.mayBecome(.published) else { throw Self.over(activity) }
      let now = services.now()
      var problems = Problems()
      problems.require(
        activity.standing.allSatisfy { $0.startsAt > now }, "sessions",
        "Every session must still be to come: move or remove those that aren’t.")
      try (Self.obstacles(activity.content, activity.standing) + problems.found).throwIfAny()
      try await tx.execute(
        """
        UPDATE activity SET state = 'published', published_at = \(now), version = version + 1, updated_at = \(now)
        WHERE id = \(id)
        """)
      try await record("published", id, activity.place, actor, tx)
      return try await ActivityStore.find(id, in: tx)
    }
  }

  /// Closes it once every session is over. Throws ``DomainError``.
  public func finish(_ id: ActivityID, expectedVersion: Int? = nil, by actor: Actor) async throws -> Activity
  {
    try await services.pool.withTransaction { tx in
      let activity = try await ActivityStore.lock(id, expectedVersion, actor, in: tx)
      if activity.state == .finished { return activity }
      guard activity.state.mayBecome(.finished) else {
        throw DomainError.conflict("The state of this activity is “\(activity.state.title)”.")
      }
      guard activity.standing.allSatisfy({ $0.endsAt <= services.now() }) else {
        throw DomainError.conflict("A session is still to come. Cancel the activity, or wait for its end.")
      }
      try await tx.execute(
        """
        UPDATE activity SET state = 'finished', ended_at = \(services.now()), version = version + 1,
          updated_at = \(services.now())
        WHERE id = \(id)
        """)
      try await record("finished", id, activity.place, actor, tx)
      return try await ActivityStore.find(id, in: tx)
    }
  }

  /// Removes a draft. Throws ``DomainError``.
  public func remove(_ id: ActivityID, expectedVersion: Int? = nil, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let activity = try await ActivityStore.lock(id, expectedVersion, actor, in: tx)
      guard activity.state == .draft else {
        throw DomainError.conflict("Only a draft can be removed. Cancel this instead.")
      }
      try await tx.execute("DELETE FROM activity WHERE id = \(id)")
      try await record("removed", id, activity.place, actor, tx)
    }
  }

  static func over(_ activity: Activity) -> DomainError {
    .conflict("The state of this activity is “\(activity.state.title)”: it can’t be changed any more.")
  }

  func record(
    _ what: String, _ id: ActivityID, _ place: Place, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      "activity.\(what)", AuditSubject("activity", id), at: place, by: actor, services, in: tx)
  }
}

extension [FieldProblem] {
  /// Throws ``DomainError/invalid(_:)`` with all of them, if there are any.
  func throwIfAny() throws {
    if !isEmpty { throw DomainError.invalid(self) }
  }
}

/// Finishes activities whose sessions have all been over for a day.
public struct FinishActivities: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Finishes a batch of what is due, and says how many; run it until it says zero.
  public func callAsFunction(batch: Int = 50, by actor: Actor = .worker) async throws -> Int {
    let due = try await services.pool.query(
      """
      SELECT a.id FROM activity a WHERE a.state = 'published' AND NOT EXISTS (
        SELECT FROM activity_session s WHERE s.activity_id = a.id AND s.cancelled_at IS NULL
          AND s.ends_at > \(services.now().addingTimeInterval(-86_400)))
      ORDER BY a.id LIMIT \(batch)
      """
    ).map { try $0.decode("id", as: ActivityID.self) }
    for id in due { _ = try await ManageActivities(services).finish(id, by: actor) }
    return due.count
  }
}
