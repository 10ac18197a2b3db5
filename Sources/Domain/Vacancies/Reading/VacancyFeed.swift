public import Foundation
import Postgres

/// A vacancy as a feed tells of it.
public struct FeedEntry: Sendable {
  /// What lists show.
  public let listing: VacancyListing
  /// When it was last changed for its readers: at publication, or when it was revised.
  public let updatedAt: Date
  /// How the school describes the post.
  public let description: String
}

/// The newest vacancies of a search, for feeds.
public struct ReadVacancyFeed: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// How many vacancies a feed has.
  public static let length = 50

  /// The newest live vacancies that meet the criteria. Open to everybody. Throws ``DomainError``.
  public func callAsFunction(_ criteria: VacancyCriteria) async throws -> [FeedEntry] {
    let page = try await SearchVacancies(services)(
      VacancyQuery(criteria, order: .newest, limit: Self.length))
    let rows = try await services.pool.query(
      """
      SELECT id, greatest(published_at, revised_at) AS changed_at, description FROM vacancy
      WHERE id = ANY (\(page.items.map(\.id.rawValue)))
      """)
    var more: [VacancyID: (changedAt: Date, description: String)] = [:]
    for row in rows {
      more[try row.decode("id")] = (try row.decode("changed_at"), try row.decode("description"))
    }
    return page.items.compactMap { listing in
      more[listing.id].map {
        FeedEntry(listing: listing, updatedAt: $0.changedAt, description: $0.description)
      }
    }
  }
}
