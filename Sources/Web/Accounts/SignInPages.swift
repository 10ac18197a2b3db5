import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Signing in and out.
struct SignInPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("sign-in", use: show)
    router.post("sign-in", use: signIn)
    router.post("sign-out", use: signOut)
  }

  /// Why the sign-in page is shown.
  enum Reason: Sendable, Equatable {
    case asked, goesOn, confirmed, passwordChanged, addressChanged, accepted, signedOut, signedOutEverywhere
    case sessionEnded(holds: Bool, wasAway: Bool)

    init(_ request: Request) {
      let query = request.uri.queryParameters
      switch query["after"] {
      case "confirmed": self = .confirmed
      case "password": self = .passwordChanged
      case "address": self = .addressChanged
      case "accepted": self = .accepted
      case "sign-out": self = .signedOut
      case "sign-out-everywhere": self = .signedOutEverywhere
      default: self = query["next"] == nil ? .asked : .goesOn
      }
    }

    var banner: NotificationBanner? {
      switch self {
      case .asked: nil
      case .goesOn: NotificationBanner("Sign in to go on.", isSuccess: false)
      case .confirmed: NotificationBanner("Your e-mail address is confirmed. Sign in to go on.")
      case .passwordChanged: NotificationBanner("Your password is changed. Sign in with the new one.")
      case .addressChanged: NotificationBanner("Your e-mail address is changed. Sign in with the new one.")
      case .accepted: NotificationBanner("You have accepted the invitation. Sign in to go on.")
      case .signedOut: NotificationBanner("You are signed out.")
      case .signedOutEverywhere: NotificationBanner("You are signed out on every device.")
      case .sessionEnded(let holds, let wasAway):
        NotificationBanner(
          wasAway
            ? "You were signed out because you were away for a while." : "You are not signed in any more.",
          isSuccess: false
        ) {
          if holds {
            Paragraph(
              "Nothing you entered is lost. Sign in with the account that you filled it in with, and you can send it again."
            )
          } else {
            Paragraph("Sign in, then fill in the form again.")
          }
        }
      }
    }
  }

  /// The sign-in page.
  static func page(
    fields: Fields, next: OwnPath?, held: HeldForm?, reason: Reason, in context: AppRequestContext
  ) -> Page {
    let suffix = next.map { "?next=" + $0.inQuery } ?? ""
    let isKept = if case .sessionEnded = reason { true } else { false }
    return Page(
      "Sign in", path: "/sign-in", status: isKept ? .unauthorized : nil, problems: fields.problems,
      banner: fields.problems.isEmpty ? reason.banner : nil
    ) {
      Heading("Sign in")
      if let account = context.signedIn?.account {
        InsetText {
          Paragraph(
            "You are signed in as \(account.name). Sign in here only if you want to change the account.")
          // Where a form is kept, its address is where it is sent to, and need not be a page.
          let goOn = (held == nil ? next?.text : nil) ?? account.startPage
          Paragraph(html: "\(Link("Go on as \(account.name)", to: goOn))")
        }
      }
      Form("/sign-in", in: context) {
        fields.email("email")
        fields.password("password")
        if let next { HiddenInput("next", next.text) }
        if let held { held.inputs }
        Button("Sign in")
      }
      if context.signedIn == nil, fields.problems.contains(where: { $0.message == SignIn.refusal }) {
        SignUpPages.mailAgain(to: fields.values["email"], in: context)
      }
      Paragraph(html: "\(Link("I have forgotten my password", to: "/forgot-password"))")
      Paragraph(html: "\(Link("Create an account", to: "/sign-up" + suffix))")
    }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let query = request.uri.queryParameters
    let next = OwnPath(query["next"])
    if let account = context.signedIn?.account {
      return .seeOther(next?.text ?? account.startPage)
    }
    let page = Self.page(fields: Fields(), next: next, held: nil, reason: Reason(request), in: context)
    return environment.respond(page, in: context)
  }

  private func signIn(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let held = HeldForm(from: form)
    let next = OwnPath(form.string("next"))
    var started: StartedSession?
    let refusal = try await AccountForm.problems {
      started = try await SignIn(environment.services)(
        email: form["email"], password: form["password"], clientAddress: context.clientAddress,
        userAgent: request.headers[.userAgent], existingToken: environment.cookies.session(of: request),
        by: context.webActor)
    }
    guard let started else {
      let fields = Fields(form, problems: refusal?.problems ?? [])
      let page = Self.page(fields: fields, next: next, held: held, reason: .asked, in: context)
      return environment.respond(refusal?.mark(page) ?? page, in: context)
    }
    return goOn(started, next: next, held: held, request, context)
  }

  private func goOn(
    _ started: StartedSession, next: OwnPath?, held: HeldForm?, _ request: Request,
    _ context: AppRequestContext
  ) -> Response {
    let cookies = environment.cookies
    var response: Response
    if let held {
      var context = context
      context.signedIn = SignedIn(account: started.account, session: started.session.id.rawValue)
      context.formGuard = FormGuard(secret: started.token, account: started.account.id.description)
      response = environment.respond(held.page(in: context), in: context)
    } else {
      let address = next ?? ReturnCookie.read(request, cookies)
      response = .seeOther(address?.text ?? started.account.startPage)
    }
    // The cookie outlives the session, so that a form sent too late is still known to come from this browser.
    let lifetime = Int(SessionLifetime.absolute) + 14 * 86_400
    response.setCookie(cookies.sessionCookie(started.token, lifetime: lifetime))
    response.setCookie(ReturnCookie.forget(cookies))
    return response
  }

  private func signOut(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    if let token = environment.cookies.session(of: request) {
      try await SignOut(environment.services)(token: token, by: context.webActor)
    }
    var response = Response.seeOther("/sign-in?after=sign-out")
    response.setCookie(environment.cookies.endedSession)
    return response
  }
}
