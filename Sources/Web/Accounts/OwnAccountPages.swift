import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// A person's own account: who they are, their password, and where they are signed in.
struct OwnAccountPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("account", use: show)
    router.get("account/password", use: askPassword)
    router.post("account/password", use: changePassword)
    router.post("account/sign-out-everywhere", use: signOutEverywhere)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let actor = context.webActor
    let account = try actor.requireAccount()
    let sessions = try await ListSessions(environment.services)(by: actor)
    let tokens = try await ListAPITokens(environment.services).every(by: actor)
    let reminders = try await SetSavedVacancyReminders(environment.services).isOn(by: actor)
    let working = tokens.filter { $0.isWorking(at: environment.services.now()) }.count
    let page = Page("My account", path: "/account", banner: banner(request)) {
      Heading("My account")
      SummaryList([
        .init(
          "Name", html: HTML(text: account.name),
          actions: [Link("Change", to: "/account/name", about: "name")]),
        .init(
          "E-mail address",
          html: HTML(text: account.email + (account.emailConfirmed ? "" : " (not confirmed yet)")),
          actions: [Link("Change", to: "/account/address", about: "e-mail address")]),
        .init(
          "Password", html: "Not shown",
          actions: [Link("Change", to: "/account/password", about: "password")]),
        .init(
          "API tokens", html: HTML(text: working == 1 ? "1 that works" : "\(working) that work"),
          actions: [Link("Manage", to: "/account/tokens", about: "API tokens")]),
        .init(
          "Reminders", html: reminders ? "Before saved vacancies close" : "None",
          actions: [Link("Change", to: "/account/reminders", about: "reminders")]),
      ])
      if !account.emailConfirmed { Self.unconfirmed(in: context) }
      if !account.memberships.isEmpty {
        Heading("Roles", .section)
        BulletList(account.memberships.map { "\($0.role.title), \($0.organisationName)" })
      }
      Self.sessions(sessions, in: context)
      Heading("Your data", .section)
      BulletList(html: [
        Link("See or download what we hold about you", to: "/account/data").html,
        Link("Close my account", to: "/account/close").html,
      ])
    }
    return environment.respond(page, in: context)
  }

  private func banner(_ request: Request) -> NotificationBanner? {
    switch request.uri.queryParameters["done"] {
    case "password": NotificationBanner("Your password is changed. You are signed out on other devices.")
    case "name": NotificationBanner("Your name is changed.")
    case "address": NotificationBanner("We have sent a link to the new address. Open it within 3 days.")
    case "moved": NotificationBanner("Your e-mail address is changed.")
    case "sessions": NotificationBanner("You are signed out on your other devices.")
    default: nil
    }
  }

  /// What stands where somebody has not confirmed their address yet.
  static func unconfirmed(in context: AppRequestContext) -> HTML {
    InsetText {
      Paragraph("Confirm your e-mail address before you send an application. Open the link we sent you.")
      SignUpPages.resendForm(Fields(), in: context)
    }.html
  }

  private static func sessions(_ sessions: [Session], in context: AppRequestContext) -> HTML {
    let rows = sessions.map { session -> [HTML] in
      let isThis = session.id.rawValue == context.signedIn?.session
      let name = HTML(text: BrowserName.words(session.userAgent))
      return [
        isThis ? "\(name) \(Tag("This device", .teal))" : name,
        HTML(text: LondonTime.dateAndTime(session.createdAt)),
        HTML(text: LondonTime.dateAndTime(session.lastSeenAt)),
      ]
    }
    return Table(
      "Where you are signed in", columns: [.init("Browser"), .init("Since"), .init("Last used")], rows: rows
    ).html
      + Form("/account/sign-out-everywhere", in: context) {
        ButtonGroup {
          Button("Sign out everywhere", kind: .warning)
          Button("Sign out on other devices", kind: .secondary, name: "keep", value: "this")
        }
      }.html
  }

  private func passwordPage(_ fields: Fields, in context: AppRequestContext) -> Page {
    Page(
      "Change your password", path: "/account", problems: fields.problems,
      above: BackLink(to: "/account", "Back to my account")
    ) {
      Heading("Change your password")
      Paragraph("You stay signed in here, and are signed out on other devices.")
      Form("/account/password", in: context) {
        fields.password("current_password", "Password now")
        fields.password("new_password", "New password", hint: PasswordRules.hint, isNew: true)
        Button("Change my password")
      }
    }
  }

  private func askPassword(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    _ = try context.webActor.requireAccount()
    return environment.respond(passwordPage(Fields(), in: context), in: context)
  }

  private func changePassword(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let refusal = try await AccountForm.problems {
      try await ChangePassword(environment.services)(
        current: form["current_password"], new: form["new_password"],
        keeping: context.signedIn?.session.map(SessionID.init(rawValue:)), by: context.webActor)
    }
    guard let refusal else { return .seeOther("/account?done=password") }
    let page = passwordPage(Fields(form, problems: refusal.problems), in: context)
    return environment.respond(refusal.mark(page), in: context)
  }

  private func signOutEverywhere(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let keepsThis = context.form["keep"] == "this"
    let kept = keepsThis ? context.signedIn?.session.map(SessionID.init(rawValue:)) : nil
    try await SignOutEverywhere(environment.services)(except: kept, by: context.webActor)
    if keepsThis { return .seeOther("/account?done=sessions") }
    var response = Response.seeOther("/sign-in?after=sign-out-everywhere")
    response.setCookie(environment.cookies.endedSession)
    return response
  }
}

/// What a browser calls itself, in words.
enum BrowserName {
  /// Marks in the text browsers send, most telling first.
  private static let browsers: KeyValuePairs = [
    "Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari",
  ]
  private static let systems: KeyValuePairs = [
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac",
    "Linux": "Linux",
  ]

  /// For example "Firefox on Windows".
  static func words(_ userAgent: String?) -> String {
    guard let userAgent, !userAgent.isEmpty else { return "Unknown browser" }
    let browser = browsers.first { userAgent.contains($0.key) }?.value ?? "Another browser"
    guard let system = systems.first(where: { userAgent.contains($0.key) })?.value else { return browser }
    return "\(browser) on \(system)"
  }
}
