import Foundation
import Postgres

/// Periods that ended with the decision on induction alone, while the post goes on: whether that lasts a term is asked of
/// the post (DfE statutory guidance 2024, 2.33: the minimum is of the employment).
enum DecidedPeriods {
  /// A post that goes on after a decision.
  struct Post: Sendable {
    /// The last day of its contract; nil where none is set.
    let contractEnd: CivilDate?
  }

  /// Whether a decision c ended a period p.
  private static let isEnding: Statement = """
    c.induction_id = p.induction_id AND c.decided_at IS NOT NULL AND p.id = ANY (c.closed_periods)
    """

  /// Whether any decision ended a period p.
  static let isDecided: Statement = """
    EXISTS (SELECT FROM induction_decision c WHERE \(fragment: isEnding))
    """

  /// Which periods of some inductions these are.
  static func load(_ inductions: [UUID], in db: some Queryable) async throws -> Set<InductionPeriodID> {
    let found = try await db.query(
      """
      SELECT p.id FROM induction_decision c JOIN induction_period p ON \(fragment: isEnding)
      WHERE c.induction_id = ANY (\(inductions))
      """)
    return Set(try found.map { try $0.decode("id") })
  }
}
