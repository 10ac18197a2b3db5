import Foundation
import Postgres

/// How an acting account is read: one row per open membership, the person's own columns repeated.
enum ActingAccountRows {
  /// The columns of ``from``.
  static let columns: Statement = """
    a.id AS account_id, a.email, a.name, a.email_confirmed_at IS NOT NULL AS email_confirmed,
    m.role, m.organisation_id, m.authority_id, o.name AS organisation_name, o.kind AS organisation_kind,
    ARRAY(SELECT e.organisation_id FROM membership e
      WHERE e.account_id = a.id AND e.ended_at IS NOT NULL AND NOT EXISTS (SELECT FROM membership n
        WHERE n.account_id = a.id AND n.organisation_id = e.organisation_id AND n.ended_at IS NULL)
    ) AS left_organisations
    """

  /// An account `a` with its open memberships.
  static let memberships: Statement = """
    LEFT JOIN membership m ON m.account_id = a.id AND m.ended_at IS NULL
    LEFT JOIN organisation o ON o.id = m.organisation_id
    """

  /// Reads the person from the rows; nil when there are none.
  static func read(_ rows: [Row]) throws -> ActingAccount? {
    guard let first = rows.first else { return nil }
    var account = ActingAccount(
      id: try first.decode("account_id"), email: try first.decode("email"), name: try first.decode("name"),
      emailConfirmed: try first.decode("email_confirmed"),
      memberships: try rows.compactMap(Membership.init(ifAnyIn:)))
    account.leftOrganisations = Set(
      try first.decode("left_organisations", as: [UUID].self).map { OrganisationID(rawValue: $0) })
    return account
  }

  /// The person of an account that has not been closed.
  static func find(_ id: AccountID, in database: some Queryable) async throws -> ActingAccount? {
    let rows = try await database.query(
      """
      SELECT \(fragment: columns) FROM account a \(fragment: memberships)
      WHERE a.id = \(id) AND a.closed_at IS NULL ORDER BY o.name, m.role
      """)
    return try read(rows)
  }
}

extension Membership {
  /// The membership of a row, unless its columns are NULL from an outer join.
  init?(ifAnyIn row: Row) throws {
    guard let role = try row.decodeIfPresent("role", as: Role.self) else { return nil }
    self.init(
      role: role, organisation: try row.decode("organisation_id"),
      organisationName: try row.decode("organisation_name"), kind: try row.decode("organisation_kind"),
      authority: try row.decode("authority_id"))
  }
}
