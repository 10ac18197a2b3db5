import Foundation
public import Postgres

/// The totals of one question, safe to give out.
public struct EqualityCharacteristic: Sendable {
  /// The question.
  public let question: Question
  /// The totals.
  public let table: EqualityTable

  /// Whether too few people are in it for any figure; it says no more, not even whether there is anybody.
  public var isSuppressed: Bool { table.stages.isEmpty }

  /// What a category is called.
  public func title(_ category: String) -> String {
    switch category {
    case "others": "Other answers together"
    case EqualityTotals.notAnswered: "Not answered"
    default: question.options?.first { $0.value == category }?.label ?? category
    }
  }
}

/// Equality totals of the people who applied in one term.
public struct EqualityTermReport: Sendable {
  /// The term.
  public let span: RecruitmentSpan
  /// The day from which the totals are given out, and up to which answers and stages count.
  public let releasedOn: CivilDate
  /// Whether they are given out.
  public let isReleased: Bool
  /// Whether they never are, since some of its people were counted before totals were given out by term.
  public let isWithheld: Bool
  /// The questions; none before they are given out.
  public let characteristics: [EqualityCharacteristic]

  /// Whether it is given out with no figure at all, since too few people applied for one. A term without anybody looks
  /// the same: which of the two it is would tell of single people.
  public var isSuppressed: Bool { isReleased && characteristics.allSatisfy(\.isSuppressed) }
}

/// Equality totals of one school year, term by term.
public struct EqualityReport: Sendable {
  /// The year in whose September the school year begins.
  public let year: Int
  /// Its terms.
  public let terms: [EqualityTermReport]

  /// What stands in the file in place of a number, where too few people are behind it.
  public static let tooFew = "too few to give out"

  /// The tables as CSV: term, question, answer, stage, number. A term or question of too few people has one line that
  /// says so; a term that is not given out yet, or never is, has none.
  public var csv: String {
    var text = CSV.line(["term", "question", "answer", "stage", "people"])
    for term in terms {
      if term.isSuppressed {
        text += CSV.line([term.span.title, "", "", "", Self.tooFew])
        continue
      }
      for one in term.characteristics {
        if one.isSuppressed { text += CSV.line([term.span.title, one.question.key, "", "", Self.tooFew]) }
        for row in one.table.rows + [one.table.others].compactMap(\.self) {
          for (stage, count) in zip(one.table.stages, row.counts) {
            text += CSV.line([
              term.span.title, one.question.key, one.title(row.category), stage.rawValue, "\(count)",
            ])
          }
        }
      }
    }
    return text
  }
}

/// Reports who applied and how far they came, by the characteristics that the equality duty names (Equality Act 2010,
/// section 149): only in totals that ``EqualitySuppression`` has made safe, of a whole authority and of a whole term
/// that has ended. Each term's totals are given out once and never again, so that nobody can be found by comparing
/// two of them; a person who applied several times in a term counts once, by the furthest stage.
public struct EqualityTotals: Sendable {
  static let notAnswered = "not_answered"
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The day on which a term's totals are given out: the first of the second month after it, so that most selections
  /// are over. Answers and stages count up to it.
  public static func releaseDay(of term: RecruitmentSpan) -> CivilDate {
    let after = term.to.adding(days: 32)
    return CivilDate(year: after.year, month: after.month, day: 1) ?? after
  }

  /// The school year that begins on 1 September of `year`; the present one unless given. Throws ``DomainError``.
  public func callAsFunction(
    of authority: Authority, year: Int? = nil, by actor: Actor
  ) async throws -> EqualityReport {
    try actor.require(.readEqualityTotals, at: authority.place, orHide: "page")
    let present = RecruitmentSpan.year(of: services.today)
    guard let span = RecruitmentSpan(year: year ?? present), span.year <= present else {
      throw DomainError.invalid([
        FieldProblem(
          field: "year",
          message: "Enter a year up to \(present), in which a school year began, such as \(present - 1).")
      ])
    }
    var terms: [EqualityTermReport] = []
    for term in span.terms { terms.append(try await report(authority.id, term)) }
    return EqualityReport(year: span.year, terms: terms)
  }

  private func report(_ authority: AuthorityID, _ term: RecruitmentSpan) async throws -> EqualityTermReport {
    let day = Self.releaseDay(of: term)
    func without(isWithheld: Bool) -> EqualityTermReport {
      EqualityTermReport(
        span: term, releasedOn: day, isReleased: false, isWithheld: isWithheld, characteristics: [])
    }
    guard day <= services.today else {
      return without(
        isWithheld: try await EqualityRelease.isWithheld(authority, term, in: services.pool))
    }
    let released = try await services.pool.withTransaction { tx in
      try await EqualityRelease(services, tx).release(authority, term)
    }
    guard let (form, tables) = released else { return without(isWithheld: true) }
    return EqualityTermReport(
      span: term, releasedOn: day, isReleased: true, isWithheld: false,
      characteristics: form.section.questions.compactMap { question in
        tables[question.key].map { EqualityCharacteristic(question: question, table: $0) }
      })
  }

  /// Gives out the totals of every term that is due, before answers are erased. Says of how many terms.
  func releaseDue(of authority: AuthorityID) async throws -> Int {
    let first = try await services.pool.firstRow(
      """
      SELECT min(sent_at) AS first FROM application WHERE authority_id = \(authority) AND NOT equality_counted
      """)?.decodeIfPresent("first", as: Date.self)
    guard let first else { return 0 }
    var term = RecruitmentSpan.term(of: LondonTime.date(of: first))
    var count = 0
    while Self.releaseDay(of: term) <= services.today {
      let current = term
      let released = try await services.pool.withTransaction { tx in
        try await EqualityRelease(services, tx).release(authority, current)
      }
      if released != nil { count += 1 }
      term = RecruitmentSpan.term(of: term.to.adding(days: 1))
    }
    return count
  }
}
