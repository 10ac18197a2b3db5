import Foundation
public import Postgres

/// How an appropriate body’s inductions stand, at a glance.
public struct InductionBoard: Sendable {
  /// What is overdue with one of those who must act.
  public struct Overdue: Sendable {
    /// Whose turn it is.
    public let turn: DueTurn
    /// How many assessments and reviews, and decisions, letters and steps of appeals.
    public let count: Int
    /// Since when the oldest is.
    public let since: CivilDate
  }

  /// How the inductions of a cohort, or of a school, came out.
  public struct Outcomes: Sendable, RowDecodable {
    /// The cohort’s or school’s name.
    public let title: String
    /// The cohort’s code, or the school’s identifier.
    public let code: String
    /// How many began.
    public let begun: Int
    /// How many go on.
    public let open: Int
    /// How many were completed satisfactorily.
    public let satisfactory: Int
    /// How many were extended by a decision, however they ended.
    public let extended: Int
    /// How many were not completed satisfactorily.
    public let notSatisfactory: Int
    /// How many left before the end.
    public let left: Int
    /// How many went on under another appropriate body.
    public let transferred: Int
    /// How many ended because the teacher died.
    public let died: Int

    static let counts: Statement = """
      count(*) AS begun, count(*) FILTER (WHERE i.state IN ('serving', 'paused', 'recommended')) AS open,
      count(*) FILTER (WHERE i.state = 'satisfactory') AS satisfactory,
      count(*) FILTER (WHERE i.id IN (SELECT e.induction_id FROM induction_decision e
        WHERE e.decided_at IS NOT NULL AND (e.outcome = 'extension' OR e.extension_event IS NOT NULL))) AS extended,
      count(*) FILTER (WHERE i.state = 'not_satisfactory') AS not_satisfactory,
      count(*) FILTER (WHERE i.state = 'left') AS gone,
      count(*) FILTER (WHERE i.state = 'transferred') AS transferred,
      count(*) FILTER (WHERE i.state = 'died') AS died
      """

    /// Reads a row with title, code and the counts above.
    public init(row: Row) throws {
      if let year = try row.decodeIfPresent("year", as: Int32.self),
        let season = InductionCohort.Season(rawValue: try row.decode("season"))
      {
        let cohort = InductionCohort(year: Int(year), season: season)
        (title, code) = (cohort.title, cohort.code)
      } else {
        title = try row.decode("title")
        code = try row.decode("code")
      }
      begun = try row.decode("begun")
      open = try row.decode("open")
      satisfactory = try row.decode("satisfactory")
      extended = try row.decode("extended")
      notSatisfactory = try row.decode("not_satisfactory")
      left = try row.decode("gone")
      transferred = try row.decode("transferred")
      died = try row.decode("died")
    }
  }

  /// How many plans are yet to be reckoned again after new term dates.
  public let plans: PlanProgress
  /// How many are in each state, in the order of an induction’s life.
  public let states: [(state: InductionState, count: Int)]
  /// How many registrations wait for the body.
  public let registrationsWaiting: Int
  /// How many assessments wait to be received.
  public let toReceive: Int
  /// How many recommendations wait to be decided, and how many of them are late.
  public let toDecide: Int
  /// How many of these are past the last day.
  public let decisionsLate: Int
  /// How many appeals go on.
  public let appeals: Int
  /// How many inductions that go on are at risk.
  public let atRisk: Int
  /// How many transfers to other bodies wait to be agreed, given over, fetched or acknowledged.
  public let transfersWaiting: Int
  /// What is overdue, by whose turn it is.
  public let overdue: [Overdue]
  /// Outcomes by cohort, the latest first.
  public let cohorts: [Outcomes]
  /// Outcomes by the school where the teacher was last.
  public let schools: [Outcomes]

