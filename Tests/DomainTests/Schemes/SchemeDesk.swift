import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// What tests of schemes share: their content, and applications at a desk.
enum SchemeDesk {
  static let year = FinancialYear(2026)
  static let statement = "I would like to lead mathematics at my school."

  static func content(
    _ name: String = "Leadership course", pence: Int = 13_333, isFixed: Bool = true,
    criteria: [SchemeCriterion] = [SchemeCriterion(.induction, choices: ["completed"])]
  ) -> SchemeContent {
    SchemeContent(
      name: name, kind: "leadership", summary: "A course for those who want to lead.",
      description: "Six afternoons at **Sample Hall**.", criteria: criteria, opensOn: day("2026-11-01"),
      closesOn: day("2027-06-30"), amountPence: pence, amountIsFixed: isFixed, answerDays: 14)
  }

  static func published(
    _ content: SchemeContent = content(), budget: Int = 100_000, places: Int = 20, of authority: Authority,
    by officer: Actor, _ services: Services
  ) async throws -> Scheme {
    let manage = ManageSchemes(services)
    let made = try await manage.create(of: authority, content, by: officer)
    _ = try await manage.setBudget(
      made.id, year, budgetPence: budget, places: places, expectedVersion: nil, by: officer)
    return try await manage.publish(made.id, expectedVersion: nil, by: officer)
  }

  /// Applications that were sent, made in the database itself.
  static func sent(
    _ count: Int, to scheme: Scheme, _ services: Services
  ) async throws -> [SchemeApplicationID] {
    let facts = SchemeFacts(
      name: "Person", trn: "1234567", body: "Sample Body", state: .satisfactory, completedOn: "2026-07-20",
      school: "Sample School", isInBorough: true)
    return try await services.pool.query(
      """
      INSERT INTO scheme_application (id, scheme_id, authority_id, reference, state, state_changed_at, name, email,
        statement, facts, sent_at, created_at)
      SELECT gen_random_uuid(), \(scheme.id), \(scheme.place.authority), 'S-TEST' || n, 'sent', \(services.now()),
        'Person ' || n, 'p' || n || '@people.example', \(statement), \(try JSONColumn.encode(facts)),
        \(services.now()), \(services.now())
      FROM generate_series(1, \(count)) n RETURNING id
      """
    ).map { try $0.decode("id") }
  }

  /// The budget of the year.
  static func budget(_ id: SchemeID, _ services: Services, by officer: Actor) async throws -> SchemeBudget {
    try #require(
      try await ReadSchemes(services).find(id, by: officer).budgets.first { $0.year == year })
  }

  /// What the problems of a refusal say.
  static func messages(_ body: () async throws -> Void) async throws -> [String] {
    do {
      try await body()
      return []
    } catch DomainError.invalid(let problems) {
      return problems.map(\.message)
    } catch DomainError.conflict(let sentence) {
      return [sentence]
    }
  }
}

extension InductionDesk {
  /// A teacher who has completed induction and signed in, and their induction.
  func completed() async throws -> (teacher: Actor, induction: InductionID) {
    let id = try await begun().induction.id
    let decide = DecideInduction(services)
    let reasons = "Every Standard is met."
    _ = try await decide.recommend(
      id, .satisfactory, reasons: reasons, earlyReason: "Most of it was served elsewhere.",
      expectedVersion: nil, by: head)
    _ = try await decide.decide(
      id, .satisfactory, reasons: reasons, earlyReason: reasons, expectedVersion: nil, by: officer)
    return (try await teacher(), id)
  }

  /// A published scheme.
  func scheme(_ content: SchemeContent = SchemeDesk.content(), budget: Int = 100_000, places: Int = 20)
    async throws
    -> Scheme
  {
    try await SchemeDesk.published(
      content, budget: budget, places: places, of: authority, by: officer, services)
  }
}
