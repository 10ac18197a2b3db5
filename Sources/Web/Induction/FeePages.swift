import Domain
import HTTPSupport
import Hummingbird
import Postgres

/// What schools pay for the service of the appropriate body, for the authority’s staff.
struct FeePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  static let base = "/authority/inductions/fees"

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/inductions/fees") { try await show($0, $1) }
    pages.get("authority/inductions/fees.csv") { try await csv($0, $1) }
  }

  private static func years(_ request: Request) -> FeeYears {
    request.uri.queryParameters["years"].flatMap { FeeYears(rawValue: String($0)) } ?? .school
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (services, years) = (environment.services, Self.years(request))
    let authority = try await Authority.seat(of: context.webActor, in: services.pool)
    let report = try await ReportServiceFees(services)(of: authority, in: years, by: context.webActor)
    let other: FeeYears = years == .school ? .financial : .school
    return environment.respond(
      Page(
        "Fees of schools", path: "/authority",
        above: BackLink(to: "/authority/inductions/bodies", "Appropriate body"), isWide: true
      ) {
        Heading("Fees of schools", caption: authority.name)
        Paragraph(
          "The price of the service as it was when the registration was sent: for the year that begins on the "
            + "first day in post, and for each further year that begins while the post goes on. What falls due "
            + "after today is not in it.")
        if report.lines.isEmpty {
          EmptyState(
            "No fee has fallen due", "Fees appear once a teacher whose registration is accepted begins.")
        } else {
          Paragraph(
            html: Link(
              "Add up by \(other.title.lowercased())", to: "\(Self.base)?years=\(other.rawValue)"
            ).html)
          Paragraph(html: Link("Download as CSV", to: "\(Self.base).csv?years=\(years.rawValue)").html)
          Self.table(report, years)
        }
      }, in: context)
  }

  private static func table(_ report: ServiceFees, _ years: FeeYears) -> Table {
    Table(
      "\(years.title): fees by school and service",
      columns: [
        .init("Year"), .init("School"), .init("Service"), .init("Teachers", isNumeric: true),
        .init("Yearly fees", isNumeric: true), .init("Amount", isNumeric: true),
      ],
      rows: report.bySchool.flatMap(rows) + [row(["All together", "–", "–"], report)])
  }

  /// A school in a year: each service by itself, and the sum where there are several.
  private static func rows(_ school: ServiceFees) -> [[HTML]] {
    guard let first = school.lines.first else { return [] }
    let whose = [first.year, first.schoolName]
    let services = zip(school.lines, school.byLine).map { row(whose + [$0.levelTitle], $1) }
    return services.count == 1 ? services : services + [row(whose + ["Every service"], school)]
  }

  /// Teachers are counted once, whatever they are paid for; each year of each of them is a fee.
  private static func row(_ words: [String], _ fees: ServiceFees) -> [HTML] {
    words.map { HTML(text: $0) } + [
      "\(fees.teachers)", "\(fees.fees)", HTML(text: CampaignText.pounds(fees.pence)),
    ]
  }

  private func csv(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let report = try await ReportServiceFees(environment.services)(
      of: authority, in: Self.years(request), by: context.webActor)
    return .csv(report.csv, named: "service-fees.csv")
  }
}
