import Foundation
import Postgres

/// What came of people whom agencies put forward, kept for the report when their applications are erased: stages
/// without a name, and the fee that was due.
enum AgencyOutcome {
  /// Keeps it, as it stands at an instant, of candidates with these applications, which are still there.
  static func keep(
    behind applications: [UUID], by now: Date, in tx: Transaction
  ) async throws {
    let behind: Statement = """
      c.state = 'consented' AND EXISTS (SELECT FROM application a WHERE a.id = ANY (\(applications))
        AND a.vacancy_id = c.vacancy_id AND a.account_id = c.account_id)
      """
    let fees = try await tx.query(
      """
      SELECT \(fragment: AgencyFeeLine.columns) FROM \(fragment: AgencyFeeLine.tables)
      WHERE \(fragment: behind)
      """, as: AgencyFeeLine.self)
    try await tx.execute(
      """
      INSERT INTO agency_candidate_outcome (candidate_id, was_shortlisted, was_interviewed)
      SELECT c.id, coalesce(bool_or(r.state = 'shortlisted'), false),
        coalesce(bool_or(\(fragment: InterviewStore.tookPlace(by: now))), false)
      FROM agency_candidate c
        JOIN application a ON a.vacancy_id = c.vacancy_id AND a.account_id = c.account_id
        LEFT JOIN application_reached r ON r.application_id = a.id
      WHERE \(fragment: behind) GROUP BY c.id
      ON CONFLICT (candidate_id) DO UPDATE
        SET was_shortlisted = agency_candidate_outcome.was_shortlisted OR excluded.was_shortlisted,
          was_interviewed = agency_candidate_outcome.was_interviewed OR excluded.was_interviewed
      """)
    for fee in fees {
      try await tx.execute(
        """
        UPDATE agency_candidate_outcome SET appointed_at = \(fee.appointedAt), starts_on = \(fee.startsOn),
          fee_pence = \(fee.feePence.map { Int32($0) })
        WHERE candidate_id = \(fee.id)
        """)
    }
  }
}
