import Postgres

/// Who reads the applications that a vacancy has received: the school's head and recruiters, and whoever sits
/// on its panel, until they apply for it themselves. Their applicants read their own.
///
/// Whoever has applied once has no part in choosing for that vacancy any more, not even after they have withdrawn:
/// otherwise they would read what was said of them in confidence, and of those whom they may still compete with.
enum ApplicationReaders {
  /// The rows of `application a` that the actor may read at a place, as a condition; throws
  /// ``DomainError/notFound(_:)`` for those who can't read any.
  static func condition(at place: Place, orHide thing: String, _ actor: Actor) throws -> Statement {
    if actor.isSystem { return "true" }
    guard let account = actor.account, actor.may(.readApplicationToSift, at: place) else {
      throw DomainError.notFound(thing)
    }
    let notARival: Statement = """
      NOT EXISTS (SELECT FROM application own WHERE own.vacancy_id = a.vacancy_id
        AND own.account_id = \(account.id))
      """
    if actor.may(.readSelection, at: place) { return notARival }
    return """
      EXISTS (SELECT FROM panel_member p WHERE p.vacancy_id = a.vacancy_id AND p.account_id = \(account.id))
      AND \(fragment: notARival)
      """
  }

  /// Whether the actor reads the applications of a vacancy.
  static func mayRead(
    _ vacancy: VacancyID, at place: Place, _ actor: Actor, in db: some Queryable
  ) async throws -> Bool {
    if actor.isSystem { return true }
    guard let account = actor.account, actor.may(.readApplicationToSift, at: place) else { return false }
    if try await isApplicant(account.id, for: vacancy, in: db) { return false }
    if actor.may(.readSelection, at: place) { return true }
    return try await isOnPanel(account.id, of: vacancy, in: db)
  }

  /// Whether somebody has ever applied for a vacancy, withdrawn or not: then they judge nobody for it.
  static func isApplicant(
    _ account: AccountID, for vacancy: VacancyID, in db: some Queryable
  ) async throws -> Bool {
    try await db.value(
      """
      SELECT EXISTS (SELECT FROM application WHERE vacancy_id = \(vacancy) AND account_id = \(account))
      """, as: Bool.self)
  }

  /// Of these people those who have never applied for the vacancy themselves: who may know of the others.
  static func withoutApplicants(
    _ people: [AccountID], for vacancy: VacancyID, in db: some Queryable
  ) async throws -> Set<AccountID> {
    let applicants = try await db.query(
      """
      SELECT account_id FROM application WHERE vacancy_id = \(vacancy) AND account_id = ANY (\(people.map(\.rawValue)))
      """
    ).map { try $0.decode("account_id", as: AccountID.self) }
    return Set(people).subtracting(applicants)
  }

  /// The addresses of the school's head and recruiters who read a vacancy's applications, or of some of them, each once:
  /// where mail about them goes.
  static func addresses(
    of vacancy: VacancyID, at school: Place, in db: some Queryable,
    where isMeant: (StaffMember) -> Bool = { _ in true }
  ) async throws -> [String] {
    let staff = try await ListStaff.holding([.head, .recruiter], at: school.organisation, in: db)
      .filter(isMeant)
    let readers = try await withoutApplicants(staff.map(\.account), for: vacancy, in: db)
    return Set(staff.filter { readers.contains($0.account) }.map(\.email)).sorted()
  }

  /// For whoever has applied for a vacancy themselves it has no selection: throws ``DomainError/notFound(_:)``.
  static func hideFromApplicants(
    _ vacancy: VacancyID, thing: String, _ actor: Actor, in db: some Queryable
  ) async throws {
    guard let account = actor.account else { return }
    if try await isApplicant(account.id, for: vacancy, in: db) { throw DomainError.notFound(thing) }
  }

  /// Whether somebody sits on a vacancy's panel.
  static func isOnPanel(
    _ account: AccountID, of vacancy: VacancyID, in db: some Queryable
  ) async throws -> Bool {
    try await db.value(
      """
      SELECT EXISTS (SELECT FROM panel_member WHERE vacancy_id = \(vacancy) AND account_id = \(account))
      """, as: Bool.self)
  }
}
