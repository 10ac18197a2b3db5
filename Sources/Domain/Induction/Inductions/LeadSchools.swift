import Foundation
import Postgres

/// Which school leads an induction, day by day. Posts at several schools at once have one lead head (DfE statutory
/// guidance 2024, chapter 2): that of the school that was set last, while the teacher has a post there; else that of the
/// earliest post that is open. The function `induction_lead` of the database says the same.
struct LeadSchools: Sendable {
  /// A time in which a school led without a break.
  struct Stint: Sendable, Equatable {
    let school: OrganisationID
    let from: CivilDate
    /// The last day; nil while it goes on.
    var until: CivilDate?
  }

  let stints: [Stint]

  /// Every school that has led.
  var schools: Set<OrganisationID> { Set(stints.map(\.school)) }

  init(_ periods: [InductionPeriod], _ events: [InductionEvent] = []) {
    let began = Self.postsBegan(periods)
    let set = Self.chosen(events)
    var edges = Set(periods.map { $0.startsOn })
    for period in periods {
      if let end = period.endsOn { edges.insert(end.adding(days: 1)) }
    }
    edges.formUnion(set.map { $0.from })
    let days = edges.sorted()
    var stints: [Stint] = []
    for (index, day) in days.enumerated() {
      guard let school = Self.lead(on: day, periods, began, set) else { continue }
      let until: CivilDate? = index + 1 < days.count ? days[index + 1].adding(days: -1) : nil
      if let last = stints.last, last.school == school, last.until?.adding(days: 1) == day {
        stints[stints.count - 1].until = until
      } else {
        stints.append(Stint(school: school, from: day, until: until))
      }
    }
    self.stints = stints
  }

  /// A school that was set to lead from a day on.
  private struct Choice {
    let school: OrganisationID
    let from: CivilDate
    let enteredAt: Date
  }

  /// Those that were set, by their first days and then as they were entered.
  private static func chosen(_ events: [InductionEvent]) -> [Choice] {
    events.compactMap { event -> Choice? in
      guard event.kind == .lead, event.removedAt == nil, let school = event.school, let from = event.startsOn
      else { return nil }
      return Choice(school: school, from: from, enteredAt: event.enteredAt)
    }.sorted { ($0.from, $0.enteredAt) < ($1.from, $1.enteredAt) }
  }

  private static func lead(
    on day: CivilDate, _ periods: [InductionPeriod], _ began: [InductionPeriodID: CivilDate], _ set: [Choice]
  ) -> OrganisationID? {
    let open = periods.filter { $0.covers(day) }
    let chosen = set.last { choice in
      choice.from <= day && open.contains { $0.place.organisation == choice.school }
    }
    if let chosen { return chosen.school }
    let earliest = open.min { first, second in
      let (one, other) = (began[first.id] ?? first.startsOn, began[second.id] ?? second.startsOn)
      return one == other ? first.id.description < second.id.description : one < other
    }
    return earliest?.place.organisation
  }

  /// When the post of each period began: a change of hours parts a period, and the post goes on.
  private static func postsBegan(_ periods: [InductionPeriod]) -> [InductionPeriodID: CivilDate] {
    periods.sorted { $0.startsOn < $1.startsOn }.reduce(into: [:]) { began, period in
      let before = period.before(in: periods)
      began[period.id] = before.flatMap { began[$0.id] } ?? period.startsOn
    }
  }

  /// The school that leads on a day; between posts the one that led last, and before the first the first.
  func school(on day: CivilDate) -> OrganisationID? {
    (stints.last { $0.from <= day } ?? stints.first)?.school
  }

  // MARK: Terms

