import Foundation
import Postgres

/// A teacher's service, school day by school day: what part of full time counts on each.
struct ServiceRecord: Sendable {
  let calendar: SchoolDays
  /// Units of full time (``FullTimePart/whole``) that count on each school day.
  let fte: [Int]
  /// Units of full time in any post on each school day, one that doesn’t count among them.
  let held: [Int]
  let employments: [Employment]
  /// Whether posts at once came to more than full time.
  let exceedsFullTime: Bool
  /// The first school day on which several posts are held at once; nil where none is.
  let firstShared: Int?

  /// What counts of some periods. Of contracts that go on in periods besides these, such as those under another body,
  /// nothing more counts, but they are as long as they are.
  init(
    _ periods: [InductionCase.Period], _ calendar: SchoolDays, leastTerms: Int,
    besides others: [InductionCase.Period] = []
  ) {
    self.calendar = calendar
    employments = Employment.all(periods + others, calendar, leastTerms)
    let counting = Set(employments.filter(\.counts).flatMap(\.periods))
    var fte = [Int](repeating: 0, count: calendar.days.count)
    var (posts, held) = (fte, fte)
    for (place, period) in periods.enumerated() {
      let units = FullTimePart.units(period.fte)
      for index in period.days(calendar) {
        held[index] = min(held[index] + units, FullTimePart.whole)
        guard counting.contains(place) else { continue }
        fte[index] += units
        posts[index] += 1
      }
    }
    firstShared = posts.firstIndex { $0 > 1 }
    exceedsFullTime = fte.contains { $0 > FullTimePart.whole }
    self.fte = fte.map { min($0, FullTimePart.whole) }
    self.held = held
  }

  /// What the days of a range amount to, in full-time terms.
  func served(_ range: Range<Int>) -> TermFraction {
    var units: [Int: Int] = [:]
    for index in range { units[calendar.days[index].term, default: 0] += fte[index] }
    return units.reduce(.zero) {
      $0 + TermFraction(units: $1.value, of: calendar.lengths[$1.key])
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
        if fte[next] > 0, whole + TermFraction(units: part, of: calendar.lengths[term]) >= terms {
          return next
        }
        next += 1
      }
      whole += TermFraction(units: part, of: calendar.lengths[term])
      index = next
    }
    return nil
  }

  /// The first school day from an index on on which a post that counts is held.
  func inPost(from start: Int) -> Int? {
    fte.indices.dropFirst(start).first { fte[$0] > 0 }
  }

  /// The index of the day on which so many of the teacher's own working days have passed, counted from a day on.
  func day(working days: TermFraction, from start: Int) -> Int? {
    let wanted = days.unitsToReach
    var worked = 0
    for index in start..<max(fte.count, start) {
      worked += fte[index]
      if worked >= wanted && fte[index] > 0 { return index }
    }
    return nil
  }
}
