import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// The public pages of vacancies: the search, and a page for each.
struct VacancyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("vacancies") { try await search($0, $1) }
    PublishedVacancyPages(environment).add(to: pages)
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
}
