import Domain
import HTTPSupport
import Hummingbird
import Postgres

/// What schools pay for places: for a school, for an alliance, for the authority.
struct ChargePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("activity-charges") { try await show($0, $1) }
    pages.get("activity-charges.csv") { try await csv($0, $1) }
  }

  private func organisation(_ request: Request, _ context: AppRequestContext) throws -> OrganisationID {
    let readable = try ReportActivityCharges.readable(by: context.webActor)
    return request.uri.queryParameters["organisation"].flatMap { OrganisationID(String($0)) } ?? readable[0]
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try organisation(request, context)
    let report = try await ReportActivityCharges(environment.services)(of: id, by: context.webActor)
    let page = try report.page(limit: 25, after: request.after)
    let owner = try await Organisation.find(id, in: environment.services.pool)
    let (title, here) = ("Activities: charges", "/activity-charges?organisation=\(id)")
    let back =
      owner.kind == .school
      ? BackLink(to: "/school", "My school") : BackLink(to: "/manage/activities", "Activities")
    return environment.respond(
      Page(
        title, path: owner.kind == .school ? "/school" : "/manage/activities", above: back, isWide: true
      ) {
        Heading(title, caption: owner.name)
        Paragraph("Places that were attended, or not given back in time.")
        if report.lines.isEmpty {
          EmptyState(
            "Nothing is charged", "Charges appear once places can no longer be given back free of charge.")
        } else {
          Paragraph(html: Link("Download as CSV", to: "/activity-charges.csv?organisation=\(id)").html)
          Table(
            "Sums by term and school",
            columns: [
              .init("Term"), .init("School"), .init("Places", isNumeric: true),
              .init("Charge", isNumeric: true),
            ],
            rows: report.sums.map {
              [
                HTML(text: $0.term.name), HTML(text: $0.school), "\($0.places)",
                HTML(text: CampaignText.pounds($0.pence)),
              ]
            } + [
              [
                "All together", "–", "\(report.lines.reduce(0) { $0 + $1.places })",
                HTML(text: CampaignText.pounds(report.pence)),
              ]
            ])
          Self.lines(page.items)
          Pagination(
            previous: request.after == nil ? nil : here, next: page.next.map { "\(here)&after=\($0)" },
            of: "charges")
        }
      }, in: context)
  }

  private static func lines(_ lines: [ActivityCharge]) -> Table {
    Table(
      "By activity",
      columns: [
        .init("Activity"), .init("Term"), .init("School"), .init("Places", isNumeric: true),
        .init("Attended", isNumeric: true), .init("Charge", isNumeric: true),
      ],
      rows: lines.map {
        [
          Link($0.activityTitle, to: "/activities/\($0.activity)").html, HTML(text: $0.term.name),
          HTML(text: $0.schoolName), "\($0.places)", "\($0.attended)",
          HTML(text: CampaignText.pounds($0.pence)),
        ]
      })
  }

  private func csv(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let report = try await ReportActivityCharges(environment.services)(
      of: try organisation(request, context), by: context.webActor)
    return .csv(report.csv, named: "activity-charges.csv")
  }
}
