import Foundation
import Postgres

/// A teacher's service, school day by school day: what part of full time counts on each.
struct ServiceRecord: Sendable {
  /// A run of periods without a school day between them: one contract of employment, as far as induction goes.
  struct Employment: Sendable {
    let first: Int
    let end: Int
    let start: CivilDate
    let isOpen: Bool
    /// How many terms it spans, whatever the hours.
    let terms: TermFraction
    let counts: Bool
  }

  let calendar: SchoolDays
  /// Thousandths of full time that count on each school day.
  let fte: [Int]
  let employments: [Employment]
  /// Whether posts at once came to more than full time.
  let exceedsFullTime: Bool
  /// The first school day on which several posts are held at once; nil where none is.
  let firstShared: Int?

  init(_ periods: [InductionCase.Period], _ calendar: SchoolDays, leastTerms: Int) {
    self.calendar = calendar
    employments = Self.employments(periods, calendar, leastTerms)
    var fte = [Int](repeating: 0, count: calendar.days.count)
    var posts = fte
    for period in periods {
      let thousandths = NSDecimalNumber(decimal: period.fte * 1000).intValue
      let range = Self.range(period, calendar)
      for index in range
      where employments.contains(where: { $0.counts && ($0.first..<$0.end).contains(index) }) {
        fte[index] += thousandths
        posts[index] += 1
      }
    }
    firstShared = posts.firstIndex { $0 > 1 }
    exceedsFullTime = fte.contains { $0 > 1000 }
    self.fte = fte.map { min($0, 1000) }
  }

  private static func range(_ period: InductionCase.Period, _ calendar: SchoolDays) -> Range<Int> {
    let first = calendar.first(from: period.start)
    return first..<max(calendar.end(through: period.end), first)
  }

  private static func employments(
    _ periods: [InductionCase.Period], _ calendar: SchoolDays, _ leastTerms: Int
  ) -> [Employment] {
    var runs: [(range: Range<Int>, start: CivilDate, isOpen: Bool)] = []
    for period in periods.sorted(by: { $0.start < $1.start }) {
      let range = range(period, calendar)
      if let last = runs.last, range.lowerBound <= last.range.upperBound {
        runs[runs.count - 1] = (
          last.range.lowerBound..<max(last.range.upperBound, range.upperBound), last.start,
          last.isOpen || period.end == nil
        )
      } else {
        runs.append((range, period.start, period.end == nil))
      }
    }
    return runs.map { run in
      let terms = calendar.terms(in: run.range)
      return Employment(
        first: run.range.lowerBound, end: run.range.upperBound, start: run.start, isOpen: run.isOpen,
        terms: terms, counts: run.isOpen || terms >= TermFraction(leastTerms))
    }
  }

  /// What the days of a range amount to, in full-time terms.
  func served(_ range: Range<Int>) -> TermFraction {
    var thousandths: [Int: Int] = [:]
    for index in range { thousandths[calendar.days[index].term, default: 0] += fte[index] }
    return thousandths.reduce(.zero) {
      $0 + TermFraction(thousandths: $1.value, of: calendar.lengths[$1.key])
    }
  }

  /// The index of the day on which so many full-time terms are served, counted from a day on; nil if they never are.
  func day(serving terms: TermFraction, from start: Int) -> Int? {
    if terms <= .zero { return start > 0 ? start - 1 : nil }
    var whole = TermFraction.zero
    var index = start
    while index < fte.count {
      let term = calendar.days[index].term
      var (part, next) = (0, index)
      while next < fte.count, calendar.days[next].term == term {
        part += fte[next]
        if fte[next] > 0, whole + TermFraction(thousandths: part, of: calendar.lengths[term]) >= terms {
          return next
        }
        next += 1
      }
      whole += TermFraction(thousandths: part, of: calendar.lengths[term])
      index = next
    }
    return nil
  }

  /// The index of the day on which so many of the teacher's own working days have passed, counted from a day on.
  func day(working days: Decimal, from start: Int) -> Int? {
    let wanted = NSDecimalNumber(decimal: days * 1000).intValue
    var worked = 0
    for index in start..<max(fte.count, start) {
      worked += fte[index]
      if worked >= wanted && fte[index] > 0 { return index }
    }
    return nil
  }

  /// Thousandths of full time on the first school day from a date on that has any; full time when none has.
  func thousandths(on date: CivilDate) -> Int {
    let index = calendar.first(from: date)
    return fte[min(index, fte.count)...].first { $0 > 0 } ?? 1000
  }
}
