public import Postgres

/// How many people were in an authority's pool and open to offers on a day.
public struct PoolSize: Sendable {
  /// What the people of a line have in common.
  public enum Measure: String, Sendable, CaseIterable, PostgresValue {
    case all, phase, subject
  }

  /// How many of one phase or subject; somebody of several counts in each.
  public struct Line: Sendable, Hashable {
    /// What they have in common.
    public let measure: Measure
    /// The code of the phase or subject; empty for all.
    public let code: String
    /// What it is called.
    public let name: String
    /// How many.
    public let people: Int
  }

  /// The day on which they were counted; nil where nobody counted up to the day that was asked for.
  public let countedOn: CivilDate?
  /// All, then by phase, then by subject.
  public let lines: [Line]
  /// Each subject with each phase that somebody seeks it in, in the order of the subjects.
  public let pairs: [Pair]
  /// All people by the week: the Monday and the week's last count, of half a year up to that day.
  public let weeks: [(monday: CivilDate, people: Int)]

  /// The lines that count by one thing.
  public func lines(_ measure: Measure) -> [Line] { lines.filter { $0.measure == measure } }

  /// A table by its kind.
  public func table(_ kind: FiguresTable.Kind) -> FiguresTable {
    kind == .poolSubjects ? subjectsTable : peopleTable
  }

  /// The lines as a table.
  public var peopleTable: FiguresTable {
    FiguresTable(
      kind: .pool, header: ["counted_on", "measure", "code", "name", "people"],
      rows: lines.map {
        [countedOn?.description ?? "", $0.measure.rawValue, $0.code, $0.name, "\($0.people)"]
      })
  }
}

/// Counts the people in the pools of all authorities, once a day, so that figures of past days stay when entries are
/// erased.
public struct CountPool: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Counts, unless today has been counted, and says for how many authorities.
  public func callAsFunction() async throws -> Int {
    try await services.pool.withTransaction { tx in
      let today = services.today
      let missing = try await tx.query(
        """
        SELECT id FROM authority a WHERE NOT EXISTS (SELECT FROM pool_count c
          WHERE c.authority_id = a.id AND c.counted_on = \(today) AND c.measure = 'all')
        """
      ).map { try $0.decode("id", as: AuthorityID.self) }
      for authority in missing {
        try await tx.execute(
          """
          INSERT INTO pool_count (authority_id, counted_on, measure, code, people)
          SELECT \(authority), \(today), c.measure, c.code, c.people FROM (\(fragment: Self.counts(authority))) c
          ON CONFLICT DO NOTHING
          """)
        try await tx.execute(
          """
          INSERT INTO pool_subject_count (authority_id, counted_on, subject, phase, people)
          SELECT \(authority), \(today), c.subject, c.phase, c.people FROM (\(fragment: Self.pairs(authority))) c
          ON CONFLICT DO NOTHING
          """)
      }
      return missing.count
    }
  }

  /// Those who are open to offers now; a person in two years' pools is one.
  static func counts(_ authority: AuthorityID) -> Statement {
    """
    SELECT 'all' AS measure, '' AS code, count(DISTINCT e.account_id)::int AS people FROM pool_entry e
      WHERE e.authority_id = \(authority) AND e.state = 'active' AND NOT \(fragment: PoolEntry.hasAccepted)
    UNION ALL SELECT 'phase', p.code, count(DISTINCT e.account_id)::int
      FROM pool_entry e CROSS JOIN LATERAL unnest(e.phases) p (code)
      WHERE e.authority_id = \(authority) AND e.state = 'active' AND NOT \(fragment: PoolEntry.hasAccepted)
      GROUP BY p.code
    UNION ALL SELECT 'subject', s.code, count(DISTINCT e.account_id)::int
      FROM pool_entry e CROSS JOIN LATERAL unnest(e.subjects) s (code)
      WHERE e.authority_id = \(authority) AND e.state = 'active' AND NOT \(fragment: PoolEntry.hasAccepted)
      GROUP BY s.code
    """
  }
}

/// Reads how many people are or were in an authority's pool.
public struct ReadPoolSize: Sendable {
  /// How many weeks are shown.
  public static let weeks = 26
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The size on a day, by the last count up to it; now unless a day is given. Throws ``DomainError``.
  public func callAsFunction(
    of authority: Authority, on day: CivilDate? = nil, by actor: Actor
  ) async throws -> PoolSize {
    try actor.require(.readBoroughFigures, at: authority.place, orHide: "page")
    let today = services.today
    let day = day ?? today
    if day > today {
      throw DomainError.invalid([FieldProblem(field: "on", message: "Enter a day that is not after today.")])
    }
    let counted =
      day == today
      ? today
      : try await services.pool.firstRow(
        """
        SELECT max(counted_on) AS day FROM pool_count WHERE authority_id = \(authority.id) AND counted_on <= \(day)
        """)?.decodeIfPresent("day", as: CivilDate.self)
    guard let counted else { return PoolSize(countedOn: nil, lines: [], pairs: [], weeks: []) }
    let counts: Statement =
      counted == today
      ? CountPool.counts(authority.id)
      : """
      SELECT measure, code, people FROM pool_count WHERE authority_id = \(authority.id) AND counted_on = \(counted)
      """
    let lines = try await lines(counts)
    let weeks = try await weeks(authority.id, counted, lines.first { $0.measure == .all }?.people ?? 0)
    let pairs = try await pairs(authority.id, counted, isNow: counted == today)
    return PoolSize(countedOn: counted, lines: lines, pairs: pairs, weeks: weeks)
  }

  private func lines(_ counts: Statement) async throws -> [PoolSize.Line] {
    let rows = try await services.pool.query(
      """
      SELECT c.measure, c.code, s.name, c.people FROM (\(fragment: counts)) c
        LEFT JOIN subject s ON c.measure = 'subject' AND s.code = c.code
      ORDER BY array_position(ARRAY['all', 'phase', 'subject'], c.measure), s.sort, c.people DESC, c.code
      """)
    return try rows.map { row in
      let measure = try row.decode("measure", as: PoolSize.Measure.self)
      let code = try row.decode("code", as: String.self)
      let name =
        switch measure {
        case .all: "Everybody"
        case .phase: VacancyPhase(rawValue: code)?.title ?? code
        case .subject: try row.decodeIfPresent("name", as: String.self) ?? code
        }
      return PoolSize.Line(measure: measure, code: code, name: name, people: try row.decode("people"))
    }
  }

  private func weeks(
    _ authority: AuthorityID, _ day: CivilDate, _ people: Int
  ) async throws -> [(monday: CivilDate, people: Int)] {
    let first = RecruitmentSpan.monday(of: day).adding(days: -7 * (Self.weeks - 1))
    let rows = try await services.pool.query(
      """
      SELECT DISTINCT ON (date_trunc('week', counted_on)) date_trunc('week', counted_on)::date AS monday, people
      FROM pool_count WHERE authority_id = \(authority) AND measure = 'all'
        AND counted_on BETWEEN \(first) AND \(day)
      ORDER BY date_trunc('week', counted_on), counted_on DESC
      """)
    var weeks = try rows.map {
      (monday: try $0.decode("monday", as: CivilDate.self), people: try $0.decode("people", as: Int.self))
    }
    // The day itself is told as it is told above, whenever it was counted.
    weeks.removeAll { $0.monday == RecruitmentSpan.monday(of: day) }
    return weeks + [(RecruitmentSpan.monday(of: day), people)]
  }
}
