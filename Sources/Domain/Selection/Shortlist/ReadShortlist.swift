import Foundation
import Postgres

/// Reads the applications of a vacancy with what came of the sift: for the head and recruiters, and for the panel.
public struct ReadShortlist: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the applications that match, behind the one named by `after`. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, _ filter: ShortlistFilter = ShortlistFilter(), limit: Int = 50,
    after: ApplicationID? = nil, by actor: Actor
  ) async throws -> Shortlist {
    let pool = services.pool
    let vacancy = try await SelectionAccess.read(id, by: actor, in: pool)
    let panel = try await ReadPanel.panel(vacancy, services, in: pool)
    let criteria = try await SiftStore.criteria(id, in: pool)
    let sifting = try await PanelStore.sifting(id, in: pool)
    var conditions = Self.conditions(filter)
    if !filter.words.trimmed.isEmpty {
      let saying = try await saying(filter.words, in: id, by: actor)
      conditions.append("id = ANY (\(saying.map(\.rawValue)))")
    }
    let ordered = Self.ordered(
      id, filter.order, criteria: criteria, sifting: sifting,
      visible: SiftStore.visible(to: actor, panel.selection), isAnonymous: panel.selection.hidesNames)
    let matching: Statement = .joined(conditions, separator: " AND ")
    var behind: Statement = "true"
    if let after { behind = "place > coalesce((SELECT place FROM ordered WHERE id = \(after)), 0)" }
    let rows = try await pool.query(
      """
      WITH \(fragment: ordered)
      SELECT *, (SELECT count(*) FROM ordered WHERE \(fragment: matching)) AS matching FROM ordered
      WHERE \(fragment: matching) AND \(fragment: behind) ORDER BY place LIMIT \(limit + 1)
      """)
    let decisions = try await ReadDecisions.latest(
      of: try rows.map { try $0.decode("id", as: ApplicationID.self) }, in: pool)
    let agencies = try await ReadCandidates(services).agencies(
      of: try rows.map { try $0.decode("id", as: ApplicationID.self) }, at: vacancy.place, by: actor)
    let lines = try rows.map { try Self.line($0, members: sifting.count, decisions, agencies) }
    return Shortlist(
      panel: panel, criteria: criteria, lines: Array(lines.prefix(limit)),
      total: try rows.first?.decode("matching") ?? 0,
      next: lines.count > limit ? lines[limit - 1].application.id : nil)
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

  /// Which applications say all the words, in what of them the actor may see: a name that is hidden is not found.
  private func saying(
    _ words: String, in vacancy: VacancyID, by actor: Actor
  ) async throws -> [ApplicationID] {
    let wanted = words.split(whereSeparator: \.isWhitespace).map { Self.plain(String($0)) }
    let showsAdjustments = false
    let applications = try await services.pool.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.vacancy_id = \(vacancy)
      """, as: SentApplication.self)
    var found: [ApplicationID] = []
    for application in applications {
      let whole = SchoolView.reduce(
        try await ReadApplication.whole(application, in: services.pool), showsAdjustments: showsAdjustments)
      let said = Self.plain(
        whole.answers.values.map { Self.text(.object($0)) }.joined(separator: " ")
          + " \(application.applicantName) \(application.reference)")
      if wanted.allSatisfy(said.contains) { found.append(application.id) }
    }
    return found
  }

  private static func plain(_ text: String) -> String {
    text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: Locale(identifier: "en_GB"))
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .array(let elements): elements.map(text).joined(separator: " ")
    case .object(let members): members.filter { $0.key != "id" }.values.map(text).joined(separator: " ")
    case .null, .bool, .number: ""
    }
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
  /// The applications of a vacancy with what came of the sift and each with its place in the order.
  private static func ordered(
    _ vacancy: VacancyID, _ order: ShortlistFilter.Order, criteria: [Criterion], sifting: [AccountID],
    visible: Statement, isAnonymous: Bool
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
          row_number() OVER (ORDER BY \(fragment: key(order, isAnonymous)), a.id) AS place
        FROM \(fragment: SentApplication.tables) LEFT JOIN summary m ON m.application_id = a.id
        WHERE a.vacancy_id = \(vacancy)
      )
      """
  }

  private static func key(_ order: ShortlistFilter.Order, _ isAnonymous: Bool) -> Statement {
    switch order {
    case .average: "m.average DESC NULLS LAST, a.sent_at"
    case .spread: "m.spread DESC NULLS LAST, a.sent_at"
    case .name: isAnonymous ? "a.applicant_number" : "lower(a.applicant_name)"
    case .sent: "a.sent_at"
    }
  }
}
