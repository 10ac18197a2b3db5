import Postgres

/// A person (or the operator for them) stops an API token from working.
public struct RevokeAPIToken: Sendable {
  let id: TokenID
  let account: AccountID?

  /// Which token; `account` only for the operator.
  public init(_ id: TokenID, of account: AccountID? = nil) {
    self.id = id
    self.account = account
  }

  /// Revokes it at once; one that was revoked already stays so.
  public func run(by actor: Actor, _ services: Services) async throws {
    try await services.pool.withTransaction { tx in
      let owner = try await TokenOwner.resolve(account, actor, in: tx)
      let before = try await tx.firstRow(
        "SELECT revoked_at FROM api_token WHERE id = \(id) AND account_id = \(owner.id) FOR UPDATE")
      guard let before else { throw DomainError.notFound("API token") }
      guard try before.decodeIfPresent("revoked_at", as: Instant.self) == nil else { return }
      try await tx.execute("UPDATE api_token SET revoked_at = \(services.now()) WHERE id = \(id)")
      try await Audit.record("api_token.revoked", AuditSubject("api_token", id), by: actor, services, in: tx)
    }
  }
}

/// Lists a person's API tokens.
public struct ListAPITokens: Sendable {
  let account: AccountID?

  /// A person's own; `account` only for the operator.
  public init(of account: AccountID? = nil) {
    self.account = account
  }

  /// The tokens, revoked and expired ones included, newest first.
  public func run(by actor: Actor, _ services: Services) async throws -> [APIToken] {
    let owner = try await TokenOwner.resolve(account, actor, in: services.pool)
    return try await services.pool.query(
      """
      SELECT \(fragment: APIToken.columns) FROM api_token WHERE account_id = \(owner.id) ORDER BY id DESC
      """, as: APIToken.self)
  }
}
