import Foundation
import Postgres

/// Who has said no to an agency for a vacancy, or taken their consent back: kept as a keyed hash of the address until the
/// vacancy closes, when everything else about the person may long be erased.
enum AgencyRefusal {
  /// Notes that the agency may not ask this person again for the vacancy.
  static func note(_ id: AgencyCandidateID, in tx: Transaction) async throws {
    try await tx.execute(
      """
      INSERT INTO agency_refusal (key, vacancy_id)
      SELECT agency_refusal_key(agency_id, vacancy_id, email_normal), vacancy_id FROM agency_candidate
      WHERE id = \(id) AND email_normal IS NOT NULL ON CONFLICT DO NOTHING
      """)
  }

  /// Whether the person has said no to the agency for the vacancy.
  static func stands(
    _ address: EmailAddress, _ release: AgencyRelease, in db: some Queryable
  ) async throws -> Bool {
    try await db.value(
      """
      SELECT EXISTS (SELECT FROM agency_refusal
        WHERE key = agency_refusal_key(\(release.agency), \(release.vacancy), \(address.normal)))
      """, as: Bool.self)
  }

  /// Forgets those for vacancies that have closed.
  static func forget(at now: Date, in db: some Queryable) async throws -> Int {
    try await db.execute(
      """
      DELETE FROM agency_refusal r USING vacancy v WHERE v.id = r.vacancy_id
        AND (v.closes_at <= \(now) OR v.state IN ('closed', 'interviewing', 'filled', 'not_filled', 'withdrawn'))
      """)
  }
}
