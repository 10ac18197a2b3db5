import Foundation
public import Postgres

/// Records visits to schools, what was agreed and whether it was done: for the officers of the body alone.
public struct RecordVisit: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// A page of the visits to a school, the last first. Throws ``DomainError``.
  public func list(
    of school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<InductionVisit> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.assureInduction, at: place, orHide: "school")
    let behind: Statement =
      after.map { "(v.visited_on, v.id) < (SELECT visited_on, id FROM induction_visit WHERE id = \($0.id))" }
      ?? "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: InductionVisit.columns) FROM \(fragment: InductionVisit.tables)
      WHERE v.school_id = \(school) AND \(fragment: behind) ORDER BY v.visited_on DESC, v.id DESC LIMIT \(limit + 1)
      """, as: InductionVisit.self)
    var whole: [InductionVisit] = []
    for visit in found { whole.append(try await Self.completed(visit, in: services.pool)) }
    return Page(whole, limit: limit) { Cursor(instant: .init(timeIntervalSince1970: 0), id: $0.id.rawValue) }
  }

  /// One visit. Throws ``DomainError``.
  public func find(_ id: InductionVisitID, by actor: Actor) async throws -> InductionVisit {
    let found = try await Self.find(id, in: services.pool)
    try actor.require(.assureInduction, at: found.place, orHide: "visit")
    return found
  }

  static func find(_ id: InductionVisitID, in db: some Queryable) async throws -> InductionVisit {
    let found = try await db.first(
      """
      SELECT \(fragment: InductionVisit.columns) FROM \(fragment: InductionVisit.tables) WHERE v.id = \(id)
      """, as: InductionVisit.self)
    guard let found else { throw DomainError.notFound("visit") }
    return try await completed(found, in: db)
  }

  private static func completed(_ visit: InductionVisit, in db: some Queryable) async throws -> InductionVisit
  {
    var visit = visit
    visit.talks = try await db.query(
      """
      SELECT t.induction_id, i.first_names || ' ' || i.last_name AS name, t.said
      FROM induction_visit_talk t JOIN induction i ON i.id = t.induction_id
      WHERE t.visit_id = \(visit.id) ORDER BY i.last_name, i.first_names, i.id
      """
    ).map {
      InductionVisit.Talk(
        induction: try $0.decode("induction_id"), teacherName: try $0.decode("name"),
        said: try $0.decode("said"))
    }
    visit.actions = try await db.query(
      """
      SELECT \(fragment: InductionVisit.Action.columns) FROM induction_visit_action
      WHERE visit_id = \(visit.id) ORDER BY due_on, id
      """, as: InductionVisit.Action.self)
    return visit
  }

  /// Records a visit to a school. Throws ``DomainError``.
  public func callAsFunction(
    to school: OrganisationID, _ content: VisitContent, by actor: Actor
  ) async throws -> InductionVisit {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.assureInduction, at: place, orHide: "school")
    return try await services.pool.withTransaction { tx in
      let day = try await checked(content, school, tx)
      let id = services.newID(InductionVisitID.self)
      let body = try await Authority.seat(of: place.authority, in: tx)
      try await tx.execute(
        """
        INSERT INTO induction_visit (id, authority_id, organisation_id, school_id, visited_on, visitors, purpose, found,
          recorded_by, recorded_by_name, recorded_at)
        VALUES (\(id), \(place.authority), \(body.organisation), \(school), \(day), \(content.visitors),
          \(content.purpose), \(content.found), \(actor.account?.id), \(actor.account?.name ?? "The operator"),
          \(services.now()))
        """)
      try await write(content.talks, id, tx)
      try await note("induction.visit_recorded", id, body, actor, tx)
      return try await Self.find(id, in: tx)
    }
  }

  /// Writes a visit again. Throws ``DomainError``.
  public func save(
    _ id: InductionVisitID, _ content: VisitContent, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionVisit {
    try await change(id, "induction.visit_changed", expectedVersion, actor) { visit, tx in
      let day = try await checked(content, visit.place.organisation, tx)
      try await tx.execute(
        """
        UPDATE induction_visit SET visited_on = \(day), visitors = \(content.visitors), purpose = \(content.purpose),
          found = \(content.found), version = version + 1 WHERE id = \(id)
        """)
      try await tx.execute("DELETE FROM induction_visit_talk WHERE visit_id = \(id)")
      try await write(content.talks, id, tx)
    }
  }

  // MARK: What was agreed

  /// Adds what was agreed. Throws ``DomainError``.
  public func agree(
    _ what: String, owner: String, dueOn: CivilDate?, at id: InductionVisitID, by actor: Actor
  ) async throws -> InductionVisit {
    let (what, owner) = (what.trimmed, owner.trimmed)
    return try await change(id, "induction.visit_action_agreed", nil, actor) { visit, tx in
      var problems = Problems()
      problems.require(
        (5...500).contains(what.count), "what", "Enter what was agreed, in 5 to 500 characters.")
      problems.require(
        (2...200).contains(owner.count), "owner", "Enter who does it, in 2 to 200 characters.")
      problems.require(
        dueOn.map { $0 >= visit.visitedOn && $0 <= visit.visitedOn.adding(days: 3 * 365) } == true, "due_on",
        "Enter by when: on the day of the visit or after, and within three years.")
      problems.require(visit.actions.count < 50, "what", "A visit has at most 50 agreements.")
      try problems.throwIfAny()
      guard let dueOn else { return }
      try await tx.execute(
        """
        INSERT INTO induction_visit_action (id, visit_id, school_id, what, owner, due_on)
        VALUES (\(services.newID(VisitActionID.self)), \(id), \(visit.place.organisation), \(what), \(owner), \(dueOn))
        """)
    }
  }

  /// Notes that something agreed was done, on a day and with what came of it; without a day that it wasn’t. `seen` is the
  /// version of the agreement that was read, `expectedVersion` that of the whole visit; what is noted already changes
  /// nothing, whatever was read. Throws ``DomainError``.
  public func finish(
    _ action: VisitActionID, of id: InductionVisitID, on day: CivilDate?, outcome: String, seen: Int? = nil,
    expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> InductionVisit {
    let outcome = outcome.trimmed
    let isNoted = { @Sendable (visit: InductionVisit) -> Bool in
      visit.actions.contains { $0.id == action && $0.doneOn == day && $0.outcome == outcome }
    }
    return try await change(
      id, "induction.visit_action_followed", expectedVersion, actor, unless: isNoted
    ) { visit, tx in
      guard let stored = visit.actions.first(where: { $0.id == action }) else {
        throw DomainError.notFound("action")
      }
      try VacancyStore.requireVersion(seen, of: stored.version)
      var problems = Problems()
      problems.require(
        day.map { $0 >= visit.visitedOn && $0 <= services.today } ?? true, "done_on",
        "Enter the day on which it was done: not before the visit, and not after today.")
      problems.require(
        outcome.count <= 1_000, "outcome", "Shorten what came of it to 1,000 characters or fewer.")
      try problems.throwIfAny()
      try await tx.execute(
        """
        UPDATE induction_visit_action SET done_on = \(day), outcome = \(outcome), version = version + 1
        WHERE id = \(action)
        """)
      try await tx.execute("UPDATE induction_visit SET version = version + 1 WHERE id = \(id)")
    }
  }

  // MARK: Parts

  private func checked(
    _ content: VisitContent, _ school: OrganisationID, _ tx: Transaction
  ) async throws -> CivilDate {
    var problems = content.problems(today: services.today)
    let ids = content.talks.keys.map(\.rawValue)
    let known = try await tx.value(
      """
      SELECT count(DISTINCT p.induction_id) FROM induction_period p
      WHERE p.school_id = \(school) AND p.induction_id = ANY (\(ids))
      """, as: Int.self)
    problems.require(known == ids.count, "inductions", "Choose among the inductions at this school.")
    try problems.throwIfAny()
    guard let day = content.visitedOn else { throw DomainError.notFound("day") }
    return day
  }

  private func write(
    _ talks: [InductionID: String], _ id: InductionVisitID, _ tx: Transaction
  ) async throws {
    for (induction, said) in talks.sorted(by: { $0.key.description < $1.key.description }) {
      try await tx.execute(
        """
        INSERT INTO induction_visit_talk (visit_id, induction_id, said) VALUES (\(id), \(induction), \(said))
        """)
    }
  }

  /// One change, noted; nothing where it is made already.
  private func change(
    _ id: InductionVisitID, _ action: String, _ expected: Int?, _ actor: Actor,
    unless isMade: @Sendable (InductionVisit) -> Bool = { _ in false },
    _ body: (InductionVisit, Transaction) async throws -> Void
  ) async throws -> InductionVisit {
    try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM induction_visit WHERE id = \(id) FOR UPDATE")
      let visit = try await Self.find(id, in: tx)
      try actor.require(.assureInduction, at: visit.place, orHide: "visit")
      if isMade(visit) { return visit }
      if let expected, expected != visit.version { throw DomainError.staleVersion(current: visit.version) }
      try await body(visit, tx)
      let seat = try await Authority.seat(of: visit.place.authority, in: tx)
      try await note(action, id, seat, actor, tx)
      return try await Self.find(id, in: tx)
    }
  }

  private func note(
    _ action: String, _ id: InductionVisitID, _ place: Place, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      action, AuditSubject("induction_visit", id), at: place, by: actor, services, in: tx)
  }
}
