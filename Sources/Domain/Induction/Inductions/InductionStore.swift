import Foundation
import Postgres

/// Statements that the use cases of inductions share.
enum InductionStore {
  static func list(
    _ condition: Statement, order: Statement = "i.created_at DESC, i.id DESC", limit: Int,
    in db: some Queryable
  ) async throws -> [Induction] {
    try await db.query(
      """
      SELECT \(fragment: Induction.columns) FROM \(fragment: Induction.tables)
      WHERE \(fragment: condition) ORDER BY \(fragment: order) LIMIT \(limit)
      """, as: Induction.self)
  }

  static func find(_ id: InductionID, in db: some Queryable) async throws -> Induction {
    guard let found = try await list("i.id = \(id)", limit: 1, in: db).first else {
      throw DomainError.notFound("induction")
    }
    return found
  }

  static func periods(_ id: InductionID, in db: some Queryable) async throws -> [InductionPeriod] {
    try await db.query(
      """
      SELECT \(fragment: InductionPeriod.columns), i.account_id AS teacher_account, i.email_normal AS teacher_email
      FROM induction_period p JOIN organisation o ON o.id = p.school_id JOIN induction i ON i.id = p.induction_id
      WHERE p.induction_id = \(id) AND NOT \(fragment: ResumePosts.isCalledOff) ORDER BY p.starts_on, p.id
      """
    ).map { row in
      var period = try InductionPeriod(row: row)
      period.teacher = .init(
        account: try row.decodeIfPresent("teacher_account"), email: try row.decode("teacher_email"))
      return period
    }
  }

  static func events(_ id: InductionID, in db: some Queryable) async throws -> [InductionEvent] {
    try await db.query(
      """
      SELECT \(fragment: InductionEvent.columns) FROM induction_event e WHERE e.induction_id = \(id)
      ORDER BY e.entered_at, e.id
      """, as: InductionEvent.self)
  }

  static func due(_ id: InductionID, in db: some Queryable) async throws -> [InductionDue] {
    try await db.query(
      """
      SELECT \(fragment: InductionDue.columns) FROM induction_due d JOIN induction i ON i.id = d.induction_id
      WHERE d.induction_id = \(id) AND (d.done_on IS NOT NULL OR \(fragment: InductionDue.isOpen))
      ORDER BY d.due_on, \(fragment: InductionDue.order)
      """, as: InductionDue.self)
  }

  /// Everything of an induction.
  static func record(_ id: InductionID, in db: some Queryable) async throws -> InductionRecord {
    InductionRecord(
      induction: try await find(id, in: db), periods: try await periods(id, in: db),
      events: try await events(id, in: db), due: try await due(id, in: db),
      registrations: try await db.query(
        "SELECT id FROM induction_registration WHERE induction_id = \(id) ORDER BY created_at, id"
      ).map { try $0.decode("id") }, death: try await InductionDeath.standing(of: id, in: db))
  }

  /// Locks an induction until the transaction ends, and compares the version that was read.
  static func lock(_ id: InductionID, _ expected: Int?, in tx: Transaction) async throws -> Induction {
    try await tx.execute("SELECT 1 FROM induction WHERE id = \(id) FOR UPDATE")
    let found = try await find(id, in: tx)
    if let expected, expected != found.version { throw DomainError.staleVersion(current: found.version) }
    return found
  }

  static func setState(_ id: InductionID, _ state: InductionState, _ now: Date, in tx: Transaction)
    async throws
  {
    try await tx.execute(
      "UPDATE induction SET state = \(state), state_changed_at = \(now), version = version + 1 WHERE id = \(id)"
    )
  }

  /// Locks an induction until the transaction ends, for an operation that the actor may do, on the version they saw.
  static func lock(
    _ id: InductionID, for operation: Operation, _ expectedVersion: Int?, on today: CivilDate? = nil,
    by actor: Actor, in tx: Transaction
  ) async throws -> InductionRecord {
    _ = try await lock(id, nil, in: tx)
    let record = try await record(id, in: tx)
    guard InductionAccess.mayRead(record.induction, record.periods, actor) else {
      throw DomainError.notFound("induction")
    }
    guard InductionAccess.may(operation, record.induction, record.periods, actor, on: today) else {
      throw DomainError.notAllowed(Permissions.grant(for: operation).refusal)
    }
    if let expectedVersion, expectedVersion != record.induction.version {
      throw DomainError.staleVersion(current: record.induction.version)
    }
    return record
  }
}

/// Whose induction it is.
enum InductionAccess {
  /// Whether somebody may read an induction: the body’s people, and those of a school in which a period of it lies.
  static func mayRead(_ induction: Induction, _ periods: [InductionPeriod], _ actor: Actor) -> Bool {
    actor.may(.readInductions, at: induction.place)
      || periods.contains { may(.readInductions, in: $0, actor) }
  }

  /// Whether somebody may change it: the body’s people, and those of a school where the teacher is, or was last.
  static func may(
    _ operation: Operation, _ induction: Induction, _ periods: [InductionPeriod], _ actor: Actor,
    on today: CivilDate?
  ) -> Bool {
    actor.may(operation, at: induction.place)
      || current(periods, on: today).contains { may(operation, in: $0, actor) }
  }

  /// The periods that go on, and the last. Without a day, those whose end is known don’t go on.
  static func current(_ periods: [InductionPeriod], on today: CivilDate? = nil) -> [InductionPeriod] {
    periods.filter { period in
      period.id == periods.last?.id || today.map { period.goesOn(after: $0) } ?? (period.endsOn == nil)
    }
  }

  /// Whether it is the acting person’s own: of an account with the confirmed address, or the one that applied.
  static func isOwn(_ id: InductionID, _ actor: Actor, in db: some Queryable) async throws -> Bool {
    guard let account = actor.account, actor.may(.readOwnInduction, ownedBy: account.id) else { return false }
    return try await db.value(
      "SELECT EXISTS (SELECT FROM induction i WHERE i.id = \(id) AND \(fragment: own(account)))",
      as: Bool.self)
  }

  /// Which inductions `i` are an account’s own.
  static func own(_ account: ActingAccount) -> Statement {
    let email = account.emailConfirmed ? account.email.lowercased() : ""
    return "(i.account_id = \(account.id) OR (i.account_id IS NULL AND i.email_normal = \(email)))"
  }
}
