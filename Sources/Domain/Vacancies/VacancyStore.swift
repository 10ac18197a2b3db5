import Foundation
import Postgres

/// Statements that the vacancy use cases share.
enum VacancyStore {
  static func placeOfSchool(_ school: OrganisationID, in db: some Queryable) async throws -> Place {
    let row = try await db.firstRow(
      """
      SELECT o.authority_id FROM organisation o JOIN school s ON s.organisation_id = o.id
      WHERE o.id = \(school)
      """)
    guard let row else { throw DomainError.notFound("school") }
    return Place(organisation: school, authority: try row.decode("authority_id"))
  }

  static func find(_ id: VacancyID, in db: some Queryable) async throws -> Vacancy {
    guard let found = try await findIfAny(id, in: db) else { throw DomainError.notFound("vacancy") }
    return found
  }

  static func findIfAny(_ id: VacancyID, in db: some Queryable) async throws -> Vacancy? {
    try await db.first(
      "SELECT \(fragment: Vacancy.columns) FROM \(fragment: Vacancy.tables) WHERE v.id = \(id)",
      as: Vacancy.self)
  }

  /// Whether the actor works with the vacancy at its school's desk: its head and recruiters do, until they apply for it
  /// themselves, and then never again. See ``ApplicationReaders``.
  static func isAtDesk(_ vacancy: Vacancy, _ actor: Actor, in db: some Queryable) async throws -> Bool {
    guard actor.may(.readUnpublishedVacancy, at: vacancy.place) else { return false }
    guard let account = actor.account else { return true }
    return try await !ApplicationReaders.isApplicant(account.id, for: vacancy.id, in: db)
  }

  /// For everybody who doesn't work with it the vacancy has no desk: throws ``DomainError/notFound(_:)``.
  static func requireAtDesk(
    _ vacancy: Vacancy, orHide thing: String = "vacancy", _ actor: Actor, in db: some Queryable
  ) async throws {
    guard try await isAtDesk(vacancy, actor, in: db) else { throw DomainError.notFound(thing) }
  }

  /// Reads the vacancy and keeps it as it is until the transaction ends; others may do the same meanwhile.
  static func hold(_ id: VacancyID, in tx: Transaction) async throws -> Vacancy {
    let found = try await tx.first(
      "SELECT \(fragment: Vacancy.columns) FROM \(fragment: Vacancy.tables) WHERE v.id = \(id) FOR SHARE OF v",
      as: Vacancy.self)
    guard let found else { throw DomainError.notFound("vacancy") }
    return found
  }

  /// Locks the vacancy until the transaction ends, then reads it.
  static func lock(_ id: VacancyID, in tx: Transaction) async throws -> Vacancy {
    try await tx.execute("SELECT 1 FROM vacancy WHERE id = \(id) FOR UPDATE")
    return try await find(id, in: tx)
  }

  /// Throws unless a draft of this content may be stored.
  static func checkDraft(_ content: VacancyContent, _ day: CivilDate, in db: some Queryable) async throws {
    try await draftProblems(content, day, in: db).throwIfAny()
  }

  static func draftProblems(
    _ content: VacancyContent, _ day: CivilDate, in db: some Queryable
  ) async throws -> Problems {
    VacancyRules.problemsOfDraft(content, try await VacancyReference.load(on: day, in: db))
  }

  /// Throws unless the actor read the version that is stored.
  static func requireVersion(_ expected: Int?, of stored: Int) throws {
    if let expected, expected != stored { throw DomainError.staleVersion(current: stored) }
  }

  static func requireTransition(_ vacancy: Vacancy, to next: VacancyState, now: Date) throws {
    let state = vacancy.state(at: now)
    guard state.mayBecome(next) else {
      throw DomainError.conflict(
        "The state of this vacancy is “\(state.title)”, so it can’t become “\(next.title)”.")
    }
  }

  /// What is stored of a published vacancy that closes now, before its time: its day is over, but the time of day stays
  /// for whoever opens it again.
  static func closingEarly(_ now: Date) -> Statement {
    ", closed_at = \(now), closes_at = \(now), closes_on = NULL, extended_reason = NULL"
  }

  /// Stores that the vacancy is withdrawn; the database refuses it where that may not follow.
  static func withdraw(_ id: VacancyID, _ reason: String, _ now: Date, _ tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE vacancy SET state = 'withdrawn', withdrawn_at = \(now), withdrawn_reason = \(reason),
        updated_at = \(now), version = version + 1
      WHERE id = \(id)
      """)
  }
}
