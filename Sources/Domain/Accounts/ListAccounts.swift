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
  let search: String?
  let after: AccountID?
  let limit: Int

  /// Part of a name or address to look for, where to go on, and how many at most (100).
  public init(search: String? = nil, after: AccountID? = nil, limit: Int = 50) {
    self.search = search
    self.after = after
    self.limit = min(max(limit, 1), 100)
  }

  /// A page, oldest account first.
  public func run(by actor: Actor, _ services: Services) async throws -> AccountPage {
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
  private enum Key: Sendable {
    case id(AccountID)
    case email(String)
  }

  private let key: Key

  /// By its identifier.
  public init(id: AccountID) {
    key = .id(id)
  }

  /// By its e-mail address.
  public init(email: String) {
    key = .email(email.trimmed.lowercased())
  }

  /// The account; throws ``DomainError/notFound(_:)`` when there is none that the actor may see.
  public func run(by actor: Actor, _ services: Services) async throws -> Account {
    let authorities = try Account.readable(by: actor)
    let match: Statement =
      switch key {
      case .id(let id): "a.id = \(id)"
      case .email(let email): "a.email_normal = \(email)"
      }
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
