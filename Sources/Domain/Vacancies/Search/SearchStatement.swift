import Foundation
import Postgres

/// The statement of a page of a search.
struct SearchStatement {
  let query: VacancyQuery
  let conditions: SearchConditions

  /// Narrow rows are found, ordered and counted; only the page's vacancies are read whole.
  var statement: Statement {
    let order = query.order
    let rises = order == .closingSoonest || order == .nearest
    let sorted: Statement = rises ? "page.key, page.id" : "page.key DESC, page.id DESC"
    let distance: Statement =
      conditions.place.map { "(\(fragment: SearchConditions.distance(from: $0)))::int" } ?? "NULL::int"
    return """
      \(fragment: mustGather ? gathered : walked)
      SELECT counted.total, page.key, \(fragment: distance) AS distance, \(fragment: VacancyListing.columns)
      FROM counted LEFT JOIN page ON true LEFT JOIN live_vacancy l ON l.vacancy_id = page.id
        LEFT JOIN vacancy v ON v.id = page.id
        LEFT JOIN organisation o ON o.id = v.school_id LEFT JOIN school s ON s.organisation_id = v.school_id
      ORDER BY \(fragment: sorted)
      """
  }

  /// With words or by distance all hits are gathered first, or the planner walks the order's index and unpacks
  /// every word vector on its way.
  private var mustGather: Bool {
    !conditions.words.isEmpty || query.order == .nearest || query.order == .bestMatch
  }

  private var gathered: Statement {
    let rises = query.order == .closingSoonest || query.order == .nearest
    var page: Statement = "SELECT id, key FROM hit"
    if let after = query.after {
      page += rises ? " WHERE (key, id) > " : " WHERE (key, id) < "
      page += "(\(after.key), \(after.id))"
    }
    page += rises ? " ORDER BY key, id" : " ORDER BY key DESC, id DESC"
    return """
      WITH hit AS MATERIALIZED (
        SELECT l.vacancy_id AS id, \(fragment: key) AS key FROM live_vacancy l WHERE \(fragment: conditions.joined())
      ), page AS (\(fragment: page) LIMIT \(query.limit + 1)),
      counted AS (SELECT count(*) AS total FROM hit)
      """
  }

  private var key: Statement {
    switch query.order {
    case .newest: "(extract(epoch FROM l.published_at) * 1000000)::bigint"
    case .closingSoonest: "(extract(epoch FROM l.closes_at) * 1000000)::bigint"
    case .nearest:
      conditions.place.map { "round(\(fragment: SearchConditions.distance(from: $0)))::bigint" }
        ?? "0::bigint"
    case .bestMatch:
      // A role that the words name counts for more than any number of words, and so does a subject: "physics" and
      // "physical" have one stem.
      """
      (CASE WHEN l.roles && \(conditions.words.roles) THEN 1000000000 ELSE 0 END
        + CASE WHEN l.subjects && \(conditions.words.subjects) THEN 500000000 ELSE 0 END
        + CASE WHEN l.title_words @@ \(fragment: conditions.words.rank)
          THEN ts_rank(l.title_words, \(fragment: conditions.words.rank), 1) * 100000000 ELSE 0 END)::bigint
      """
    }
  }

  /// Without words the order's index is walked as far as the page goes, and the hits are counted beside it.
  private var walked: Statement {
    let rises = query.order == .closingSoonest
    let instant: Statement = rises ? "l.closes_at" : "l.published_at"
    var all = conditions.joined()
    let counted: Statement = "SELECT count(*) AS total FROM live_vacancy l WHERE \(fragment: all)"
    if let after = query.after {
      let at = Date(timeIntervalSince1970: Double(after.key) / 1_000_000)
      all += rises ? " AND (l.closes_at, l.vacancy_id) > " : " AND (l.published_at, l.vacancy_id) < "
      all += "(\(at), \(after.id))"
    }
    let order: Statement =
      rises ? "l.closes_at, l.vacancy_id" : "l.published_at DESC, l.vacancy_id DESC"
    return """
      WITH page AS (
        SELECT l.vacancy_id AS id, (extract(epoch FROM \(fragment: instant)) * 1000000)::bigint AS key
        FROM live_vacancy l WHERE \(fragment: all) ORDER BY \(fragment: order) LIMIT \(query.limit + 1)
      ), counted AS (\(fragment: counted))
      """
  }
}
