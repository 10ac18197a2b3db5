import Foundation
import Postgres

/// Finds live vacancies: published, and not past their closing time.
public struct SearchVacancies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of vacancies with the number of all that match. Open to everybody. Throws ``DomainError``.
  public func callAsFunction(_ query: VacancyQuery) async throws -> VacancyPage {
    let rows = try await services.pool.query(Self.statement(query, now: services.now()))
    var total = 0
    var items: [VacancyListing] = []
    var keys: [Int64] = []
    for row in rows {
      total = try row.decode("total")
      if try row.decodeIfPresent("id", as: VacancyID.self) != nil {
        items.append(try VacancyListing(row: row))
        keys.append(try row.decode("key"))
      }
    }
    guard items.count > query.limit else { return VacancyPage(items: items, total: total, next: nil) }
    let last = query.limit - 1
    return VacancyPage(
      items: Array(items[...last]), total: total,
      next: VacancyCursor(order: query.order, key: keys[last], id: items[last].id.rawValue))
  }

  /// The statement: hits are found and counted on narrow rows, and only the page's rows are read whole. The
  /// hits of words are materialised, or the planner walks the order's index and unpacks every word vector.
  static func statement(_ query: VacancyQuery, now: Date) -> Statement {
    let rises = query.order == .closingSoonest
    let at: Statement = rises ? "v.closes_at" : "v.published_at"
    let hits: Statement = """
      SELECT v.id, (extract(epoch FROM \(fragment: at)) * 1000000)::bigint AS key FROM vacancy v
        JOIN school s ON s.organisation_id = v.school_id
      WHERE \(fragment: .joined(conditions(query.criteria, now), separator: " AND "))
      """
    var page: Statement = "SELECT id, key FROM hit"
    if let after = query.after {
      let behind: Statement = rises ? " WHERE (key, id) >" : " WHERE (key, id) <"
      page = page + behind + " (\(after.key), \(after.id))"
    }
    let order: Statement = rises ? "key, id" : "key DESC, id DESC"
    return """
      WITH hit AS MATERIALIZED (\(fragment: hits)),
      page AS (\(fragment: page) ORDER BY \(fragment: order) LIMIT \(query.limit + 1))
      SELECT (SELECT count(*) FROM hit) AS total, page.key, \(fragment: VacancyListing.columns)
      FROM (SELECT 1) one LEFT JOIN page ON true LEFT JOIN vacancy v ON v.id = page.id
        LEFT JOIN organisation o ON o.id = v.school_id LEFT JOIN school s ON s.organisation_id = v.school_id
      ORDER BY \(fragment: rises ? "page.key, page.id" : "page.key DESC, page.id DESC")
      """
  }

  /// What holds of the live vacancies `v`, at schools `s`, that meet the criteria.
  static func conditions(
    _ criteria: VacancyCriteria, _ now: Date, in db: some Queryable
  ) async throws -> [Statement] {
    conditions(criteria, now)
  }

  private static func conditions(_ criteria: VacancyCriteria, _ now: Date) -> [Statement] {
    var all: [Statement] = ["v.state = 'published'", "v.closes_at > \(now)"]
    let words = criteria.words.trimmed
    if !words.isEmpty { all.append("v.search @@ websearch_to_tsquery('english', \(words))") }
    if !criteria.phases.isEmpty { all.append("v.phases && \(criteria.phases.map(\.rawValue))") }
    if !criteria.subjects.isEmpty { all.append("v.subjects && \(criteria.subjects)") }
    if !criteria.roles.isEmpty { all.append("v.job_roles && \(criteria.roles)") }
    if !criteria.workingPatterns.isEmpty {
      all.append("v.working_patterns && \(criteria.workingPatterns.map(\.rawValue))")
    }
    if !criteria.contractTypes.isEmpty {
      all.append("v.contract_type = ANY (\(criteria.contractTypes.map(\.rawValue)))")
    }
    if criteria.nqtsWelcome { all.append("v.nqts_welcome") }
    if criteria.visaSponsorship { all.append("v.visa_sponsorship") }
    if let pay = criteria.minimumPay { all.append("v.pay_maximum_pence >= \(pay * 100)") }
    if let school = criteria.school { all.append("s.urn = \(school)") }
    return all
  }
}
