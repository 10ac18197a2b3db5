import Foundation
import Postgres

/// Statements that the use cases of schemes share.
///
/// Locks are taken in one order: the scheme, its budgets by year, then applications. Whoever changes what is offered,
/// committed or spent holds the budgets' rows until the transaction ends.
enum SchemeStore {
  static func list(
    _ condition: Statement, order: Statement = "s.created_at DESC, s.id DESC", limit: Int = 500,
    in db: some Queryable
  ) async throws -> [Scheme] {
    let found = try await db.query(
      """
      SELECT \(fragment: Scheme.columns) FROM \(fragment: Scheme.tables)
      WHERE \(fragment: condition) ORDER BY \(fragment: order) LIMIT \(limit)
      """, as: Scheme.self)
    if found.isEmpty { return [] }
    let ids = found.map(\.id.rawValue)
    var criteria: [SchemeID: [SchemeCriterion]] = [:]
    for row in try await db.query(
      """
      SELECT id, scheme_id, kind, number, choices, wording FROM scheme_criterion WHERE scheme_id = ANY (\(ids))
      ORDER BY scheme_id, position, id
      """)
    { criteria[try row.decode("scheme_id"), default: []].append(try SchemeCriterion(row: row)) }
    var budgets: [SchemeID: [SchemeBudget]] = [:]
    for row in try await db.query(
      """
      SELECT b.scheme_id, \(fragment: SchemeBudget.columns) FROM scheme_budget b WHERE b.scheme_id = ANY (\(ids))
      ORDER BY b.scheme_id, b.year DESC
      """)
    { budgets[try row.decode("scheme_id"), default: []].append(try SchemeBudget(row: row)) }
    return found.map { scheme in
      var scheme = scheme
      scheme.content.criteria = criteria[scheme.id] ?? []
      scheme.budgets = budgets[scheme.id] ?? []
      return scheme
    }
  }

  static func find(_ id: SchemeID, in db: some Queryable) async throws -> Scheme {
    guard let found = try await list("s.id = \(id)", in: db).first else {
      throw DomainError.notFound("scheme")
    }
    return found
  }

  /// The scheme, as far as it exists for the actor: drafts only for those who manage schemes there.
  static func readable(_ id: SchemeID, by actor: Actor, in db: some Queryable) async throws -> Scheme {
    let scheme = try await find(id, in: db)
    if scheme.state == .draft { try actor.require(.manageSchemes, at: scheme.place, orHide: "scheme") }
    return scheme
  }

  /// Locks a scheme that the actor manages until the transaction ends, then reads it.
  static func lock(
    _ id: SchemeID, _ expectedVersion: Int?, _ actor: Actor, in tx: Transaction
  ) async throws -> Scheme {
    try await tx.execute("SELECT 1 FROM scheme WHERE id = \(id) FOR NO KEY UPDATE")
    let scheme = try await readable(id, by: actor, in: tx)
    try actor.require(.manageSchemes, at: scheme.place)
    try VacancyStore.requireVersion(expectedVersion, of: scheme.version)
    return scheme
  }

  static func lockBudgets(_ id: SchemeID, in tx: Transaction) async throws {
    try await tx.execute(
      "SELECT 1 FROM scheme_budget WHERE scheme_id = \(id) ORDER BY year FOR NO KEY UPDATE")
  }

  // MARK: Applications

  static func applications(
    _ condition: Statement, order: Statement = "a.created_at DESC, a.id DESC", limit: Int = 500,
    in db: some Queryable
  ) async throws -> [SchemeApplication] {
    try await db.query(
      """
      SELECT \(fragment: SchemeApplication.columns) FROM \(fragment: SchemeApplication.tables)
      WHERE \(fragment: condition) ORDER BY \(fragment: order) LIMIT \(limit)
      """, as: SchemeApplication.self)
  }

  static func application(_ id: SchemeApplicationID, in db: some Queryable) async throws -> SchemeApplication
  {
    guard let found = try await applications("a.id = \(id)", in: db).first else {
      throw DomainError.notFound("application")
    }
    return found
  }

  /// Locks what an application hangs on, then the application, and reads it.
  static func lock(_ id: SchemeApplicationID, in tx: Transaction) async throws -> SchemeApplication {
    let known = try await application(id, in: tx)
    try await tx.execute("SELECT 1 FROM scheme WHERE id = \(known.scheme) FOR SHARE")
    try await lockBudgets(known.scheme, in: tx)
    try await tx.execute("SELECT 1 FROM scheme_application WHERE id = \(id) FOR NO KEY UPDATE")
    return try await application(id, in: tx)
  }

  static func payments(_ id: SchemeApplicationID, in db: some Queryable) async throws -> [SchemePayment] {
    try await db.query(
      """
      SELECT id, application_id, due_on, pence, paid_on FROM scheme_payment WHERE application_id = \(id)
      ORDER BY due_on, id
      """, as: SchemePayment.self)
  }

  static func checks(
    _ id: SchemeApplicationID, in db: some Queryable
  ) async throws -> [SchemeCriterionID: SchemeCheck] {
    let found = try await db.query(
      "SELECT criterion_id, is_met, note, checked_by_name FROM scheme_check WHERE application_id = \(id)",
      as: SchemeCheck.self)
    return Dictionary(uniqueKeysWithValues: found.map { ($0.criterion, $0) })
  }

  static func setState(
    _ id: SchemeApplicationID, _ state: SchemeApplicationState, reason: String? = nil, _ now: Date,
    in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE scheme_application SET state = \(state), state_changed_at = \(now), reason = \(reason),
        version = version + 1
      WHERE id = \(id)
      """)
  }

  /// Whoever has waited longest for a scheme.
  static func firstWaiting(_ id: SchemeID, in db: some Queryable) async throws -> SchemeApplication? {
    try await applications("a.scheme_id = \(id) AND a.state = 'waiting'", order: "a.queue", limit: 1, in: db)
      .first
  }

  /// Tells officers that there is room again, and who has waited longest. Nobody is awarded anything by this.
  static func tellOfRoom(
    _ id: SchemeID, _ year: FinancialYear, _ services: Services, in tx: Transaction
  ) async throws {
    guard let next = try await firstWaiting(id, in: tx) else { return }
    let scheme = try await find(id, in: tx)
    guard let budget = scheme.budgets.first(where: { $0.year == year }), budget.free > 0 else { return }
    let least = scheme.content.amountIsFixed ? scheme.content.amountPence : 1
    guard budget.leftPence >= least else { return }
    try await RegistrationStore.tellOfficers(
      of: scheme.place, subject: "Room again: \(scheme.content.name)",
      body: """
        \(SchemeMoney.pounds(budget.leftPence)) and \(SchemeMoney.places(budget.free)) are left in \(year.name). \
        \(next.shownName) (\(next.reference)) has waited longest:

        \(services.settings.baseURL)/authority/scheme-applications/\(next.id)
        """, services, in: tx)
  }

  static func record(
    _ action: String, _ application: SchemeApplication, details: [String: JSONValue] = [:], _ actor: Actor,
    _ services: Services, in tx: Transaction
  ) async throws {
    try await Audit.record(
      "scheme_application.\(action)", AuditSubject("scheme_application", application.id),
      at: application.place,
      details: details, by: actor, services, in: tx)
  }
}
