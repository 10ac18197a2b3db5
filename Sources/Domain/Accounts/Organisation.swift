public import Postgres

/// An organisation that roles are held at.
public struct Organisation: Sendable, RowDecodable {
  /// Its identifier.
  public let id: OrganisationID
  /// The authority it belongs to.
  public let authority: AuthorityID
  /// What kind it is.
  public let kind: OrganisationKind
  /// What it is called.
  public let name: String

  /// Where operations on it happen.
  public var place: Place { Place(organisation: id, authority: authority) }

  /// Reads the columns `id`, `authority_id`, `kind` and `name`.
  public init(row: Row) throws {
    id = try row.decode("id")
    authority = try row.decode("authority_id")
    kind = try row.decode("kind")
    name = try row.decode("name")
  }

  /// The organisation; throws ``DomainError/notFound(_:)`` when there is none.
  public static func find(_ id: OrganisationID, in database: some Queryable) async throws -> Organisation {
    let found = try await database.first(
      "SELECT id, authority_id, kind, name FROM organisation WHERE id = \(id)", as: Organisation.self)
    guard let found else { throw DomainError.notFound("organisation") }
    return found
  }
}

/// A local authority, and the organisation that stands for its own staff.
public struct Authority: Sendable, RowDecodable {
  /// Its identifier.
  public let id: AuthorityID
  /// Its three-digit code.
  public let code: String
  /// What it is called.
  public let name: String
  /// The organisation of kind authority, where its own staff hold their roles.
  public let organisation: OrganisationID

  /// Where operations on the authority itself happen.
  public var place: Place { Place(organisation: organisation, authority: id) }

  /// Reads the columns `id`, `code`, `name` and `organisation_id`.
  public init(row: Row) throws {
    id = try row.decode("id")
    code = try row.decode("code")
    name = try row.decode("name")
    organisation = try row.decode("organisation_id")
  }

  /// The authority of a code; throws ``DomainError/notFound(_:)`` when there is none.
  public static func find(code: String, in database: some Queryable) async throws -> Authority {
    let found = try await database.first(
      """
      SELECT a.id, a.code, a.name, o.id AS organisation_id
      FROM authority a JOIN organisation o ON o.authority_id = a.id AND o.kind = 'authority'
      WHERE a.code = \(code)
      """, as: Authority.self)
    guard let found else { throw DomainError.notFound("authority") }
    return found
  }

  /// The authority at which the actor holds a role of its own staff; throws ``DomainError/notFound(_:)`` when they hold
  /// none.
  public static func seat(of actor: Actor, in database: some Queryable) async throws -> Authority {
    let account = try actor.requireAccount()
    guard let seat = account.memberships.first(where: { $0.kind == .authority }) else {
      throw DomainError.notFound("page")
    }
    let found = try await database.first(
      """
      SELECT a.id, a.code, a.name, o.id AS organisation_id
      FROM authority a JOIN organisation o ON o.authority_id = a.id AND o.kind = 'authority'
      WHERE a.id = \(seat.authority)
      """, as: Authority.self)
    guard let found else { throw DomainError.notFound("authority") }
    return found
  }

  /// Where the authority's own staff hold their roles.
  static func seat(of authority: AuthorityID, in database: some Queryable) async throws -> Place {
    let organisation = try await database.value(
      "SELECT id FROM organisation WHERE authority_id = \(authority) AND kind = 'authority'",
      as: OrganisationID.self)
    return Place(organisation: organisation, authority: authority)
  }

  /// Every authority, by code.
  public static func all(in database: some Queryable) async throws -> [Authority] {
    try await database.query(
      """
      SELECT a.id, a.code, a.name, o.id AS organisation_id
      FROM authority a JOIN organisation o ON o.authority_id = a.id AND o.kind = 'authority'
      ORDER BY a.code
      """, as: Authority.self)
  }
}
