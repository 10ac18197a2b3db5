import Foundation
import Postgres

/// Reads the applications of a vacancy with what came of the sift: for the head and recruiters, and for the panel.
public struct ReadShortlist: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the applications that match, from where `after` says, which belongs to one order alone. Throws
  /// ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, _ filter: ShortlistFilter = ShortlistFilter(), limit: Int = 50,
    after: ShortlistCursor? = nil, by actor: Actor
  ) async throws -> Shortlist {
    let pool = services.pool
    let vacancy = try await SelectionAccess.read(id, by: actor, in: pool)
    let panel = try await ReadPanel.panel(vacancy, services, in: pool)
    let criteria = try await SiftStore.criteria(id, in: pool)
    let sifting = try await PanelStore.sifting(id, in: pool)
    var conditions = Self.conditions(filter)
    if !filter.words.trimmed.isEmpty {
      let saying = try await saying(filter.words, in: id)
      conditions.append("id = ANY (\(saying.map(\.rawValue)))")
    }
    let key = ShortlistCursor.Key(filter.order, isAnonymous: panel.selection.hidesNames)
    let ordered = Self.ordered(
      id, key, criteria: criteria, sifting: sifting, visible: SiftStore.visible(to: actor, panel.selection))
    let matching: Statement = .joined(conditions, separator: " AND ")
    let behind = try await behind(after, key, in: id)
    let rows = try await pool.query(
      """
      WITH \(fragment: ordered)
      SELECT *, (SELECT count(*) FROM ordered WHERE \(fragment: matching)) AS matching FROM ordered
      WHERE \(fragment: matching) AND \(fragment: behind) ORDER BY rank, name, sent_at, id LIMIT \(limit + 1)
      """)
    let decisions = try await ReadDecisions.latest(
      of: try rows.map { try $0.decode("id", as: ApplicationID.self) }, in: pool)
    let agencies = try await ReadCandidates(services).agencies(
      of: try rows.map { try $0.decode("id", as: ApplicationID.self) }, at: vacancy.place, by: actor)
    let duplicates = try await FindLikelyDuplicates(services)(
      try rows.map { try $0.decode("id", as: ApplicationID.self) }, at: vacancy.place, by: actor)
    let lines = try rows.map { row in
      var line = try Self.line(row, members: sifting.count, decisions, agencies)
      line.likelyDuplicates = duplicates[line.application.id] ?? []
      return line
    }
    return Shortlist(
      panel: panel, criteria: criteria, lines: Array(lines.prefix(limit)),
      total: try rows.first?.decode("matching") ?? 0,
      next: rows.count > limit ? try Self.cursor(key, rows[limit - 1]) : nil)
  }

  /// What lies behind a cursor of this order. Only a name is looked up, in the application that the cursor names.
  private func behind(
    _ after: ShortlistCursor?, _ key: ShortlistCursor.Key, in vacancy: VacancyID
  ) async throws -> Statement {
    guard let after else { return "true" }
    guard after.key == key else { throw Cursor.unknown }
    let name = try await services.pool.valueIfAny(
      """
      SELECT \(fragment: Self.name(key)) AS name FROM application a
      WHERE a.id = \(after.sent.id) AND a.vacancy_id = \(vacancy)
      """, as: String.self)
    guard let name else { throw Cursor.unknown }
    return """
      (rank, name, sent_at, id) > (\(after.rank)::bigint, \(name), \(after.sent.instant), \(after.sent.id))
      """
  }

  private static func cursor(_ key: ShortlistCursor.Key, _ row: Row) throws -> ShortlistCursor {
    ShortlistCursor(
      key: key, rank: try row.decode("rank"),
      sent: Cursor(instant: try row.decode("sent_at"), id: try row.decode("id")))
  }

  /// Every application that matches. Throws ``DomainError``.
  public func every(
    _ id: VacancyID, _ filter: ShortlistFilter = ShortlistFilter(), by actor: Actor
  ) async throws -> Shortlist {
    try await callAsFunction(id, filter, limit: 100_000, by: actor)
  }

  private static func conditions(_ filter: ShortlistFilter) -> [Statement] {
    var conditions: [Statement] = ["true"]
    if !filter.states.isEmpty {
      conditions.append("state = ANY (\(filter.states.map(\.rawValue).sorted()))")
    }
    if let criterion = filter.failed { conditions.append("\(criterion) = ANY (failed)") }
    switch filter.essentials {
    case .failed: conditions.append("failed <> '{}'")
    case .met: conditions.append("average IS NOT NULL AND failed = '{}'")
    case nil: break
    }
    if let recommendation = filter.recommendation {
      conditions.append("\(recommendation.rawValue) = ANY (recommended)")
    }
    return conditions
  }

  private static func line(
    _ row: Row, members: Int, _ decisions: [ApplicationID: SelectionDecision],
    _ agencies: [ApplicationID: String]
  ) throws -> ShortlistLine {
    let accounts = try row.decode("accounts", as: [UUID].self).map(AccountID.init(rawValue:))
    let totals = try row.decode("totals", as: [Int].self)
    let recommended = try row.decode("recommended", as: [String].self)
    let application = try SentApplication(row: row)
    return ShortlistLine(
      application: application,
      totals: Dictionary(zip(accounts, totals), uniquingKeysWith: { $1 }),
      recommendations: Dictionary(
        zip(accounts, recommended).compactMap { account, code in
          Recommendation(rawValue: code).map { (account, $0) }
        }, uniquingKeysWith: { $1 }),
      average: try row.decodeIfPresent("average"), spread: try row.decodeIfPresent("spread"),
      failed: try row.decode("failed", as: [UUID].self).map(CriterionID.init(rawValue:)),
      progress: SiftProgress(submitted: try row.decode("submitted"), members: members),
      isRevealed: try row.decode("is_revealed"), decision: decisions[application.id],
      agency: agencies[application.id])
  }
}

