import Foundation
import Postgres

/// Reads the library of guidance: what is published, for those it is meant for; everything, for those who write it.
public struct ReadGuidance: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The published pages that the actor may read, by title or the best match of the words first; `after` is the last of
  /// the page before.
  public func published(
    words: String = "", limit: Int = 50, after: GuidanceID? = nil, by actor: Actor
  ) async throws -> (pages: [GuidancePage], next: GuidanceID?) {
    try await library(words: words, state: .published, limit: limit, after: after, by: actor)
  }

  /// Every page of the authorities that the actor writes for, those due for review first; `after` is the last of the
  /// page before. Throws ``DomainError``.
  public func all(
    limit: Int = 50, after: GuidanceID? = nil, by actor: Actor
  ) async throws -> (pages: [GuidancePage], next: GuidanceID?) {
    let authorities = actor.authorities(for: .manageGuidance).map(\.rawValue)
    if authorities.isEmpty && !actor.isSystem { throw DomainError.notFound("page") }
    let behind: Statement =
      after.map {
        """
        (coalesce(g.review_by, 'infinity'), g.title, g.id) > (
          SELECT coalesce(x.review_by, 'infinity'), x.title, x.id FROM guidance_page x WHERE x.id = \($0))
        """
      } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: GuidancePage.columns) FROM \(fragment: GuidancePage.tables)
      WHERE (\(actor.isSystem) OR g.authority_id = ANY (\(authorities))) AND \(fragment: behind)
      ORDER BY coalesce(g.review_by, 'infinity'), g.title, g.id LIMIT \(limit + 1)
      """, as: GuidancePage.self)
    let shown = Array(found.prefix(limit))
    return (shown, found.count > limit ? shown.last?.id : nil)
  }

  /// A page by its slug. Throws ``DomainError``, ``DomainError/gone(_:)`` when it has been withdrawn.
  public func find(_ slug: String, by actor: Actor) async throws -> GuidancePage {
    let found = try await services.pool.query(
      """
      SELECT \(fragment: GuidancePage.columns) FROM \(fragment: GuidancePage.tables)
      WHERE g.slug = \(slug) ORDER BY g.id
      """, as: GuidancePage.self)
    guard let page = found.first(where: { Self.mayRead($0, actor) }) else {
      throw DomainError.notFound("page of guidance")
    }
    if page.state == .withdrawn, !actor.may(.manageGuidance, at: page.owner) {
      throw DomainError.gone("This page of guidance has been withdrawn.")
    }
    return page
  }

  static func mayRead(_ page: GuidancePage, _ actor: Actor) -> Bool {
    if actor.may(.manageGuidance, at: page.owner) { return true }
    guard page.state != .draft, page.publishedAt != nil else { return false }
    return page.content.audience == .everybody
      || actor.authorities(for: .readSchoolGuidance).contains(page.owner.authority) || actor.isSystem
  }
}
