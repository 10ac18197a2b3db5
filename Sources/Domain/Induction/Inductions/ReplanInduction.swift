import Foundation
import Postgres

/// Reckons the plan of a stored induction again, with what is due by it.
struct ReplanInduction: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// Reckons and stores; nil where it can't be reckoned, which then stands as stale.
  @discardableResult
  func callAsFunction(_ id: InductionID, in tx: Transaction) async throws -> InductionPlan? {
    let record = try await InductionStore.record(id, in: tx)
    guard let last = record.periods.last else { return nil }
    let terms = try await InductionTerms.load(of: last.place.organisation, in: tx)
    let plan: InductionPlan
    do {
      plan = try Self.calculator.get()(Self.induction(record, terms))
    } catch DomainError.invalid {
      try await tx.execute("UPDATE induction SET plan = NULL, plan_is_stale = false WHERE id = \(id)")
      return nil
    }
    try await tx.execute(
      """
      UPDATE induction SET plan = \(try JSONColumn.encode(plan)), planned_at = \(services.now()),
        plan_is_stale = false, expected_end = \(plan.expectedEnd) WHERE id = \(id)
      """)
    try await store(plan, of: id, tx)
    return plan
  }

  /// Read once: it reckons many plans after term dates have changed.
  private static let calculator = Result { try PlanInduction() }

  /// What an induction is reckoned from.
  static func induction(_ record: InductionRecord, _ terms: InductionTerms) -> InductionCase {
    let standing = record.events.filter { $0.removedAt == nil }
    return InductionCase(
      // The calculator decides: what began before September 2021 and goes on beyond September 2023 is moved.
      regime: nil, terms: near(terms.terms, record.induction.beganOn),
      closures: near(terms.closures, record.induction.beganOn),
      periods: record.periods.map { .init(start: $0.startsOn, end: $0.endsOn, fte: $0.fte) },
      absences: standing.filter { $0.kind == .absence }.compactMap { event in
        guard let start = event.startsOn, let end = event.endsOn, let days = event.days else { return nil }
        return .init(start: start, end: end, days: days, kind: event.absenceKind ?? "other")
      },
      reductions: standing.filter { $0.kind == .reduction }.compactMap {
        $0.terms.map { .init(toTerms: $0) }
      },
      extensions: standing.filter { $0.kind == .extension }.compactMap { $0.terms.map { .init(terms: $0) } },
      broughtForward: TermFraction(text: record.induction.earlierTerms) ?? .zero)
  }

  /// Terms from a year before the beginning on.
  private static func near(_ terms: [SchoolTerm], _ day: CivilDate) -> [SchoolTerm] {
    terms.filter { $0.end >= day.adding(days: -200) }
  }

  /// Closures that can matter: at most as many as a case takes.
  private static func near(_ days: [CivilDate], _ day: CivilDate) -> [CivilDate] {
    Array(days.filter { $0 >= day.adding(days: -200) && (1...5).contains($0.weekday) }.prefix(200))
  }

  /// What is done stays as it is; the rest is due by the new plan.
  private func store(_ plan: InductionPlan, of id: InductionID, _ tx: Transaction) async throws {
    let wanted =
      plan.formalAssessments.map { (InductionDue.Kind.assessment, $0.number, $0.due) }
      + plan.progressReviews.enumerated().map { (InductionDue.Kind.review, $0.offset + 1, $0.element.due) }
    for (kind, number, day) in wanted {
      try await tx.execute(
        """
        INSERT INTO induction_due (id, induction_id, kind, number, due_on)
        VALUES (\(services.newID(InductionEventID.self)), \(id), \(kind), \(Int32(number)), \(day))
        ON CONFLICT (induction_id, kind, number) DO UPDATE SET due_on = excluded.due_on, reminded_on = NULL
        WHERE induction_due.done_on IS NULL AND induction_due.due_on <> excluded.due_on
        """)
    }
    try await tx.execute(
      """
      DELETE FROM induction_due d WHERE d.induction_id = \(id) AND d.done_on IS NULL
        AND NOT (d.kind || d.number) = ANY (\(wanted.map { "\($0.0.rawValue)\($0.1)" }))
      """)
  }
}

/// Reckons inductions again whose terms have changed, a batch in each transaction.
public struct ReplanStaleInductions: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Reckons a batch and says how many there were. Any number of workers may do so at once.
  public func callAsFunction(batch: Int = 50) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let ids = try await tx.query(
        "SELECT id FROM induction WHERE plan_is_stale ORDER BY id LIMIT \(batch) FOR UPDATE SKIP LOCKED"
      ).map { try $0.decode("id", as: InductionID.self) }
      for id in ids { try await ReplanInduction(services)(id, in: tx) }
      return ids.count
    }
  }
}
