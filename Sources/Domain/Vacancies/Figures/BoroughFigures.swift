public import Postgres

/// What became of a group of vacancies.
public struct FiguresLine: Sendable, Hashable {
  /// What the vacancies of a line have in common.
  public enum Group: String, Sendable, CaseIterable {
    case all, phase, subject
  }

  /// What the vacancies have in common.
  public let group: Group
  /// The code of the phase or subject; empty for all.
  public let code: String
  /// Its name on pages.
  public let name: String
  /// How many were published.
  public let published: Int
  /// How many are still open.
  public let open: Int
  /// How many have closed without an answer.
  public let unanswered: Int
  /// How many were filled.
  public let filled: Int
  /// How many were not filled.
  public let notFilled: Int
  /// How many were withdrawn.
  public let withdrawn: Int
  /// The middle one of the days from publication to the answer, of those filled; nil without any.
  public let daysToFill: Int?
}

/// How vacancies ended, and how often.
public struct OutcomeCount: Sendable, Hashable {
  /// The code of the answer.
  public let code: String
  /// Its words.
  public let name: String
  /// Whether it means filled.
  public let isFilled: Bool
  /// How many vacancies.
  public let count: Int
}

/// What became of a borough's vacancies.
public struct VacancyFigures: Sendable {
  /// The first day of publication that counts.
  public let from: CivilDate
  /// The last.
  public let to: CivilDate
  /// All vacancies, then by phase, then by subject; one of several phases or subjects counts in each.
  public let lines: [FiguresLine]
  /// How they ended.
  public let outcomes: [OutcomeCount]
}

/// Reads what became of the vacancies that an authority's schools published.
public struct BoroughFigures: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The figures of vacancies published from one day to another in London; by default of the last twelve
  /// months. Problems are of the fields `from` and `to`. Throws ``DomainError``.
  public func callAsFunction(
    authority: AuthorityID, from: CivilDate? = nil, to: CivilDate? = nil, by actor: Actor
  ) async throws -> VacancyFigures {
    try await require(authority, actor)
    let to = to ?? services.today
    let from = from ?? to.adding(days: -364)
    guard from <= to else {
      throw DomainError.invalid([FieldProblem(field: "to", message: "Enter a last day after the first.")])
    }
    let vacancies = try vacancies(authority, from, to)
    let lines = try await services.pool.query(
      """
      WITH v AS (\(fragment: vacancies)),
      line AS (
        SELECT 'all' AS "group", '' AS code, 'All vacancies' AS name, 0 AS sort, v.* FROM v
        UNION ALL SELECT 'phase', p, p, 1, v.* FROM v, unnest(v.phases) p
        UNION ALL SELECT 'subject', s.code, s.name, 2 + s.sort, v.* FROM v
          JOIN subject s ON s.code = ANY (v.subjects))
      SELECT "group", code, name, count(*) AS published,
        count(*) FILTER (WHERE now = 'published') AS open,
        count(*) FILTER (WHERE now IN ('closed', 'interviewing')) AS unanswered,
        count(*) FILTER (WHERE now = 'filled') AS filled,
        count(*) FILTER (WHERE now = 'not_filled') AS not_filled,
        count(*) FILTER (WHERE now = 'withdrawn') AS withdrawn,
        round(percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE now = 'filled'))::int AS days
      FROM line GROUP BY "group", code, name ORDER BY min(sort), name
      """)
    let outcomes = try await services.pool.query(
      """
      WITH v AS (\(fragment: vacancies))
      SELECT o.code, o.name, o.filled, count(v.filled_through) AS count
      FROM vacancy_outcome o LEFT JOIN v ON v.filled_through = o.code AND v.now IN ('filled', 'not_filled')
      GROUP BY o.code, o.name, o.filled, o.sort ORDER BY o.sort
      """)
    return VacancyFigures(
      from: from, to: to, lines: try lines.map(Self.line), outcomes: try outcomes.map(Self.outcome))
  }

  private func require(_ authority: AuthorityID, _ actor: Actor) async throws {
    if actor.isSystem { return }
    let account = try actor.requireAccount()
    let seat = account.memberships.first { $0.kind == .authority && $0.authority == authority }
    guard let seat else { throw DomainError.notFound("page") }
    try actor.require(
      .readBoroughFigures, at: Place(organisation: seat.organisation, authority: authority), orHide: "page")
  }

  private func vacancies(_ authority: AuthorityID, _ from: CivilDate, _ to: CivilDate) throws -> Statement {
    guard let start = LondonTime.instant(from, hour: 0, minute: 0),
      let end = LondonTime.instant(to.adding(days: 1), hour: 0, minute: 0)
    else { throw DomainError.invalid([FieldProblem(field: "from", message: "Enter real days.")]) }
    return """
      SELECT phases, subjects, filled_through,
        CASE WHEN state = 'published' AND closes_at <= \(services.now()) THEN 'closed' ELSE state END AS now,
        extract(day FROM outcome_at - published_at) AS days
      FROM vacancy
      WHERE authority_id = \(authority) AND published_at >= \(start) AND published_at < \(end)
      """
  }

  private static func line(_ row: Row) throws -> FiguresLine {
    let group = FiguresLine.Group(rawValue: try row.decode("group")) ?? .all
    let code = try row.decode("code", as: String.self)
    let name = group == .phase ? VacancyPhase(rawValue: code)?.title : nil
    return FiguresLine(
      group: group, code: code, name: try name ?? row.decode("name"), published: try row.decode("published"),
      open: try row.decode("open"), unanswered: try row.decode("unanswered"),
      filled: try row.decode("filled"), notFilled: try row.decode("not_filled"),
      withdrawn: try row.decode("withdrawn"), daysToFill: try row.decodeIfPresent("days"))
  }

  private static func outcome(_ row: Row) throws -> OutcomeCount {
    OutcomeCount(
      code: try row.decode("code"), name: try row.decode("name"), isFilled: try row.decode("filled"),
      count: try row.decode("count"))
  }
}