  /// The terms by which an induction is reckoned. Each goes by the dates of the school that led in it. A term in which
  /// the lead has changed begins with that of the school before and ends with that of the school after, and each day
  /// between is open or closed by the school that led on it: whoever works every day of both has served one term. A term
  /// without a post goes by the school that leads next, those to come by the one that leads now.
  func terms(_ known: [OrganisationID: InductionTerms]) -> InductionTerms {
    if schools.count == 1, let only = stints.first.flatMap({ known[$0.school] }) { return only }
    let dates = known.filter { schools.contains($0.key) }.mapValues(\.byTerm)
    var (terms, closures): ([SchoolTerm], Set<CivilDate>) = ([], [])
    for key in Set(dates.values.flatMap(\.keys)).sorted() {
      let pieces = pieces(key, dates)
      guard let first = pieces.first, let last = pieces.last else { continue }
      let term = SchoolTerm(start: first.term.start, end: last.term.end)
      terms.append(term)
      for (index, piece) in pieces.enumerated() {
        let from = index == 0 ? term.start : piece.from
        let until = index + 1 < pieces.count ? pieces[index + 1].from.adding(days: -1) : term.end
        closures.formUnion((known[piece.school]?.closures ?? []).filter { from <= $0 && $0 <= until })
        closures.formUnion(CivilDate.days(from: piece.term.end.adding(days: 1), through: until))
      }
    }
    return InductionTerms(terms: terms, closures: closures.sorted())
  }

  /// What of a term a school led.
  private struct Piece {
    let school: OrganisationID
    let term: SchoolTerm
    let from: CivilDate
  }

  private func pieces(
    _ key: InductionTerms.TermKey, _ dates: [OrganisationID: [InductionTerms.TermKey: SchoolTerm]]
  ) -> [Piece] {
    let led = stints.compactMap { stint -> Piece? in
      guard let term = dates[stint.school]?[key] else { return nil }
      let (from, until) = (max(term.start, stint.from), stint.until.map { min($0, term.end) } ?? term.end)
      return from <= until ? Piece(school: stint.school, term: term, from: from) : nil
    }
    if !led.isEmpty { return led }
    let next = stints.first { stint in (dates[stint.school]?[key]?.end).map { $0 < stint.from } ?? false }
    guard let stint = next ?? stints.last, let term = dates[stint.school]?[key] else { return [] }
    return [Piece(school: stint.school, term: term, from: term.start)]
  }
}

extension InductionTerms {
  /// Names a term whatever its dates: the school year, and which of its terms.
  struct TermKey: Hashable, Comparable {
    let year: Int
    let index: Int

    static func < (left: TermKey, right: TermKey) -> Bool {
      (left.year, left.index) < (right.year, right.index)
    }
  }

  /// The terms by year and place in it.
  var byTerm: [TermKey: SchoolTerm] {
    Dictionary(grouping: terms) { Self.schoolYear(of: $0.start) }.reduce(into: [:]) { found, year in
      for (index, term) in year.value.enumerated() { found[TermKey(year: year.key, index: index)] = term }
    }
  }
}

/// Term dates, those of each school read once.
struct KnownTerms: Sendable {
  private var known: [OrganisationID: InductionTerms] = [:]

  /// Those by which an induction goes.
  mutating func terms(_ leads: LeadSchools, in db: some Queryable) async throws -> InductionTerms {
    for school in leads.schools { _ = try await terms(of: school, in: db) }
    return leads.terms(known)
  }

  /// Those of a school.
  mutating func terms(of school: OrganisationID, in db: some Queryable) async throws -> InductionTerms {
    if let found = known[school] { return found }
    let found = try await InductionTerms.load(of: school, in: db)
    known[school] = found
    return found
  }

  /// Those of one induction.
  static func of(_ leads: LeadSchools, in db: some Queryable) async throws -> InductionTerms {
    var terms = KnownTerms()
    return try await terms.terms(leads, in: db)
  }
}

extension InductionPeriod {
  /// The period of the same post before a change of hours.
  func before(in periods: [InductionPeriod]) -> InductionPeriod? {
    periods.first { $0.place == place && $0.endsOn?.adding(days: 1) == startsOn }
  }

  /// The period of the same post after a change of hours.
  func after(in periods: [InductionPeriod]) -> InductionPeriod? {
    periods.first { $0.place == place && $0.startsOn == endsOn?.adding(days: 1) }
  }
}

extension CivilDate {
  /// Each day from one to another; none where that is before it.
  fileprivate static func days(from first: CivilDate, through last: CivilDate) -> [CivilDate] {
    first <= last ? (0...first.days(until: last)).map { first.adding(days: $0) } : []
  }
}
