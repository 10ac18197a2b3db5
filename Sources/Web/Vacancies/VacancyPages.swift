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
    var problems = Problems()
    let query = VacancyQuery([QueryItem](query: request.uri.query ?? ""), problems: &problems)
    let wrong = problems.found
    return try await environment.respondToAll("\(VacancySearch.address(query)) \(wrong)", in: context) {
      let found = try await SearchVacancies(environment.services).result(query)
      let search = VacancySearch(found, problems: wrong)
      var page = Page(search.title, path: "/vacancies", problems: search.problems, isWide: true) {
        VacancyResults(search).html
      }
      page.head.canonical = environment.services.settings.baseURL + VacancySearch.address(search.query)
      page.head.feeds = VacancyFeedPages.links(search.criteria, title: search.title)
      // Of a search only the beginning is for search engines.
      page.head.isHiddenFromSearch = search.query.after != nil || search.found.page.total == 0
      return page
    }
  }
}
