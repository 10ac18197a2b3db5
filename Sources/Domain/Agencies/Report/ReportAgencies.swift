import Foundation
public import Postgres

/// What came of one agency's putting people forward to one school.
public struct AgencyFigures: Sendable {
  /// The agency.
  public let agency: OrganisationID
  /// The agency's name.
  public let agencyName: String
  /// The school.
  public let school: OrganisationID
  /// The school's name.
  public let schoolName: String
  /// How many people were put forward.
  public let submissions: Int
  /// How many agreed.
  public let consents: Int
  /// How many of those applied.
  public let applications: Int
  /// How many were ever shortlisted.
  public let shortlisted: Int
  /// How many were interviewed: their time has begun, they are scored or were offered the post.
  public let interviewed: Int
  /// How many are appointed.
  public let appointed: Int
  /// What is due for them, in pence, as far as their pay is known.
  public internal(set) var feePence = 0
  /// For how many the fee can't be reckoned because their pay isn't known.
  public internal(set) var feesOpen = 0
}

/// What came of agencies' putting people forward in a period.
public struct AgencyReport: Sendable {
  /// The first day of the period; nil for the beginning.
  public let from: CivilDate?
  /// The last day; nil for today.
  public let until: CivilDate?
  /// By agency and school, by name.
  public let lines: [AgencyFigures]

  /// A sum over all lines.
  public func sum(_ value: KeyPath<AgencyFigures, Int>) -> Int { lines.reduce(0) { $0 + $1[keyPath: value] } }

  /// The same as a CSV file.
  public var csv: String {
    "agency,school,submissions,consents,applications,shortlisted,interviewed,appointed,fee_due_pence,fees_open\r\n"
      + lines.map { line in
        CSV.line([
          line.agencyName, line.schoolName, "\(line.submissions)", "\(line.consents)",
          "\(line.applications)", "\(line.shortlisted)", "\(line.interviewed)", "\(line.appointed)",
          "\(line.feePence)", "\(line.feesOpen)",
        ])
      }.joined()
  }
}

/// Counts what came of agencies' putting people forward, and what is due to them. Nobody's name is in it.
public struct ReportAgencies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The report of those who were put forward from one day to another, both included. Throws ``DomainError``.
  public func callAsFunction(
    _ extent: AgencyExtent, from: CivilDate? = nil, until: CivilDate? = nil, by actor: Actor
  ) async throws -> AgencyReport {
    try extent.require(actor)
    let period = try Self.period(from, until)
    let rows = try await services.pool.query(
      """
      SELECT c.agency_id, g.name AS agency_name, c.school_id, s.name AS school_name,
        count(*) AS submissions, count(*) FILTER (WHERE c.state = 'consented') AS consents,
        count(*) FILTER (WHERE r.applied) AS applications,
        count(*) FILTER (WHERE r.shortlisted) AS shortlisted,
        count(*) FILTER (WHERE r.interviewed) AS interviewed,
        count(*) FILTER (WHERE r.appointed) AS appointed
      FROM agency_candidate c JOIN organisation g ON g.id = c.agency_id JOIN organisation s ON s.id = c.school_id
      LEFT JOIN LATERAL (
        SELECT bool_or(true) AS applied, bool_or(o.shortlisted) AS shortlisted,
          bool_or(o.interviewed) AS interviewed, bool_or(o.appointed) AS appointed
        FROM (
          SELECT ar.state = 'shortlisted' AS shortlisted,
            \(fragment: InterviewStore.tookPlace(by: services.now())) AS interviewed,
            a.state = 'appointed' AS appointed
          FROM application a LEFT JOIN application_reached ar ON ar.application_id = a.id
          WHERE a.vacancy_id = c.vacancy_id AND a.account_id = c.account_id
          UNION ALL SELECT x.was_shortlisted, x.was_interviewed, x.appointed_at IS NOT NULL
          FROM agency_candidate_outcome x WHERE x.candidate_id = c.id
        ) o WHERE c.state = 'consented'
      ) r ON true
      WHERE \(fragment: extent.condition) AND \(fragment: period)
      GROUP BY c.agency_id, g.name, c.school_id, s.name ORDER BY g.name, c.agency_id, s.name, c.school_id
      """)
    var lines = try rows.map(Self.figures)
    let fees = try await services.pool.query(
      """
      SELECT \(fragment: AgencyFeeLine.columns) FROM \(fragment: AgencyFeeLine.tables)
      WHERE c.state = 'consented' AND \(fragment: extent.condition) AND \(fragment: period)
      """, as: AgencyFeeLine.self)
    for fee in fees {
      guard let place = lines.firstIndex(where: { $0.agency == fee.agency && $0.school == fee.school })
      else { continue }
      if let pence = fee.feePence { lines[place].feePence += pence } else { lines[place].feesOpen += 1 }
    }
    return AgencyReport(from: from, until: until, lines: lines)
  }

  /// A page of the fees for those who were put forward in a period, the last appointed first. Throws
  /// ``DomainError``.
  public func fees(
    _ extent: AgencyExtent, from: CivilDate? = nil, until: CivilDate? = nil, limit: Int = 50,
    after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<AgencyFeeLine> {
    try extent.require(actor)
    let period = try Self.period(from, until)
    let behind: Statement = after.map { "(p.appointed_at, c.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: AgencyFeeLine.columns) FROM \(fragment: AgencyFeeLine.tables)
      WHERE c.state = 'consented' AND \(fragment: extent.condition) AND \(fragment: period)
        AND \(fragment: behind)
      ORDER BY p.appointed_at DESC, c.id DESC LIMIT \(limit + 1)
      """, as: AgencyFeeLine.self)
    return Page(found, limit: limit) { Cursor(instant: $0.appointedAt, id: $0.id.rawValue) }
  }

  /// Whole days of London.
  private static func period(_ from: CivilDate?, _ until: CivilDate?) throws -> Statement {
    if let from, let until, until < from {
      throw DomainError.invalid([
        FieldProblem(field: "until", message: "Enter a last day that is not before the first.")
      ])
    }
    let start = from.flatMap { LondonTime.instant($0, hour: 0, minute: 0) }
    let end = until.flatMap { LondonTime.instant($0.adding(days: 1), hour: 0, minute: 0) }
    let begins: Statement = start.map { "c.submitted_at >= \($0)" } ?? "true"
    let ends: Statement = end.map { "c.submitted_at < \($0)" } ?? "true"
    return "\(fragment: begins) AND \(fragment: ends)"
  }

  private static func figures(_ row: Row) throws -> AgencyFigures {
    AgencyFigures(
      agency: try row.decode("agency_id"), agencyName: try row.decode("agency_name"),
      school: try row.decode("school_id"), schoolName: try row.decode("school_name"),
      submissions: try row.decode("submissions"), consents: try row.decode("consents"),
      applications: try row.decode("applications"), shortlisted: try row.decode("shortlisted"),
      interviewed: try row.decode("interviewed"), appointed: try row.decode("appointed"))
  }
}
