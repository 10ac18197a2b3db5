import Foundation
import Postgres

/// Stores plans, and what is due by them, in a few statements however many there are.
struct StorePlans: Sendable {
  private struct Wanted {
    let induction: InductionID
    let kind: InductionDue.Kind
    let number: Int
    let day: CivilDate
  }

  let services: Services

  init(_ services: Services) { self.services = services }

  /// Days of absence in the part of induction that is under way, and when that part ends.
  struct Absence: Sendable, Encodable {
    let days: String
    let until: CivilDate?
  }

  /// Stores plans, and takes away those of inductions that can’t be reckoned; what was due of these stands. The
  /// head recommends once, after an extension once more: of each the number, 0 for none.
  func callAsFunction(
    _ plans: [InductionID: InductionPlan], recommended: [InductionID: Int] = [:],
    absent: [InductionID: Absence] = [:], without unplanned: [InductionID], in tx: Transaction
  ) async throws {
    if !unplanned.isEmpty {
      try await tx.execute(
        """
        UPDATE induction SET plan = NULL, rules_version = NULL, plan_is_stale = false, expected_end = NULL,
          absent_in_part = NULL, absent_part_ends_on = NULL
        WHERE id = ANY (\(unplanned.map(\.rawValue)))
        """)
    }
    guard !plans.isEmpty else { return }
    let ordered = plans.sorted { $0.key.rawValue.uuidString < $1.key.rawValue.uuidString }
    try await tx.execute(
      """
      UPDATE induction i SET plan = v.plan, rules_version = nullif(v.rules_version, ''),
        planned_at = \(services.now()), plan_is_stale = false, expected_end = (v.plan ->> 'expected_end')::date,
        absent_in_part = (v.absent ->> 'days')::numeric, absent_part_ends_on = (v.absent ->> 'until')::date
      FROM unnest(\(ordered.map(\.key.rawValue)), \(try ordered.map { try JSONColumn.encode($0.value) }),
        \(try ordered.map { try JSONColumn.encode(absent[$0.key] ?? Absence(days: "0", until: nil)) }),
        \(ordered.map { $0.value.rulesVersion ?? "" })) v (id, plan, absent, rules_version)
      WHERE i.id = v.id
      """)
    try await storeDue(
      try ordered.flatMap { try Self.wanted($0.key, $0.value, recommended[$0.key] ?? 1) },
      of: ordered.map(\.key),
      tx)
  }

  private static func wanted(
    _ id: InductionID, _ plan: InductionPlan, _ recommendation: Int
  ) throws -> [Wanted] {
    // Ten working days from completion (SI 2012/1115), where the bank holidays of that year are known.
    let holidays = try BankHolidays.englandAndWales()
    let head = try plan.expectedEnd.flatMap { end -> Wanted? in
      guard recommendation > 0 else { return nil }
      let limit = try InductionDeadline.named("head-recommendation", on: end).workingDays
      let day = holidays.last(of: limit, beginningWith: end)
      guard holidays.years.contains(day.year) else { return nil }
      return Wanted(induction: id, kind: .recommendation, number: recommendation, day: day)
    }
    return plan.formalAssessments.map {
      Wanted(induction: id, kind: .assessment, number: $0.number, day: $0.due)
    }
      + plan.progressReviews.enumerated().map {
        Wanted(induction: id, kind: .review, number: $0.offset + 1, day: $0.element.due)
      } + [head].compactMap(\.self)
  }

  /// What is done stays as it is; the rest is due by the new plans, and nothing of what another body has taken over or
  /// death has ended. A day that lies in the past when it comes up is no day to be late for: an assessment has the time
  /// that a report has, a recommendation that of the head, and a review of a term that is over is not needed. What was
  /// overdue before stays so, and a review that was asked for before stays due where its day moves into the past.
  private func storeDue(_ wanted: [Wanted], of ids: [InductionID], _ tx: Transaction) async throws {
    let (inductions, kinds) = (wanted.map(\.induction.rawValue), wanted.map(\.kind.rawValue))
    let numbers = wanted.map { Int32($0.number) }
    let today = services.today
    // Reviews go by their numbers. No two terms end within eight weeks: moved further, it is that of another term, which
    // was not asked for before.
    let staysDue: Statement = """
      (induction_due.done_on IS NULL AND excluded.planned_on < \(today)::date AND (induction_due.due_on < \(today)::date
        OR induction_due.kind = 'review'
          AND abs(excluded.planned_on - coalesce(induction_due.planned_on, induction_due.due_on)) < 56))
      """
    try await tx.execute(
      """
      INSERT INTO induction_due (id, induction_id, kind, number, planned_on, due_on, done_on, not_needed)
      SELECT w.id, w.induction_id, w.kind, w.number, w.planned_on,
        CASE WHEN w.planned_on >= \(today)::date OR w.kind = 'review' THEN w.planned_on
          WHEN w.kind = 'recommendation' THEN \(try DueAgain.day(.recommendation, from: today))::date
          ELSE \(try DueAgain.day(.assessment, from: today))::date END,
        CASE WHEN w.planned_on < \(today)::date AND w.kind = 'review' THEN \(today)::date END,
        w.planned_on < \(today)::date AND w.kind = 'review'
      FROM unnest(\(wanted.map { _ in services.newID(InductionEventID.self).rawValue }), \(inductions),
        \(kinds), \(numbers), \(wanted.map(\.day))) w (id, induction_id, kind, number, planned_on)
        JOIN induction i ON i.id = w.induction_id AND i.state NOT IN ('transferred', 'died')
      ON CONFLICT (induction_id, kind, number) DO UPDATE SET planned_on = excluded.planned_on,
        due_on = CASE WHEN \(fragment: staysDue) THEN excluded.planned_on ELSE excluded.due_on END,
        done_on = CASE WHEN \(fragment: staysDue) THEN NULL ELSE excluded.done_on END,
        not_needed = excluded.not_needed AND NOT \(fragment: staysDue), reminded_on = NULL
      WHERE (induction_due.done_on IS NULL OR induction_due.not_needed)
        AND coalesce(induction_due.planned_on, induction_due.due_on) <> excluded.planned_on
      """)
    try await tx.execute(
      """
      DELETE FROM induction_due d WHERE d.induction_id = ANY (\(ids.map(\.rawValue)))
        AND (d.done_on IS NULL OR d.not_needed)
        AND (d.kind <> 'interim' AND NOT EXISTS (
          SELECT FROM unnest(\(inductions), \(kinds), \(numbers)) w (induction_id, kind, number)
          WHERE w.induction_id = d.induction_id AND w.kind = d.kind AND w.number = d.number)
          OR EXISTS (SELECT FROM induction i WHERE i.id = d.induction_id AND i.state IN ('transferred', 'died')))
      """)
  }
}
