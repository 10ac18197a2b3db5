import Domain
import Foundation
import Postgres
import TestSupport

/// What the journey does not come by itself, put there as it would stand.
extension MarkedJourney {
  func rows() async throws {
    let music = try await services.pool.value(
      "SELECT id FROM vacancy WHERE title = 'Teacher of music'", as: VacancyID.self)
    try await poolRows()
    try await placeRows()
    try await siftRows(music)
    try await accountRows()
    let authority = try await Authority.find(code: "883", in: services.pool)
    try await agencyRows(music, authority)
    try await schemeRows(authority)
  }

  private func poolRows() async throws {
    let school = hiring.desk.school.id
    try await services.pool.execute(
      """
      INSERT INTO pool_saved (school_id, entry_id, saved_at)
      SELECT \(school), id, \(services.now()) FROM pool_entry WHERE account_id = \(account)
      """)
    try await services.pool.execute(
      """
      INSERT INTO pool_hidden_school (entry_id, school_id)
      SELECT id, \(school) FROM pool_entry WHERE account_id = \(account)
      """)
  }

  /// A place of theirs beside those that the entry names.
  private func placeRows() async throws {
    try await services.pool.execute(
      """
      INSERT INTO pool_place (entry_id, position, place, easting, northing, within_miles)
      SELECT id, 5, \(Self.marker), 560000, 177000, 5 FROM pool_entry WHERE account_id = \(account)
      ON CONFLICT DO NOTHING
      """)
  }

  private func siftRows(_ other: VacancyID) async throws {
    try await services.pool.execute(
      """
      WITH criterion AS (
        INSERT INTO vacancy_criterion (vacancy_id, id, position, essential, category, wording)
        VALUES (\(other), gen_random_uuid(), 99, true, 'skills', 'Teaches phonics') RETURNING id)
      INSERT INTO sift_score (application_id, account_id, criterion_id, score, note)
      SELECT s.application_id, s.account_id, c.id, 3, \(Self.marker) FROM sift_sheet s CROSS JOIN criterion c
      WHERE s.application_id = \(application)
      """)
    try await services.pool.execute(
      """
      INSERT INTO sift_reveal (application_id, vacancy_id, authority_id, revealed_at)
      SELECT id, vacancy_id, authority_id, \(services.now()) FROM application WHERE id = \(application)
      ON CONFLICT DO NOTHING
      """)
  }

  private func accountRows() async throws {
    let (now, later) = (services.now(), services.now().addingTimeInterval(86_400))
    try await services.pool.execute(
      """
      INSERT INTO api_token (id, account_id, name, token_hash, prefix, scopes, created_at, expires_at)
      VALUES (gen_random_uuid(), \(account), 'Laptop', '\\x01', 'st_1', '{applications:read}', \(now), \(later))
      """)
    try await services.pool.execute(
      """
      INSERT INTO single_use_link (token_hash, purpose, account_id, email, created_at, expires_at)
      VALUES ('\\x02', 'reset_password', \(account), \(Self.email), \(now), \(later))
      """)
    try await services.pool.execute(
      """
      INSERT INTO activity_booking_link (token_hash, booking_id, expires_at)
      SELECT '\\x03', id, \(later) FROM activity_booking WHERE account_id = \(account)
      """)
    try await services.pool.execute(
      """
      INSERT INTO activity_evaluation (booking_id, activity_id, useful, delivery, organisation, comment, given_at)
      SELECT id, activity_id, 5, 5, 5, \(Self.marker), \(now) FROM activity_booking WHERE account_id = \(account)
      """)
  }

  /// An agency has asked them for another vacancy.
  private func agencyRows(_ vacancy: VacancyID, _ authority: Authority) async throws {
    let (now, school) = (services.now(), hiring.desk.school.id)
    let agency = try await CreateOrganisation(services)(
      kind: .agency, name: "First Agency", authority: authority.id, by: .operatorAtCommandLine)
    try await services.pool.execute(
      """
      WITH release AS (
        INSERT INTO agency_release (id, vacancy_id, agency_id, school_id, authority_id, released_at)
        VALUES (gen_random_uuid(), \(vacancy), \(agency.id), \(school), \(authority.id), \(now)) RETURNING id)
      INSERT INTO agency_candidate (id, release_id, vacancy_id, agency_id, school_id, authority_id, state, name, email,
        email_normal, statement, submitted_at, answer_by)
      SELECT gen_random_uuid(), id, \(vacancy), \(agency.id), \(school), \(authority.id), 'asked', \(Self.marker),
        \(Self.email), \(Self.email), \("\(Self.marker) sings."), \(now), \(now.addingTimeInterval(14 * 86_400))
      FROM release
      """)
    try await services.pool.execute(
      """
      INSERT INTO agency_candidate_link (token_hash, candidate_id, created_at, expires_at)
      SELECT '\\x04', id, \(now), answer_by FROM agency_candidate WHERE name = \(Self.marker)
      """)
  }

  private func schemeRows(_ authority: Authority) async throws {
    let now = services.now()
    try await services.pool.execute(
      """
      WITH made AS (
        INSERT INTO scheme (id, organisation_id, authority_id, name, kind, summary, description, opens_on, closes_on,
          amount_pence, amount_is_fixed, answer_days, created_at, updated_at)
        VALUES (gen_random_uuid(), \(authority.organisation), \(authority.id), 'A year of leading', 'leadership',
          'A year of leading a subject.', '', '2026-11-01', '2027-07-31', 100000, true, 14, \(now), \(now))
        RETURNING id)
      INSERT INTO scheme_application (id, scheme_id, authority_id, reference, account_id, state_changed_at, name, email,
        statement, created_at)
      SELECT gen_random_uuid(), id, \(authority.id), 'S-QXVZ', \(account), \(now), \(Self.marker), \(Self.email),
        \(Self.marker), \(now) FROM made
      """)
  }
}
