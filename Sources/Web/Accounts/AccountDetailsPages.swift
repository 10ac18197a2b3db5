import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Changing the name and the e-mail address of one's own account.
struct AccountDetailsPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("account/name", use: askName)
    router.post("account/name", use: changeName)
    router.get("account/address", use: askAddress)
    router.post("account/address", use: sendLink)
    router.get("use-address", use: opened)
    router.post("use-address", use: change)
  }

  // MARK: Name

  private func namePage(_ fields: Fields, in context: AppRequestContext) -> Page {
    Page(
      "Change your name", path: "/account", problems: fields.problems,
      above: BackLink(to: "/account", "Back to my account")
    ) {
      Heading("Change your name")
      Paragraph("Applications that you have sent keep the name they were sent with.")
      Form("/account/name", in: context) {
        fields.text("name", "Full name", autocomplete: "name", spellcheck: false)
        Button("Change my name")
      }
    }
  }

  private func askName(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let account = try context.webActor.requireAccount()
    var values = FormData()
    values.set("name", account.name)
    return environment.respond(namePage(Fields(values), in: context), in: context)
  }

  private func changeName(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let refusal = try await AccountForm.problems {
      try await ChangeName(environment.services)(form["name"], by: context.webActor)
    }
    guard let refusal else { return .seeOther("/account?done=name") }
    return environment.respond(
      refusal.mark(namePage(Fields(form, problems: refusal.problems), in: context)), in: context)
  }

  // MARK: Address

  private func addressPage(_ fields: Fields, in context: AppRequestContext) throws -> Page {
    let account = try context.webActor.requireAccount()
    return Page(
      "Change your e-mail address", path: "/account", problems: fields.problems,
      above: BackLink(to: "/account", "Back to my account")
    ) {
      Heading("Change your e-mail address")
      Paragraph(
        "You sign in with \(account.email). We send a link to the new address; when you open it, the new one is used."
      )
      Form("/account/address", in: context) {
        fields.email("email", "New e-mail address")
        fields.password("current_password", "Password")
        Button("Send the link")
      }
    }
  }

  private func askAddress(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    environment.respond(try addressPage(Fields(), in: context), in: context)
  }

  private func sendLink(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let refusal = try await AccountForm.problems {
      try await AskForEmailChange(environment.services)(
        to: form["email"], password: form["current_password"], clientAddress: context.clientAddress,
        by: context.webActor)
    }
    guard let refusal else { return .seeOther("/account?done=address") }
    return environment.respond(
      refusal.mark(try addressPage(Fields(form, problems: refusal.problems), in: context)), in: context)
  }

  // Opening the link shows a button only: programs that scan mail open links too, and must not use it up.
  private func opened(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = request.uri.queryParameters["token"].map(String.init) ?? ""
    let page = Page("Use this e-mail address") {
      Heading("Use this e-mail address")
      Paragraph("From now on you sign in with the address that the link was sent to, and mail goes there.")
      Form("/use-address", in: context) {
        HiddenInput("token", token)
        Button("Use this address")
      }
    }
    return environment.respond(page, in: context)
  }

  private func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    do {
      try await ChangeEmail(environment.services)(token: context.form["token"], by: context.webActor)
    } catch DomainError.gone {
      return environment.respond(Self.spent, in: context)
    }
    return .seeOther(context.signedIn == nil ? "/sign-in?after=address" : "/account?done=moved")
  }

  private static var spent: Page {
    Page("This link no longer works", status: .gone) {
      Heading("This link no longer works")
      Paragraph("It has been used already, or it is more than 3 days old.")
      LinkButton("Ask for a new one", to: "/account/address")
    }
  }
}
