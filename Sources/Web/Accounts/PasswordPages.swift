import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Choosing a new password when the old one is forgotten.
struct PasswordPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("forgot-password", use: show)
    router.post("forgot-password", use: ask)
    router.get("forgot-password/sent", use: sent)
    router.get("reset-password", use: choose)
    router.post("reset-password", use: reset)
  }

  private func askPage(_ fields: Fields, in context: AppRequestContext) -> Page {
    Page(
      "I have forgotten my password", problems: fields.problems,
      above: BackLink(to: "/sign-in", "Back to sign in")
    ) {
      Heading("I have forgotten my password")
      Paragraph("Enter your e-mail address. We send a link with which you can choose a new password.")
      Form("/forgot-password", in: context) {
        fields.email("email")
        Button("Send the link")
      }
    }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    environment.respond(askPage(Fields(), in: context), in: context)
  }

  private func ask(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let refusal = try await AccountForm.problems {
      try await RequestPasswordReset(environment.services)(
        email: context.form["email"], clientAddress: context.clientAddress, by: context.webActor)
    }
    guard let refusal else { return .seeOther("/forgot-password/sent") }
    let page = askPage(Fields(context.form, problems: refusal.problems), in: context)
    return environment.respond(refusal.mark(page), in: context)
  }

  private func sent(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let page = Page("Check your e-mail") {
      Heading("Check your e-mail")
      Paragraph("If there is an account with that address, we have sent a link to it. It works for one hour.")
      Paragraph(html: "No e-mail after a few minutes? \(Link("Try again", to: "/forgot-password"))")
    }
    return environment.respond(page, in: context)
  }

  private func resetPage(_ fields: Fields, token: String, in context: AppRequestContext) -> Page {
    Page("Choose a new password", problems: fields.problems) {
      Heading("Choose a new password")
      Form("/reset-password", in: context) {
        HiddenInput("token", token)
        fields.password("password", "New password", hint: PasswordRules.hint, isNew: true)
        Button("Change my password")
      }
    }
  }

  private func choose(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = request.uri.queryParameters["token"].map(String.init) ?? ""
    guard try await ResetPassword(environment.services).isUsable(token: token) else {
      return environment.respond(Self.spent, in: context)
    }
    return environment.respond(resetPage(Fields(), token: token, in: context), in: context)
  }

  private func reset(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    do {
      let refusal = try await AccountForm.problems {
        try await ResetPassword(environment.services)(
          token: form["token"], password: form["password"], by: context.webActor)
      }
      if let refusal {
        let page = resetPage(Fields(form, problems: refusal.problems), token: form["token"], in: context)
        return environment.respond(refusal.mark(page), in: context)
      }
    } catch DomainError.gone {
      return environment.respond(Self.spent, in: context)
    }
    var response = Response.seeOther("/sign-in?after=password")
    response.setCookie(environment.cookies.endedSession)
    return response
  }

  private static var spent: Page {
    Page("This link no longer works", status: .gone) {
      Heading("This link no longer works")
      Paragraph("It has been used already, or it is more than an hour old.")
      LinkButton("Get a new link", to: "/forgot-password")
    }
  }
}
