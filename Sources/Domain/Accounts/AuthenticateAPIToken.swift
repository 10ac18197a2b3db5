import Foundation
import Postgres

/// Finds who is behind an API token: on every request of the API, so in one round trip.
public struct AuthenticateAPIToken: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The person, limited to the token's scopes. Throws ``DomainError/signInRequired`` when the token is
  /// unknown, expired or revoked.
  public func callAsFunction(secret: String) async throws -> ActingAccount {
    let now = services.now()
    let rows = try await services.pool.query(Self.statement(secret: secret, now: now))
    guard let first = rows.first, var account = try ActingAccountRows.read(rows) else {
      throw DomainError.signInRequired
    }
    let id = try first.decode("token_id", as: TokenID.self)
    account.tokenID = id
    account.scopes = Set(
      try first.decode("scopes", as: [String].self).compactMap(TokenScope.init(rawValue:)))
    let lastUsedAt = try first.decodeIfPresent("last_used_at", as: Date.self)
    let stale = now.addingTimeInterval(-SessionLifetime.noteEvery)
    if lastUsedAt.map({ $0 <= stale }) ?? true {
      try await services.pool.execute(
        """
        UPDATE api_token SET last_used_at = \(now)
        WHERE id = \(id) AND (last_used_at IS NULL OR last_used_at <= \(stale))
          AND set_config('synchronous_commit', 'off', true) = 'off'
        """)
    }
    return account
  }

  /// The one statement: token, person and roles.
  static func statement(secret: String, now: Date) -> Statement {
    """
    SELECT t.id AS token_id, t.scopes, t.last_used_at, \(fragment: ActingAccountRows.columns)
    FROM api_token t JOIN account a ON a.id = t.account_id \(fragment: ActingAccountRows.memberships)
    WHERE t.token_hash = \(Secret.hash(secret)) AND t.revoked_at IS NULL AND t.expires_at > \(now)
      AND a.closed_at IS NULL
    ORDER BY o.name, m.role
    """
  }
}
