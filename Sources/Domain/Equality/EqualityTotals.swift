import Foundation
public import Postgres

/// The totals of one question, safe to give out.
public struct EqualityCharacteristic: Sendable {
  /// The question.
  public let question: Question
  /// The totals.
  public let table: EqualityTable

  /// What a category is called.
  public func title(_ category: String) -> String {
    switch category {
    case "others": "Other answers together"
    case EqualityTotals.notAnswered: "Not answered"
    default: question.options?.first { $0.value == category }?.label ?? category
    }
  }
}

/// Equality totals of one year's applications.
public struct EqualityReport: Sendable {
  /// The first day of the year, always 1 September.
  public let from: CivilDate
  /// The day up to which applications and answers count: the first of a month.
  public let releasedOn: CivilDate
  /// The questions.
  public let characteristics: [EqualityCharacteristic]

  /// The table as CSV: question, answer, stage, number. What is not given out has no line.
  public var csv: String {
    var lines = ["question,answer,stage,people"]
    for one in characteristics {
      for row in one.table.rows + [one.table.others].compactMap(\.self) {
        for (stage, count) in zip(one.table.stages, row.counts) {
          lines.append("\(one.question.key),\"\(one.title(row.category))\",\(stage.rawValue),\(count)")
        }
      }
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }
}

/// Reports who applied and how far they came, by the characteristics that the equality duty names: only in totals that
/// ``EqualitySuppression`` has made safe, of a whole authority and year, and the same for a whole month.
public struct EqualityTotals: Sendable {
  static let notAnswered = "not_answered"
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The year that begins on 1 September of `year`; the present one unless given. Throws ``DomainError``.
  public func callAsFunction(
    of authority: Authority, year: Int? = nil, by actor: Actor
  ) async throws -> EqualityReport {
    try actor.require(.readEqualityTotals, at: authority.place, orHide: "page")
    let today = services.today
    let year = year ?? (today.month >= 9 ? today.year : today.year - 1)
    guard (2000...today.year).contains(year), let from = CivilDate(year: year, month: 9, day: 1),
      let released = CivilDate(year: today.year, month: today.month, day: 1)
    else {
      throw DomainError.invalid([
        FieldProblem(field: "year", message: "Enter the year in which it began, such as \(today.year - 1).")
      ])
    }
    let form = try await EqualityForm.current(on: today, in: services.pool)
    let tables = try await release(authority.id, form, from, released)
    return EqualityReport(
      from: from, releasedOn: released,
      characteristics: form.section.questions.compactMap { question in
        tables[question.key].map { EqualityCharacteristic(question: question, table: $0) }
      })
  }

  /// The tables as they were given out this month, or made now for the rest of it.
  private func release(
    _ authority: AuthorityID, _ form: EqualityForm, _ from: CivilDate, _ released: CivilDate
  ) async throws -> [String: EqualityTable] {
    try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM authority WHERE id = \(authority) FOR NO KEY UPDATE")
      let known = try await tx.valueIfAny(
        """
        SELECT totals FROM equality_release
        WHERE authority_id = \(authority) AND year_from = \(from) AND released_on = \(released)
        """, as: JSONText.self)
      if let known { return try JSONColumn.decode([String: EqualityTable].self, from: known) }
      let safe = try await count(authority, form, from, released, tx).mapValues(EqualitySuppression.safe)
      try await tx.execute(
        """
        INSERT INTO equality_release (authority_id, year_from, released_on, totals)
        VALUES (\(authority), \(from), \(released), \(try JSONColumn.encode(safe)))
        """)
      return safe
    }
  }

  /// The whole counts, which never leave this transaction.
  private func count(
    _ authority: AuthorityID, _ form: EqualityForm, _ from: CivilDate, _ released: CivilDate,
    _ tx: Transaction
  ) async throws -> [String: EqualityTable] {
    let until = min(CivilDate(year: from.year + 1, month: 9, day: 1) ?? released, released)
    let (start, end, cutoff) = (Self.midnight(from), Self.midnight(until), Self.midnight(released))
    func reached(_ stage: EqualityStage) -> [String] { stage.states.map(\.rawValue) }
    let rows = try await tx.query(
      """
      SELECT coalesce(e.answers, '{}') AS answers,
        coalesce(bool_or(r.state = ANY (\(reached(.shortlisted)))), false) AS shortlisted,
        coalesce(bool_or(r.state = ANY (\(reached(.interviewed)))), false) AS interviewed,
        coalesce(bool_or(r.state = ANY (\(reached(.offered)))), false) AS offered
      FROM application a
        LEFT JOIN equality_answer e ON e.key = equality_key(a.id) AND e.answered_on < \(released)
        LEFT JOIN application_reached r ON r.application_id = a.id AND r.reached_at < \(cutoff)
      WHERE a.authority_id = \(authority) AND a.sent_at >= \(start) AND a.sent_at < \(end)
        AND NOT a.equality_counted
      GROUP BY a.id, e.answers
      """)
    var counts: [String: [String: [Int]]] = [:]
    for row in rows {
      let answers = try JSONColumn.decode([String: JSONValue].self, from: try row.decode("answers"))
      let came = [
        true, try row.decode("shortlisted", as: Bool.self), try row.decode("interviewed", as: Bool.self),
        try row.decode("offered", as: Bool.self),
      ]
      for question in form.section.questions {
        let category = answers[question.key]?.string ?? Self.notAnswered
        for (stage, isThere) in came.enumerated() where isThere {
          counts[question.key, default: [:]][category, default: [0, 0, 0, 0]][stage] += 1
        }
      }
    }
    // Those whose answers have had their time stand in counts: the shortest period is longer than a month.
    let erased = try await tx.query(
      """
      SELECT question, answer, stage, people FROM equality_total
      WHERE authority_id = \(authority) AND year_from = \(from)
      """)
    for row in erased {
      guard let stage = EqualityStage(rawValue: try row.decode("stage")),
        let index = EqualityStage.allCases.firstIndex(of: stage)
      else { continue }
      let (question, answer): (String, String) = (try row.decode("question"), try row.decode("answer"))
      counts[question, default: [:]][answer, default: [0, 0, 0, 0]][index] += try row.decode(
        "people", as: Int.self)
    }
    return Dictionary(
      uniqueKeysWithValues: form.section.questions.map { question in
        let categories = (question.options ?? []).map(\.value) + [Self.notAnswered]
        let rows = categories.map {
          EqualityTable.Row($0, counts[question.key]?[$0] ?? [0, 0, 0, 0])
        }
        return (question.key, EqualityTable(stages: EqualityStage.allCases, rows: rows))
      })
  }

  private static func midnight(_ day: CivilDate) -> Date {
    LondonTime.instant(day, hour: 0, minute: 0) ?? .distantPast
  }
}
