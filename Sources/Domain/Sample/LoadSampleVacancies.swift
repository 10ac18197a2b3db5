import Foundation
import Postgres

/// A vacancy of the sample as it is in the database.
struct LoadedVacancy: Sendable {
  let id: VacancyID
  let publishedAt: Date?
  let withdrawnReason: String?
  /// Whether it was withdrawn or closed by an earlier, complete step.
  let isOver: Bool
  /// The state that the sample shows it in.
  let wanted: VacancyState
}

/// Drafts the sample's vacancies and publishes them as of the days they name.
struct LoadSampleVacancies: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// Every vacancy by its key.
  func callAsFunction(by actor: Actor) async throws -> [String: LoadedVacancy] {
    var loaded: [String: LoadedVacancy] = [:]
    for sample in try SampleBorough.vacancies() { loaded[sample.key] = try await load(sample, by: actor) }
    return loaded
  }

  private func load(_ sample: SampleVacancy, by actor: Actor) async throws -> LoadedVacancy {
    let started = services.now().addingTimeInterval(-86_400 * Double((sample.publishedDaysAgo ?? 1)))
    let then = services.standing(at: started)
    let content = sample.content(on: services.today)
    let school = try await school(named: sample.school)
    var vacancy: Vacancy
    if let known = try await existing(school, content.title) {
      vacancy = known
    } else {
      vacancy = try await DraftVacancy(then)(school: school, content: content, by: actor)
    }
    if sample.publishedDaysAgo != nil && vacancy.storedState == .draft {
      vacancy = try await PublishVacancy(then)(vacancy.id, by: actor)
    }
    return LoadedVacancy(
      id: vacancy.id, publishedAt: vacancy.publishedAt,
      withdrawnReason: sample.state == .withdrawn
        ? sample.withdrawnReason ?? "The post is no longer needed." : nil,
      isOver: vacancy.storedState.isPastClosing || vacancy.storedState == .withdrawn,
      wanted: sample.state)
  }

  private func school(named name: String) async throws -> OrganisationID {
    try await services.pool.value(
      """
      SELECT s.organisation_id FROM school s WHERE s.la_code = \(SampleBorough.authorityCode)
        AND s.name = \(name) ORDER BY s.urn LIMIT 1
      """, as: OrganisationID.self)
  }

  private func existing(_ school: OrganisationID, _ title: String) async throws -> Vacancy? {
    try await services.pool.first(
      """
      SELECT \(fragment: Vacancy.columns) FROM \(fragment: Vacancy.tables)
      WHERE v.school_id = \(school) AND v.title = \(title) ORDER BY v.id LIMIT 1
      """, as: Vacancy.self)
  }
}
