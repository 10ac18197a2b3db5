public import Foundation
public import Postgres

/// An account as an administrator sees it.
public struct Account: Sendable {
  /// Its identifier.
  public let id: AccountID
  /// The e-mail address.
  public let email: String
  /// The person's name.
  public let name: String
  /// Whether the address has been confirmed.
  public let emailConfirmed: Bool
  /// When it was closed, if it was.
  public let closedAt: Date?
  /// When it was made.
  public let createdAt: Date
  /// Its version, for concurrent changes.
  public let version: Int
  /// The roles held now, as far as the reader may see them.
  public internal(set) var memberships: [Membership] = []
}

extension Account: RowDecodable {
  /// Reads the columns of ``columns``; memberships are added separately.
  public init(row: Row) throws {
    id = try row.decode("id")
    email = try row.decode("email")
    name = try row.decode("name")
    emailConfirmed = try row.decode("email_confirmed")
    closedAt = try row.decodeIfPresent("closed_at")
    createdAt = try row.decode("created_at")
    version = Int(try row.decode("version", as: Int32.self))
  }

  static let columns: Statement = """
    a.id, a.email, a.name, a.email_confirmed_at IS NOT NULL AS email_confirmed, a.closed_at, a.created_at,
    a.version
    """

  /// Which accounts an actor may read: nil for all, or those with a role in these authorities.
  static func readable(by actor: Actor) throws -> [AuthorityID]? {
    if actor.isSystem { return nil }
    let account = try actor.requireAccount()
    let authorities = account.memberships.filter { $0.kind == .authority }
      .filter { membership in
        let place = Place(organisation: membership.organisation, authority: membership.authority)
        return actor.may(.readAccounts, at: place)
      }
      .map(\.authority)
    guard !authorities.isEmpty else {
      throw DomainError.notAllowed(Permissions.grant(for: .readAccounts).refusal)
    }
    return authorities
  }

  /// Restricts a statement over `account a` to readable ones.
  static func condition(_ authorities: [AuthorityID]?) -> Statement {
    guard let authorities else { return "true" }
    return """
      EXISTS (SELECT 1 FROM membership r
        WHERE r.account_id = a.id AND r.authority_id = ANY (\(authorities.map(\.rawValue))))
      """
  }

  /// Adds the open memberships that the reader may see, in one statement for all.
  static func withMemberships(
    _ accounts: [Account], in authorities: [AuthorityID]?, _ database: some Queryable
  ) async throws -> [Account] {
    let rows = try await database.query(
      """
      SELECT m.account_id, m.role, m.organisation_id, m.authority_id, o.name AS organisation_name,
        o.kind AS organisation_kind
      FROM membership m JOIN organisation o ON o.id = m.organisation_id
      WHERE m.account_id = ANY (\(accounts.map(\.id.rawValue))) AND m.ended_at IS NULL
      ORDER BY o.name, m.role
      """)
    var byAccount: [AccountID: [Membership]] = [:]
    for row in rows {
      guard let membership = try Membership(ifAnyIn: row) else { continue }
      if let authorities, !authorities.contains(membership.authority) { continue }
      byAccount[try row.decode("account_id"), default: []].append(membership)
    }
    return accounts.map { account in
      var account = account
      account.memberships = byAccount[account.id] ?? []
      return account
    }
  }
}