extension ReadShortlist {
  /// The applications of a vacancy with what came of the sift and each with what it is ordered by.
  private static func ordered(
    _ vacancy: VacancyID, _ key: ShortlistCursor.Key, criteria: [Criterion], sifting: [AccountID],
    visible: Statement
  ) -> Statement {
    let counted = criteria.compactMap { $0.id?.rawValue }
    let essential = criteria.filter(\.isEssential).compactMap { $0.id?.rawValue }
    return """
      sheet AS (
        SELECT s.application_id, s.account_id, s.recommendation, coalesce((SELECT sum(x.score) FROM sift_score x
          WHERE x.application_id = s.application_id AND x.account_id = s.account_id
            AND x.criterion_id = ANY (\(counted))), 0)::int AS total
        FROM sift_sheet s WHERE s.vacancy_id = \(vacancy) AND \(fragment: visible)
      ), summary AS (
        SELECT application_id, avg(total)::float8 AS average, max(total) - min(total) AS spread,
          array_agg(account_id ORDER BY account_id) AS accounts,
          array_agg(total ORDER BY account_id) AS totals,
          array_agg(recommendation ORDER BY account_id) AS recommended
        FROM sheet GROUP BY application_id
      ), below AS (
        SELECT x.application_id, x.criterion_id FROM sift_score x
        JOIN sheet s ON s.application_id = x.application_id AND s.account_id = x.account_id
        WHERE x.criterion_id = ANY (\(essential))
        GROUP BY x.application_id, x.criterion_id HAVING avg(x.score) < \(SiftScale.passing)
      ), ordered AS (
        SELECT \(fragment: SentApplication.columns), m.average, m.spread,
          coalesce(m.accounts, '{}') AS accounts, coalesce(m.totals, '{}') AS totals,
          coalesce(m.recommended, '{}') AS recommended,
          coalesce((SELECT array_agg(b.criterion_id ORDER BY b.criterion_id) FROM below b
            WHERE b.application_id = a.id), '{}') AS failed,
          (SELECT count(*) FROM sift_sheet s WHERE s.application_id = a.id AND s.submitted_at IS NOT NULL
            AND s.account_id = ANY (\(sifting.map(\.rawValue)))) AS submitted,
          EXISTS (SELECT FROM sift_reveal r WHERE r.application_id = a.id) AS is_revealed,
          \(fragment: rank(key)) AS rank, \(fragment: name(key)) AS name
        FROM \(fragment: SentApplication.tables) LEFT JOIN summary m ON m.application_id = a.id
        WHERE a.vacancy_id = \(vacancy)
      )
      """
  }

  /// A whole number that rises down the list; what has none comes last.
  private static func rank(_ key: ShortlistCursor.Key) -> Statement {
    switch key {
    case .average: "coalesce(-round(m.average * 1000000)::bigint, 1000000000000)"
    case .spread: "coalesce(-m.spread::bigint, 1000000000000)"
    case .number: "coalesce(a.applicant_number::bigint, 1000000000000)"
    case .name, .sent: "0::bigint"
    }
  }

  private static func name(_ key: ShortlistCursor.Key) -> Statement {
    key == .name ? "lower(a.applicant_name)" : "''::text"
  }
}
