import Foundation
import Postgres

extension ReadInductions {
  /// Up to how many open things before today are looked at one by one.
  private static let fewDue = 500

  /// Which inductions `i` of a list have something overdue.
  private func isOverdue() -> Statement {
    """
    (EXISTS (SELECT FROM induction_due d WHERE d.induction_id = i.id AND \(fragment: InductionDue.isOpen)
        AND d.due_on < \(services.today) AND NOT \(fragment: StalePlans.isStale))
      OR EXISTS (SELECT FROM induction_duty u
        WHERE u.induction_id = i.id AND \(fragment: InductionDuty.pastLastDay(on: services.today))))
    """
  }

  /// The same for a page: where little is overdue, only of those inductions to which it belongs, as otherwise every
  /// induction would be looked at for the few that are to be found; where there is much, a page is soon full.
  func overdue() async throws -> Statement {
    let found = try await services.pool.firstRow(
      """
      WITH due AS MATERIALIZED (SELECT d.induction_id FROM induction_due d
        WHERE d.done_on IS NULL AND d.due_on < \(services.today) ORDER BY d.due_on, d.id LIMIT \(Self.fewDue + 1))
      SELECT (SELECT count(*) FROM due) AS due, ARRAY(SELECT d.induction_id FROM due d
        UNION SELECT u.induction_id FROM induction_duty u
          WHERE \(fragment: InductionDuty.pastLastDay(on: services.today))) AS ids
      """)
    guard let found, try found.decode("due", as: Int.self) <= Self.fewDue else { return isOverdue() }
    return "i.id = ANY (\(try found.decode("ids", as: [UUID].self))) AND \(fragment: isOverdue())"
  }
}
