import Foundation
import Postgres

/// Teachers who began induction in one term of a school year.
public struct InductionCohort: Sendable, Hashable {
  /// A term by its season.
  public enum Season: String, Sendable, CaseIterable {
    case autumn, spring, summer

    /// The word for it.
    public var title: String {
      switch self {
      case .autumn: "Autumn"
      case .spring: "Spring"
      case .summer: "Summer"
      }
    }
  }

  /// The year in which the school year begins.
  public let year: Int
  /// The term.
  public let season: Season

  /// A cohort.
  public init(year: Int, season: Season) { (self.year, self.season) = (year, season) }

  /// Reads its code, such as "2026-autumn"; nil for anything else.
  public init?(code: String) {
    let parts = code.split(separator: "-", maxSplits: 1)
    guard parts.count == 2, let year = Int(parts[0]), (2012...2040).contains(year),
      let season = Season(rawValue: String(parts[1]))
    else { return nil }
    self.init(year: year, season: season)
  }

  /// Reads the code that stands in a field. Throws ``DomainError/invalid(_:)``.
  public init(code: String, of field: String) throws {
    guard let found = InductionCohort(code: code) else {
      throw DomainError.invalid([
        FieldProblem(field: field, message: "Give a school year and a season, such as 2026-autumn.")
      ])
    }
    self = found
  }

  /// The code, such as "2026-autumn".
  public var code: String { "\(year)-\(season.rawValue)" }

  /// The words for it, such as "Autumn 2026/27".
  public var title: String {
    "\(season.title) \(year)/\(String(format: "%02d", (year + 1) % 100))"
  }

  /// The months that belong to it: beginnings from August to December, January to March, April to July.
  static let sql: Statement = """
    extract(year FROM i.began_on - interval '7 months')::int AS year,
    CASE WHEN extract(month FROM i.began_on) >= 8 THEN 'autumn' WHEN extract(month FROM i.began_on) <= 3 THEN 'spring'
      ELSE 'summer' END AS season
    """

  /// Which inductions `i` are of it.
  var condition: Statement {
    let (from, until) =
      switch season {
      case .autumn: ("\(year)-08-01", "\(year)-12-31")
      case .spring: ("\(year + 1)-01-01", "\(year + 1)-03-31")
      case .summer: ("\(year + 1)-04-01", "\(year + 1)-07-31")
      }
    return "i.began_on BETWEEN \(CivilDate(from)) AND \(CivilDate(until))"
  }
}
