public import Foundation
public import Postgres

/// An API token as its owner sees it: everything but the secret.
public struct APIToken: Sendable {
  /// Its identifier.
  public let id: TokenID
  /// What the owner called it.
  public let name: String
  /// How the secret begins, to recognise it by.
  public let prefix: String
  /// What it may be used for.
  public let scopes: [TokenScope]
  /// When it was made.
  public let createdAt: Date
  /// When it stops working.
  public let expiresAt: Date
  /// When it was revoked, if it was.
  public let revokedAt: Date?
  /// When it was last used, to the minute.
  public let lastUsedAt: Date?
}

extension APIToken: RowDecodable {
  /// Reads the columns of ``columns``.
  public init(row: Row) throws {
    id = try row.decode("id")
    name = try row.decode("name")
    prefix = try row.decode("prefix")
    scopes = try row.decode("scopes", as: [String].self).compactMap(TokenScope.init(rawValue:))
    createdAt = try row.decode("created_at")
    expiresAt = try row.decode("expires_at")
    revokedAt = try row.decodeIfPresent("revoked_at")
    lastUsedAt = try row.decodeIfPresent("last_used_at")
  }

  static let columns: Statement = """
    id, name, prefix, scopes, created_at, expires_at, revoked_at, last_used_at
    """
}

/// A token that has just been made; the secret is shown this once.
public struct CreatedAPIToken: Sendable {
  /// What the integration sends.
  public let secret: String
  /// The token.
  public let token: APIToken
}

/// Whose tokens an actor deals with: a person's own, or, for the operator, those of an account.
enum TokenOwner {
  static func resolve(
    _ account: AccountID?, _ actor: Actor, in database: some Queryable
  ) async throws -> ActingAccount {
    guard actor.isSystem else {
      let own = try actor.requireOwn(.manageOwnTokens)
      guard account == nil || account == own.id else { throw DomainError.notFound("account") }
      return own
    }
    guard let account, let found = try await ActingAccountRows.find(account, in: database) else {
      throw DomainError.notFound("account")
    }
    return found
  }
}
