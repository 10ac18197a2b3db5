import Domain
import HTTPSupport
import Hummingbird

/// The first page, and the pages that say how the service treats people.
struct HomePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("/") { try await home($0, $1) }
    PrivacyPages(environment).add(to: pages)
    pages.get("accessibility") { accessibility($0, $1) }
  }

  private func home(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let found = try await SearchVacancies(environment.services)(VacancyQuery(limit: 5))
    let total = found.total
    let newest = found.items.map { vacancy -> HTML in
      let place = VacancyText.location(vacancy.schoolName, vacancy.schoolTown)
      return "\(Link(vacancy.title, to: VacancyText.address(vacancy.id)))<br>\(place)"
    }
    let name = environment.site.name
    return environment.respond(
      Page(name, path: "/") {
        Heading(name)
        Paragraph(
          "Find a post in the area's primary, secondary and special schools, and apply to all of them with one application."
        )
        SearchForm("/vacancies", label: "Vacancies") {
          Fields().text("q", "Search vacancies", hint: "Title, subject, school or town", type: "search")
          "<button type=\"submit\" class=\"govuk-button\">Search</button>" as HTML
        }
        Heading("Newest vacancies", .section)
        if newest.isEmpty {
          Paragraph("There are no vacancies at the moment.")
        } else {
          BulletList(html: newest)
          Paragraph(
            html: Link(total == 1 ? "See the vacancy" : "See all \(total) vacancies", to: "/vacancies").html)
        }
        Heading("One application for every school", .section)
        BulletList(
          [
            "Create an account and fill in your general application, in as many sittings as you like.",
            "Send it for a vacancy in a minute: the school gets it exactly as it is at that moment.",
            "See where each application stands.",
          ], isNumbered: true)
        Paragraph(html: Link("Start or go on with your application", to: "/general-application").html)
        Heading("Teaching here", .section)
        Paragraph(html: Link("What teachers are offered during and after induction", to: "/schemes").html)
        Heading("For schools", .section)
        Paragraph(html: Link("Post a vacancy and read applications", to: "/school").html)
      }, in: context)
  }

  private func accessibility(_ request: Request, _ context: AppRequestContext) -> Response {
    environment.respond(
      Page("Accessibility", path: "/accessibility") {
        Heading("Accessibility")
        Paragraph(
          "Every page is built to work by keyboard, with a screen reader, without JavaScript, on a small screen and printed. The aim is level AA of the Web Content Accessibility Guidelines 2.2."
        )
        Paragraph(
          "Pages are checked by a program at each change of the service; that finds many faults but not all. If something keeps you from applying, tell the school that posted the vacancy."
        )
      }, in: context)
  }
}
