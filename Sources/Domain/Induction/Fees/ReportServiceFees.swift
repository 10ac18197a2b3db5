public import Postgres

/// Adds up what schools pay for the service of the appropriate body. A fee is the price of a year, as it was when the
/// registration was sent: it falls due on the first day in post, and again on each anniversary on which the post still
/// goes on.
public struct ReportServiceFees: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// The fees that have fallen due by today, from one day to another. Throws ``DomainError``.
  public func callAsFunction(
    of authority: Authority, in years: FeeYears = .school, from: CivilDate? = nil, until: CivilDate? = nil,
    by actor: Actor
  ) async throws -> ServiceFees {
    try actor.require(.manageInductionService, at: authority.place, orHide: "page")
    let rows = try await services.pool.query(
      """
      SELECT r.school_id, r.induction_id, o.name AS school_name, s.urn, r.fee_pence,
        coalesce(r.content ->> 'service_level', '') AS level,
        coalesce(l.title, r.content ->> 'service_level', '') AS level_title,
        coalesce(p.starts_on, r.confirmed_start) AS starts_on,
        CASE WHEN p.starts_on IS NULL THEN r.confirmed_start ELSE p.ends_on END AS ends_on
      FROM induction_registration r JOIN organisation o ON o.id = r.school_id
        JOIN school s ON s.organisation_id = r.school_id
        LEFT JOIN (SELECT DISTINCT ON (code) code, title FROM induction_service_level
          WHERE authority_id = \(authority.id) ORDER BY code, offered_from DESC) l
          ON l.code = r.content ->> 'service_level'
        CROSS JOIN LATERAL (SELECT min(n.starts_on) AS starts_on,
            CASE WHEN bool_and(n.ends_on IS NOT NULL) THEN max(n.ends_on) END AS ends_on
          FROM induction_period n WHERE n.induction_id = r.induction_id AND n.registration_id = r.id) p
      WHERE r.authority_id = \(authority.id) AND r.state = 'accepted' AND r.fee_pence > 0
      ORDER BY o.name, r.school_id, level
      """)
    var lines: [ServiceFee] = []
    for row in rows {
      let ends: CivilDate? = try row.decodeIfPresent("ends_on")
      let last = [ends, until].compactMap(\.self).reduce(services.today) { min($0, $1) }
      let days = Self.days(from: try row.decode("starts_on"), until: last)
      for day in days where from.map({ day >= $0 }) ?? true {
        Self.add(try Self.line(row, years.beginning(of: day)), to: &lines)
      }
    }
    let sorted = lines.enumerated().sorted {
      ($1.element.beginning, $0.offset) < ($0.element.beginning, $1.offset)
    }
    return ServiceFees(lines: sorted.map(\.element))
  }

  /// The days on which a fee falls due.
  static func days(from start: CivilDate, until end: CivilDate) -> [CivilDate] {
    Array((0...100).map { start.anniversary($0) }.prefix { $0 <= end })
  }

  private static func line(_ row: Row, _ beginning: Int) throws -> ServiceFee {
    ServiceFee(
      beginning: beginning, school: try row.decode("school_id"), schoolName: try row.decode("school_name"),
      urn: try row.decode("urn"), level: try row.decode("level"), levelTitle: try row.decode("level_title"),
      inductions: Set([try row.decodeIfPresent("induction_id", as: InductionID.self)].compactMap(\.self)),
      teachers: 1, pence: try row.decode("fee_pence"))
  }

  /// Lines come by school and service, so what belongs to a year stands among the last few.
  private static func add(_ line: ServiceFee, to lines: inout [ServiceFee]) {
    let same = lines.lastIndex {
      $0.beginning == line.beginning && $0.school == line.school && $0.level == line.level
    }
    guard let same else { return lines.append(line) }
    lines[same].teachers += 1
    lines[same].inductions.formUnion(line.inductions)
    lines[same].pence += line.pence
  }
}
