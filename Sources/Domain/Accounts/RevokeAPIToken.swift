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

  /// A page of the tokens, revoked and expired ones included, newest first.
  /// `account` is given by the operator only.
  public func callAsFunction(
    of account: AccountID? = nil, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<APIToken> {
    let owner = try await TokenOwner.resolve(account, actor, in: services.pool)
    let behind: Statement = after.map { "id < \($0.id)" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: APIToken.columns) FROM api_token WHERE account_id = \(owner.id) AND \(fragment: behind)
      ORDER BY id DESC LIMIT \(limit + 1)
      """, as: APIToken.self)
    return Page(found, limit: limit) { Cursor(instant: $0.createdAt, id: $0.id.rawValue) }
  }

  /// Every one of them.
  public func every(of account: AccountID? = nil, by actor: Actor) async throws -> [APIToken] {
    try await Page.every { try await callAsFunction(of: account, limit: 200, after: $0, by: actor) }
  }

  /// One of the acting person's own. Throws ``DomainError``.
  public func find(_ id: TokenID, by actor: Actor) async throws -> APIToken {
    let owner = try await TokenOwner.resolve(nil, actor, in: services.pool)
    let found = try await services.pool.first(
      "SELECT \(fragment: APIToken.columns) FROM api_token WHERE account_id = \(owner.id) AND id = \(id)",
      as: APIToken.self)
    guard let found else { throw DomainError.notFound("API token") }
    return found
  }
}
