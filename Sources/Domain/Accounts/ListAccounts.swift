import Foundation
import Postgres

/// A page of accounts, and where the next one begins.
public struct AccountPage: Sendable {
  /// The accounts.
  public let accounts: [Account]
  /// Pass it as `after` for the next page; nil on the last.
  public let next: AccountID?
}

/// An administrator lists the accounts with a role in their authority; the operator lists all.
public struct ListAccounts: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page, oldest account first.
  /// `search` is part of a name or address; `limit` is at most 100.
  public func callAsFunction(search: String? = nil, after: AccountID? = nil, limit: Int = 50, by actor: Actor)
    async throws -> AccountPage
  {
    let limit = min(max(limit, 1), 100)
    let authorities = try Account.readable(by: actor)
    let pattern = search.map { "%\(Self.escaped($0.trimmed))%" }
    let found = try await services.pool.query(
      """
      SELECT \(fragment: Account.columns) FROM account a
      WHERE \(fragment: Account.condition(authorities))
        AND (\(after)::uuid IS NULL OR a.id > \(after))
        AND (\(pattern)::text IS NULL OR a.name ILIKE \(pattern) OR a.email ILIKE \(pattern))
      ORDER BY a.id LIMIT \(limit + 1)
      """, as: Account.self)
    let page = Array(found.prefix(limit))
    return AccountPage(
      accounts: try await Account.withMemberships(page, in: authorities, services.pool),
      next: found.count > limit ? page.last?.id : nil)
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "%", with: "\\%")
      .replacingOccurrences(of: "_", with: "\\_")
  }
}

/// An administrator or the operator looks one account up.
public struct FindAccount: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// By its identifier; throws ``DomainError/notFound(_:)`` when there is none that the actor may see.
  public func callAsFunction(_ id: AccountID, by actor: Actor) async throws -> Account {
    try await find("a.id = \(id)", by: actor)
  }

  /// By its e-mail address; throws ``DomainError/notFound(_:)`` when there is none that the actor may see.
  public func callAsFunction(email: String, by actor: Actor) async throws -> Account {
    try await find("a.email_normal = \(email.trimmed.lowercased())", by: actor)
  }

  private func find(_ match: Statement, by actor: Actor) async throws -> Account {
    let authorities = try Account.readable(by: actor)
    let found = try await services.pool.query(
      """
      SELECT \(fragment: Account.columns) FROM account a
      WHERE \(fragment: match) AND \(fragment: Account.condition(authorities))
      """, as: Account.self)
    let complete = try await Account.withMemberships(found, in: authorities, services.pool)
    guard let account = complete.first else { throw DomainError.notFound("account") }
    return account
  }
}
