import Postgres

/// Which applications of somebody of the pool whoever asks them for a school may know of: those that they read there,
/// save while names are hidden, when saying whether somebody has applied would tell who is among the applicants.
enum KnownApplications {
  /// Those that stand, of the school's own vacancies.
  static func of(
    _ account: AccountID, at school: Place, _ actor: Actor, in db: some Queryable
  ) async throws -> [SentApplication] {
    guard actor.isSystem || actor.may(.readApplicationToSift, at: school) else { return [] }
    let readable = try ApplicationReaders.condition(at: school, orHide: "application", actor)
    return try await db.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.account_id = \(account) AND a.school_id = \(school.organisation) AND a.state <> 'withdrawn'
        AND (\(fragment: readable))
      """, as: SentApplication.self
    ).filter { !$0.isAnonymous }
  }
}
