import Domain
import HTTPSupport
import Hummingbird

/// The public pages of vacancies: the search, and a page for each.
struct VacancyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("vacancies") { try await search($0, $1) }
    pages.get("vacancies/:id") { try await show($0, $1) }
  }

  private func search(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let subjects = try await ReferenceData(environment.services).subjects()
    let search = VacancySearch(request.uri.queryParameters, subjects: subjects)
    let found = try await SearchVacancies(environment.services)(search.query)
    let title = search.words.isEmpty ? "Vacancies" : "Vacancies for “\(search.words)”"
    return environment.respond(
      Page(title, path: "/vacancies", isWide: true) { VacancyResults(search, found, subjects).html },
      in: context)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.parameters.require("id", as: String.self)
    guard let id = VacancyID(id) else { throw DomainError.notFound("vacancy") }
    let vacancy = try await FindVacancy(environment.services)(id, by: context.webActor)
    let names = try await ReferenceData(environment.services).subjects()
    let stages = try await ReferenceData(environment.services).keyStages()
    let state = vacancy.state(at: environment.services.now())
    let content = VacancyView(vacancy, state: state, subjects: names, keyStages: stages)
    return environment.respond(
      Page(
        "\(vacancy.content.title), \(vacancy.schoolName)", path: "/vacancies/\(id)",
        above: BackLink(to: "/vacancies", "All vacancies"), body: { content.html }), in: context)
  }
}
