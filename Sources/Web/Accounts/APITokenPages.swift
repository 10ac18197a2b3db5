import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// A person's API tokens: which there are, making one, revoking one.
struct APITokenPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("account/tokens", use: list)
    router.get("account/tokens/new", use: showNew)
    router.post("account/tokens/new", use: create)
    router.get("account/tokens/{id}/revoke", use: askToRevoke)
    router.post("account/tokens/{id}/revoke", use: revoke)
  }

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let now = environment.services.now()
    let after = request.after
    let found = try await ListAPITokens(environment.services)(limit: 25, after: after, by: context.webActor)
    let tokens = found.items
    let isRevoked = request.uri.queryParameters["done"] == "revoked"
    let page = Page(
      "API tokens", path: "/account", above: BackLink(to: "/account", "Back to my account"),
      banner: isRevoked ? NotificationBanner("The API token is revoked. It no longer works.") : nil,
      isWide: true
    ) {
      Heading("API tokens")
      Paragraph(
        "With an API token a program can act for you, within what you let it do. Treat it like a password.")
      LinkButton("Make an API token", to: "/account/tokens/new")
      if tokens.isEmpty {
        EmptyState("You have no API tokens", "You only need one to connect another program.")
      } else {
        Table(
          "Your API tokens", isCaptionHidden: true,
          columns: [
            .init("Name"), .init("May"), .init("Works until"), .init("Last used"), .init("State"),
          ], rows: tokens.map { Self.row($0, now) })
        CursorPagination(
          next: found.next.map { "/account/tokens?after=\($0)" }, first: after.map { _ in "/account/tokens" })
      }
    }
    return environment.respond(page, in: context)
  }

  private static func row(_ token: APIToken, _ now: Date) -> [HTML] {
    let state: HTML =
      if token.revokedAt != nil {
        Tag("Revoked", .grey).html
      } else if token.expiresAt <= now {
        Tag("Expired", .grey).html
      } else {
        Tag("Works", .green).html + " "
          + Link("Revoke", to: "/account/tokens/\(token.id)/revoke", about: token.name).html
      }
    return [
      "\(token.name)<br><span class=\"govuk-hint\">\(token.prefix)…</span>",
      BulletList(token.scopes.map(\.title)).html, HTML(text: LondonTime.dateAndTime(token.expiresAt)),
      HTML(text: token.lastUsedAt.map(LondonTime.dateAndTime) ?? "Never"), state,
    ]
  }

  private func newPage(_ fields: Fields, in context: AppRequestContext) -> Page {
    Page(
      "Make an API token", path: "/account", problems: fields.problems,
      above: BackLink(to: "/account/tokens", "Back to API tokens")
    ) {
      Heading("Make an API token")
      Form("/account/tokens/new", in: context) {
        fields.text("name", "What is it for?", hint: "For example the name of the program that uses it.")
        fields.checkboxes(
          "scopes", "What may it do?",
          TokenScope.allCases.map { Choice($0.rawValue, $0.title, hint: $0.rawValue) },
          hint: "Never more than you may do yourself.")
        fields.date("expires_at", "Last day on which it works", hint: "One year from today at most.")
        Button("Make the token")
      }
    }
  }

  private func showNew(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let account = try context.webActor.requireAccount()
    guard account.emailConfirmed else {
      throw DomainError.notAllowed("Confirm your e-mail address before you make an API token.")
    }
    let usual = DateEntry(LondonTime.date(environment.services.today, addingDays: 90))
    var values = FormData()
    values.set("expires_at-day", usual.day)
    values.set("expires_at-month", usual.month)
    values.set("expires_at-year", usual.year)
    return environment.respond(newPage(Fields(values), in: context), in: context)
  }

  private func create(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    _ = try context.webActor.requireAccount()
    let scopes = Set(form.strings("scopes").compactMap(TokenScope.init(rawValue:)))
    // The last day counts to its end.
    let end = form.date("expires_at").date
      .map { LondonTime.date($0, addingDays: 1) }
      .flatMap { LondonTime.instant($0, hour: 0, minute: 0) }
    var created: CreatedAPIToken?
    let refusal = try await AccountForm.problems {
      guard let end else {
        throw DomainError.invalid([
          FieldProblem(field: "expires_at", message: "Enter a real date with day, month and year.")
        ])
      }
      created = try await CreateAPIToken(environment.services)(
        name: form["name"], scopes: scopes, expiresAt: end, by: context.webActor)
    }
    guard let created else {
      let page = newPage(Fields(form, problems: refusal?.problems ?? []), in: context)
      return environment.respond(refusal?.mark(page) ?? page, in: context)
    }
    return environment.respond(Self.made(created), in: context)
  }

  private static func made(_ created: CreatedAPIToken) -> Page {
    Page("Copy your API token", path: "/account") {
      Panel("API token made") { HTML("\(created.token.name)") }
      WarningText("Copy the token now. It is shown this once and can’t be shown again.")
      InsetText { HTML("<code class=\"staffroom-secret\">\(created.secret)</code>") }
      Paragraph("It works until \(LondonTime.dateAndTime(created.token.expiresAt)).")
      Paragraph(html: "\(Link("Go to my API tokens", to: "/account/tokens"))")
    }
  }

  private func token(_ context: AppRequestContext) async throws -> APIToken {
    guard let id = context.parameters.get("id").flatMap({ TokenID($0) }) else {
      throw DomainError.notFound("API token")
    }
    return try await ListAPITokens(environment.services).find(id, by: context.webActor)
  }

  private func askToRevoke(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = try await token(context)
    let title = "Revoke the API token “\(token.name)”?"
    let page = Page(title, path: "/account", above: BackLink(to: "/account/tokens")) {
      Heading(title)
      Paragraph("Programs that use it can no longer act for you. You can’t undo this.")
      Form("/account/tokens/\(token.id)/revoke", in: context) {
        ButtonGroup {
          Button("Revoke the token", kind: .warning)
          Link("Keep it", to: "/account/tokens")
        }
      }
    }
    return environment.respond(page, in: context)
  }

  private func revoke(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = try await token(context)
    try await RevokeAPIToken(environment.services)(token.id, by: context.webActor)
    return .seeOther("/account/tokens?done=revoked")
  }
}

extension APIToken {
  /// Whether a program can use it.
  func isWorking(at now: Date) -> Bool { revokedAt == nil && expiresAt > now }
}
