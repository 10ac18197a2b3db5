import Postgres

/// Whether the applicants of a vacancy are numbered instead of named for its school.
///
/// Numbers are given in the order of sending and stay: a number is never given twice for one vacancy.
enum AnonymityStore {
  /// Begins or ends it. The vacancy must be locked by the transaction, so that nobody applies in between.
  static func set(_ vacancy: Vacancy, hidesNames: Bool, in tx: Transaction) async throws {
    try await tx.execute(
      """
      INSERT INTO vacancy_anonymity (vacancy_id, authority_id, hides_names)
      VALUES (\(vacancy.id), \(vacancy.place.authority), \(hidesNames))
      ON CONFLICT (vacancy_id) DO UPDATE SET hides_names = excluded.hides_names
      """)
    guard hidesNames else { return }
    try await tx.execute(
      """
      WITH start AS (SELECT last_number FROM vacancy_anonymity WHERE vacancy_id = \(vacancy.id)),
        numbered AS (
          SELECT a.id, (SELECT last_number FROM start) + row_number() OVER (ORDER BY a.sent_at, a.id) AS number
          FROM application a WHERE a.vacancy_id = \(vacancy.id) AND a.applicant_number IS NULL)
      UPDATE application a SET applicant_number = n.number FROM numbered n WHERE n.id = a.id
      """)
    try await tx.execute(
      """
      UPDATE vacancy_anonymity SET last_number = greatest(last_number, coalesce(
        (SELECT max(applicant_number) FROM application WHERE vacancy_id = \(vacancy.id)), 0))
      WHERE vacancy_id = \(vacancy.id)
      """)
  }

  /// Whether names are hidden now.
  static func hidesNames(_ vacancy: VacancyID, in db: some Queryable) async throws -> Bool {
    try await db.valueIfAny(
      "SELECT hides_names FROM vacancy_anonymity WHERE vacancy_id = \(vacancy)", as: Bool.self) ?? false
  }
}
