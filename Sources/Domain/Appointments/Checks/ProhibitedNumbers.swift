import Postgres

extension AppointmentSources {
  /// The teacher reference numbers of those of whom a school of an authority has recorded that the check for a
  /// prohibition from teaching is not satisfactory.
  static func prohibited(in authority: AuthorityID, in db: some Queryable) async throws -> Set<String> {
    let found = try await db.query(
      """
      SELECT \(fragment: columns)
      FROM pre_employment_check p JOIN application a ON a.id = p.application_id
        JOIN organisation o ON o.id = a.school_id \(fragment: check)
      WHERE p.kind = 'prohibition' AND p.outcome = 'not_satisfactory' AND o.authority_id = \(authority)
      """, as: AppointmentSources.self)
    return Set(found.flatMap { $0.facts.of(.trn) }.map(\.value))
  }
}
