import Foundation
import Postgres

/// What somebody may try who has found nothing: other criteria, each with the number of vacancies it finds.
public struct SearchHelp: Sendable {
  /// Wider circles around the place, in miles.
  public internal(set) var wider: [(miles: Int, count: Int)] = []
  /// Criteria that, taken away, leave vacancies to be found.
  public internal(set) var without: [(name: VacancyCriteria.QueryName, count: Int)] = []

  /// Distances that pages offer.
  public static let miles = [1, 2, 5, 10, 15, 20, 30, 50, 100, 200]

  static func find(_ conditions: SearchConditions, in db: some Queryable) async throws -> SearchHelp {
    var help = SearchHelp()
    let set = conditions.all
    for one in set {
      let count = try await db.value(
        """
        SELECT count(*) FROM live_vacancy l WHERE \(fragment: conditions.joined(without: [one.name]))
        """, as: Int.self)
      if count > 0 { help.without.append((name: one.name, count: count)) }
    }
    guard let place = conditions.place, let miles = conditions.criteria.miles,
      help.without.contains(where: { $0.name == .place })
    else { return help }
    let distance = SearchConditions.distance(from: place)
    let wider = Self.miles.filter { $0 > miles }
    let counts = wider.map { miles -> Statement in
      "count(*) FILTER (WHERE distance <= \(Double(miles) * SearchConditions.metresOfMile))"
    }
    let row = try await db.query(
      """
      SELECT ARRAY[\(fragment: .joined(counts, separator: ", "))] AS counts FROM (
        SELECT (\(fragment: distance)) AS distance FROM live_vacancy l
        WHERE \(fragment: conditions.joined(without: [.place]))) d
      """
    ).first
    let found = try row?.decode("counts", as: [Int].self) ?? []
    var last = 0
    for (miles, count) in zip(wider, found) where count > last {
      help.wider.append((miles: miles, count: count))
      last = count
    }
    return help
  }
}
