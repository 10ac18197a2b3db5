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
      Self.statement(filter, after: after, limit: limit + 1), as: School.self)
    guard found.count > limit else { return SchoolPage(schools: found, next: nil) }
    found.removeLast(found.count - limit)
    return SchoolPage(schools: found, next: found.last?.id)
  }

  static func statement(_ filter: SchoolFilter, after: OrganisationID?, limit: Int) -> Statement {
    var conditions: [Statement] = ["true"]
    if let phase = filter.phase { conditions.append("s.phase = \(phase)") }
    if let authority = filter.authority { conditions.append("s.la_code = \(authority)") }
    if !filter.includesClosed { conditions.append("s.status <> 'closed'") }
    if let urn = filter.text.flatMap({ URN($0) }) {
      conditions.append("s.urn = \(urn)")
    } else if let words = filter.searchWords {
      conditions.append("s.words @@ to_tsquery('simple', \(words))")
    }
    if let after {
      conditions.append(
        """
        (s.name, s.organisation_id) > (SELECT p.name, p.organisation_id FROM school p WHERE p.organisation_id = \(after))
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
