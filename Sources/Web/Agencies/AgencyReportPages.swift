import Domain
import HTTPSupport
import Hummingbird
import Postgres

/// What came of agencies and what is due to them: for the authority, for a school, for an agency.
struct AgencyReportPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("agency-report") { try await show($0, $1) }
    pages.get("agency-report.csv") { try await csv($0, $1) }
  }

  private func extent(_ request: Request, _ context: AppRequestContext) async throws -> AgencyExtent {
    let readable = try AgencyExtent.readable(by: context.webActor)
    let named = request.uri.queryParameters["organisation"].flatMap { OrganisationID(String($0)) }
    guard let named else { return readable[0] }
    return try AgencyExtent(of: try await Organisation.find(named, in: environment.services.pool))
  }

  /// The days of the period, as they stand in the address; what can't be read is a problem of its field.
  private static func period(
    _ request: Request
  ) -> (fields: FormData, from: CivilDate?, until: CivilDate?, problems: [FieldProblem]) {
    let query = request.uri.queryParameters
    var form = FormData()
    for name in ["from", "until"] {
      for part in ["day", "month", "year"] {
        form.set("\(name)-\(part)", query["\(name)-\(part)"[...]].map(String.init))
      }
    }
    var problems = Problems()
    let from = FormDay.read(form, "from", "first day", &problems)
    let until = FormDay.read(form, "until", "last day", &problems)
    if let from, let until, until < from {
      problems.add("until", "Enter a last day that is not before the first.")
    }
    return (form, from, until, problems.found)
  }

  private static func query(_ owner: OrganisationID, _ fields: FormData) -> String {
    "?organisation=\(owner)"
      + fields.fields.filter { !$0.value.isEmpty }.map { "&\($0.name)=\(OwnPath.escape($0.value))" }.joined()
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let services = environment.services
    let actor = context.webActor
    let extent = try await extent(request, context)
    guard let place = extent.place else { throw DomainError.notFound("report") }
    let name = try await Organisation.find(place.organisation, in: services.pool).name
    let (values, from, until, problems) = Self.period(request)
    let isRead = problems.isEmpty
    let report = try await ReportAgencies(services)(
      extent, from: isRead ? from : nil, until: isRead ? until : nil, by: actor)
    let fees = try await ReportAgencies(services).fees(
      extent, from: isRead ? from : nil, until: isRead ? until : nil, limit: 25, after: request.after,
      by: actor)
    let query = Self.query(place.organisation, values)
    let fields = Fields(values, problems: problems)
    return environment.respond(
      Page(
        Self.title(extent), path: Self.home(extent), problems: problems,
        above: Self.back(extent), isWide: true
      ) {
        Heading(Self.title(extent), caption: name)
        SearchForm("/agency-report", label: "Period") {
          HiddenInput("organisation", place.organisation.description)
          fields.date("from", "Put forward from (optional)")
          fields.date("until", "To (optional)")
          Button("Show", kind: .secondary)
        }
        if report.lines.isEmpty {
          EmptyState("Nobody was put forward", "Figures appear once agencies put people forward.")
        } else {
          AgencyFunnel(report)
          AgencyReportTable(report)
          Paragraph(
            "Interviewed are those whose time has begun, who are scored or who were offered the post, not those who "
              + "were only invited.")
          Paragraph(html: Link("Download as CSV", to: "/agency-report.csv\(query)").html)
        }
        Heading("Fees", .section)
        if fees.items.isEmpty {
          Paragraph("No fee is due.")
        } else {
          AgencyFeeTable(fees.items)
          Pagination(previous: nil, next: fees.next.map { "/agency-report\(query)&after=\($0)" }, of: "fees")
          Paragraph(
            "A fee goes by the terms that were in force when the person agreed, and by the offer that they "
              + "accepted. It falls away if the appointment is taken back.")
        }
      }, in: context)
  }

  private static func title(_ extent: AgencyExtent) -> String {
    switch extent {
    case .authority, .everything, .school: "Agencies: fees and outcomes"
    case .agency: "Your fees and outcomes"
    }
  }

  private static func home(_ extent: AgencyExtent) -> String {
    switch extent {
    case .authority, .everything: "/authority"
    case .school: "/school"
    case .agency: "/agency"
    }
  }

  private static func back(_ extent: AgencyExtent) -> BackLink {
    switch extent {
    case .authority, .everything: BackLink(to: "/authority/agencies", "Recruitment agencies")
    case .school: BackLink(to: "/school", "My school")
    case .agency(let place): BackLink(to: "/agency?agency=\(place.organisation)", "My agency")
    }
  }

  private func csv(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let extent = try await extent(request, context)
    let (_, from, until, problems) = Self.period(request)
    if !problems.isEmpty { throw DomainError.invalid(problems) }
    let report = try await ReportAgencies(environment.services)(
      extent, from: from, until: until, by: context.webActor)
    return .csv(report.csv, named: "agencies.csv")
  }
}

