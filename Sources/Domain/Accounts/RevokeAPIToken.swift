import Postgres

/// A person (or the operator for them) stops an API token from working.
public struct RevokeAPIToken: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Revokes it at once; one that was revoked already stays so.
  /// `account` is given by the operator only.
  public func callAsFunction(_ id: TokenID, of account: AccountID? = nil, by actor: Actor) async throws {
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
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The tokens, revoked and expired ones included, newest first.
  /// `account` is given by the operator only.
  public func callAsFunction(of account: AccountID? = nil, by actor: Actor) async throws -> [APIToken] {
    let owner = try await TokenOwner.resolve(account, actor, in: services.pool)
    return try await services.pool.query(
      """
      SELECT \(fragment: APIToken.columns) FROM api_token WHERE account_id = \(owner.id) ORDER BY id DESC
      """, as: APIToken.self)
  }
}
