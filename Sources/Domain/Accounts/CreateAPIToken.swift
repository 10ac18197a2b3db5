public import Foundation
import Postgres

/// A person makes an API token for an integration (or the operator makes one for them).
public struct CreateAPIToken: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The longest that a token may work, in days.
  public static let mostDays = 365
  /// How many tokens an account may have that work.
  public static let mostTokens = 50

  /// Makes the token. Problems are of the fields `name`, `scopes` and `expires_at`.
  /// `account` is given by the operator only.
  public func callAsFunction(
    name: String, scopes: Set<TokenScope>, expiresAt: Date, for account: AccountID? = nil, by actor: Actor
  ) async throws -> CreatedAPIToken {
    try await services.pool.withTransaction { tx in
      let owner = try await TokenOwner.resolve(account, actor, in: tx)
      guard owner.emailConfirmed || actor.isSystem else {
        throw DomainError.notAllowed("Confirm your e-mail address before you make an API token.")
      }
      try check(name, scopes, expiresAt)
      try await checkWithinOwn(scopes, expiresAt, of: actor, in: tx)
      try await checkNumber(owner.id, in: tx)
      let created = try await insert(name.trimmed, scopes, expiresAt, for: owner.id, in: tx)
      try await Outbox.enqueue(
        AccountMails.tokenCreated(
          owner.email, name: owner.name, token: created.token.name, baseURL: services.settings.baseURL),
        services, in: tx)
      try await Audit.record(
        "api_token.created", AuditSubject("api_token", created.token.id),
        details: ["scopes": .array(created.token.scopes.map { .string($0.rawValue) })], by: actor, services,
        in: tx)
      return created
    }
  }

  private func check(_ name: String, _ scopes: Set<TokenScope>, _ expiresAt: Date) throws {
    let now = services.now()
    var problems = Problems()
    let name = name.trimmed
    problems.require(!name.isEmpty, "name", "Enter a name that says what the token is for.")
    problems.require(name.count <= 100, "name", "The name must be 100 characters or fewer.")
    let printable = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    problems.require(printable, "name", "The name must not contain line breaks or control characters.")
    problems.require(!scopes.isEmpty, "scopes", "Choose at least one thing the token may do.")
    problems.require(expiresAt > now, "expires_at", "Choose a date in the future.")
    // A day's grace: the last day is chosen as a date, and ends at midnight.
    let latest = now.addingTimeInterval(Double(Self.mostDays + 1) * 86_400)
    problems.require(expiresAt <= latest, "expires_at", "A token may work for one year at most.")
    try problems.throwIfAny()
  }

  /// A token can't make another that may do more, or for longer, than itself.
  private func checkWithinOwn(
    _ scopes: Set<TokenScope>, _ expiresAt: Date, of actor: Actor, in tx: Transaction
  ) async throws {
    guard let acting = actor.account, let own = acting.scopes else { return }
    guard scopes.isSubset(of: own) else {
      throw DomainError.notAllowed("A token cannot give scopes that it does not have itself.")
    }
    let ownEnd = try await tx.valueIfAny(
      "SELECT expires_at FROM api_token WHERE id = \(acting.tokenID)", as: Date.self)
    guard let ownEnd, expiresAt <= ownEnd else {
      throw DomainError.notAllowed("A token cannot make one that works for longer than itself.")
    }
  }

  private func checkNumber(_ owner: AccountID, in tx: Transaction) async throws {
    // The lock makes two requests at once count one after the other.
    try await tx.execute("SELECT id FROM account WHERE id = \(owner) FOR NO KEY UPDATE")
    let number = try await tx.value(
      """
      SELECT count(*) FROM api_token
      WHERE account_id = \(owner) AND revoked_at IS NULL AND expires_at > \(services.now())
      """, as: Int.self)
    guard number < Self.mostTokens else {
      throw DomainError.conflict("You have \(Self.mostTokens) API tokens already. Revoke one first.")
    }
  }

  private func insert(
    _ name: String, _ scopes: Set<TokenScope>, _ expiresAt: Date, for owner: AccountID, in tx: Transaction
  ) async throws -> CreatedAPIToken {
    let secret = Secret.make(prefix: "staffroom_", services)
    let scopes = scopes.map(\.rawValue).sorted()
    let token = try await tx.first(
      """
      INSERT INTO api_token (id, account_id, name, token_hash, prefix, scopes, created_at, expires_at)
      VALUES (\(services.newID(TokenID.self)), \(owner), \(name), \(secret.hash),
        \(String(secret.text.prefix(16))), \(scopes), \(services.now()), \(expiresAt))
      RETURNING \(fragment: APIToken.columns)
      """, as: APIToken.self)
    guard let token else { throw DomainError.notFound("account") }
    return CreatedAPIToken(secret: secret.text, token: token)
  }
}
