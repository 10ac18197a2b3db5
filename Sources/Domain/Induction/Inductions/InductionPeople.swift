import Postgres

/// What people are in inductions that are not decided, by their addresses.
struct InductionPeople: Sendable {
  /// Whose induction goes on, or is asked for.
  let teachers: Set<String>
  /// Whom a school has named as a tutor.
  let tutors: Set<String>
  /// Whom a school has named as a mentor.
  let mentors: Set<String>

  /// Those among these addresses, which are in small letters.
  static func among(_ addresses: [String], in db: some Queryable) async throws -> InductionPeople {
    let rows = try await db.query(
      """
      SELECT e.email,
        EXISTS (SELECT FROM induction i WHERE i.email_normal = e.email AND \(fragment: isOpen))
          OR EXISTS (SELECT FROM induction_registration r
            WHERE lower(r.content ->> 'email') = e.email AND r.state IN ('submitted', 'queried')) AS is_teacher,
        EXISTS (SELECT FROM induction_period p JOIN induction i ON i.id = p.induction_id
          WHERE lower(btrim(p.tutor_email)) = e.email AND \(fragment: isOpen)) AS is_tutor,
        EXISTS (SELECT FROM induction_period p JOIN induction i ON i.id = p.induction_id
          WHERE lower(btrim(p.mentor_email)) = e.email AND \(fragment: isOpen)) AS is_mentor
      FROM unnest(\(addresses)::text[]) AS e (email)
      """)
    func those(_ column: String) throws -> Set<String> {
      Set(
        try rows.filter { try $0.decode(column, as: Bool.self) }.map {
          try $0.decode("email", as: String.self)
        })
    }
    return InductionPeople(
      teachers: try those("is_teacher"), tutors: try those("is_tutor"), mentors: try those("is_mentor"))
  }

  private static let isOpen: Statement = "i.state IN ('serving', 'paused', 'recommended')"

  /// The schools where the acting person serves induction today, in the order of their names.
  static func schools(
    of account: ActingAccount, on today: CivilDate, in db: some Queryable
  ) async throws -> [(id: OrganisationID, name: String)] {
    try await db.query(
      """
      SELECT DISTINCT o.id, o.name FROM induction i JOIN induction_period p ON p.induction_id = i.id
        JOIN organisation o ON o.id = p.school_id
      WHERE \(fragment: InductionAccess.own(account)) AND \(fragment: isOpen)
        AND (p.ends_on IS NULL OR p.ends_on >= \(today)) ORDER BY o.name, o.id
      """
    ).map { (try $0.decode("id"), try $0.decode("name")) }
  }
}
