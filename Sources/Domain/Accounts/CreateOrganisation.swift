public import Postgres

/// The operator sets up an authority, with the organisation that its own staff belong to.
public struct CreateAuthority: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Makes both. Problems are of the fields `code` and `name`.
  public func callAsFunction(code: String, name: String, by actor: Actor) async throws -> Authority {
    guard actor.isSystem else {
      throw DomainError.notAllowed("Only the operator can set up an authority.")
    }
    let code = code.trimmed
    var problems = Problems()
    let digits = code.utf8.count == 3 && code.utf8.allSatisfy { (48...57).contains($0) }
    problems.require(digits, "code", "Enter the authority's three-digit code, for example 883.")
    let name = OrganisationName.read(name, &problems)
    try problems.throwIfAny()
    return try await services.pool.withTransaction { tx in
      _ = try await Self.insert(code: code, name: name, by: actor, services, in: tx)
      return try await Authority.find(code: code, in: tx)
    }
  }

  /// Makes both in a transaction that is under way.
  static func insert(
    code: String, name: String, by actor: Actor, _ services: Services, in tx: Transaction
  ) async throws -> Place {
    let id = try await tx.valueIfAny(
      """
      INSERT INTO authority (id, code, name, created_at)
      VALUES (\(services.newID(AuthorityID.self)), \(code), \(name), \(services.now()))
      ON CONFLICT ON CONSTRAINT authority_code_unique DO NOTHING RETURNING id
      """, as: AuthorityID.self)
    guard let id else { throw DomainError.conflict("There is already an authority with the code \(code).") }
    let body = try await CreateOrganisation.insert(.authority, name: name, authority: id, services, in: tx)
    try await Audit.record(
      "authority.created", AuditSubject("authority", id), at: body.place, details: ["code": .string(code)],
      by: actor, services, in: tx)
    return body.place
  }
}

/// An administrator or the operator sets up an alliance or an agency. Schools come with their import.
public struct CreateOrganisation: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Makes it. Problems are of the fields `kind` and `name`.
  public func callAsFunction(kind: OrganisationKind, name: String, authority: AuthorityID, by actor: Actor)
    async throws -> Organisation
  {
    var problems = Problems()
    problems.require(
      kind == .alliance || kind == .agency, "kind", "Choose an alliance or an agency; schools are imported.")
    let name = OrganisationName.read(name, &problems)
    return try await services.pool.withTransaction { tx in
      let body = try await tx.valueIfAny(
        "SELECT id FROM organisation WHERE authority_id = \(authority) AND kind = 'authority'",
        as: OrganisationID.self)
      guard let body else { throw DomainError.notFound("authority") }
      try actor.require(.manageSchools, at: Place(organisation: body, authority: authority))
      try problems.throwIfAny()
      let made = try await Self.insert(kind, name: name, authority: authority, services, in: tx)
      try await Audit.record(
        "organisation.created", AuditSubject("organisation", made.id), at: made.place,
        details: ["kind": .string(kind.rawValue)], by: actor, services, in: tx)
      return made
    }
  }

  /// Stores an organisation within the transaction of the capability that sets it up; the caller has
  /// decided who may, and writes the audit entry.
  public static func insert(
    _ kind: OrganisationKind, name: String, authority: AuthorityID, _ services: Services, in tx: Transaction
  ) async throws -> Organisation {
    let made = try await tx.first(
      """
      INSERT INTO organisation (id, authority_id, kind, name, created_at)
      VALUES (\(services.newID(OrganisationID.self)), \(authority), \(kind), \(name), \(services.now()))
      RETURNING id, authority_id, kind, name
      """, as: Organisation.self)
    guard let made else { throw DomainError.notFound("authority") }
    return made
  }
}

/// An organisation's name as it may be stored.
enum OrganisationName {
  static func read(_ typed: String, _ problems: inout Problems) -> String {
    let name = typed.trimmed
    problems.require(!name.isEmpty, "name", "Enter the name.")
    problems.require(name.count <= 200, "name", "The name must be 200 characters or fewer.")
    let printable = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    problems.require(printable, "name", "The name must not contain line breaks or control characters.")
    return name
  }
}

/// Lists the organisations of one authority, or of all.
public struct ListOrganisations: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The organisations by name; public, as their names are.
  /// Without an authority or a kind, those of all.
  public func callAsFunction(authority: AuthorityID? = nil, kind: OrganisationKind? = nil) async throws
    -> [Organisation]
  {
    try await services.pool.query(
      """
      SELECT id, authority_id, kind, name FROM organisation
      WHERE (\(authority)::uuid IS NULL OR authority_id = \(authority))
        AND (\(kind)::text IS NULL OR kind = \(kind))
      ORDER BY name, id
      """, as: Organisation.self)
  }
}
