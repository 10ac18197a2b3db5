public import Postgres

/// A local authority's financial year, from 1 April to 31 March (Local Government Finance Act 1992, section 69).
public struct FinancialYear: Sendable, Hashable, Comparable {
  /// The year in whose April it begins.
  public let start: Int

  /// The year that begins in April of a year.
  public init(_ start: Int) { self.start = start }

  /// The year of a day.
  public init(of day: CivilDate) { start = day.month >= 4 ? day.year : day.year - 1 }

  /// Its name, for example "2026/27".
  public var name: String {
    let next = (start + 1) % 100
    return "\(start)/\(next < 10 ? "0" : "")\(next)"
  }

  /// By time.
  public static func < (left: FinancialYear, right: FinancialYear) -> Bool { left.start < right.start }
}

extension CivilDate {
  /// The same day some years later; 29 February counts to 1 March.
  func anniversary(_ years: Int) -> CivilDate {
    CivilDate(year: year + years, month: month, day: day)
      ?? CivilDate(year: year + years, month: 3, day: 1) ?? self
  }
}
