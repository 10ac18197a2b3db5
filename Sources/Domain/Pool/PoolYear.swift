public import Postgres

/// A recruitment year of the pool: when people may join, and when it ends.
public struct PoolYear: Sendable, RowDecodable {
  /// The authority whose pool it is.
  public let authority: AuthorityID
  /// The authority's code, which joining names it by.
  public let authorityCode: String
  /// The authority's name.
  public let authorityName: String
  /// The calendar year in which its posts begin.
  public let year: Int
  /// The first day on which people may join.
  public let opensOn: CivilDate
  /// The last day.
  public let closesOn: CivilDate
  /// Rises with every change.
  public let version: Int

  /// Reads the columns below.
  public init(row: Row) throws {
    authority = try row.decode("authority_id")
    authorityCode = try row.decode("authority_code")
    authorityName = try row.decode("authority_name")
    year = try row.decode("year")
    opensOn = try row.decode("opens_on")
    closesOn = try row.decode("closes_on")
    version = try row.decode("version")
  }

  /// Whether people may join and schools may look on a day.
  public func isOpen(on day: CivilDate) -> Bool { (opensOn...closesOn).contains(day) }

  /// What it is called.
  public var title: String { "\(authorityName) pool for \(year)" }

  static func list(_ condition: Statement, in db: some Queryable) async throws -> [PoolYear] {
    try await db.query(
      """
      SELECT y.authority_id, a.code AS authority_code, a.name AS authority_name, y.year, y.opens_on, y.closes_on,
        y.version
      FROM pool_year y JOIN authority a ON a.id = y.authority_id
      WHERE \(fragment: condition) ORDER BY y.opens_on DESC, a.name, y.year
      """, as: PoolYear.self)
  }

  static func find(_ authority: AuthorityID, _ year: Int, in db: some Queryable) async throws -> PoolYear {
    let found = try await list("y.authority_id = \(authority) AND y.year = \(Int32(year))", in: db).first
    guard let found else { throw DomainError.notFound("year of the pool") }
    return found
  }
}

/// Opens recruitment years, and says which there are.
public struct OpenPoolYear: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Every year that is open now; anybody may know. Throws ``DomainError``.
  public func open() async throws -> [PoolYear] {
    let today = services.today
    return try await PoolYear.list("y.opens_on <= \(today) AND y.closes_on >= \(today)", in: services.pool)
  }

  /// Every year of an authority. Throws ``DomainError``.
  public func all(of authority: Authority, by actor: Actor) async throws -> [PoolYear] {
    try actor.require(.assessPool, at: authority.place, orHide: "page")
    return try await PoolYear.list("y.authority_id = \(authority.id)", in: services.pool)
  }

  /// Opens a year, or moves the dates of one that is there. `expectedVersion` is that of the year as it was read, 0 where
  /// it wasn’t there. Throws ``DomainError``.
  public func callAsFunction(
    _ year: Int, of authority: Authority, from opens: CivilDate?, to closes: CivilDate?,
    expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> PoolYear {
    try actor.require(.assessPool, at: authority.place, orHide: "page")
    let today = services.today
    var problems = Problems()
    problems.require(
      (today.year...today.year + 3).contains(year), "year",
      "Enter the year in which the posts begin, from \(today.year) to \(today.year + 3).")
    problems.require(opens != nil, "opens_on", "Enter the first day with day, month and year.")
    problems.require(closes != nil, "closes_on", "Enter the last day with day, month and year.")
    if let opens, let closes {
      problems.require(closes > opens, "closes_on", "Enter a last day after the first.")
      problems.require(closes >= today, "closes_on", "Enter a last day that is not in the past.")
    }
    try problems.throwIfAny()
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM authority WHERE id = \(authority.id) FOR NO KEY UPDATE")
      let stored = try await PoolYear.list(
        "y.authority_id = \(authority.id) AND y.year = \(Int32(year))", in: tx
      ).first
      if let stored, stored.opensOn == opens, stored.closesOn == closes { return stored }
      try VacancyStore.requireVersion(expectedVersion, of: stored?.version ?? 0)
      try await tx.execute(
        """
        INSERT INTO pool_year AS y (authority_id, year, opens_on, closes_on)
        VALUES (\(authority.id), \(Int32(year)), \(opens), \(closes))
        ON CONFLICT (authority_id, year) DO UPDATE SET opens_on = excluded.opens_on,
          closes_on = excluded.closes_on, version = y.version + 1
        """)
      try await Audit.record(
        "pool_year.set", AuditSubject("pool_year", year), at: authority.place, by: actor, services, in: tx)
      return try await PoolYear.find(authority.id, year, in: tx)
    }
  }
}
