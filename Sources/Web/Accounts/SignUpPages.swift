import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Making an account and confirming its e-mail address.
struct SignUpPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("sign-up", use: show)
    router.post("sign-up", use: signUp)
    router.get("check-your-email", use: checkYourEmail)
    router.post("resend-confirmation", use: resend)
    router.get("confirm-email", use: askToConfirm)
    router.post("confirm-email", use: confirm)
  }

  private func page(_ fields: Fields, next: OwnPath?, in context: AppRequestContext) -> Page {
    let signIn = "/sign-in" + (next.map { "?next=" + $0.inQuery } ?? "")
    return Page("Create an account", path: "/sign-up", problems: fields.problems) {
      Heading("Create an account")
      Paragraph("With an account you fill in one application and send it to as many vacancies as you like.")
      Form("/sign-up", in: context) {
        fields.text("name", "Full name", autocomplete: "name", spellcheck: false)
        fields.email("email", hint: "We send you a link to confirm it.")
        fields.password(
          "password", hint: PasswordRules.hint,
          isNew: true)
        if let next { HiddenInput("next", next.text) }
        Button("Create an account")
      }
      Paragraph(html: "Do you have an account? \(Link("Sign in", to: signIn))")
    }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let next = OwnPath(request.uri.queryParameters["next"])
    if let account = context.signedIn?.account { return .seeOther(next?.text ?? account.startPage) }
    return environment.respond(page(Fields(), next: next, in: context), in: context)
  }

  private func signUp(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let next = OwnPath(form.string("next"))
    let refusal = try await AccountForm.problems {
      try await SignUp(environment.services)(
        email: form["email"], name: form["name"], password: form["password"],
        clientAddress: context.clientAddress, by: context.webActor)
    }
    if let refusal {
      let page = page(Fields(form, problems: refusal.problems), next: next, in: context)
      return environment.respond(refusal.mark(page), in: context)
    }
    var response = Response.seeOther("/check-your-email")
    if let next { response.setCookie(ReturnCookie.remember(next, environment.cookies)) }
    return response
  }

  private func checkYourEmail(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let isAgain = request.uri.queryParameters["again"] != nil
    let page = Page(
      "Check your e-mail", banner: isAgain ? NotificationBanner("We have sent a new e-mail.") : nil
    ) {
      Heading("Check your e-mail")
      Paragraph("We have sent you an e-mail. Open the link in it to go on. It works for 3 days.")
      Details("I have not had an e-mail") {
        Paragraph("It can take a few minutes. Look in the folder for unwanted mail as well.")
        Self.resendForm(Fields(), in: context)
      }
      Paragraph(html: "\(Link("Sign in", to: "/sign-in"))")
    }
    return environment.respond(page, in: context)
  }

  /// The form that asks for the link again.
  static func resendForm(_ fields: Fields, in context: AppRequestContext) -> Form {
    Form("/resend-confirmation", in: context) {
      if let account = context.signedIn?.account {
        HiddenInput("email", account.email)
      } else {
        fields.email("email")
      }
      Button("Send the e-mail again", kind: .secondary)
    }
  }

  /// The button that asks for the link again for an address that could not sign in. It stands there for every address
  /// alike, and so tells nothing of it.
  static func mailAgain(to email: String, in context: AppRequestContext) -> HTML {
    Paragraph(
      "If you have not opened the link in our mail yet and can’t find the mail, we can send it again."
    ).html
      + Form("/resend-confirmation", in: context) {
        HiddenInput("email", email)
        Button("Send the link to confirm my address", kind: .secondary)
      }.html
  }

  private func resend(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let email = context.signedIn?.account.email ?? context.form["email"]
    let refusal = try await AccountForm.problems {
      try await ResendConfirmation(environment.services)(
        email: email, clientAddress: context.clientAddress, by: context.webActor)
    }
    guard let refusal else { return .seeOther("/check-your-email?again=1") }
    let page = Page("Send the e-mail again", problems: refusal.problems) {
      Heading("Send the e-mail again")
      Self.resendForm(Fields(context.form, problems: refusal.problems), in: context)
    }
    return environment.respond(refusal.mark(page), in: context)
  }

  // Opening the link shows a button only: programs that scan mail open links too, and must not use it up.
  private func askToConfirm(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = request.uri.queryParameters["token"].map(String.init) ?? ""
    let page = Page("Confirm your e-mail address") {
      Heading("Confirm your e-mail address")
      Paragraph("Press the button to confirm that the address is yours.")
      Form("/confirm-email", in: context) {
        HiddenInput("token", token)
        Button("Confirm my e-mail address")
      }
    }
    return environment.respond(page, in: context)
  }

  private func confirm(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    do {
      try await ConfirmEmail(environment.services)(token: context.form["token"], by: context.webActor)
    } catch DomainError.gone(let why) {
      return environment.respond(Self.spent(why, in: context), in: context)
    }
    guard let account = context.signedIn?.account else { return .seeOther("/sign-in?after=confirmed") }
    let address = ReturnCookie.read(request, environment.cookies)
    var response = Response.seeOther(address?.text ?? account.startPage)
    response.setCookie(ReturnCookie.forget(environment.cookies))
    return response
  }

  private static func spent(_ why: String, in context: AppRequestContext) -> Page {
    Page("This link no longer works", status: .gone) {
      Heading("This link no longer works")
      Paragraph("\(why) If you have confirmed your address already, sign in.")
      LinkButton("Sign in", to: "/sign-in")
      Heading("Get a new link", .section)
      resendForm(Fields(), in: context)
    }
  }
}
