import Foundation
import Postgres

/// Which schools are wanted.
public struct SchoolFilter: Sendable, Equatable {
  /// Beginnings of words of the name or town, or a URN.
  public var text: String?
  /// Only this phase.
  public var phase: SchoolPhase?
  /// Only this authority, by its code.
  public var authority: String?
  /// Whether closed schools are wanted as well.
  public var includesClosed: Bool
  /// Only this kind of school.
  public var type: SchoolTypeGroup?
  /// Only this religious character.
  public var faith: FaithGroup?
  /// Only schools that have a vacancy at the moment.
  public var isHiring = false

  /// A filter; without arguments every school that isn't closed.
  public init(
    text: String? = nil, phase: SchoolPhase? = nil, authority: String? = nil, includesClosed: Bool = false
  ) {
    self.text = text
    self.phase = phase
    self.authority = authority
    self.includesClosed = includesClosed
  }

  /// The words of the text as PostgreSQL's text search takes them: each the beginning of a word, all needed.
  /// Nil when the text holds no word.
  var searchWords: String? {
    guard let text else { return nil }
    let plain = text.lowercased().filter { !"'’‘".contains($0) }
    let words = plain.split { !($0.isLetter || $0.isNumber) }.prefix(10)
    return words.isEmpty ? nil : words.map { "\($0):*" }.joined(separator: " & ")
  }
}

/// A part of a list of schools.
public struct SchoolPage: Sendable, Equatable {
  /// The schools, by name.
  public var schools: [School]
  /// The school after which the list goes on; nil at its end.
  public var next: OrganisationID?
  /// How many live vacancies each of them has; those without any are left out.
  public var vacancies: [URN: Int] = [:]
}

/// Lists schools by name. Anybody may.
public struct ListSchools: Sendable {
  /// As many schools are given at once at most.
  public static let largestPage = 200
  private let services: Services

  /// Lists schools of the database of these services.
  public init(_ services: Services) {
    self.services = services
  }

  /// The schools that pass the filter; from behind the school `after`, as ``SchoolPage/next`` named it.
  public func callAsFunction(
    _ filter: SchoolFilter = SchoolFilter(), limit: Int = 50, after: OrganisationID? = nil
  ) async throws -> SchoolPage {
    let limit = min(max(1, limit), ListSchools.largestPage)
    var found = try await services.pool.query(
      Self.statement(filter, after: after, limit: limit + 1, now: services.now()), as: School.self)
    let isMore = found.count > limit
    if isMore { found.removeLast(found.count - limit) }
    let counts = try await vacancies(of: found.map(\.urn))
    return SchoolPage(schools: found, next: isMore ? found.last?.id : nil, vacancies: counts)
  }

  /// How many live vacancies each of these schools has.
  public func vacancies(of schools: [URN]) async throws -> [URN: Int] {
    if schools.isEmpty { return [:] }
    let rows = try await services.pool.query(
      """
      SELECT u AS urn, count(*) AS vacancies FROM live_vacancy l CROSS JOIN LATERAL unnest(l.urns) u
      WHERE l.closes_at > \(services.now()) AND l.urns && \(schools) AND u = ANY (\(schools)) GROUP BY u
      """)
    return Dictionary(
      uniqueKeysWithValues: try rows.map { (try $0.decode("urn"), try $0.decode("vacancies")) })
  }

  static func statement(
    _ filter: SchoolFilter, after: OrganisationID?, limit: Int, now: Date
  ) -> Statement {
    var conditions: [Statement] = ["true"]
    if let phase = filter.phase { conditions.append("s.phase = \(phase)") }
    if let authority = filter.authority { conditions.append("s.la_code = \(authority)") }
    if let type = filter.type {
      conditions.append("school_type_group(s.type_code, s.type_name) = \(type.rawValue)")
    }
    if let faith = filter.faith {
      conditions.append("school_faith_group(s.religious_character) = \(faith.rawValue)")
    }
    if filter.isHiring {
      conditions.append(
        "EXISTS (SELECT FROM live_vacancy l WHERE l.urns @> ARRAY[s.urn] AND l.closes_at > \(now))")
    }
    if !filter.includesClosed { conditions.append("s.status <> 'closed'") }
    if let urn = filter.text.flatMap({ URN($0) }) {
      conditions.append("s.urn = \(urn)")
    } else if let words = filter.searchWords {
      conditions.append("s.words @@ to_tsquery('simple', \(words))")
    }
    if let after {
      conditions.append(
        """
        (s.name, s.organisation_id) >
          (SELECT p.name, p.organisation_id FROM school p WHERE p.organisation_id = \(after))
        """)
    }
    return """
      SELECT \(fragment: School.columns)
      FROM school s JOIN organisation o ON o.id = s.organisation_id
      WHERE \(fragment: .joined(conditions, separator: " AND "))
      ORDER BY s.name, s.organisation_id
      LIMIT \(limit)
      """
  }
}

/// Finds one school. Anybody may.
public struct FindSchool: Sendable {
  private let services: Services

  /// Finds schools in the database of these services.
  public init(_ services: Services) {
    self.services = services
  }

  /// The school with this number in the register.
  public func callAsFunction(urn: URN) async throws -> School {
    try await find("s.urn = \(urn)")
  }

  /// The school that is this organisation.
  public func callAsFunction(id: OrganisationID) async throws -> School {
    try await find("s.organisation_id = \(id)")
  }

  private func find(_ condition: Statement) async throws -> School {
    let school = try await services.pool.first(
      """
      SELECT \(fragment: School.columns)
      FROM school s JOIN organisation o ON o.id = s.organisation_id
      WHERE \(fragment: condition)
      """, as: School.self)
    guard let school else { throw DomainError.notFound("school") }
    return school
  }
}
