public import Foundation
public import Postgres

/// Names an organisation’s time as appropriate body.
public struct AppropriateBodyID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Which organisation acts as appropriate body for an authority’s schools, from when to when.
public struct AppropriateBody: Sendable, RowDecodable {
  /// Its identifier.
  public let id: AppropriateBodyID
  /// The organisation that acts.
  public let place: Place
  /// Under which name.
  public let name: String
  /// The first day.
  public let actsFrom: CivilDate
  /// The last day; nil while none is set.
  public let actsUntil: CivilDate?
  /// The last first day of teachers who are new to it; nil while it takes them until it ends.
  public let takesNewUntil: CivilDate?
  /// By what it acts.
  public let source: String
  /// Its postal address, line by line, as it stands in letters; empty while none is set.
  public let address: String

  static let columns: Statement = """
    b.id AS body_id, b.organisation_id AS body_organisation_id, b.authority_id AS body_authority_id,
    b.name AS body_name, b.acts_from, b.acts_until, b.takes_new_until, b.source AS body_source,
    b.address AS body_address
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("body_id")
    place = Place(
      organisation: try row.decode("body_organisation_id"), authority: try row.decode("body_authority_id"))
    name = try row.decode("body_name")
    actsFrom = try row.decode("acts_from")
    actsUntil = try row.decodeIfPresent("acts_until")
    takesNewUntil = try row.decodeIfPresent("takes_new_until")
    source = try row.decode("body_source")
    address = try row.decode("body_address")
  }

  /// Those of an authority, the last to begin first.
  static func all(of authority: AuthorityID, in db: some Queryable) async throws -> [AppropriateBody] {
    try await db.query(
      """
      SELECT \(fragment: columns) FROM appropriate_body b WHERE b.authority_id = \(authority)
      ORDER BY b.acts_from DESC LIMIT 200
      """, as: AppropriateBody.self)
  }

  /// Who acts for an authority’s schools on a day; nil when nobody does.
  static func acting(
    for authority: AuthorityID, on day: CivilDate, in db: some Queryable
  ) async throws -> AppropriateBody? {
    try await db.first(
      """
      SELECT \(fragment: columns) FROM appropriate_body b
      WHERE b.authority_id = \(authority) AND b.acts_from <= \(day)
        AND (b.acts_until IS NULL OR b.acts_until >= \(day))
      ORDER BY b.acts_from DESC LIMIT 1
      """, as: AppropriateBody.self)
  }
}

extension AppropriateBody {
  /// Why it doesn’t take a teacher who begins on a day: it is closed to new ones by then, and this one is not with it
  /// already (local authorities took no new early career teachers from 1 September 2023 and ended a year later). Nil where
  /// it does.
  func refusal(of trn: String, startingOn day: CivilDate, in db: some Queryable) async throws -> String? {
    guard let takesNewUntil, day > takesNewUntil else { return nil }
    let isWithIt = try await db.value(
      "SELECT EXISTS (SELECT FROM induction WHERE trn = \(trn) AND authority_id = \(place.authority))",
      as: Bool.self)
    return isWithIt
      ? nil
      : "\(name) takes no new teachers who begin after \(LondonTime.shortDate(takesNewUntil)). Register them with "
        + "another appropriate body."
  }
}

/// What a body offers to schools, at a price for each teacher and year.
public struct InductionServiceLevel: Sendable, RowDecodable {
  /// Its code.
  public let code: String
  /// What it is called.
  public let title: String
  /// What it costs a year.
  public let pricePence: Int
  /// The first day of the price.
  public let offeredFrom: CivilDate

  /// Reads a row of ``offered(by:on:in:)``.
  public init(row: Row) throws {
    code = try row.decode("code")
    title = try row.decode("title")
    pricePence = try row.decode("price_pence")
    offeredFrom = try row.decode("offered_from")
  }

  /// What is offered on a day, the dearest last; of several prices of one service the last.
  static func offered(
    by authority: AuthorityID, on day: CivilDate, in db: some Queryable
  ) async throws -> [InductionServiceLevel] {
    try await db.query(
      """
      SELECT DISTINCT ON (code) code, title, price_pence, offered_from FROM induction_service_level
      WHERE authority_id = \(authority) AND offered_from <= \(day)
        AND (offered_until IS NULL OR offered_until >= \(day))
      ORDER BY code, offered_from DESC
      """, as: InductionServiceLevel.self
    ).sorted { ($0.pricePence, $0.code) < ($1.pricePence, $1.code) }
  }
}

/// Reads and sets who acts as appropriate body, and at what price.
public struct ManageAppropriateBodies: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Who has acted, acts and will act. Open to everybody: schools and teachers must know. Throws ``DomainError``.
  public func bodies(of authority: AuthorityID) async throws -> [AppropriateBody] {
    try await AppropriateBody.all(of: authority, in: services.pool)
  }

  /// What is offered today.
  public func levels(of authority: AuthorityID) async throws -> [InductionServiceLevel] {
    try await InductionServiceLevel.offered(by: authority, on: services.today, in: services.pool)
  }

  /// Records that the authority’s own organisation acts from a day on, or corrects the last day and the one until which
  /// it takes new teachers. What overlaps is refused. The address stands in letters; nil leaves the one that is set.
  /// Throws ``DomainError``.
  public func setBody(
    _ name: String, of authority: Authority, from: CivilDate?, until: CivilDate?,
    takesNewUntil: CivilDate? = nil, source: String, address: String? = nil, by actor: Actor
  ) async throws -> AppropriateBody {
    try actor.require(.manageInductionService, at: authority.place, orHide: "page")
    let (name, source, address) = (name.trimmed, source.trimmed, address.map(Self.lines))
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM authority WHERE id = \(authority.id) FOR NO KEY UPDATE")
      let others = try await AppropriateBody.all(of: authority.id, in: tx).filter { $0.actsFrom != from }
      var problems = Problems()
      problems.require((2...200).contains(name.count), "name", "Enter its name, in 2 to 200 characters.")
      problems.require(
        (5...500).contains(source.count), "source", "Enter by what it acts, in 5 to 500 characters.")
      problems.require(
        (address ?? "").count <= 500, "address", "Shorten the address to 500 characters or fewer.")
      problems.require(from != nil, "acts_from", "Enter the first day.")
      if let from {
        problems.require(
          until.map { $0 >= from } ?? true, "acts_until", "Enter a last day not before the first.")
        problems.require(
          takesNewUntil.map { new in new >= from && (until.map { new <= $0 } ?? true) } ?? true,
          "takes_new_until", "Enter a day on which it acts, or leave it empty.")
        let overlaps = others.contains { other in
          (other.actsUntil.map { $0 >= from } ?? true) && (until.map { $0 >= other.actsFrom } ?? true)
        }
        problems.require(
          !overlaps, "acts_from", "Another body acts on some of these days. End its time first.")
      }
      try problems.throwIfAny()
      guard let from else { throw DomainError.notFound("day") }
      try await tx.execute(
        """
        INSERT INTO appropriate_body (id, authority_id, organisation_id, name, acts_from, acts_until,
          takes_new_until, source, address, set_by, set_at)
        VALUES (\(services.newID(AppropriateBodyID.self)), \(authority.id), \(authority.organisation), \(name),
          \(from), \(until), \(takesNewUntil), \(source), \(address ?? ""), \(actor.account?.id),
          \(services.now()))
        ON CONFLICT (authority_id, acts_from) DO UPDATE SET name = excluded.name,
          acts_until = excluded.acts_until, takes_new_until = excluded.takes_new_until,
          source = excluded.source, set_by = excluded.set_by,
          address = CASE WHEN \(address != nil) THEN excluded.address ELSE appropriate_body.address END,
          set_at = excluded.set_at
        """)
      try await Audit.record(
        "induction.body_set", AuditSubject("authority", authority.id), at: authority.place,
        details: ["from": .string(from.description)], by: actor, services, in: tx)
      guard
        let body = try await AppropriateBody.all(of: authority.id, in: tx).first(where: {
          $0.actsFrom == from
        })
      else { throw DomainError.notFound("appropriate body") }
      return body
    }
  }

  /// An address without blank lines or blanks around its lines.
  private static func lines(_ address: String) -> String {
    address.split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  /// Sets the price of a service from a day on. Throws ``DomainError``.
  public func setLevel(
    _ code: String, _ title: String, pricePence: Int?, from: CivilDate?, of authority: Authority,
    by actor: Actor
  ) async throws {
    try actor.require(.manageInductionService, at: authority.place, orHide: "page")
    let title = title.trimmed
    var problems = Problems()
    problems.require(
      code.wholeMatch(of: /[a-z][a-z_]{1,39}/) != nil, "code", "Enter a code of small letters and underlines."
    )
    problems.require(
      (2...200).contains(title.count), "title", "Enter what it is called, in 2 to 200 characters.")
    problems.require(
      pricePence.map { (0...10_000_000).contains($0) } == true, "price_pence",
      "Enter the price, up to £100,000.")
    problems.require(from != nil, "offered_from", "Enter the first day of the price.")
    try problems.throwIfAny()
    guard let pricePence, let from else { return }
    try await services.pool.withTransaction { tx in
      try await tx.execute(
        """
        INSERT INTO induction_service_level (id, authority_id, code, title, price_pence, offered_from)
        VALUES (\(services.newID(AppropriateBodyID.self)), \(authority.id), \(code), \(title),
          \(Int32(pricePence)), \(from))
        ON CONFLICT (authority_id, code, offered_from) DO UPDATE SET title = excluded.title,
          price_pence = excluded.price_pence
        """)
      try await Audit.record(
        "induction.service_level_set", AuditSubject("authority", authority.id), at: authority.place,
        details: ["code": .string(code), "price_pence": .number(Double(pricePence))], by: actor, services,
        in: tx)
    }
  }
}
