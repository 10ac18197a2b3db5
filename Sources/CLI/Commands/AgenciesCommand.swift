public import ArgumentParser
import Domain
import Foundation
import Postgres

/// Lists recruitment agencies, records terms with them, releases vacancies, and reports fees and outcomes.
public struct AgenciesCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "agencies",
    abstract:
      "List recruitment agencies, record terms, release vacancies to them, and report fees and outcomes.",
    discussion:
      "An agency is set up by 'organisations create', its consultants get their role by 'roles grant'.",
    subcommands: [
      List.self, SetTerms.self, Stop.self, Release.self, Released.self, TakeBack.self, Candidates.self,
      Releases.self, Report.self, Fees.self,
    ])

  /// Nothing given.
  public init() {}

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the agencies of an authority, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code, for example 883.") var authority: String

    func run(in context: CommandContext) async throws {
      let page = try await ReadAgencies(context.services).list(
        of: try await context.lookup.authority(authority).place, limit: paging.limit,
        after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(AgencyLine.init), json: format.json, none: "No agencies.",
        Table(
          .init("id") { $0.id.description }, .init("name") { $0.name }, .init("state") { $0.standing },
          .init("from") { $0.validFrom ?? "–" }, .init("to") { $0.validUntil ?? "–" },
          .init("stopped") { CommandContext.moment($0.stoppedAt) },
          .init("fee") { $0.fee }, .init("versions") { "\($0.versions)" }))
      context.sayMore(page.next)
    }
  }

  struct SetTerms: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "set-terms", abstract: "Record terms with an agency, as a new version.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The agency's id.") var agency: String
    @Option(help: ArgumentHelp("The first day.", valueName: "date")) var from: String
    @Option(help: ArgumentHelp("The last day.", valueName: "date")) var until: String
    @Option(help: ArgumentHelp("A share of the first year's pay: 1250 is 12.5 %.", valueName: "basis points"))
    var share: Int?
    @Option(help: ArgumentHelp("A fixed fee instead.", valueName: "pence")) var fixed: Int?
    @Option(help: ArgumentHelp("When part of the fee is given back.", valueName: "text")) var rebates = ""
    @Option(help: ArgumentHelp("When vetting was confirmed.", valueName: "date")) var vettedOn: String?
    @Option(help: ArgumentHelp("Until when that counts.", valueName: "date")) var vettedUntil: String?
    @Option(help: ArgumentHelp("Who confirmed it.", valueName: "name")) var vettedBy = ""
    @Option(help: ArgumentHelp("What was checked.", valueName: "text")) var checks = ""
    @OptionGroup var read: VersionOptions

    private static let names: FieldNames = [
      "valid_from": "--from", "valid_until": "--until", "rate_basis_points": "--share",
      "fixed_fee_pence": "--fixed", "rebate_notes": "--rebates", "vetting_confirmed_on": "--vetted-on",
      "vetting_expires_on": "--vetted-until", "vetting_confirmed_by": "--vetted-by",
      "vetting_checks": "--checks",
    ]

    func run(in context: CommandContext) async throws {
      if share != nil, fixed != nil {
        throw Reading.problem("--fixed", "Give either --share or --fixed: a fee is one or the other.")
      }
      let rate: AgencyRate? =
        if let share { .share(basisPoints: share) } else { fixed.map { .fixed(pence: $0) } }
      var vetting: AgencyVetting?
      if let vettedOn {
        vetting = AgencyVetting(
          confirmedOn: try Self.day(vettedOn, "--vetted-on"),
          expiresOn: try vettedUntil.map { try Self.day($0, "--vetted-until") }, confirmedBy: vettedBy,
          checks: checks)
      }
      let terms = AgencyTermsContent(
        validFrom: try Self.day(from, "--from"), validUntil: try Self.day(until, "--until"), rate: rate,
        rebateNotes: rebates, vetting: vetting)
      let recorded = try await Self.names {
        try await RecordAgencyTerms(context.services)(
          of: try Reading.identifier(agency, "agency"), terms, expectedVersion: read.ifVersion,
          by: context.actor)
      }
      try context.showAgency(recorded, json: format.json)
    }

    private static func day(_ text: String, _ field: String) throws -> CivilDate {
      guard let day = CivilDate(text) else {
        throw Reading.problem(field, "'\(text)' is not a date such as 2027-01-04.")
      }
      return day
    }
  }

  struct Stop: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Stop an agency's terms at once.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The agency's id.") var agency: String
    @Argument(help: "Why.") var reason: String
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      let stopped = try await RecordAgencyTerms(context.services).stop(
        try Reading.identifier(agency, "agency"), reason: reason, expectedVersion: read.ifVersion,
        by: context.actor)
      try context.showAgency(stopped, json: format.json)
    }
  }

  struct Releases: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the vacancies released to an agency, the last first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The agency's id.") var agency: String
    @Flag(help: "Only those for which people can be put forward now.") var open = false

    func run(in context: CommandContext) async throws {
      let id: OrganisationID = try Reading.identifier(agency, "agency")
      let page = try await ReadReleases(context.services).list(
        to: id, openOnly: open,
        limit: paging.limit, after: try paging.cursor(), by: context.actor)
      let now = context.services.now()
      try context.show(
        page.items.map { ReleaseLine($0, isOpen: $0.obstacle(at: now) == nil) }, json: format.json,
        none: "No vacancies.",
        Table(
          .init("reference") { $0.reference }, .init("vacancy") { $0.vacancy },
          .init("school") { $0.school }, .init("released") { CommandContext.moment($0.releasedAt) },
          .init("last day") { $0.lastDate ?? "–" }, .init("open") { $0.isOpen ? "yes" : "no" }))
      context.sayMore(page.next)
    }
  }

  struct Report: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report what came of agencies and what is due to them.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var period: AgencyPeriod
    @Flag(help: "Answer as CSV.") var csv = false

    func run(in context: CommandContext) async throws {
      let report = try await ReportAgencies(context.services)(
        try await period.extent(context), from: try period.first(), until: try period.last(),
        by: context.actor)
      if csv { return context.output.line(String(report.csv.dropLast())) }
      try context.show(
        report.lines.map(AgencyFiguresLine.init), json: format.json, none: "Nobody was put forward.",
        Table(
          .init("agency") { $0.agency }, .init("school") { $0.school },
          .init("put forward") { "\($0.submissions)" }, .init("agreed") { "\($0.consents)" },
          .init("applied") { "\($0.applications)" }, .init("shortlisted") { "\($0.shortlisted)" },
          .init("interviewed") { "\($0.interviewed)" }, .init("appointed") { "\($0.appointed)" },
          .init("fee due") { AgencyLine.pounds($0.feePence) }))
    }
  }

  struct Fees: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the fees for appointments, the last appointed first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var period: AgencyPeriod
    @OptionGroup var paging: PagingOptions

    func run(in context: CommandContext) async throws {
      let page = try await ReportAgencies(context.services).fees(
        try await period.extent(context), from: try period.first(), until: try period.last(),
        limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(FeeLine.init), json: format.json, none: "No fee is due.",
        Table(
          .init("vacancy") { $0.vacancyReference }, .init("agency") { $0.agency },
          .init("school") { $0.school }, .init("appointed") { CommandContext.moment($0.appointedAt) },
          .init("pay") { AgencyLine.pounds($0.salaryPence) },
          .init("fee") { AgencyLine.pounds($0.feePence) }))
      context.sayMore(page.next)
    }
  }
}