/// How far those came whom agencies put forward, as bars; the table below says the same.
struct AgencyFunnel: Component {
  private let report: AgencyReport

  init(_ report: AgencyReport) { self.report = report }

  var html: HTML {
    CountChart(
      "How far they came",
      [
        ("Put forward", report.sum(\.submissions)), ("Agreed", report.sum(\.consents)),
        ("Applied", report.sum(\.applications)), ("Shortlisted", report.sum(\.shortlisted)),
        ("Interviewed", report.sum(\.interviewed)), ("Appointed", report.sum(\.appointed)),
      ]
    ).html
  }
}

/// The table of a report, with the sum at its end.
struct AgencyReportTable: Component {
  private let report: AgencyReport

  init(_ report: AgencyReport) { self.report = report }

  var html: HTML {
    func numbers(_ value: (KeyPath<AgencyFigures, Int>) -> Int) -> [HTML] {
      [\AgencyFigures.submissions, \.consents, \.applications, \.shortlisted, \.interviewed, \.appointed]
        .map { "\(value($0))" }
    }
    func fee(_ pence: Int, open: Int) -> HTML {
      HTML(text: CampaignText.pounds(pence) + (open > 0 ? " and \(open) not known yet" : ""))
    }
    let rows = report.lines.map { line in
      [HTML(text: "\(line.agencyName), \(line.schoolName)")] + numbers { line[keyPath: $0] }
        + [fee(line.feePence, open: line.feesOpen)]
    }
    let sum: [HTML] =
      ["All together"] + numbers { report.sum($0) }
      + [fee(report.sum(\.feePence), open: report.sum(\.feesOpen))]
    return Table(
      "By agency and school",
      columns: [
        .init("Agency and school"), .init("Put forward", isNumeric: true),
        .init("Agreed", isNumeric: true), .init("Applied", isNumeric: true),
        .init("Shortlisted", isNumeric: true), .init("Interviewed", isNumeric: true),
        .init("Appointed", isNumeric: true), .init("Fee due", isNumeric: true),
      ], rows: rows + [sum]
    ).html
  }
}

/// The fees, one for each appointment.
struct AgencyFeeTable: Component {
  private let fees: [AgencyFeeLine]

  init(_ fees: [AgencyFeeLine]) { self.fees = fees }

  var html: HTML {
    Table(
      "Fees, the last appointed first", isCaptionHidden: true,
      columns: [
        .init("Vacancy"), .init("School"), .init("Agency"), .init("Appointed"),
        .init("Pay a year", isNumeric: true),
        .init("Terms"), .init("Fee", isNumeric: true),
      ],
      rows: fees.map { fee in
        [
          HTML(text: "\(fee.vacancyTitle) (\(fee.vacancyReference))"), HTML(text: fee.schoolName),
          HTML(text: fee.agencyName), HTML(text: LondonTime.shortDate(LondonTime.date(of: fee.appointedAt))),
          HTML(text: CampaignText.pounds(fee.salaryPence)), HTML(text: AgencyText.rate(fee.rate)),
          HTML(text: fee.feePence.map { CampaignText.pounds($0) } ?? "Pay not entered"),
        ]
      }
    ).html
  }
}
