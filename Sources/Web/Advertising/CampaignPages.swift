import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// The campaigns of the authority or of a school: what they cost and what came of them.
struct CampaignPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("campaigns") { try await report($0, $1) }
    pages.get("campaigns/report.csv") { try await csv($0, $1) }
    CampaignLinkPages(environment).add(to: pages)
    EditCampaignPages(environment).add(to: pages)
  }

  /// Whose campaigns are meant: those of the organisation in the address, or the first that the person may see.
  static func extent(
    _ request: Request, _ context: AppRequestContext, _ services: Services
  ) async throws -> CampaignExtent {
    let readable = try CampaignExtent.readable(by: context.webActor)
    let named = request.uri.queryParameters["organisation"].flatMap { OrganisationID(String($0)) }
    guard let named else { return readable[0] }
    return CampaignExtent(of: try await Organisation.find(named, in: services.pool))
  }

  private func report(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let services = environment.services
    let extent = try await Self.extent(request, context, services)
    let report = try await ReportCampaigns(services)(extent, by: context.webActor)
    guard let owner = extent.owner else { throw DomainError.notFound("organisation") }
    let name = try await Organisation.find(owner.organisation, in: services.pool).name
    let others = try CampaignExtent.readable(by: context.webActor).filter { $0 != extent }
    var switches: [HTML] = []
    for other in others {
      guard let place = other.owner else { continue }
      let title = try await Organisation.find(place.organisation, in: services.pool).name
      switches.append(Link(title, to: "/campaigns?organisation=\(place.organisation)").html)
    }
    let query = "?organisation=\(owner.organisation)"
    return environment.respond(
      Page("Campaigns", path: CampaignText.home(extent), isWide: true) {
        Heading("Campaigns", caption: name)
        ButtonGroup {
          if context.webActor.may(.manageCampaigns, at: owner) {
            LinkButton("Start a campaign", to: "/campaigns/new\(query)")
          }
          if !report.campaigns.isEmpty { Link("Download as CSV", to: "/campaigns/report.csv\(query)") }
        }
        if report.campaigns.isEmpty {
          EmptyState(
            "No campaigns yet",
            "Note where you advertise and what it costs: each campaign gets a link of its own, and you see how many applications come through it."
          )
        } else {
          CampaignChart(report)
          CampaignTable(report)
          Paragraph(
            "Applications that came through no campaign: \(report.otherApplications). An appointment is counted when the school has said that the post was filled through Staffroom and has turned down the others."
          )
        }
        if !switches.isEmpty {
          Heading("Campaigns of others", .section)
          BulletList(html: switches)
        }
      }, in: context)
  }

  private func csv(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let extent = try await Self.extent(request, context, environment.services)
    let report = try await ReportCampaigns(environment.services)(extent, by: context.webActor)
    return .csv(report.csv, named: "campaigns.csv")
  }
}

/// Words of campaigns.
enum CampaignText {
  /// An amount in pounds; a dash for none.
  static func pounds(_ pence: Int?) -> String {
    guard let pence else { return "–" }
    let (whole, rest) = (pence / 100, pence % 100)
    let grouped = whole.formatted(.number.grouping(.automatic).locale(Locale(identifier: "en_GB")))
    return rest == 0 ? "£\(grouped)" : "£\(grouped).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// When it runs.
  static func dates(_ content: CampaignContent) -> String {
    let from = content.startsOn.map(LondonTime.longDate) ?? ""
    guard let ends = content.endsOn else { return "from \(from)" }
    return "\(from) to \(LondonTime.longDate(ends))"
  }

  /// Where in the menu the campaigns of an extent are.
  static func home(_ extent: CampaignExtent) -> String {
    if case .school = extent { "/school" } else { "/authority" }
  }
}

/// The table of a report, with the sum at its end.
struct CampaignTable: Component {
  private let report: CampaignReport

  init(_ report: CampaignReport) { self.report = report }

  var html: HTML {
    let rows = report.campaigns.map { figures -> [HTML] in
      let campaign = figures.campaign
      return [
        Link(campaign.content.name, to: "/campaigns/\(campaign.id)").html, HTML(text: campaign.channelName),
        HTML(text: CampaignText.pounds(campaign.content.costPence)), "\(figures.visits)",
        "\(figures.applications)", "\(figures.appointments)",
        HTML(text: CampaignText.pounds(figures.costPerApplication)),
        HTML(text: CampaignText.pounds(figures.costPerAppointment)),
      ]
    }
    let sum: [HTML] = [
      "All together", "–", HTML(text: CampaignText.pounds(report.costPence)), "\(report.visits)",
      "\(report.applications)", "\(report.appointments)",
      HTML(text: CampaignText.pounds(report.costPerApplication)),
      HTML(text: CampaignText.pounds(report.costPerAppointment)),
    ]
    return Table(
      "What came of each campaign",
      columns: [
        .init("Campaign"), .init("Where"), .init("Cost", isNumeric: true), .init("Visits", isNumeric: true),
        .init("Applications", isNumeric: true), .init("Appointments", isNumeric: true),
        .init("Cost per application", isNumeric: true), .init("Cost per appointment", isNumeric: true),
      ], rows: rows + [sum]
    ).html
  }
}

/// Applications of the newest campaigns as bars; the table below says the same.
struct CampaignChart: Component {
  private let bars: [(name: String, count: Int)]

  init(_ report: CampaignReport) {
    bars = report.campaigns.prefix(12).map { ($0.campaign.content.name, $0.applications) }
  }

  var html: HTML {
    bars.contains { $0.count > 0 } ? CountChart("Applications by campaign", bars).html : ""
  }
}

/// The tracked links.
struct CampaignLinkPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("go/:code") { try await follow($0, $1) }
  }

  /// Leads on, with the campaign's code in a cookie that lasts as long as the browser is open, unless the browser
  /// asks not to be followed. A link that is not known, as one copied with a slip, leads to all vacancies.
  private func follow(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let code = try context.parameters.require("code", as: String.self)
    do {
      let vacancy = try await FollowCampaignLink(environment.services)(code: code)
      var response = Response(
        status: .found,
        headers: [.location: vacancy.map { "/vacancies/\($0)" } ?? "/vacancies", .cacheControl: "no-store"])
      if !Self.asksNotToBeFollowed(request) {
        response.setCookie(environment.cookies.campaignCookie(code.lowercased()))
      }
      return response
    } catch DomainError.notFound {
      return Response(status: .found, headers: [.location: "/vacancies", .cacheControl: "no-store"])
    }
  }

  /// Whether the browser says that its reader doesn't want to be followed: Global Privacy Control, or the older
  /// Do Not Track.
  private static func asksNotToBeFollowed(_ request: Request) -> Bool {
    ["Sec-GPC", "DNT"].contains { name in HTTPField.Name(name).flatMap { request.headers[$0] } == "1" }
  }
}
