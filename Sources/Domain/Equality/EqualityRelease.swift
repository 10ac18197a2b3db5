import Foundation
import Postgres

/// Gives out a term's equality totals: once, and from then on as they stand.
struct EqualityRelease: Sendable {
  let services: Services
  let tx: Transaction

  init(_ services: Services, _ tx: Transaction) { (self.services, self.tx) = (services, tx) }

  /// Whether a term's totals are never given out: some of its people were counted, or erased, before totals were given
  /// out by term, so that those made of the rest would be wrong.
  static func isWithheld(
    _ authority: AuthorityID, _ term: RecruitmentSpan, in db: some Queryable
  ) async throws -> Bool {
    try await db.value(
      """
      SELECT EXISTS (SELECT FROM equality_term_withheld
        WHERE authority_id = \(authority) AND begins_on = \(term.from))
      """, as: Bool.self)
  }

  /// The tables by question as they were given out, or made now, with the form whose questions they are of; nil where
  /// they never are.
  func release(
    _ authority: AuthorityID, _ term: RecruitmentSpan
  ) async throws -> (form: EqualityForm, tables: [String: EqualityTable])? {
    try await tx.execute("SELECT 1 FROM authority WHERE id = \(authority) FOR NO KEY UPDATE")
    if try await Self.isWithheld(authority, term, in: tx) {
      try await close(authority, term)
      return nil
    }
    let known = try await tx.firstRow(
      """
      SELECT form_version, totals FROM equality_term_release
      WHERE authority_id = \(authority) AND begins_on = \(term.from)
      """)
    if let known {
      // What was sent to a term later, by an import of old records, never joins its totals.
      try await close(authority, term)
      return (
        try await EqualityForm.find(try known.decode("form_version"), in: tx),
        try JSONColumn.decode([String: EqualityTable].self, from: try known.decode("totals"))
      )
    }
    let day = EqualityTotals.releaseDay(of: term)
    let form = try await EqualityForm.current(on: services.today, in: tx)
    let tables = EqualitySuppression.safe(together: try await count(authority, form, term, day))
    try await tx.execute(
      """
      INSERT INTO equality_term_release (authority_id, begins_on, ends_on, released_on, form_version, totals)
      VALUES (\(authority), \(term.from), \(term.to), \(day), \(form.version), \(try JSONColumn.encode(tables)))
      """)
    try await close(authority, term)
    return (form, tables)
  }

  /// Marks a term's applications: their answers have served, and no more are taken.
  private func close(_ authority: AuthorityID, _ term: RecruitmentSpan) async throws {
    let (start, end) = Self.instants(term)
    try await tx.execute(
      """
      UPDATE application SET equality_counted = true
      WHERE authority_id = \(authority) AND sent_at >= \(start) AND sent_at < \(end) AND NOT equality_counted
      """)
  }

  private static func instants(_ term: RecruitmentSpan) -> (start: Date, end: Date) {
    (midnight(term.from), midnight(term.to.adding(days: 1)))
  }

  private static func midnight(_ day: CivilDate) -> Date {
    LondonTime.instant(day, hour: 0, minute: 0) ?? .distantPast
  }

  /// The whole counts, which never leave this transaction: people, each by the furthest stage of their applications and
  /// by their latest answers.
  private func count(
    _ authority: AuthorityID, _ form: EqualityForm, _ term: RecruitmentSpan, _ day: CivilDate
  ) async throws -> [String: EqualityTable] {
    let (start, end) = Self.instants(term)
    func reached(_ stage: EqualityStage) -> Statement {
      "coalesce(bool_or(r.state = ANY (\(stage.states.map(\.rawValue)))), false)"
    }
    let rows = try await tx.query(
      """
      SELECT coalesce((array_agg(e.answers ORDER BY e.answered_on DESC, a.id DESC)
          FILTER (WHERE e.answers IS NOT NULL))[1], '{}') AS answers,
        \(fragment: reached(.shortlisted)) AS shortlisted, \(fragment: reached(.interviewed)) AS interviewed,
        \(fragment: reached(.offered)) AS offered
      FROM application a
        LEFT JOIN equality_answer e ON e.key = equality_key(a.id) AND e.answered_on < \(day)
        LEFT JOIN application_reached r ON r.application_id = a.id AND r.reached_at < \(Self.midnight(day))
      WHERE a.authority_id = \(authority) AND a.sent_at >= \(start) AND a.sent_at < \(end)
        AND NOT a.equality_counted
      GROUP BY a.account_id
      """)
    var counts = Dictionary(
      uniqueKeysWithValues: form.section.questions.map { question in
        let categories = (question.options ?? []).map(\.value) + [EqualityTotals.notAnswered]
        return (question.key, categories.map { EqualityTable.Row($0, [0, 0, 0, 0]) })
      })
    for row in rows {
      let answers = try JSONColumn.decode([String: JSONValue].self, from: try row.decode("answers"))
      let offered = try row.decode("offered", as: Bool.self)
      let interviewed = try offered || row.decode("interviewed", as: Bool.self)
      let shortlisted = try interviewed || row.decode("shortlisted", as: Bool.self)
      let came = [true, shortlisted, interviewed, offered]
      for question in form.section.questions {
        let answer = answers[question.key]?.string
        let known = counts[question.key]?.firstIndex { $0.category == answer }
        // An answer of an earlier form that this one doesn't know counts as none.
        guard let last = counts[question.key]?.indices.last else { continue }
        for (stage, isReached) in came.enumerated() where isReached {
          counts[question.key]?[known ?? last].counts[stage] += 1
        }
      }
    }
    return counts.mapValues { EqualityTable(stages: EqualityStage.allCases, rows: $0) }
  }
}
