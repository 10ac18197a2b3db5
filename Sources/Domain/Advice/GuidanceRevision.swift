public import Foundation
public import Postgres

/// What a page of guidance said before a change.
public struct GuidanceRevision: Sendable, RowDecodable {
  /// The version of the page that said so.
  public let version: Int
  /// Its title.
  public let title: String
  /// Its summary.
  public let summary: String
  /// Its text in Markdown.
  public let body: String
  /// When it was replaced.
  public let replacedAt: Date
  /// The name of who replaced it; nil for the operator.
  public let replacedBy: String?

  /// Reads a row of `version, title, summary, body, replaced_at, replaced_by_name`.
  public init(row: Row) throws {
    version = try row.decode("version")
    title = try row.decode("title")
    summary = try row.decode("summary")
    body = try row.decode("body")
    replacedAt = try row.decode("replaced_at")
    replacedBy = try row.decodeIfPresent("replaced_by_name")
  }
}

/// Older texts of a page of guidance, for those who write it.
public struct GuidanceHistory: Sendable {
  /// The page as it is now.
  public let page: GuidancePage
  /// What it said before, the newest first.
  public let revisions: [GuidanceRevision]
  /// The version behind which the next ones begin; nil at the end.
  public let next: Int?
}

extension ReadGuidance {
  /// What a page said before each change, the newest first; `before` is the version where the last ones ended. For those
  /// who write it. Throws ``DomainError``.
  public func history(
    _ slug: String, limit: Int = 20, before: Int? = nil, by actor: Actor
  ) async throws -> GuidanceHistory {
    let page = try await find(slug, by: actor)
    try actor.require(.manageGuidance, at: page.owner, orHide: "page of guidance")
    let last = Int32(clamping: before ?? .max)
    let found = try await services.pool.query(
      """
      SELECT r.version, r.title, r.summary, r.body, r.replaced_at, a.name AS replaced_by_name
      FROM guidance_revision r LEFT JOIN account a ON a.id = r.replaced_by
      WHERE r.page_id = \(page.id) AND r.version < \(last) ORDER BY r.version DESC LIMIT \(limit + 1)
      """, as: GuidanceRevision.self)
    let shown = Array(found.prefix(limit))
    return GuidanceHistory(
      page: page, revisions: shown, next: found.count > limit ? shown.last?.version : nil)
  }

  /// A page of the library as its readers find it, and of all that those who write it keep: drafts and withdrawn pages
  /// are listed to them alone. By title, or the best match of the words first; `after` is the last of the page before.
  public func library(
    words: String = "", state: GuidanceState? = nil, limit: Int = 50, after: GuidanceID? = nil,
    by actor: Actor
  ) async throws -> (pages: [GuidancePage], next: GuidanceID?) {
    let readers = actor.authorities(for: .readSchoolGuidance).map(\.rawValue)
    let writers = actor.authorities(for: .manageGuidance).map(\.rawValue)
    var conditions: [Statement] = [
      """
      (\(actor.isSystem) OR g.authority_id = ANY (\(writers)) OR (g.state = 'published'
        AND (g.audience = 'everybody' OR g.authority_id = ANY (\(readers)))))
      """
    ]
    if let state { conditions.append("g.state = \(state)") }
    var rank: Statement = "0::real"
    if !words.trimmed.isEmpty {
      conditions.append("g.words @@ websearch_to_tsquery('english', \(words.trimmed))")
      rank = "-ts_rank(g.words, websearch_to_tsquery('english', \(words.trimmed)))"
    }
    if let after {
      conditions.append(
        """
        (\(fragment: rank), g.title, g.id) > (
          SELECT \(fragment: rank), g.title, g.id FROM guidance_page g WHERE g.id = \(after))
        """)
    }
    let found = try await services.pool.query(
      """
      SELECT \(fragment: GuidancePage.columns) FROM \(fragment: GuidancePage.tables)
      WHERE \(fragment: .joined(conditions, separator: " AND "))
      ORDER BY \(fragment: rank), g.title, g.id LIMIT \(limit + 1)
      """, as: GuidancePage.self)
    let shown = Array(found.prefix(limit))
    return (shown, found.count > limit ? shown.last?.id : nil)
  }
}
