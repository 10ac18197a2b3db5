import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Job alerts: asking for one from a search, confirming it, and its own page behind the link in its mails.
struct JobAlertPages: Sendable {
  let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("alerts/new") { try await show($0, $1) }
    pages.post("alerts") { try await ask($0, $1) }
    pages.get("alerts/sent") { try await sent($0, $1) }
    pages.get("alerts/confirm") { try await askToConfirm($0, $1) }
    pages.post("alerts/confirm") { try await confirm($0, $1) }
    ManageJobAlertPages(environment).add(to: pages)
  }

  /// Where a search is made into an alert.
  static func address(_ criteria: VacancyCriteria) -> String {
    "/alerts/new" + (criteria.isEmpty ? "" : "?\(criteria.query)")
  }

  /// The fields of the frequency, also of an alert's own page.
  static func frequency(_ fields: Fields) -> Radios {
    fields.radios(
      "frequency", "How often shall we write?",
      [
        Choice("daily", "Every day", hint: "In the morning, when there are new vacancies."),
        Choice("weekly", "Every week", hint: "On Monday morning, when there are new vacancies."),
      ])
  }

  private func page(
    _ criteria: VacancyCriteria, _ fields: Fields, in context: AppRequestContext
  ) async throws -> Page {
    let words = try await CriteriaWords(environment.services).text(criteria)
    let measured = try await FindPlace(environment.services).note(of: criteria.place)
    let search = "/vacancies" + (criteria.isEmpty ? "" : "?\(criteria.query)")
    var page = Page(
      "Get new vacancies by e-mail", path: "/vacancies", problems: fields.problems,
      above: BackLink(to: search, "Back to the search")
    ) {
      Heading("Get new vacancies by e-mail")
      Paragraph("You do not need an account. You can end the e-mails at any time, with one click.")
      SummaryList([.init("Your search", words)])
      if let measured { Paragraph(measured) }
      Form("/alerts", in: context) {
        HiddenInput("criteria", criteria.query)
        fields.email("email", hint: "We send a link to this address to start the e-mails.")
        Self.frequency(fields)
        Button("Send me new vacancies")
      }
    }
    page.head.isHiddenFromSearch = true
    return page
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let criteria = VacancyCriteria(query: request.uri.query ?? "")
    let fields = Fields(
      FormData([
        .init(name: "email", value: context.signedIn?.account.email ?? ""),
        .init(name: "frequency", value: "daily"),
      ]))
    return environment.respond(try await page(criteria, fields, in: context), in: context)
  }

  private func ask(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let criteria = VacancyCriteria(query: form["criteria"])
    let refusal = try await AccountForm.problems {
      guard let frequency = JobAlertFrequency(rawValue: form["frequency"]) else {
        throw DomainError.invalid([
          FieldProblem(field: "frequency", message: "Choose how often we shall write.")
        ])
      }
      try await RequestJobAlert(environment.services)(
        email: form["email"], criteria: criteria, frequency: frequency, clientAddress: context.clientAddress,
        by: context.webActor)
    }
    guard let refusal else { return .seeOther("/alerts/sent") }
    let page = try await page(criteria, Fields(form, problems: refusal.problems), in: context)
    return environment.respond(refusal.mark(page), in: context)
  }

  private func sent(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let page = Page("Check your e-mail", path: "/vacancies") {
      Heading("Check your e-mail")
      Paragraph("We have sent an e-mail to that address. Open the link in it to start. It works for 3 days.")
      Details("I have not had an e-mail") {
        Paragraph("It can take a few minutes. Look in the folder for unwanted mail as well.")
      }
      Paragraph(html: Link("Go back to the vacancies", to: "/vacancies").html)
    }
    return environment.respond(page, in: context)
  }

  // Opening the link shows a button only: programs that scan mail open links too, and must not use it up.
  private func askToConfirm(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    var page = Page("Start your job alert", path: "/vacancies") {
      Heading("Start your job alert")
      Paragraph("Press the button to get new vacancies by e-mail.")
      Form("/alerts/confirm", in: context) {
        HiddenInput("token", JobAlertToken.read(request))
        Button("Start the e-mails")
      }
    }
    page.head.isHiddenFromSearch = true
    return environment.respond(page, in: context)
  }

  private func confirm(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    do {
      let confirmed = try await ConfirmJobAlert(environment.services)(
        token: context.form["token"], by: context.webActor)
      return .seeOther("/alerts/manage?token=\(confirmed.token)&done=confirmed")
    } catch DomainError.gone {
      let page = Page("This link no longer works", path: "/vacancies", status: .gone) {
        Heading("This link no longer works")
        Paragraph("It has been used already, or it is more than 3 days old.")
        Paragraph(html: Link("Search again and ask for new vacancies by e-mail", to: "/vacancies").html)
      }
      return environment.respond(page, in: context)
    }
  }
}

/// The secret in the address of an alert's page.
enum JobAlertToken {
  static func read(_ request: Request) -> String {
    request.uri.queryParameters["token"].map { String($0.prefix(100)) } ?? ""
  }
}
