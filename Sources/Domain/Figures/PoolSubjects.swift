public import Postgres

extension PoolSize {
  /// How many people seek one subject in one phase; somebody of several counts in each.
  public struct Pair: Sendable, Hashable, RowDecodable {
    /// The code of the subject; empty for those who named none.
    public let subject: String
    /// What the subject is called.
    public let name: String
    /// The phase.
    public let phase: VacancyPhase
    /// How many.
    public let people: Int

    /// Reads a row of ``ReadPoolSize``.
    public init(row: Row) throws {
      let code = try row.decode("subject", as: String.self)
      subject = code
      name = try row.decodeIfPresent("name") ?? (code.isEmpty ? "No subject named" : code)
      phase = try row.decode("phase")
      people = try row.decode("people")
    }
  }

  /// One subject, and how many people seek it in each phase.
  public struct Subject: Sendable {
    /// Its code; empty for those who named none.
    public let code: String
    /// What it is called.
    public let name: String
    /// How many people by phase; none of a phase that nobody seeks it in.
    public internal(set) var people: [VacancyPhase: Int]
  }

  /// The subjects in their order.
  public var subjects: [Subject] {
    pairs.reduce(into: []) { subjects, pair in
      if subjects.last?.code != pair.subject {
        subjects.append(Subject(code: pair.subject, name: pair.name, people: [:]))
      }
      subjects[subjects.count - 1].people[pair.phase] = pair.people
    }
  }

  /// The subjects as a table, with a column for each phase that there is.
  public var subjectsTable: FiguresTable {
    let phases = VacancyPhase.allCases
    return FiguresTable(
      kind: .poolSubjects, header: ["counted_on", "code", "subject"] + phases.map(\.rawValue),
      rows: subjects.map { subject in
        [countedOn?.description ?? "", subject.code, subject.name]
          + phases.map { "\(subject.people[$0] ?? 0)" }
      })
  }
}

extension CountPool {
  /// Those who are open to offers now by subject and phase together; who names no subject counts under none.
  static func pairs(_ authority: AuthorityID) -> Statement {
    """
    SELECT coalesce(s.code, '') AS subject, p.code AS phase, count(DISTINCT e.account_id)::int AS people
    FROM pool_entry e CROSS JOIN LATERAL unnest(e.phases) p (code)
      LEFT JOIN LATERAL unnest(e.subjects) s (code) ON true
    WHERE e.authority_id = \(authority) AND e.state = 'active' AND NOT \(fragment: PoolEntry.hasAccepted)
    GROUP BY 1, 2
    """
  }
}

extension ReadPoolSize {
  /// Subjects by phase: as they are now, or as they were counted on a day.
  func pairs(
    _ authority: AuthorityID, _ counted: CivilDate, isNow: Bool
  ) async throws -> [PoolSize.Pair] {
    let counts: Statement =
      isNow
      ? CountPool.pairs(authority)
      : """
      SELECT subject, phase, people FROM pool_subject_count
      WHERE authority_id = \(authority) AND counted_on = \(counted)
      """
    return try await services.pool.query(
      """
      SELECT c.subject, s.name, c.phase, c.people FROM (\(fragment: counts)) c
        LEFT JOIN subject s ON s.code = c.subject
      ORDER BY s.sort NULLS LAST, c.subject, c.phase
      """, as: PoolSize.Pair.self)
  }
}
