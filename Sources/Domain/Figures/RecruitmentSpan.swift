import Foundation
public import Postgres

/// A term as teachers' notice counts it. Together the three fill the year without a gap or an overlap ("Conditions of
/// Service for School Teachers in England and Wales", the Burgundy Book, section 1, paragraph 1).
public enum RecruitmentTerm: String, Sendable, Codable, CaseIterable {
  /// 1 September to 31 December.
  case autumn
  /// 1 January to 30 April.
  case spring
  /// 1 May to 31 August.
  case summer

  /// The words for it.
  public var title: String {
    switch self {
    case .autumn: "Autumn term"
    case .spring: "Spring term"
    case .summer: "Summer term"
    }
  }

  fileprivate var firstMonth: Int {
    switch self {
    case .autumn: 9
    case .spring: 1
    case .summer: 5
    }
  }
}

/// The days that figures are about: a school year from 1 September to 31 August, or one term of it.
public struct RecruitmentSpan: Sendable, Hashable {
  /// The year in whose September the school year begins.
  public let year: Int
  /// The term; nil for the whole year.
  public let term: RecruitmentTerm?

  /// The years that can be asked for.
  public static let years = 2000...2199

  /// A school year or a term of it; nil for a year out of ``years``.
  public init?(year: Int, term: RecruitmentTerm? = nil) {
    guard Self.years.contains(year) else { return nil }
    (self.year, self.term) = (year, term)
  }

  private init(_ year: Int, _ term: RecruitmentTerm?) { (self.year, self.term) = (year, term) }

  /// The first day.
  public var from: CivilDate {
    switch term {
    case nil, .autumn: Self.first(of: year, 9)
    case .spring: Self.first(of: year + 1, 1)
    case .summer: Self.first(of: year + 1, 5)
    }
  }

  /// The last day.
  public var to: CivilDate {
    switch term {
    case .autumn: Self.first(of: year + 1, 1).adding(days: -1)
    case .spring: Self.first(of: year + 1, 5).adding(days: -1)
    case nil, .summer: Self.first(of: year + 1, 9).adding(days: -1)
    }
  }

  /// The first moment, and the one after the last.
  var moments: (start: Date, end: Date) {
    func midnight(_ day: CivilDate) -> Date { LondonTime.instant(day, hour: 0, minute: 0) ?? .distantPast }
    return (midnight(from), midnight(to.adding(days: 1)))
  }

  /// What it is called, such as "Autumn term 2026" or "School year 2026/27".
  public var title: String {
    guard let term else { return "School year \(year)/\(String((year + 1) % 100).leftPadded)" }
    return "\(term.title) \(from.year)"
  }

  /// The terms of the same year.
  public var terms: [RecruitmentSpan] { RecruitmentTerm.allCases.map { RecruitmentSpan(year, $0) } }

  /// The school year that a day is in.
  public static func year(of day: CivilDate) -> Int { day.month >= 9 ? day.year : day.year - 1 }

  /// The term that a day is in.
  public static func term(of day: CivilDate) -> RecruitmentSpan {
    let term = RecruitmentTerm.allCases.first { ($0.firstMonth..<$0.firstMonth + 4).contains(day.month) }
    return RecruitmentSpan(year(of: day), term ?? .autumn)
  }

  /// The Monday of a day's week. 3 January 2000 was one.
  static func monday(of day: CivilDate) -> CivilDate {
    day.adding(days: -((((day.daysSince2000 - 2) % 7) + 7) % 7))
  }

  private static func first(of year: Int, _ month: Int) -> CivilDate {
    CivilDate(year: year, month: month, day: 1) ?? CivilDate(daysSince2000: 0)
  }
}

extension String {
  /// Two digits at least.
  fileprivate var leftPadded: String { count < 2 ? "0" + self : self }
}
