public import Foundation
public import Postgres

/// A person and one of their roles at an organisation.
public struct StaffMember: Sendable, RowDecodable {
  /// Whose account it is.
  public let account: AccountID
  /// Their name.
  public let name: String
  /// Their e-mail address.
  public let email: String
  /// The role.
  public let role: Role
  /// Since when.
  public let grantedAt: Date

  /// Reads the columns of ``ListStaff``.
  public init(row: Row) throws {
    account = try row.decode("account_id")
    name = try row.decode("name")
    email = try row.decode("email")
    role = try row.decode("role")
    grantedAt = try row.decode("granted_at")
  }
}

/// Lists who holds which role at an organisation.
public struct ListStaff: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// One entry for each role that somebody holds, by name.
  public func callAsFunction(at organisation: OrganisationID, by actor: Actor) async throws -> [StaffMember] {
    let place = try await Organisation.find(organisation, in: services.pool)
    try actor.require(.readStaff, at: place.place)
    return try await Self.holding(Set(Role.allCases), at: organisation, in: services.pool)
  }

  /// The people with one of these roles, for another capability's mails; it decides who may know.
  public static func holding(
    _ roles: Set<Role>, at organisation: OrganisationID, in database: some Queryable
  ) async throws -> [StaffMember] {
    try await database.query(
      """
      SELECT m.account_id, a.name, a.email, m.role, m.granted_at
      FROM membership m JOIN account a ON a.id = m.account_id
      WHERE m.organisation_id = \(organisation) AND m.ended_at IS NULL AND a.closed_at IS NULL
        AND m.role = ANY (\(roles.map(\.rawValue).sorted()))
      ORDER BY a.name, m.account_id, m.role
      """, as: StaffMember.self)
  }

  /// The addresses of those who hold a role, by organisation, for another capability's mails.
  public static func addresses(
    holding role: Role, at organisations: [OrganisationID], in database: some Queryable
  ) async throws -> [OrganisationID: [String]] {
    try await database.query(
      """
      SELECT DISTINCT m.organisation_id, lower(a.email) AS email
      FROM membership m JOIN account a ON a.id = m.account_id
      WHERE m.organisation_id = ANY (\(organisations.map(\.rawValue))) AND m.ended_at IS NULL AND a.closed_at IS NULL
        AND m.role = \(role)
      ORDER BY 1, 2
      """
    ).reduce(into: [:]) { found, row in
      found[try row.decode("organisation_id", as: OrganisationID.self), default: []].append(
        try row.decode("email"))
    }
  }
}
