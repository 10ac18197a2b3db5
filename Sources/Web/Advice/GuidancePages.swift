import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres

/// The library of guidance, as its readers see it.
struct GuidancePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("advice") { try await list($0, $1) }
    pages.get("advice/:slug") { try await show($0, $1) }
    EditGuidancePages(environment).add(to: pages)
    EnquiryPages(environment).add(to: pages)
  }

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let words = String(request.uri.queryParameters["q"] ?? "")
    let after = request.uri.queryParameters["after"].flatMap { GuidanceID(String($0)) }
    let (found, next) = try await ReadGuidance(environment.services).published(
      words: words, after: after, by: context.webActor)
    let query = "q=" + (words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
    let mayAsk = !EnquiryPages.schools(context).isEmpty
    let heading = "Advice on recruitment and induction"
    return environment.respond(
      Page(heading, path: "/advice") {
        Heading(heading)
        """
        <form action="/advice" method="get" role="search">\
        \(TextInput(FieldFrame("q", "Search the advice"), value: words))\
        \(Button("Search", kind: .secondary))</form>
        """ as HTML
        if found.isEmpty {
          EmptyState(
            words.isEmpty ? "No advice is published yet" : "Nothing fits these words",
            words.isEmpty ? "It appears here as soon as it is." : "Try fewer or other words.")
        }
        for page in found { GuidanceTeaser(page) }
        CursorPagination(
          next: next.map { "/advice?\(query)&after=\($0)" }, first: after.map { _ in "/advice?\(query)" })
        Heading("Work it out", .section)
        BulletList(html: [
          Link("How long induction takes", to: "/induction/plan").html,
          Link("Time limits of induction", to: InductionDeadlinePages.path).html,
        ])
        if mayAsk {
          Heading("Not found what you need?", .section)
          ButtonGroup {
            LinkButton("Ask for advice", to: "/enquiries/new", kind: .secondary)
            Link("What your school has asked", to: "/enquiries")
          }
        }
      }, in: context)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let slug = try context.parameters.require("slug", as: String.self)
    let page = try await ReadGuidance(environment.services).find(slug, by: context.webActor)
    let mayWrite = context.webActor.may(.manageGuidance, at: page.owner)
    return environment.respond(
      Page(page.content.title, path: "/advice", above: BackLink(to: "/advice", "All advice")) {
        Heading(page.content.title, caption: page.ownerName)
        GuidanceView(page, today: environment.services.today)
        if mayWrite { Paragraph(html: Link("Change this page", to: "/authority/guidance/\(slug)/edit").html) }
      }, in: context)
  }
}

/// A page of guidance in a list.
struct GuidanceTeaser: Component {
  private let page: GuidancePage

  init(_ page: GuidancePage) { self.page = page }

  var html: HTML {
    """
    <h2 class="govuk-heading-s govuk-!-margin-bottom-1">\(Link(page.content.title, to: "/advice/\(page.slug)"))</h2>\
    <p class="govuk-body">\(page.content.summary)</p>
    """
  }
}

/// What a page of guidance says, with its dates.
struct GuidanceView: Component {
  private let page: GuidancePage
  private let today: CivilDate

  init(_ page: GuidancePage, today: CivilDate) {
    self.page = page
    self.today = today
  }

  var html: HTML {
    let reviewed = page.content.reviewedOn.map { "Last reviewed on \(LondonTime.longDate($0))." } ?? ""
    let next = page.content.reviewBy.map { " To be reviewed by \(LondonTime.longDate($0))." } ?? ""
    let late =
      page.isReviewDue(on: today)
      ? InsetText("This page is past its day of review: make sure that it still holds.").html : HTML.empty
    let state: HTML = page.state == .published ? "" : Tag(page.state.title).html
    return """
      \(state)<p class="govuk-body-l">\(page.content.summary)</p>\(late)\(Markdown.html(page.content.body))\
      <p class="govuk-hint">\(reviewed + next)</p>
      """
  }
}
