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
          Self.sums(report, years)
          Self.lines(report)
        }
      }, in: context)
  }

  private static func sums(_ report: ServiceFees, _ years: FeeYears) -> Table {
    Table(
      "\(years.title): sums by school",
      columns: [
        .init("Year"), .init("School"), .init("Teachers", isNumeric: true), .init("Fees", isNumeric: true),
      ],
      rows: report.sums.map {
        [
          HTML(text: $0.year), HTML(text: $0.school), "\($0.teachers)",
          HTML(text: CampaignText.pounds($0.pence)),
        ]
      } + [
        [
          "All together", "–", "\(report.lines.reduce(0) { $0 + $1.teachers })",
          HTML(text: CampaignText.pounds(report.pence)),
        ]
      ])
  }

  private static func lines(_ report: ServiceFees) -> Table {
    Table(
      "By service",
      columns: [
        .init("Year"), .init("School"), .init("Service"), .init("Teachers", isNumeric: true),
        .init("Fees", isNumeric: true),
      ],
      rows: report.lines.map {
        [
          HTML(text: $0.year), HTML(text: $0.schoolName), HTML(text: $0.levelTitle), "\($0.teachers)",
          HTML(text: CampaignText.pounds($0.pence)),
        ]
      })
  }

  private func csv(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let report = try await ReportServiceFees(environment.services)(
      of: authority, in: Self.years(request), by: context.webActor)
    return .csv(report.csv, named: "service-fees.csv")
  }
}
