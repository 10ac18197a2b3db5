import Domain
import Foundation
import HTTPTypes

/// API tokens: made with a password or with another token, listed and revoked.
enum TokenRoutes {
  static let all = [signIn, list, create, revoke]

  private static let facts = Schema.answer([
    "id": .uuid, "name": .text, "prefix": .text.note("How the secret begins, to recognise it by."),
    "scopes": .list(.choice(TokenScope.self)), "created_at": .instant, "expires_at": .instant,
    "revoked_at": .instant.orNull, "last_used_at": .instant.orNull.note("To the minute."),
  ]).fields

  private static let token = Schema.named("APIToken", Schema(.object(facts, closed: false)))

  private static let created = Schema.named(
    "CreatedAPIToken",
    Schema(
      .object(facts + Schema.answer(["secret": .text.note("Shown this once.")]).fields, closed: false)))

  private static let days = Schema.whole.bounded(1...CreateAPIToken.mostDays).otherwise(30)

  private static let signIn = Endpoint(
    method: .post, path: "/session-tokens", operationID: "createTokenByPassword", tag: .accounts,
    summary: "Make an API token with e-mail address and password",
    note: "Throttled like signing in on the pages, by account and by address.", access: .open,
    body: .init(
      schema: .request(
        required: [
          "email": .text(.email), "password": .text(.password), "name": .text.note("What the token is for."),
          "scopes": .list(.choice(TokenScope.self)),
        ], optional: ["expires_in_days": days]),
      example: [
        "email": "ada@example.org", "password": "a long and unusual phrase", "name": "Timetable import",
        "scopes": ["vacancies:read"], "expires_in_days": 30,
      ]),
    successes: [.created(created, "The token, with its secret.", location: false)], failures: [403]
  ) { call in
    let made = try await CreateAPITokenByPassword(call.services)(
      email: call.body.text("email"), password: call.body.text("password"), name: call.body.text("name"),
      scopes: scopes(call), expiresAt: expiry(call), clientAddress: call.clientAddress, by: call.actor)
    return .created(json(made), at: nil)
  }

  private static let list = Endpoint(
    method: .get, path: "/tokens", operationID: "listTokens", tag: .accounts,
    summary: "List your API tokens, revoked and expired ones included", access: .scoped(.manageOwnTokens),
    query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: token), "A page of tokens, newest first.")]
  ) { call in
    let page = try await ListAPITokens(call.services)(
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { .object(members($0)) }
  }

  private static let create = Endpoint(
    method: .post, path: "/tokens", operationID: "createToken", tag: .accounts, summary: "Make an API token",
    note: "A token can’t make one that may do more, or works for longer, than itself.",
    access: .scoped(.manageOwnTokens),
    body: .init(
      schema: .request(
        required: ["name": .text, "scopes": .list(.choice(TokenScope.self))],
        optional: ["expires_in_days": days]),
      example: ["name": "Timetable import", "scopes": ["vacancies:read"], "expires_in_days": 30]),
    successes: [.created(created, "The token, with its secret.", location: false)]
  ) { call in
    let made = try await CreateAPIToken(call.services)(
      name: call.body.text("name"), scopes: scopes(call), expiresAt: expiry(call), by: call.actor)
    return .created(json(made), at: nil)
  }

  private static let revoke = Endpoint(
    method: .delete, path: "/tokens/{id}", operationID: "revokeToken", tag: .accounts,
    summary: "Revoke an API token", note: "One that was revoked already stays so.",
    access: .scoped(.manageOwnTokens),
    parameters: [.init(name: "id", schema: .uuid, note: "The token’s identifier.")],
    successes: [.noContent("It no longer works.")]
  ) { call in
    try await RevokeAPIToken(call.services)(try call.id(of: "API token"), by: call.actor)
    return .noContent
  }

  private static func scopes(_ call: Call) -> Set<TokenScope> {
    Set(call.body.texts("scopes").compactMap(TokenScope.init(rawValue:)))
  }

  private static func expiry(_ call: Call) -> Date {
    call.now.addingTimeInterval(Double(call.body.whole("expires_in_days") ?? 30) * 86_400)
  }

  private static func json(_ made: CreatedAPIToken) -> JSONValue {
    .object(members(made.token).merging(["secret": .string(made.secret)], uniquingKeysWith: { $1 }))
  }

  private static func members(_ token: APIToken) -> [String: JSONValue] {
    [
      "id": .id(token.id), "name": .string(token.name), "prefix": .string(token.prefix),
      "scopes": .texts(token.scopes.map(\.rawValue)), "created_at": .instant(token.createdAt),
      "expires_at": .instant(token.expiresAt), "revoked_at": .instant(token.revokedAt),
      "last_used_at": .instant(token.lastUsedAt),
    ]
  }
}
