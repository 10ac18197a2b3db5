import Foundation
public import Postgres

/// A school term, first and last day included.
public struct SchoolTerm: Sendable, Hashable, Codable {
  /// The first day.
  public let start: CivilDate
  /// The last day.
  public let end: CivilDate

  /// A term.
  public init(start: CivilDate, end: CivilDate) {
    self.start = start
    self.end = end
  }
}

/// The terms of a borough, with their half-term holidays.
public struct BoroughTerms: Sendable {
  private struct File: Decodable {
    struct Term: Decodable {
      let start: CivilDate
      let end: CivilDate
      let halfTerm: SchoolTerm
    }
    let terms: [Term]
  }

  /// The terms, in order.
  public let terms: [SchoolTerm]
  /// The days of half-term holidays.
  public let closures: Set<CivilDate>

  /// The terms that come with the program: the usual dates of the borough's schools.
  public static func usual() throws -> BoroughTerms { try loaded.get() }

  private static let loaded = Result { try read() }

  private static func read() throws -> BoroughTerms {
    let file = try RuleSet.read(File.self, "borough-terms")
    let closures = file.terms.flatMap { term in
      (0...term.halfTerm.start.days(until: term.halfTerm.end)).map { term.halfTerm.start.adding(days: $0) }
    }
    return BoroughTerms(
      terms: file.terms.map { SchoolTerm(start: $0.start, end: $0.end) }, closures: Set(closures))
  }
}

/// How long a school term is on average, by which days of absence are turned into terms. A plan goes by all the terms
/// that are known, whichever of them it needs, so that the same absence comes to the same wherever it is reckoned.
struct AverageTerm: Sendable, Equatable {
  /// School days in all.
  let days: Int
  /// The terms that they lie in.
  let terms: Int

  /// School days of one.
  var length: Decimal { Decimal(days) / Decimal(max(terms, 1)) }
}

/// The days on which school is open, term by term.
struct SchoolDays: Sendable {
  struct Day: Sendable {
    let date: CivilDate
    /// Which term it lies in.
    let term: Int
  }

  let terms: [SchoolTerm]
  let days: [Day]
  /// How many days each term has.
  let lengths: [Int]

  /// Monday to Friday within the terms, but for closures and bank holidays.
  init(_ terms: [SchoolTerm], closures: Set<CivilDate>, holidays: BankHolidays) {
    self.terms = terms
    var days: [Day] = []
    var lengths: [Int] = []
    for (index, term) in terms.enumerated() {
      let before = days.count
      for offset in 0...max(term.start.days(until: term.end), 0) {
        let date = term.start.adding(days: offset)
        if holidays.isWorkingDay(date) && !closures.contains(date) {
          days.append(Day(date: date, term: index))
        }
      }
      lengths.append(days.count - before)
    }
    self.days = days
    self.lengths = lengths
  }

  /// The average of its terms.
  var average: AverageTerm { AverageTerm(days: days.count, terms: terms.count) }

  /// How many terms the days of a range come to, each by the length of its own.
  func terms(in range: Range<Int>) -> TermFraction {
    var counts: [Int: Int] = [:]
    for index in range { counts[days[index].term, default: 0] += 1 }
    return counts.reduce(.zero) {
      $0 + TermFraction(units: $1.value * FullTimePart.whole, of: lengths[$1.key])
    }
  }

  /// The index of the first day on or after a date; past the end when there is none.
  func first(from date: CivilDate) -> Int { days.partitioningIndex { $0.date >= date } }

  /// The index behind the last day on or before a date.
  func end(through date: CivilDate?) -> Int {
    guard let date else { return days.count }
    return days.partitioningIndex { $0.date > date }
  }
}

extension Array {
  /// The first index from which on the predicate holds, in an array that it parts in two.
  func partitioningIndex(_ holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
