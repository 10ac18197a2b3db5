import Foundation
import Postgres

/// Reckons the plans of stored inductions again, with what is due by them.
struct ReplanInduction: Sendable {
  let services: Services
  private let calculator: PlanInduction?

  /// By the rules that come with the program, or by a calculator with others.
  init(_ services: Services, by calculator: PlanInduction? = nil) {
    (self.services, self.calculator) = (services, calculator)
  }

  /// Reckons and stores; nil where it can't be reckoned, which then has no plan.
  @discardableResult
  func callAsFunction(_ id: InductionID, in tx: Transaction) async throws -> InductionPlan? {
    try await self([id], in: tx)[id]
  }

  /// Reckons and stores many at once; those that can't be reckoned have no plan afterwards, and are left out.
  @discardableResult
  func callAsFunction(_ ids: [InductionID], in tx: Transaction) async throws -> [InductionID: InductionPlan] {
    var plans: [InductionID: InductionPlan] = [:]
    var absent: [InductionID: StorePlans.Absence] = [:]
    var known = KnownTerms()
    let history = try await PlanHistory.load(ids, in: tx)
    let calculator = try calculator ?? Self.usual.get()
    for basis in try await PlanBasis.load(ids, in: tx) where !basis.periods.isEmpty {
      let dates = try await known.terms(basis.leads, in: tx)
      do {
        let reckoning = try calculator.reckoning(basis.inductionCase(dates))
        let plan = reckoning.plan()
        absent[basis.id] = reckoning.absenceUnderWay(on: services.today)
        plans[basis.id] = history[basis.id].map { plan.continued(after: $0, dates.terms) } ?? plan
      } catch DomainError.invalid {
        continue
      }
    }
    try await StorePlans(services)(
      plans, recommended: history.mapValues(\.nextRecommendation), absent: absent,
      without: ids.filter { plans[$0] == nil },
      in: tx)
    return plans
  }

  /// The record with a plan that is reckoned now, where the stored one is stale: nothing is decided by that.
  func fresh(_ record: InductionRecord, in tx: Transaction) async throws -> InductionRecord {
    record.induction.isReckoning ? try await reckoned(record.induction.id, in: tx) : record
  }

  /// The record with a plan that is reckoned now, whatever new term dates wait for the worker.
  func reckoned(_ id: InductionID, in tx: Transaction) async throws -> InductionRecord {
    try await self(id, in: tx)
    var fresh = try await InductionStore.record(id, in: tx)
    fresh.induction.isReckoning = false
    return fresh
  }

  /// Read once: it reckons many plans after term dates have changed.
  private static let usual = Result { try PlanInduction() }
}

/// Reckons inductions again whose terms have changed, a batch in each transaction.
public struct ReplanStaleInductions: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Marks what new term dates have made stale, reckons a batch, and says how many there were. Any number of workers may
  /// do so at once; what one of them has not finished when it is killed is still stale for the next.
  public func callAsFunction(batch: Int = 200) async throws -> Int {
    while try await StalePlans.mark(services) {}
    return try await services.pool.withTransaction { tx in
      let ids = try await tx.query(
        "SELECT id FROM induction WHERE plan_is_stale ORDER BY id LIMIT \(batch) FOR UPDATE SKIP LOCKED"
      ).map { try $0.decode("id", as: InductionID.self) }
      if !ids.isEmpty { try await ReplanInduction(services)(ids, in: tx) }
      return ids.count
    }
  }
}
