import Foundation
import Postgres

/// Periods that go on after an appeal where a failure had ended them: the same post at the same school, which counts as
/// if it had not been ended (``Employment``).
enum ResumedPeriods {
  /// The last day of the period that a period p resumes; null for every other. Those that a later change of hours has
  /// parted from it have the same, and follow without a day between.
  static let resumes: Statement = """
    (SELECT max(c.ends_on) FROM induction_appeal a JOIN induction_decision d ON d.id = a.decision_id
        JOIN induction_period c ON c.id = ANY (d.closed_periods)
      WHERE a.induction_id = p.induction_id AND a.state = 'varied' AND a.against = 'not_satisfactory'
        AND c.school_id = p.school_id AND c.registration_id IS NOT DISTINCT FROM p.registration_id
        AND c.ends_on < p.starts_on)
    """

  /// Which periods of some inductions resume another, with the last day of that.
  static func load(
    _ inductions: [UUID], in db: some Queryable
  ) async throws -> [InductionPeriodID: CivilDate] {
    let rows = try await db.query(
      """
      SELECT p.id, \(fragment: resumes) AS resumes FROM induction_period p
      WHERE p.induction_id = ANY (\(inductions)) AND EXISTS (SELECT FROM induction_appeal a
        WHERE a.induction_id = p.induction_id AND a.state = 'varied' AND a.against = 'not_satisfactory')
      """)
    return try rows.reduce(into: [:]) { found, row in
      let id = try row.decode("id", as: InductionPeriodID.self)
      found[id] = try row.decodeIfPresent("resumes", as: CivilDate.self)
    }
  }
}
