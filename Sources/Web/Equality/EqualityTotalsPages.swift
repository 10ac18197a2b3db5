import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The equality totals that the authority reads: by term, each given out once.
struct EqualityTotalsPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/equality") { try await totals($0, $1) }
    pages.get("authority/equality.csv") { try await csv($0, $1) }
  }

  private func report(_ request: Request, _ context: AppRequestContext) async throws -> EqualityReport {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let given = request.uri.queryParameters["year"].map(String.init)
    // What isn't a number is told of as a year that there is none of is.
    let year = given.map { Int($0.trimmingCharacters(in: .whitespaces)) ?? 0 }
    return try await EqualityTotals(environment.services)(of: authority, year: year, by: context.webActor)
  }

  private func totals(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let report: EqualityReport
    do {
      report = try await self.report(request, context)
    } catch DomainError.invalid(let problems) {
      return unknownYear(request, problems, context)
    }
    let year = report.year
    let isPresent = year == RecruitmentSpan.year(of: environment.services.today)
    return environment.respond(
      Page(
        "Equality totals", path: "/authority", above: BackLink(to: "/authority", "Authority"), isWide: true
      ) {
        Heading("Equality totals", caption: RecruitmentSpan(year: year)?.title ?? "\(year)")
        Paragraph(
          "The people who applied in a term, each counted once, and how far they came. A term’s figures are given out "
            + "once, a month after its end, and never change. No group of fewer than five people is shown or can be "
            + "worked out: small groups stand together, and stages are left out where a difference would be too small."
        )
        ButtonGroup {
          Link("The year before", to: "/authority/equality?year=\(year - 1)")
          if !isPresent { Link("The year after", to: "/authority/equality?year=\(year + 1)") }
          Link("Download as CSV", to: "/authority/equality.csv?year=\(year)")
        }
        for term in report.terms { Self.term(term) }
      }, in: context)
  }

  /// Says what is wrong with the year that was asked for, and asks for another one.
  private func unknownYear(
    _ request: Request, _ problems: [FieldProblem], _ context: AppRequestContext
  ) -> Response {
    let typed = request.uri.queryParameters["year"].map(String.init) ?? ""
    let fields = Fields(FormData([.init(name: "year", value: typed)]), problems: problems)
    return environment.respond(
      Page(
        "Equality totals", path: "/authority", problems: problems,
        above: BackLink(to: "/authority/equality", "The present school year")
      ) {
        Heading("Equality totals")
        SearchForm("/authority/equality", label: "Equality totals of a school year") {
          fields.text(
            "year", "In which year did the school year begin?", width: .four, inputMode: "numeric",
            maximumLength: 4)
          Button("Show the totals")
        }
      }, in: context)
  }

  private static func term(_ term: EqualityTermReport) -> HTML {
    let heading = Heading(term.span.title, .section).html
    if term.isWithheld {
      return heading
        + Paragraph(
          "Not given out: some of its people were counted before figures were given out by term, and figures of the "
            + "others alone would be wrong."
        ).html
    }
    guard term.isReleased else {
      return heading
        + Paragraph("Given out on \(LondonTime.shortDate(term.releasedOn)).").html
    }
    let shown = term.characteristics.filter { !$0.isSuppressed }
    if shown.isEmpty { return heading + Paragraph("Too few people for any figure.").html }
    let left = term.characteristics.filter(\.isSuppressed).map(\.question.label)
    return heading + Paragraph("As of \(LondonTime.shortDate(term.releasedOn)).").html
      + HTML(shown.map { EqualityTableView($0).html })
      + (left.isEmpty
        ? "" : Paragraph("Too few people for any figure: \(left.joined(separator: "; ")).").html)
  }

  private func csv(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let report: EqualityReport
    do {
      report = try await self.report(request, context)
    } catch DomainError.invalid(let problems) {
      return unknownYear(request, problems, context)
    }
    return .csv(report.csv, named: "equality-\(report.year).csv")
  }
}

/// The totals of one question: as bars by the stage that most came to, and as a table by every stage.
struct EqualityTableView: Component {
  private let one: EqualityCharacteristic

  init(_ one: EqualityCharacteristic) { self.one = one }

  var html: HTML {
    let table = one.table
    let named = (table.rows + [table.others].compactMap(\.self)).map { (one.title($0.category), $0.counts) }
    let sum: [HTML] = ["Everybody"] + table.totals.map { "\($0)" }
    let first = table.stages.first?.title ?? ""
    return CountChart(
      "\(one.question.label) (\(first.lowercased()))", named.map { (name: $0.0, count: $0.1.first ?? 0) }
    ).html
      + Table(
        one.question.label,
        columns: [.init("Answer")] + table.stages.map { .init($0.title, isNumeric: true) },
        rows: named.map { name, counts in [HTML(text: name)] + counts.map { "\($0)" } } + [sum]
      ).html
  }
}
