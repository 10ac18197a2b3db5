import Foundation
import Postgres

/// Reads the library of guidance: what is published, for those it is meant for; everything, for those who write it.
public struct ReadGuidance: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The published pages that the actor may read, best match first or by title; with `words` only those with them.
  public func published(
    words: String = "", limit: Int = 50, by actor: Actor
  ) async throws -> [GuidancePage] {
    let authorities = actor.authorities(for: .readSchoolGuidance).map(\.rawValue)
    var conditions: [Statement] = [
      """
      g.state = 'published' AND (g.audience = 'everybody' OR \(actor.isSystem)
        OR g.authority_id = ANY (\(authorities)))
      """
    ]
    let words = words.trimmed
    var order: Statement = "g.title, g.id"
    if !words.isEmpty {
      conditions.append("g.words @@ websearch_to_tsquery('english', \(words))")
      order = "ts_rank(g.words, websearch_to_tsquery('english', \(words))) DESC, g.title, g.id"
    }
    return try await services.pool.query(
      """
      SELECT \(fragment: GuidancePage.columns) FROM \(fragment: GuidancePage.tables)
      WHERE \(fragment: .joined(conditions, separator: " AND ")) ORDER BY \(fragment: order) LIMIT \(limit)
      """, as: GuidancePage.self)
  }

  /// Every page of the authorities that the actor writes for, those due for review first. Throws ``DomainError``.
  public func all(limit: Int = 200, by actor: Actor) async throws -> [GuidancePage] {
    let authorities = actor.authorities(for: .manageGuidance).map(\.rawValue)
    if authorities.isEmpty && !actor.isSystem { throw DomainError.notFound("page") }
    return try await services.pool.query(
      """
      SELECT \(fragment: GuidancePage.columns) FROM \(fragment: GuidancePage.tables)
      WHERE \(actor.isSystem) OR g.authority_id = ANY (\(authorities))
      ORDER BY g.review_by NULLS LAST, g.title, g.id LIMIT \(limit)
      """, as: GuidancePage.self)
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
