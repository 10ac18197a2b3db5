import Foundation
import Postgres

/// What the criteria come to on the table of live vacancies, `live_vacancy l`: one condition for each.
struct SearchConditions {
  let criteria: VacancyCriteria
  let words: SearchWords
  let place: FoundPlace?
  let now: Date

  /// Holds of everything that may be shown at all.
  var isLive: Statement { "l.closes_at > \(now)" }

  /// The condition of each criterion that is set.
  var all: [(name: VacancyCriteria.QueryName, statement: Statement)] {
    VacancyCriteria.QueryName.allCases.compactMap { name in
      condition(name).map { (name: name, statement: $0) }
    }
  }

  /// All of them together, but for some.
  func joined(without left: Set<VacancyCriteria.QueryName> = []) -> Statement {
    let kept = all.filter { !left.contains($0.name) }.map(\.statement)
    return .joined([isLive] + kept, separator: " AND ")
  }

  private func condition(_ name: VacancyCriteria.QueryName) -> Statement? {
    let criteria = criteria
    switch name {
    case .words: return words.isEmpty ? nil : "l.words @@ (\(fragment: words.condition))"
    case .place: return place.map { Self.isWithin($0, Double(criteria.miles ?? VacancyCriteria.usualMiles)) }
    case .exact, .miles: return nil
    case .phase: return Self.any("l.phases", criteria.phases.map(\.rawValue))
    case .subject: return Self.any("l.subjects", criteria.subjects)
    case .role: return Self.any("l.roles", criteria.roles)
    case .workingPattern: return Self.any("l.working_patterns", criteria.workingPatterns.map(\.rawValue))
    case .contract:
      let contracts = criteria.contractTypes.map(\.rawValue)
      return contracts.isEmpty ? nil : "l.contract = ANY (\(contracts))"
    case .nqtsWelcome: return criteria.nqtsWelcome ? "l.nqts_welcome" : nil
    case .visa: return criteria.visaSponsorship ? "l.visa" : nil
    case .schoolType: return Self.any("l.school_types", criteria.schoolTypes.map(\.rawValue))
    case .faith: return Self.any("l.faiths", criteria.faiths.map(\.rawValue))
    case .minimumPay: return criteria.minimumPay.map { "l.pay_maximum_pence >= \($0 * 100)" }
    case .school: return criteria.school.map { "l.urns @> ARRAY[\($0)::int]" }
    }
  }

  private static func any(_ column: Statement, _ values: [String]) -> Statement? {
    values.isEmpty ? nil : "\(fragment: column) && \(values)"
  }

  /// Metres in a mile.
  static let metresOfMile = 1609.344

  /// The distance from a place to the nearest of a vacancy's schools, in metres; NULL when none is on the map.
  static func distance(from place: FoundPlace) -> Statement {
    let here = point(place)
    return """
      CASE WHEN l.further_places IS NULL THEN point(l.easting, l.northing) <-> \(fragment: here)
      ELSE least(point(l.easting, l.northing) <-> \(fragment: here), (
        SELECT min(point(l.further_places[i], l.further_places[i + 1]) <-> \(fragment: here))
        FROM generate_series(1, cardinality(l.further_places), 2) i)) END
      """
  }

  /// Whether one of the vacancy's schools is within so many miles; the box is what the index is asked for.
  static func isWithin(_ place: FoundPlace, _ miles: Double) -> Statement {
    let radius = miles * metresOfMile
    let (west, south) = (place.easting - radius, place.northing - radius)
    let (east, north) = (place.easting + radius, place.northing + radius)
    return """
      (point(l.easting, l.northing) <@ box(point(\(west), \(south)), point(\(east), \(north)))
        OR l.further_places IS NOT NULL) AND (\(fragment: distance(from: place))) <= \(radius)
      """
  }

  private static func point(_ place: FoundPlace) -> Statement {
    "point(\(place.easting), \(place.northing))"
  }
}
