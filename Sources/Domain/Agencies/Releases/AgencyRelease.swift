public import Foundation
public import Postgres

/// Names the release of a vacancy to an agency.
public struct AgencyReleaseID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// A vacancy that a school has released to an agency: the agency may put people forward for it.
public struct AgencyRelease: Sendable, RowDecodable {
  /// Its identifier.
  public let id: AgencyReleaseID
  /// The vacancy.
  public let vacancy: VacancyID
  /// The vacancy's title.
  public let vacancyTitle: String
  /// The vacancy's reference.
  public let vacancyReference: String
  /// When the vacancy closes.
  public let closesAt: Date?
  /// The state that is stored of the vacancy.
  let vacancyState: VacancyState
  /// The school and its authority.
  public let place: Place
  /// The school's name.
  public let schoolName: String
  /// The agency.
  public let agency: OrganisationID
  /// The agency's name.
  public let agencyName: String
  /// The last day on which the agency may put people forward; nil until the vacancy closes.
  public let lastDate: CivilDate?
  /// What the school tells the agency.
  public let note: String
  /// When it was released.
  public let releasedAt: Date
  /// When the school took it back.
  public let takenBackAt: Date?

  /// Where operations of the agency happen.
  public var agencyPlace: Place { Place(organisation: agency, authority: place.authority) }

  /// Why the agency can put nobody forward at an instant, in a sentence; nil when it can.
  public func obstacle(at now: Date) -> String? {
    if takenBackAt != nil { return "The school has taken this vacancy back." }
    if let lastDate, LondonTime.date(of: now) > lastDate {
      return "The last day for putting people forward was \(LondonTime.shortDate(lastDate))."
    }
    return isVacancyOpen(at: now) ? nil : "This vacancy has closed, so it takes no more applications."
  }

  /// Whether the vacancy takes applications at an instant.
  public func isVacancyOpen(at now: Date) -> Bool {
    vacancyState == .published && (closesAt.map { $0 > now } ?? true)
  }

  static let columns: Statement = """
    r.id, r.vacancy_id, v.title AS vacancy_title, v.reference AS vacancy_reference, v.closes_at,
    v.state AS vacancy_state, r.school_id, r.authority_id, s.name AS school_name, r.agency_id,
    g.name AS agency_name, r.last_date, r.note, r.released_at, r.taken_back_at
    """
  static let tables: Statement = """
    agency_release r JOIN vacancy v ON v.id = r.vacancy_id JOIN organisation s ON s.id = r.school_id
    JOIN organisation g ON g.id = r.agency_id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    vacancy = try row.decode("vacancy_id")
    vacancyTitle = try row.decode("vacancy_title")
    vacancyReference = try row.decode("vacancy_reference")
    closesAt = try row.decodeIfPresent("closes_at")
    vacancyState = try row.decode("vacancy_state")
    place = Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    agency = try row.decode("agency_id")
    agencyName = try row.decode("agency_name")
    lastDate = try row.decodeIfPresent("last_date")
    note = try row.decode("note")
    releasedAt = try row.decode("released_at")
    takenBackAt = try row.decodeIfPresent("taken_back_at")
  }
}

/// Statements that the use cases of releases share.
enum AgencyReleaseStore {
  static func list(
    _ condition: Statement, limit: Int = 500, after: Cursor? = nil, in db: some Queryable
  ) async throws -> [AgencyRelease] {
    let behind: Statement = after.map { "(r.released_at, r.id) < (\($0.instant), \($0.id))" } ?? "true"
    return try await db.query(
      """
      SELECT \(fragment: AgencyRelease.columns) FROM \(fragment: AgencyRelease.tables)
      WHERE \(fragment: condition) AND \(fragment: behind)
      ORDER BY r.released_at DESC, r.id DESC LIMIT \(limit)
      """, as: AgencyRelease.self)
  }

  static func find(_ id: AgencyReleaseID, in db: some Queryable) async throws -> AgencyRelease {
    guard let found = try await list("r.id = \(id)", in: db).first else {
      throw DomainError.notFound("release")
    }
    return found
  }

  static func page(
    _ condition: Statement, limit: Int, after: Cursor?, in db: some Queryable
  ) async throws -> Page<AgencyRelease> {
    let found = try await list(condition, limit: limit + 1, after: after, in: db)
    return Page(found, limit: limit) { Cursor(instant: $0.releasedAt, id: $0.id.rawValue) }
  }
}

/// Reads which vacancies are released to which agencies.
public struct ReadReleases: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the agencies to which a vacancy was released, newest first; for the school's head and recruiters.
  /// Throws ``DomainError``.
  public func list(
    of vacancy: VacancyID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<AgencyRelease> {
    _ = try await FindVacancy(services).atDesk(vacancy, by: actor)
    return try await AgencyReleaseStore.page(
      "r.vacancy_id = \(vacancy)", limit: limit, after: after, in: services.pool)
  }

  /// A page of the vacancies released to an agency, newest first. `openOnly` leaves out those for which it can
  /// put nobody forward any more. Throws ``DomainError``.
  public func list(
    to agency: OrganisationID, openOnly: Bool = false, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<AgencyRelease> {
    _ = try await ReadAgencies(services).find(agency, by: actor)
    let open: Statement =
      openOnly
      ? """
      r.taken_back_at IS NULL AND coalesce(r.last_date >= \(services.today), true) AND v.state = 'published'
      AND coalesce(v.closes_at > \(services.now()), true)
      """ : "true"
    return try await AgencyReleaseStore.page(
      "r.agency_id = \(agency) AND \(fragment: open)", limit: limit, after: after, in: services.pool)
  }

  /// One of them, as the agency reads it. Throws ``DomainError``.
  public func find(_ id: AgencyReleaseID, by actor: Actor) async throws -> AgencyRelease {
    let release = try await AgencyReleaseStore.find(id, in: services.pool)
    try actor.require(.readAgency, at: release.agencyPlace, orHide: "release")
    return release
  }

  /// One of them, as the school reads it. Throws ``DomainError``.
  public func ofSchool(_ id: AgencyReleaseID, by actor: Actor) async throws -> AgencyRelease {
    let release = try await AgencyReleaseStore.find(id, in: services.pool)
    try actor.require(.readUnpublishedVacancy, at: release.place, orHide: "release")
    try await ApplicationReaders.hideFromApplicants(
      release.vacancy, thing: "release", actor, in: services.pool)
    return release
  }
}