  /// Everything but outcomes as comma-separated values (RFC 4180).
  public var csv: String {
    let waiting = [
      ("plans_to_reckon", plans.left), ("registrations_waiting", registrationsWaiting),
      ("to_receive", toReceive), ("to_decide", toDecide), ("decisions_late", decisionsLate),
      ("appeals", appeals), ("at_risk", atRisk), ("transfers_waiting", transfersWaiting),
    ]
    return CSV.text(
      [["part", "what", "count", "since"]]
        + states.map { ["state", $0.state.rawValue, "\($0.count)", ""] }
        + waiting.map { ["waiting", $0.0, "\($0.1)", ""] }
        + overdue.map { ["overdue", $0.turn.rawValue, "\($0.count)", $0.since.description] })
  }

  /// Outcomes as comma-separated values (RFC 4180); nothing in it is taken for a formula.
  public static func csv(_ lines: [Outcomes], of what: String) -> String {
    let header = [
      what, "begun", "open", "satisfactory", "extended", "not_satisfactory", "left", "transferred",
      "died",
    ]
    let rows = lines.map { line in
      [line.title]
        + [
          line.begun, line.open, line.satisfactory, line.extended, line.notSatisfactory, line.left,
          line.transferred, line.died,
        ].map(String.init)
    }
    return CSV.text([header] + rows)
  }
}

