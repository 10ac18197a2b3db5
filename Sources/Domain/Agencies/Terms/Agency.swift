public import Foundation
import Postgres

/// A recruitment agency with the terms that hold for it.
public struct Agency: Sendable {
  /// The organisation.
  public let organisation: Organisation
  /// When it was set up.
  public let createdAt: Date
  /// The terms that hold on the day of reading; else those that come nearest to it.
  public let terms: AgencyTerms?
  /// Whether it may put people forward on that day.
  public let standing: AgencyStanding
  /// How many versions of terms were recorded.
  public let versions: Int

  /// Its identifier.
  public var id: OrganisationID { organisation.id }
  /// What it is called.
  public var name: String { organisation.name }
  /// Where operations on it happen.
  public var place: Place { organisation.place }
}

/// Statements that the use cases of agencies share.
enum AgencyStore {
  /// Agencies with what holds for them on a day, newest first. Of terms that have begun count those that began
  /// last; of those the newest version.
  static func list(
    _ condition: Statement, on day: CivilDate, limit: Int = 500, in db: some Queryable
  ) async throws -> [Agency] {
    try await db.query(
      """
      SELECT o.id, o.authority_id, o.kind, o.name, o.created_at, t.*,
        (SELECT count(*) FROM agency_terms c WHERE c.agency_id = o.id) AS versions
      FROM organisation o LEFT JOIN LATERAL (
        SELECT \(fragment: AgencyTerms.columns) FROM agency_terms t WHERE t.agency_id = o.id
        ORDER BY t.valid_from <= \(day)::date DESC, abs(t.valid_from - \(day)::date), t.version DESC LIMIT 1
      ) t ON true
      WHERE o.kind = 'agency' AND \(fragment: condition) ORDER BY o.created_at DESC, o.id DESC LIMIT \(limit)
      """
    ).map { row in
      let known = try row.decodeIfPresent("terms_id", as: AgencyTermsID.self)
      let terms = known == nil ? nil : try AgencyTerms(row: row)
      return Agency(
        organisation: try Organisation(row: row), createdAt: try row.decode("created_at"), terms: terms,
        standing: terms?.standing(on: day) ?? .none, versions: try row.decode("versions"))
    }
  }

  /// Throws ``DomainError/notFound(_:)`` for what isn't an agency.
  static func find(
    _ id: OrganisationID, on day: CivilDate, in db: some Queryable
  ) async throws -> Agency {
    guard let found = try await list("o.id = \(id)", on: day, in: db).first else {
      throw DomainError.notFound("agency")
    }
    return found
  }

  /// The same, with its terms held as they are until the transaction ends.
  static func hold(_ id: OrganisationID, on day: CivilDate, in tx: Transaction) async throws -> Agency {
    try await tx.execute("SELECT 1 FROM organisation WHERE id = \(id) FOR SHARE")
    return try await find(id, on: day, in: tx)
  }

  /// Tells every consultant of an agency.
  static func tellConsultants(
    of agency: OrganisationID, subject: String, body: String, _ services: Services, in tx: Transaction
  ) async throws {
    let people = try await ListStaff.holding([.consultant], at: agency, in: tx)
    for address in Set(people.map(\.email)).sorted() {
      try await Outbox.enqueue(OutgoingMail(to: address, subject: subject, body: body), services, in: tx)
    }
  }
}

/// Reads agencies and what was agreed with them.
public struct ReadAgencies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of an authority's agencies, newest first; for its staff. Throws ``DomainError``.
  public func list(
    of authority: Place, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<Agency> {
    try actor.require(.readAgency, at: authority)
    let behind: Statement = after.map { "(o.created_at, o.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await AgencyStore.list(
      "o.authority_id = \(authority.authority) AND \(fragment: behind)", on: services.today,
      limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) { Cursor(instant: $0.createdAt, id: $0.id.rawValue) }
  }

  /// One of them, for the authority's staff and for its own consultants. Throws ``DomainError``.
  public func find(_ id: OrganisationID, by actor: Actor) async throws -> Agency {
    let agency = try await AgencyStore.find(id, on: services.today, in: services.pool)
    try actor.require(.readAgency, at: agency.place, orHide: "agency")
    return agency
  }

  /// The agencies that a person works for, by name. Throws ``DomainError``.
  public func own(by actor: Actor) async throws -> [Agency] {
    let seats = try actor.requireAccount().memberships.filter { $0.kind == .agency }
    let places = seats.map { Place(organisation: $0.organisation, authority: $0.authority) }
      .filter { actor.may(.readAgency, at: $0) }
    let found = try await AgencyStore.list(
      "o.id = ANY (\(places.map(\.organisation.rawValue)))", on: services.today, in: services.pool)
    return found.sorted { $0.name < $1.name }
  }

  /// A page of every version of its terms, newest first. Throws ``DomainError``.
  public func terms(
    of id: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<AgencyTerms> {
    let agency = try await find(id, by: actor)
    let behind: Statement = after.map { "(t.recorded_at, t.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: AgencyTerms.columns) FROM agency_terms t
      WHERE t.agency_id = \(agency.id) AND \(fragment: behind)
      ORDER BY t.recorded_at DESC, t.id DESC LIMIT \(limit + 1)
      """, as: AgencyTerms.self)
    return Page(found, limit: limit) { Cursor(instant: $0.recordedAt, id: $0.id.rawValue) }
  }
}
