import Foundation
import Postgres

/// A scheme's money and take-up in a financial year.
public struct SchemeReportLine: Sendable {
  /// The scheme.
  public let scheme: SchemeID
  /// What it is called.
  public let name: String
  /// What its kind is called.
  public let kindName: String
  /// The budget, with what is offered, committed and spent.
  public let budget: SchemeBudget
  /// What was accepted and will not be paid.
  public let releasedPence: Int
  /// How many were offered something, whatever came of it.
  public let offers: Int
  /// How many of those accepted.
  public let accepted: Int
  /// How many declined or let the offer lapse.
  public let notTakenUp: Int
}

/// What schemes spend and how they are taken up.
public struct SchemeReport: Sendable {
  /// The last year first, then by name.
  public let lines: [SchemeReportLine]

  /// The same as a CSV file.
  public var csv: String {
    "financial_year,scheme,kind,budget_pence,offered_pence,committed_pence,spent_pence,released_pence,left_pence,"
      + "places,awards,offers_made,accepted,not_taken_up\r\n"
      + lines.map { line in
        let budget = line.budget
        let numbers = [
          budget.budgetPence, budget.offeredPence, budget.committedPence, budget.spentPence,
          line.releasedPence,
          budget.leftPence, budget.places, budget.awards, line.offers, line.accepted, line.notTakenUp,
        ]
        return CSV.line([budget.year.name, line.name, line.kindName] + numbers.map(String.init))
      }.joined()
  }
}

/// Adds up what schemes of an authority may spend, and what came of it.
public struct ReportSchemes: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Every scheme and year with a budget, or one year's. Throws ``DomainError``.
  public func callAsFunction(
    of authority: Authority, year: FinancialYear? = nil, by actor: Actor
  ) async throws -> SchemeReport {
    try actor.require(.readSchemeBudgets, at: authority.place, orHide: "page")
    let lines = try await services.pool.query(
      """
      SELECT s.id, s.name, k.name AS kind_name, \(fragment: SchemeBudget.columns),
        coalesce(sum(a.released_pence), 0)::bigint AS released_pence, count(a.offered_at) AS offers,
        count(*) FILTER (WHERE a.state IN ('accepted', 'ended')) AS accepted,
        count(*) FILTER (WHERE a.state IN ('declined', 'lapsed')) AS not_taken_up
      FROM scheme_budget b JOIN scheme s ON s.id = b.scheme_id JOIN scheme_kind k ON k.code = s.kind
        LEFT JOIN scheme_application a ON a.scheme_id = b.scheme_id AND a.year = b.year
      WHERE s.authority_id = \(authority.id) AND (\(year?.start)::int IS NULL OR b.year = \(year?.start))
      GROUP BY s.id, s.name, k.name, b.scheme_id, b.year ORDER BY b.year DESC, s.name, s.id
      """
    ).map { row in
      SchemeReportLine(
        scheme: try row.decode("id"), name: try row.decode("name"), kindName: try row.decode("kind_name"),
        budget: try SchemeBudget(row: row), releasedPence: try row.decode("released_pence"),
        offers: try row.decode("offers"), accepted: try row.decode("accepted"),
        notTakenUp: try row.decode("not_taken_up"))
    }
    return SchemeReport(lines: lines)
  }
}
