import Foundation
import Postgres

/// A vacancy as its school sees it in its list.
public struct OwnVacancyListing: Sendable {
  /// The vacancy; for whoever has applied for it themselves without the school's notes.
  public let vacancy: Vacancy
  /// Its state at this moment.
  public let state: VacancyState
  /// How many standing applications it has; nil for whoever has applied for it themselves.
  public let applications: Int?
}

/// A school's own vacancies in every state, newest first.
public struct ListSchoolVacancies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the school's vacancies, for its head and recruiters; with `externalReference` only those that
  /// another system gave this name. Throws ``DomainError``.
  public func callAsFunction(
    school: OrganisationID, state: VacancyState? = nil, externalReference: String? = nil, limit: Int = 50,
    after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<OwnVacancyListing> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readUnpublishedVacancy, at: place, orHide: "school")
    let named: Statement = externalReference.map { "v.external_reference = \($0)" } ?? "true"
    return try await page(
      where: "v.school_id = \(school) AND \(fragment: named)", state, limit, after, actor)
  }

  /// The vacancies of every school, for the operator. Throws ``DomainError``.
  public func everySchool(
    state: VacancyState? = nil, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<OwnVacancyListing> {
    guard actor.isSystem else { throw DomainError.notFound("list") }
    return try await page(where: "true", state, limit, after, actor)
  }

  private func page(
    where condition: Statement, _ state: VacancyState?, _ limit: Int, _ after: Cursor?,
    _ actor: Actor
  ) async throws -> Page<OwnVacancyListing> {
    let now = services.now()
    var all = [condition]
    if let after { all.append("(v.created_at, v.id) < (\(after.instant), \(after.id))") }
    switch state {
    case .published: all.append("v.state = 'published' AND v.closes_at > \(now)")
    case .closed: all.append("(v.state = 'closed' OR (v.state = 'published' AND v.closes_at <= \(now)))")
    case nil: break
    default: all.append("v.state = \(state)")
    }
    let rows = try await services.pool.query(
      """
      SELECT \(fragment: Vacancy.columns), CASE WHEN NOT EXISTS (SELECT FROM application own
          WHERE own.vacancy_id = v.id AND own.account_id = \(actor.account?.id))
        THEN (SELECT count(*) FROM application a WHERE a.vacancy_id = v.id AND a.state <> 'withdrawn')
        END AS applications
      FROM \(fragment: Vacancy.tables) WHERE \(fragment: .joined(all, separator: " AND "))
      ORDER BY v.created_at DESC, v.id DESC LIMIT \(limit + 1)
      """)
    let items = try rows.map { row in
      let vacancy = try Vacancy(row: row)
      let applications: Int? = try row.decodeIfPresent("applications")
      return OwnVacancyListing(
        vacancy: applications == nil ? vacancy.withoutNotes : vacancy, state: vacancy.state(at: now),
        applications: applications)
    }
    return Page(items, limit: limit) {
      Cursor(instant: $0.vacancy.createdAt, id: $0.vacancy.id.rawValue)
    }
  }
}
