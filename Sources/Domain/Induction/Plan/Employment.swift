import Foundation
import Postgres

/// One contract of employment, as far as induction goes: periods of it follow each other without a school day between
/// them. Posts that are held at the same time are contracts of their own, as are posts at different schools: each has to
/// last a term (DfE statutory guidance 2024, 2.33–2.36). A post that a failure ended and an appeal resumed is the same one
/// (SI 2012/1115, regulation 14: the extension on appeal takes the place of the failure), as if there had been no days
/// between; these are no part of its length. One that goes on after the decision on induction is as long as its contract.
struct Employment: Sendable {
  let first: Int
  let end: Int
  let start: CivilDate
  let isOpen: Bool
  /// How many terms it spans, whatever the hours.
  let terms: TermFraction
  let counts: Bool
  /// Which of the periods belong to it.
  let periods: [Int]

  /// Why one that doesn’t count doesn’t.
  var shortness: String {
    "In post from \(LondonTime.shortDate(start)) for less than one term: it doesn’t count."
  }
}

extension Employment {
  /// Periods that belong together.
  private struct Chain {
    var days: Range<Int>
    let start: CivilDate
    var isOpen: Bool
    /// The school days until its contract ends.
    var reach: Int
    /// The part of full time at its end.
    var fte: Decimal
    let contract: UUID?
    /// The last day; nil while it goes on.
    var last: CivilDate?
    /// School days between what was ended and what was resumed.
    var gaps: [Range<Int>] = []
    var periods: [Int]

    func isContinued(by period: InductionCase.Period, on days: Range<Int>) -> Bool {
      let isResumed = period.resumes != nil && period.resumes == last
      return contract == period.contract && (isResumed || self.days.upperBound == days.lowerBound)
    }

    /// How many terms it spans, without what lies in the gaps.
    func terms(_ calendar: SchoolDays) -> TermFraction { terms(in: days, calendar) }

    /// Whether it lasts as many terms, also where induction in it was decided before.
    func lasts(_ leastTerms: Int, _ calendar: SchoolDays) -> Bool {
      isOpen
        || terms(in: days.lowerBound..<max(days.upperBound, reach), calendar) >= TermFraction(leastTerms)
    }

    private func terms(in days: Range<Int>, _ calendar: SchoolDays) -> TermFraction {
      gaps.reduce(calendar.terms(in: days)) { $0 - calendar.terms(in: $1) }
    }

    mutating func add(
      _ index: Int, _ period: InductionCase.Period, on days: Range<Int>, _ calendar: SchoolDays
    ) {
      if days.lowerBound > self.days.upperBound { gaps.append(self.days.upperBound..<days.lowerBound) }
      last = period.end
      self.days = self.days.lowerBound..<max(self.days.upperBound, days.upperBound)
      isOpen = isOpen || period.postEnd == nil
      reach = max(reach, calendar.end(through: period.postEnd))
      fte = period.fte
      periods.append(index)
    }
  }

  /// The contracts of some periods, whatever the order in which these are given.
  static func all(
    _ periods: [InductionCase.Period], _ calendar: SchoolDays, _ leastTerms: Int
  ) -> [Employment] {
    var chains: [Chain] = []
    let byStart = Dictionary(grouping: periods.indices) { periods[$0].start }
    for (_, together) in byStart.sorted(by: { $0.key < $1.key }) {
      let ordered = together.sorted { periods[$1].order < periods[$0].order }
      // Where several posts are changed on one day, the same part of full time is the same post.
      let left = ordered.filter { !join($0, periods, calendar, &chains, sameHours: true) }
      let begun = left.filter { !join($0, periods, calendar, &chains, sameHours: false) }
      for index in begun {
        let period = periods[index]
        chains.append(
          Chain(
            days: period.days(calendar), start: period.start, isOpen: period.postEnd == nil,
            reach: calendar.end(through: period.postEnd), fte: period.fte, contract: period.contract,
            last: period.end, periods: [index]))
      }
    }
    return chains.map { chain in
      Employment(
        first: chain.days.lowerBound, end: chain.days.upperBound, start: chain.start, isOpen: chain.isOpen,
        terms: chain.terms(calendar), counts: chain.lasts(leastTerms, calendar), periods: chain.periods)
    }
  }

  private static func join(
    _ index: Int, _ periods: [InductionCase.Period], _ calendar: SchoolDays, _ chains: inout [Chain],
    sameHours: Bool
  ) -> Bool {
    let (period, days) = (periods[index], periods[index].days(calendar))
    let found = chains.indices.first {
      chains[$0].isContinued(by: period, on: days) && (!sameHours || chains[$0].fte == period.fte)
    }
    guard let found else { return false }
    chains[found].add(index, period, on: days, calendar)
    return true
  }
}

extension InductionCase.Period {
  /// The school days from its first to its last.
  func days(_ calendar: SchoolDays) -> Range<Int> {
    let first = calendar.first(from: start)
    return first..<max(calendar.end(through: end), first)
  }

  /// By what periods of one beginning are ordered, so that it doesn’t matter how they are given: what lasts longest goes
  /// on from what began first.
  fileprivate var order: (CivilDate, Decimal) { (end ?? CivilDate(daysSince2000: 100_000), fte) }
}
