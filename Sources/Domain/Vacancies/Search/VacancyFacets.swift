import Foundation
import Postgres

/// How many vacancies each value of a filter would find: counted as if nothing were chosen in that filter, with
/// everything else as it is.
public struct VacancyFacets: Sendable, Equatable {
  /// The counts by criterion and value; a value that isn't there finds nothing.
  public internal(set) var counts: [VacancyCriteria.QueryName: [String: Int]] = [:]

  /// How many a value would find.
  public func count(_ name: VacancyCriteria.QueryName, _ value: String) -> Int {
    counts[name]?[value] ?? 0
  }
}

/// The one statement that counts for every filter at once.
struct FacetStatement {
  let conditions: SearchConditions

  /// The filters that are counted, with their column: a list, a text or a flag.
  static let dimensions: [(name: VacancyCriteria.QueryName, column: Statement)] = [
    (.phase, "phases"), (.subject, "subjects"), (.role, "roles"), (.workingPattern, "working_patterns"),
    (.contract, "contract"), (.schoolType, "school_types"), (.faith, "faiths"),
    (.nqtsWelcome, "nqts_welcome"), (.visa, "visa"),
  ]

  /// Hits are counted by combination of values first. Each combination gets a mark for each filter that is set,
  /// and is counted under each filter's value: in a filter that is set, with all marks but its own.
  var statement: Statement {
    let set = conditions.all.filter { one in Self.dimensions.contains { $0.name == one.name } }
    let marks = set.map { ", (\(fragment: $0.statement)) AS \(fragment: Self.mark($0.name))" as Statement }
    let columns = Statement.joined(Self.dimensions.map(\.column), separator: ", ")
    let counts = Self.dimensions.map { dimension -> Statement in
      let others = set.map(\.name).filter { $0 != dimension.name }.map(Self.mark)
      let filter: Statement =
        others.isEmpty ? "" : " FILTER (WHERE \(fragment: .joined(others, separator: " AND ")))"
      return """
        WHEN GROUPING(\(fragment: dimension.column)) = 0 THEN sum(hits)\(fragment: filter)
        """
    }
    let sets = Self.dimensions.map { "(\(fragment: $0.column))" as Statement }
    return """
      WITH counted AS (
        SELECT l.facet, count(*) AS hits FROM live_vacancy l
        WHERE \(fragment: conditions.joined(without: Set(set.map(\.name)))) GROUP BY l.facet
      ), hit AS (
        SELECT \(fragment: columns), hits\(fragment: .joined(marks, separator: ""))
        FROM counted JOIN vacancy_facet l ON l.id = counted.facet)
      SELECT GROUPING(\(fragment: columns)) AS grouped, \(fragment: columns),
        CASE \(fragment: .joined(counts, separator: " ")) END::bigint AS hits
      FROM hit GROUP BY GROUPING SETS (\(fragment: .joined(sets, separator: ", ")))
      """
  }

  private static func mark(_ name: VacancyCriteria.QueryName) -> Statement {
    switch name {
    case .phase: "in_phase"
    case .subject: "in_subject"
    case .role: "in_role"
    case .workingPattern: "in_pattern"
    case .contract: "in_contract"
    case .schoolType: "in_type"
    case .faith: "in_faith"
    case .nqtsWelcome: "in_nqts"
    default: "in_visa"
    }
  }

  static func read(_ rows: [Row]) throws -> VacancyFacets {
    var facets = VacancyFacets()
    for row in rows {
      let hits: Int = try row.decodeIfPresent("hits") ?? 0
      let grouped: Int32 = try row.decode("grouped")
      guard hits > 0,
        let index = dimensions.indices.first(where: { grouped & (1 << Int32(dimensions.count - 1 - $0)) == 0 }
        )
      else { continue }
      let name = dimensions[index].name
      for value in try values(name, row) { facets.counts[name, default: [:]][value, default: 0] += hits }
    }
    return facets
  }

  private static func values(_ name: VacancyCriteria.QueryName, _ row: Row) throws -> [String] {
    switch name {
    case .phase: try row.decode("phases")
    case .subject: try row.decode("subjects")
    case .role: try row.decode("roles")
    case .workingPattern: try row.decode("working_patterns")
    case .schoolType: try row.decode("school_types")
    case .faith: try row.decode("faiths")
    case .contract: [try row.decode("contract")]
    case .nqtsWelcome: try row.decode("nqts_welcome") ? ["true"] : []
    default: try row.decode("visa") ? ["true"] : []
    }
  }
}
