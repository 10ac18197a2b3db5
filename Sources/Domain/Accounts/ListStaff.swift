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
  /// Names the role that they hold.
  let membership: UUID

  /// Reads the columns of ``ListStaff``.
  public init(row: Row) throws {
    account = try row.decode("account_id")
    name = try row.decode("name")
    email = try row.decode("email")
    role = try row.decode("role")
    grantedAt = try row.decode("granted_at")
    membership = try row.decode("id")
  }
}

/// Lists who holds which role at an organisation.
public struct ListStaff: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of one entry for each role that somebody holds, by name. Throws ``DomainError``.
  public func callAsFunction(
    at organisation: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<StaffMember> {
    let place = try await Organisation.find(organisation, in: services.pool)
    try actor.require(.readStaff, at: place.place)
    let behind = try await behind(after, at: organisation)
    let found = try await services.pool.query(
      """
      \(fragment: Self.columns)
      WHERE m.organisation_id = \(organisation) AND m.ended_at IS NULL AND a.closed_at IS NULL
        AND \(fragment: behind)
      ORDER BY a.name, m.account_id, m.role LIMIT \(limit + 1)
      """, as: StaffMember.self)
    return Page(found, limit: limit) { Cursor(instant: $0.grantedAt, id: $0.membership) }
  }

  /// Every one of them, for a choice among the staff. Throws ``DomainError``.
  public func every(at organisation: OrganisationID, by actor: Actor) async throws -> [StaffMember] {
    try await Page.every { try await self(at: organisation, limit: 200, after: $0, by: actor) }
  }

  /// What comes behind a role in the order of names; one that has ended since still has its place.
  private func behind(_ after: Cursor?, at organisation: OrganisationID) async throws -> Statement {
    guard let after else { return "true" }
    let last = try await services.pool.first(
      "\(fragment: Self.columns) WHERE m.id = \(after.id) AND m.organisation_id = \(organisation)",
      as: StaffMember.self)
    guard let last else { throw Cursor.unknown }
    return "(a.name, m.account_id, m.role) > (\(last.name), \(last.account), \(last.role))"
  }

  private static let columns: Statement = """
    SELECT m.id, m.account_id, a.name, a.email, m.role, m.granted_at
    FROM membership m JOIN account a ON a.id = m.account_id
    """

  /// The people with one of these roles, for another capability's mails; it decides who may know.
  public static func holding(
    _ roles: Set<Role>, at organisation: OrganisationID, in database: some Queryable
  ) async throws -> [StaffMember] {
    try await database.query(
      """
      \(fragment: columns)
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
