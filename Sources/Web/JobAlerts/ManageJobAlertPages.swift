import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// An alert's own page, for whoever has the link of its mails: how often, pause, renewal, end.
struct ManageJobAlertPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("alerts/manage") { try await show($0, $1) }
    pages.post("alerts/manage") { try await change($0, $1) }
    pages.get("alerts/renew") { try await askToRenew($0, $1) }
    pages.post("alerts/renew") { try await renew($0, $1) }
    pages.get("alerts/unsubscribe") { try await askToEnd($0, $1) }
    pages.get("alerts/ended") { try await ended($0, $1) }
  }

  /// Adds the address that mail programs post to (RFC 8058). It stands outside the check of forms: such a
  /// program has no cookie and no form of ours, and the secret in the address is all that it needs.
  static func addOneClick(to router: Router<AppRequestContext>, _ environment: WebEnvironment) {
    router.post("alerts/unsubscribe") { request, context -> Response in
      try await ChangeJobAlert(environment.services).end(
        token: JobAlertToken.read(request), by: context.webActor)
      return .seeOther("/alerts/ended")
    }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = JobAlertToken.read(request)
    let alert = try await ChangeJobAlert(environment.services).read(token: token)
    if alert.state == .ended { return try await ended(request, context) }
    let fields = Fields(
      FormData([
        .init(name: "frequency", value: alert.frequency.rawValue),
        .init(name: "pause", value: alert.state == .paused ? "yes" : "no"),
      ]))
    return environment.respond(
      try await page(alert, token, fields, done: request.uri.queryParameters["done"], context), in: context)
  }

  private func page(
    _ alert: JobAlert, _ token: String, _ fields: Fields, done: Substring?, _ context: AppRequestContext
  ) async throws -> Page {
    let words = try await CriteriaWords(environment.services).text(alert.criteria)
    let measured = try await FindPlace(environment.services).note(of: alert.criteria.place)
    let search = "/vacancies" + (alert.criteria.isEmpty ? "" : "?\(alert.criteria.query)")
    var page = Page(
      "Your job alert", path: "/vacancies", problems: fields.problems, banner: Self.banner(done)
    ) {
      Heading("Your job alert")
      SummaryList([
        .init("Your search", html: Link(words, to: search).html),
        .init("State", alert.state == .paused ? "Paused" : "Running: \(alert.frequency.title.lowercased())"),
        .init("Next look", alert.nextDueAt.map(LondonTime.dateAndTime) ?? "None while it is paused"),
        .init("Ends", alert.expiresAt.map { LondonTime.shortDate(LondonTime.date(of: $0)) }),
      ])
      if let measured { Paragraph(measured) }
      if alert.isLapsing {
        Form("/alerts/renew?token=\(token)", in: context) { Button("Keep it for another 12 months") }
      }
      Heading("Change it", .section)
      Form("/alerts/manage?token=\(token)", in: context) {
        JobAlertPages.frequency(fields)
        fields.radios(
          "pause", "Shall the e-mails pause?",
          [
            Choice("no", "No, send them"),
            Choice("yes", "Yes, pause", hint: "You are not told later of what is published in the meantime."),
          ])
        Button("Save my changes")
      }
      Heading("End it", .section)
      Form("/alerts/unsubscribe?token=\(token)", in: context) { Button("End this alert", kind: .warning) }
    }
    page.head.isHiddenFromSearch = true
    return page
  }

  private static func banner(_ done: Substring?) -> NotificationBanner? {
    switch done {
    case "confirmed": NotificationBanner("Your job alert has started. New vacancies come by e-mail.")
    case "changed": NotificationBanner("Your changes are saved.")
    case "renewed": NotificationBanner("Your job alert goes on for another 12 months.")
    default: nil
    }
  }

  private func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = JobAlertToken.read(request)
    let form = context.form
    guard let frequency = JobAlertFrequency(rawValue: form["frequency"]) else {
      let alert = try await ChangeJobAlert(environment.services).read(token: token)
      let problem = FieldProblem(field: "frequency", message: "Choose how often we shall write.")
      return environment.respond(
        try await page(alert, token, Fields(form, problems: [problem]), done: nil, context), in: context)
    }
    _ = try await ChangeJobAlert(environment.services)(
      token: token, frequency: frequency, isPaused: form["pause"] == "yes", by: context.webActor)
    return .seeOther("/alerts/manage?token=\(token)&done=changed")
  }

  private func askToRenew(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = JobAlertToken.read(request)
    let alert = try await ChangeJobAlert(environment.services).read(token: token)
    return try await ask(
      alert, "Keep your job alert", "Press the button to keep it for another 12 months.",
      Form("/alerts/renew?token=\(token)", in: context) { Button("Keep it for another 12 months") }, context)
  }

  private func renew(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = JobAlertToken.read(request)
    _ = try await ChangeJobAlert(environment.services).renew(token: token, by: context.webActor)
    return .seeOther("/alerts/manage?token=\(token)&done=renewed")
  }

  private func askToEnd(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = JobAlertToken.read(request)
    let alert = try await ChangeJobAlert(environment.services).read(token: token)
    return try await ask(
      alert, "End your job alert", "Press the button, and no more e-mails come for this search.",
      Form("/alerts/unsubscribe?token=\(token)", in: context) { Button("End this alert") }, context)
  }

  private func ask(
    _ alert: JobAlert, _ title: String, _ sentence: String, _ form: Form, _ context: AppRequestContext
  ) async throws -> Response {
    if alert.state == .ended { return environment.respond(Self.endedPage, in: context) }
    let words = try await CriteriaWords(environment.services).text(alert.criteria)
    var page = Page(title, path: "/vacancies") {
      Heading(title)
      SummaryList([.init("Your search", words)])
      Paragraph(sentence)
      form
    }
    page.head.isHiddenFromSearch = true
    return environment.respond(page, in: context)
  }

  private func ended(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    environment.respond(Self.endedPage, in: context)
  }

  private static var endedPage: Page {
    var page = Page("Your job alert has ended", path: "/vacancies") {
      Heading("Your job alert has ended")
      Paragraph("No more e-mails come for this search. Changed your mind? Search again and ask for them.")
      Paragraph(html: Link("Look for vacancies", to: "/vacancies").html)
    }
    page.head.isHiddenFromSearch = true
    return page
  }
}
