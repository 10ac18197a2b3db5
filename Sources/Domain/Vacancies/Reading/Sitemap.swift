public import Foundation
import Postgres

/// What search engines are told that there is: pages of live vacancies and of schools.
public struct ReadSitemap: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// How many vacancies stand in one part; search engines take up to 50,000.
  public static let partLength = 10_000

  /// A page and when it last changed.
  public struct Entry: Sendable {
    /// Below the installation's address.
    public let path: String
    /// When it last changed.
    public let changedAt: Date
  }

  /// How many parts the live vacancies make; at least one. Open to everybody.
  public func parts() async throws -> Int {
    let count = try await services.pool.value(
      "SELECT count(*) FROM vacancy WHERE state = 'published' AND closes_at > \(services.now())", as: Int.self
    )
    return max(1, (count + Self.partLength - 1) / Self.partLength)
  }

  /// The live vacancies of a part, counted from 1, in the order of their publication. Open to everybody.
  public func vacancies(part: Int) async throws -> [Entry] {
    let rows = try await services.pool.query(
      """
      SELECT id, greatest(published_at, revised_at) AS changed_at FROM vacancy
      WHERE state = 'published' AND closes_at > \(services.now())
      ORDER BY published_at, id LIMIT \(Self.partLength) OFFSET \((max(part, 1) - 1) * Self.partLength)
      """)
    return try rows.map { row in
      Entry(
        path: "/vacancies/\(try row.decode("id", as: VacancyID.self))",
        changedAt: try row.decode("changed_at"))
    }
  }

  /// The schools that aren't closed. Open to everybody.
  public func schools() async throws -> [Entry] {
    let rows = try await services.pool.query(
      "SELECT urn, updated_at FROM school WHERE status <> 'closed' ORDER BY urn LIMIT \(Self.partLength)")
    return try rows.map { row in
      Entry(path: "/schools/\(try row.decode("urn", as: Int.self))", changedAt: try row.decode("updated_at"))
    }
  }
}
