import Domain
import HTTPSupport
import Hummingbird
import Postgres

/// Budgets of schemes by year, what of them is taken and how they are taken up.
struct SchemeBudgetPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/scheme-budgets") { try await show($0, $1) }
    pages.get("authority/scheme-budgets.csv") { try await csv($0, $1) }
  }

  private func report(
    _ context: AppRequestContext
  ) async throws -> (authority: Authority, report: SchemeReport) {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    return (authority, try await ReportSchemes(environment.services)(of: authority, by: context.webActor))
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (authority, report) = try await report(context)
    let title = "Schemes: budgets and take-up"
    return environment.respond(
      Page(title, path: "/authority", above: BackLink(to: "/authority/schemes", "Schemes"), isWide: true) {
        Heading(title, caption: authority.name)
        Paragraph(
          "Committed is what was accepted and not freed again, paid or not. What is left can still be offered."
        )
        if report.lines.isEmpty {
          EmptyState("No budgets yet", "Set the budget of a scheme first.")
        } else {
          Paragraph(html: Link("Download as CSV", to: "/authority/scheme-budgets.csv").html)
          for year in Set(report.lines.map(\.budget.year)).sorted(by: >) {
            let lines = report.lines.filter { $0.budget.year == year }
            Heading("Financial year \(year.name)", .section)
            Self.money(year, lines)
            Self.takeUp(year, lines)
          }
        }
      }, in: context)
  }

  private static func money(_ year: FinancialYear, _ lines: [SchemeReportLine]) -> Table {
    func sum(_ part: (SchemeReportLine) -> Int) -> HTML {
      HTML(text: SchemeMoney.pounds(lines.reduce(0) { $0 + part($1) }))
    }
    let parts: [(SchemeReportLine) -> Int] = [
      { $0.budget.budgetPence }, { $0.budget.offeredPence }, { $0.budget.committedPence },
      { $0.budget.spentPence },
      { $0.budget.leftPence },
    ]
    return Table(
      "Money in \(year.name)",
      columns: [
        .init("Scheme"), .init("Budget", isNumeric: true), .init("Offered", isNumeric: true),
        .init("Committed", isNumeric: true), .init("Paid of that", isNumeric: true),
        .init("Left", isNumeric: true),
      ],
      rows: lines.map { line in
        [Link(line.name, to: "/authority/schemes/\(line.scheme)", about: "in \(year.name)").html]
          + parts.map { HTML(text: SchemeMoney.pounds($0(line))) }
      } + (lines.count > 1 ? [["All together"] + parts.map(sum)] : []))
  }

  private static func takeUp(_ year: FinancialYear, _ lines: [SchemeReportLine]) -> Table {
    Table(
      "Take-up in \(year.name)",
      columns: [
        .init("Scheme"), .init("Places", isNumeric: true), .init("Taken", isNumeric: true),
        .init("Offers made", isNumeric: true), .init("Accepted", isNumeric: true),
        .init("Declined or lapsed", isNumeric: true), .init("Freed again", isNumeric: true),
      ],
      rows: lines.map { line in
        [
          HTML(text: line.name), "\(line.budget.places)", "\(line.budget.awards)", "\(line.offers)",
          "\(line.accepted)", "\(line.notTakenUp)", HTML(text: SchemeMoney.pounds(line.releasedPence)),
        ]
      })
  }

  private func csv(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let report = try await report(context).report
    return .csv(report.csv, named: "scheme-budgets.csv")
  }
}
