import Domain
import Foundation
import HTTPSupport
import Hummingbird
import NIOCore
import TestSupport
import Testing

@testable import Web

/// A site over nothing but itself, with one form and some ways to fail.
enum TestSite {
  static func site(kitFolder: String? = nil) throws -> Site {
    try Site(
      name: "Teaching in Thurrock", owner: "Thurrock Council", phase: Phase("Beta", "This is a new service."),
      footer: [Link("Accessibility", to: "/accessibility"), Link("Privacy", to: "/privacy")],
      settings: ServerSettings(kitFolder: kitFolder),
      navigation: { context in
        context.signedIn == nil
          ? [NavigationItem("Vacancies", to: "/vacancies"), NavigationItem("Sign in", to: "/sign-in")]
          : [
            NavigationItem("Vacancies", to: "/vacancies"),
            NavigationItem("Sign out", to: "/sign-out", isPost: true),
          ]
      })
  }

  /// Signs in whoever brings the header `x-test-name`.
  struct Identify: RouterMiddleware {
    func handle(
      _ request: Request, context: AppRequestContext,
      next: (Request, AppRequestContext) async throws -> Response
    ) async throws -> Response {
      var context = context
      if let name = request.headers[.init("x-test-name")!] {
        context.signedIn = SignedIn(
          account: ActingAccount(
            id: AccountID(rawValue: UUID()), email: "a@example.org", name: name, emailConfirmed: true,
            memberships: []))
      }
      return try await next(request, context)
    }
  }

  static func client(kitFolder: String? = nil) throws -> TestClient {
    let site = try site(kitFolder: kitFolder)
    let router = Router(context: AppRequestContext.self, options: .autoGenerateHeadEndpoints)
    let pages = WebRoutes.install(on: router, site: site, identify: Identify())
    VisitPages(site: site).add(to: pages)
    pages.get("fail/{kind}") { _, context -> Response in
      switch context.parameters.get("kind") {
      case "missing": throw DomainError.notFound("vacancy")
      case "forbidden": throw DomainError.notAllowed("Only heads <may> do this.")
      case "gone": throw DomainError.gone("This vacancy was withdrawn.")
      case "busy": throw HTTPError(.serviceUnavailable)
      case "throttled": throw DomainError.throttled(retryAfter: 61)
      case "invalid": throw DomainError.invalid([FieldProblem(field: "x", message: "Enter x")])
      case "sign-in": throw DomainError.signInRequired
      default: throw Unforeseen()
      }
    }
    router.get("api/v1/broken") { _, _ -> Response in throw DomainError.conflict("No.") }
    return TestClient(router)
  }

  struct Unforeseen: Error {}
}

/// The worked example of the module's documentation: a page with a form.
struct VisitPages: Sendable {
  let site: Site

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("visits/new") { _, context in
      show(Fields(), in: context)
    }
    pages.post("visits") { _, context -> Response in
      do {
        try book(context.form)
        return .seeOther("/visits/booked")
      } catch DomainError.invalid(let problems) {
        return show(Fields(context.form, problems: problems), in: context)
      }
    }
  }

  private func book(_ form: FormData) throws {
    var problems = Problems()
    problems.require(form.trimmed("school") != nil, "school", "Enter the name of the school")
    problems.require(form.date("day").date != nil, "day", "Enter the day of the visit")
    try problems.throwIfAny()
  }

  private func show(_ fields: Fields, in context: AppRequestContext) -> Response {
    site.respond(
      Page("Book a visit", path: "/visits", problems: fields.problems, above: BackLink(to: "/")) {
        Heading("Book a visit")
        Form("/visits", in: context) {
          fields.text("school", "School", width: .twenty)
          fields.date("day", "Day of the visit", hint: "For example, 27 3 2027")
          fields.checkboxes("subjects", "Subjects", [Choice("art", "Art"), Choice("music", "Music")])
          fields.textarea("note", "Anything we should know", limit: .words(100))
          Button("Book the visit")
        }
      }, in: context)
  }
}

extension TestResponse {
  var text: String { String(buffer: body) }

  /// The value of a hidden input on the page.
  func hidden(_ name: String) throws -> String {
    let start = try #require(text.firstRange(of: "name=\"\(name)\" value=\""))
    return String(text[start.upperBound...].prefix { $0 != "\"" })
  }
}
