public import ArgumentParser
import Domain
import Foundation
import Postgres

/// Starts and lists campaigns, and reports what came of them.
public struct CampaignsCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "campaigns", abstract: "Start and list advertising campaigns, and report what came of them.",
    subcommands: [List.self, Create.self, Report.self])

  /// Nothing given.
  public init() {}

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List campaigns, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Option(help: ArgumentHelp("Only those of this authority or school.", valueName: "code, URN or id"))
    var of: String?
    @OptionGroup var paging: PagingOptions

    func run(in context: CommandContext) async throws {
      let page = try await ReadCampaigns(context.services).list(
        try await context.campaigns(of: of), limit: paging.limit,
        after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map { CampaignLine($0) }, json: format.json, none: "No campaigns.",
        Table(
          .init("id") { $0.id.description }, .init("name") { $0.name }, .init("channel") { $0.channel },
          .init("of") { $0.organisation }, .init("cost") { CampaignLine.pounds($0.costPence) },
          .init("from") { $0.startsOn }, .init("to") { $0.endsOn ?? "–" }, .init("link") { $0.link }))
      context.sayMore(page.next)
    }
  }

  struct Create: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Start a campaign; its link is printed.",
      discussion:
        "Channels: national-job-board, local-press, social-media, university-fair, agency, own-website, other."
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code or the school's URN.") var organisation: String
    @Argument(help: "What it is called.") var name: String
    @Option(help: ArgumentHelp("Where it is advertised.", valueName: "code")) var channel: String
    @Option(help: ArgumentHelp("What it costs.", valueName: "pence")) var costPence = 0
    @Option(help: ArgumentHelp("Its first day; today unless given.", valueName: "date")) var from: String?
    @Option(help: ArgumentHelp("Its last day.", valueName: "date")) var to: String?
    @Option(help: ArgumentHelp("The vacancy it is for.", valueName: "id or reference")) var vacancy: String?

    func run(in context: CommandContext) async throws {
      let owner = try await context.lookup.organisation(organisation)
      var of: VacancyID?
      if let vacancy { of = try await FindVacancy(context.services)(named: vacancy, by: context.actor).id }
      let campaign = try await CreateCampaign(context.services)(
        of: owner.id,
        CampaignContent(
          name: name, channel: channel, costPence: costPence,
          startsOn: try from.map { try Self.day($0, "--from") } ?? context.services.today,
          endsOn: try to.map { try Self.day($0, "--to") }, vacancy: of), by: context.actor)
      let line = CampaignLine(campaign)
      try context.show(
        line, json: format.json,
        [
          ("Link", context.services.settings.baseURL + line.link), ("Id", line.id.description),
          ("Name", line.name),
        ])
    }

    private static func day(_ text: String, _ field: String) throws -> CivilDate {
      guard let day = CivilDate(text) else {
        throw Reading.problem(field, "'\(text)' is not a date such as 2027-01-04.")
      }
      return day
    }
  }

  struct Report: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report what campaigns cost and what came of them.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Option(help: ArgumentHelp("Only those of this authority or school.", valueName: "code, URN or id"))
    var of: String?
    @Flag(help: "Answer as CSV.") var csv = false

    func run(in context: CommandContext) async throws {
      let report = try await ReportCampaigns(context.services)(
        try await context.campaigns(of: of), by: context.actor)
      if csv { return context.output.line(String(report.csv.dropLast())) }
      try context.show(
        report.campaigns.map(FiguresLine.init), json: format.json, none: "No campaigns.",
        Table(
          .init("name") { $0.name }, .init("channel") { $0.channel },
          .init("cost") { CampaignLine.pounds($0.costPence) }, .init("visits") { "\($0.visits)" },
          .init("applications") { "\($0.applications)" }, .init("appointments") { "\($0.appointments)" },
          .init("per application") { CampaignLine.pounds($0.costPerApplicationPence) },
          .init("per appointment") { CampaignLine.pounds($0.costPerAppointmentPence) }))
      if !format.json {
        context.output.remark("\(report.otherApplications) applications came through no campaign.")
      }
    }
  }
}

/// A campaign as the commands show it.
private struct CampaignLine: Encodable {
  let id: CampaignID
  let name: String
  let channel: String
  let organisation: String
  let costPence: Int
  let startsOn: String
  let endsOn: String?
  let vacancyID: VacancyID?
  let link: String
  let version: Int

  init(_ campaign: Campaign) {
    let content = campaign.content
    (id, name, channel) = (campaign.id, content.name, content.channel)
    (organisation, costPence) = (campaign.ownerName, content.costPence)
    (startsOn, endsOn) = (content.startsOn?.description ?? "–", content.endsOn?.description)
    (vacancyID, link, version) = (content.vacancy, campaign.path, campaign.version)
  }

  static func pounds(_ pence: Int?) -> String {
    guard let pence else { return "–" }
    let rest = pence % 100
    return "£\(pence / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}

private struct FiguresLine: Encodable {
  let id: CampaignID
  let name: String
  let channel: String
  let costPence: Int
  let visits: Int
  let applications: Int
  let appointments: Int
  let costPerApplicationPence: Int?
  let costPerAppointmentPence: Int?

  init(_ figures: CampaignFigures) {
    let content = figures.campaign.content
    (id, name, channel) = (figures.campaign.id, content.name, content.channel)
    (costPence, visits) = (content.costPence, figures.visits)
    (applications, appointments) = (figures.applications, figures.appointments)
    (costPerApplicationPence, costPerAppointmentPence) = (
      figures.costPerApplication, figures.costPerAppointment
    )
  }
}

extension CommandContext {
  /// The campaigns of an authority or school that is named, or all of them.
  fileprivate func campaigns(of name: String?) async throws -> CampaignExtent {
    guard let name else { return .everything }
    return CampaignExtent(of: try await lookup.organisation(name))
  }
}