/// Reads the dashboard of an appropriate body, each part by one statement however many inductions there are.
public struct ReadInductionBoard: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// For the body’s officers; outcomes by cohort and school only where they are shown. Throws ``DomainError``.
  public func callAsFunction(
    of authority: Place, withOutcomes: Bool = true, by actor: Actor
  ) async throws -> InductionBoard {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    let id = authority.authority
    let waiting = try await waiting(id)
    return InductionBoard(
      plans: try await ReadPlanProgress(services)(of: authority, by: actor), states: try await states(id),
      registrationsWaiting: waiting.registrations, toReceive: waiting.toReceive,
      toDecide: waiting.toDecide, decisionsLate: waiting.late, appeals: waiting.appeals,
      atRisk: waiting.atRisk, transfersWaiting: waiting.transfers,
      overdue: try await overdue(id), cohorts: withOutcomes ? try await cohorts(id) : [],
      schools: withOutcomes ? try await schools(id) : [])
  }

  /// Outcomes by cohort alone, the latest first. Throws ``DomainError``.
  public func cohorts(of authority: Place, by actor: Actor) async throws -> [InductionBoard.Outcomes] {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    return try await cohorts(authority.authority)
  }

  /// Outcomes by school alone. Throws ``DomainError``.
  public func schools(of authority: Place, by actor: Actor) async throws -> [InductionBoard.Outcomes] {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    return try await schools(authority.authority)
  }

  private func states(_ authority: AuthorityID) async throws -> [(state: InductionState, count: Int)] {
    let rows = try await services.pool.query(
      "SELECT state, count(*) FROM induction WHERE authority_id = \(authority) GROUP BY state")
    let counts = try Dictionary(
      uniqueKeysWithValues: rows.map {
        (try $0.decode("state", as: InductionState.self), try $0.decode("count", as: Int.self))
      })
    return InductionState.allCases.map { ($0, counts[$0] ?? 0) }
  }

  private func waiting(
    _ authority: AuthorityID
  ) async throws -> (
    registrations: Int, toReceive: Int, toDecide: Int, late: Int, appeals: Int, atRisk: Int, transfers: Int
  ) {
    let rows = try await services.pool.query(
      """
      SELECT
        (SELECT count(*) FROM induction_registration r WHERE r.authority_id = \(authority) AND r.state = 'submitted')
          AS registrations,
        (SELECT count(*) FROM induction_assessment a JOIN induction i ON i.id = a.induction_id
          WHERE a.state = 'confirmed' AND i.state NOT IN ('satisfactory', 'not_satisfactory', 'died') AND i.authority_id = \(authority)) AS to_receive,
        (SELECT count(*) FROM induction_decision e JOIN induction i ON i.id = e.induction_id
          WHERE e.decided_at IS NULL AND e.returned_at IS NULL AND i.authority_id = \(authority)) AS to_decide,
        (SELECT count(*) FROM induction_decision e JOIN induction i ON i.id = e.induction_id
          WHERE e.decided_at IS NULL AND e.returned_at IS NULL AND i.authority_id = \(authority) AND e.decide_by < \(services.today)) AS late,
        (SELECT count(*) FROM induction_appeal p JOIN induction i ON i.id = p.induction_id
          WHERE p.state IN ('lodged', 'replied', 'hearing', 'heard') AND i.state <> 'died' AND i.authority_id = \(authority)) AS appeals,
        (SELECT count(*) FROM induction i WHERE i.authority_id = \(authority)
          AND \(fragment: InductionRisk.condition(on: services.today))) AS at_risk,
        (SELECT count(*) FROM induction_transfer t WHERE t.authority_id = \(authority)
          AND t.state IN ('asked', 'agreed', 'given', 'fetched')) AS transfers
      """)
    guard let row = rows.first else { return (0, 0, 0, 0, 0, 0, 0) }
    return (
      try row.decode("registrations"), try row.decode("to_receive"), try row.decode("to_decide"),
      try row.decode("late"), try row.decode("appeals"), try row.decode("at_risk"),
      try row.decode("transfers")
    )
  }

  private func overdue(_ authority: AuthorityID) async throws -> [InductionBoard.Overdue] {
    try await services.pool.query(
      """
      SELECT o.turn, sum(o.count)::bigint AS count, min(o.since) AS since FROM (
        SELECT \(fragment: DueItem.turn) AS turn, count(*), min(d.due_on) AS since FROM \(fragment: DueItem.tables)
        WHERE d.done_on IS NULL AND d.due_on < \(services.today) AND i.authority_id = \(authority) GROUP BY 1
        UNION ALL
        SELECT \(fragment: InductionDuty.turn) AS turn, count(*), min(u.due_on) FROM induction_duty u
          JOIN induction i ON i.id = u.induction_id
        WHERE \(fragment: InductionDuty.pastLastDay(on: services.today)) AND i.authority_id = \(authority) GROUP BY 1
      ) o GROUP BY o.turn ORDER BY 2 DESC, 1
      """
    ).map {
      .init(turn: try $0.decode("turn"), count: try $0.decode("count"), since: try $0.decode("since"))
    }
  }

  private func cohorts(_ authority: AuthorityID) async throws -> [InductionBoard.Outcomes] {
    try await services.pool.query(
      """
      SELECT \(fragment: InductionCohort.sql), NULL AS title, NULL AS code, \(fragment: InductionBoard.Outcomes.counts)
      FROM induction i WHERE i.authority_id = \(authority) GROUP BY 1, 2
      ORDER BY 1 DESC, array_position('{summer,spring,autumn}'::text[], CASE WHEN min(extract(month FROM i.began_on)) >= 8
        THEN 'autumn' WHEN min(extract(month FROM i.began_on)) <= 3 THEN 'spring' ELSE 'summer' END)
      LIMIT 60
      """, as: InductionBoard.Outcomes.self)
  }

  private func schools(_ authority: AuthorityID) async throws -> [InductionBoard.Outcomes] {
    try await services.pool.query(
      """
      SELECT NULL::int AS year, NULL AS season, o.name AS title, o.id::text AS code,
        \(fragment: InductionBoard.Outcomes.counts)
      FROM induction i JOIN (
        SELECT DISTINCT ON (p.induction_id) p.induction_id, p.school_id FROM induction_period p
        ORDER BY p.induction_id, p.starts_on DESC, p.id DESC
      ) p ON p.induction_id = i.id JOIN organisation o ON o.id = p.school_id
      WHERE i.authority_id = \(authority) GROUP BY o.id, o.name ORDER BY o.name, o.id LIMIT 500
      """, as: InductionBoard.Outcomes.self)
  }
}
