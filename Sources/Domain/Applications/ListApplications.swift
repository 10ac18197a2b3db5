import Foundation
import Postgres

/// Lists sent applications: an applicant's own, or those that a school received.
public struct ListApplications: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The acting person's own applications, newest first. Throws ``DomainError``.
  public func own(limit: Int = 50, after: Cursor? = nil, by actor: Actor) async throws -> Page<
    SentApplication
  > {
    let account = try actor.requireOwn(.readOwnApplications)
    return try await page(["a.account_id = \(account.id)"], limit, after)
  }

  /// The acting person's own application that stands for a vacancy, if there is one. Throws ``DomainError``.
  public func own(for vacancy: VacancyID, by actor: Actor) async throws -> SentApplication? {
    let account = try actor.requireOwn(.readOwnApplications)
    return try await page(
      ["a.account_id = \(account.id)", "a.vacancy_id = \(vacancy)", "a.state <> 'withdrawn'"], 1, nil
    ).items.first
  }

  /// The applications that a vacancy has received, newest first. Throws ``DomainError``.
  public func received(
    vacancy: VacancyID, state: ApplicationState? = nil, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<SentApplication> {
    let found = try await VacancyStore.find(vacancy, in: services.pool)
    guard try await ApplicationReaders.mayRead(vacancy, at: found.place, actor, in: services.pool) else {
      throw DomainError.notFound("vacancy")
    }
    var conditions: [Statement] = ["a.vacancy_id = \(vacancy)"]
    if let state { conditions.append("a.state = \(state)") }
    return try await page(conditions, limit, after)
  }

  /// The applications that a school has received, newest first: for members of panels, those of the vacancies
  /// whose panel they are on. Throws ``DomainError``.
  public func received(
    school: OrganisationID, state: ApplicationState? = nil, limit: Int = 50, after: Cursor? = nil,
    by actor: Actor
  ) async throws -> Page<SentApplication> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    var conditions: [Statement] = [
      "a.school_id = \(school)", try ApplicationReaders.condition(at: place, orHide: "school", actor),
    ]
    if let state { conditions.append("a.state = \(state)") }
    return try await page(conditions, limit, after)
  }

  /// Every application, for the operator. Throws ``DomainError``.
  public func every(
    state: ApplicationState? = nil, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<SentApplication> {
    guard actor.isSystem else { throw DomainError.notFound("list") }
    return try await page(state.map { ["a.state = \($0)"] } ?? [], limit, after)
  }

  private func page(
    _ conditions: [Statement], _ limit: Int, _ after: Cursor?
  ) async throws -> Page<SentApplication> {
    var all = conditions + ["true"]
    if let after { all.append("(a.sent_at, a.id) < (\(after.instant), \(after.id))") }
    let found = try await services.pool.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE \(fragment: .joined(all, separator: " AND "))
      ORDER BY a.sent_at DESC, a.id DESC LIMIT \(limit + 1)
      """, as: SentApplication.self)
    return Page(found, limit: limit) { Cursor(instant: $0.sentAt, id: $0.id.rawValue) }
  }
}

/// Who has applied for a vacancy.
enum Applicants {
  /// E-mail addresses of those whose applications stand, and whether they have closed their account: for mail to them,
  /// also while names are hidden.
  static func addresses(
    of vacancy: VacancyID, in db: some Queryable
  ) async throws -> [(email: String, isClosed: Bool)] {
    try await db.query(
      """
      SELECT ac.email, ac.closed_at IS NOT NULL AS is_closed FROM application a JOIN account ac ON ac.id = a.account_id
      WHERE a.vacancy_id = \(vacancy) AND a.state <> 'withdrawn' ORDER BY a.id
      """
    ).map { (try $0.decode("email"), try $0.decode("is_closed")) }
  }
}
