import ArgumentParser
import Domain
import Foundation
import Postgres

/// Lists and shows inductions.
struct InductionRecordsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records", abstract: "List and show inductions.",
    subcommands: [List.self, Show.self, Timeline.self])

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show an induction with its plan, periods, absences and what is due.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String

    func run(in context: CommandContext) async throws {
      try await context.showInduction(try await context.lookup.induction(induction), json: format.json)
    }
  }
}

extension InductionRecordsCommand {
  /// The whole life of an induction.
  struct Timeline: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the whole life of an induction: what happened, and what is to come.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Flag(help: "Print comma-separated values.") var csv = false
    @Flag(help: "Print the days served by term as comma-separated values.") var days = false
    @Argument(help: "The induction's reference or id.") var induction: String

    func run(in context: CommandContext) async throws {
      let timeline = try await ReadTimeline(context.services)(
        try await context.lookup.induction(induction), by: context.actor)
      if csv { return context.show(csv: timeline.csv(on: context.services.today)) }
      if days { return context.show(csv: timeline.daysCSV) }
      try context.show(
        timeline.entries.map(TimelineLine.init), json: format.json, none: "Nothing has happened yet.",
        Table(
          .init("day") { $0.day }, .init("") { $0.isExpected ? "to come" : "" }, .init("what") { $0.title },
          .init("detail") { $0.detail }, .init("who") { $0.who }))
      guard let service = timeline.service else { return }
      let isOver = service.hasEnd || timeline.record.induction.state.isDecided
      context.output.remark(
        "Days in post until today: \(service.served)"
          + (service.required.map { " of \($0)." } ?? (isOver ? "." : ". No end can be planned."))
          + " Of these absent: \(service.absent).")
      for warning in service.warnings { context.output.remark(warning) }
    }
  }
}

private struct TimelineLine: Encodable {
  let day: String
  let kind: String
  let isExpected: Bool
  let title: String
  let detail: String
  let who: String

  init(_ entry: TimelineEntry) {
    (day, kind, isExpected) = (entry.day.description, entry.kind.rawValue, entry.isExpected)
    (title, detail, who) = (entry.title, entry.detail, entry.who)
  }
}

/// Who acts as appropriate body, and at what price.
struct InductionBodiesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bodies", abstract: "See and set who acts as appropriate body, and at what price.",
    subcommands: [List.self, Set.self, Price.self])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List who acts, and what is offered today.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code.") var authority: String

    func run(in context: CommandContext) async throws {
      let authority = try await context.lookup.authority(authority)
      let manage = ManageAppropriateBodies(context.services)
      let bodies = try await manage.bodies(of: authority.id).map(BodyLine.init)
      try context.show(
        bodies, json: format.json, none: "No appropriate body.",
        Table(
          .init("name") { $0.name }, .init("from") { $0.actsFrom }, .init("until") { $0.actsUntil ?? "–" },
          .init("new until") { $0.takesNewUntil ?? "–" }, .init("source") { $0.source },
          .init("address") { $0.address.isEmpty ? "–" : $0.address.replacing("\n", with: ", ") }))
      for level in try await manage.levels(of: authority.id) {
        context.output.remark("\(level.code): \(level.title), \(AgencyLine.pounds(level.pricePence)) a year")
      }
    }
  }

  struct Set: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record that the authority acts as appropriate body from a day on.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The authority's code.") var authority: String
    @Option(help: ArgumentHelp("Under which name.", valueName: "text")) var name: String
    @Option(help: ArgumentHelp("The first day.", valueName: "date")) var from: String
    @Option(help: ArgumentHelp("The last day.", valueName: "date")) var until: String?
    @Option(
      help: ArgumentHelp(
        "The last first day of teachers who are new to it. Without one it takes them until it ends.",
        valueName: "date"))
    var takesNewUntil: String?
    @Option(help: ArgumentHelp("By what it acts.", valueName: "text")) var source: String
    @Option(
      help: ArgumentHelp(
        "A line of the address that stands in letters; may be repeated. Without one, what is set stays.",
        valueName: "line"))
    var address: [String] = []

    func run(in context: CommandContext) async throws {
      let body = try await ManageAppropriateBodies(context.services).setBody(
        name, of: try await context.lookup.authority(authority),
        from: try RegistrationFile.day(from, "--from"),
        until: try until.map { try RegistrationFile.day($0, "--until") },
        takesNewUntil: try takesNewUntil.map { try RegistrationFile.day($0, "--takes-new-until") },
        source: source,
        address: address.isEmpty ? nil : address.joined(separator: "\n"), by: context.actor)
      context.output.line("\(body.name) acts from \(body.actsFrom).")
    }
  }

  struct Price: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set the price of a service for each teacher and year.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The authority's code.") var authority: String
    @Argument(help: "The service's code, such as basic.") var level: String
    @Option(help: ArgumentHelp("What it is called.", valueName: "text")) var title: String
    @Option(help: ArgumentHelp("The price.", valueName: "pence")) var pence: Int
    @Option(help: ArgumentHelp("The first day of the price.", valueName: "date")) var from: String

    func run(in context: CommandContext) async throws {
      try await ManageAppropriateBodies(context.services).setLevel(
        level, title, pricePence: pence, from: try RegistrationFile.day(from, "--from"),
        of: try await context.lookup.authority(authority), by: context.actor)
      context.output.line("\(level): \(AgencyLine.pounds(pence)) a year from \(from).")
    }
  }
}

private struct BodyLine: Encodable {
  let name: String
  let actsFrom: String
  let actsUntil: String?
  let takesNewUntil: String?
  let source: String
  let address: String

  init(_ body: AppropriateBody) {
    (name, actsFrom, source) = (body.name, body.actsFrom.description, body.source)
    address = body.address
    actsUntil = body.actsUntil?.description
    takesNewUntil = body.takesNewUntil?.description
  }
}

/// An induction as the commands show it.
struct InductionLine: Encodable {
  let id: InductionID
  let reference: String
  let name: String
  let email: String
  let trn: String
  let school: String
  let regime: String
  let beganOn: String
  let expectedEnd: String?
  let isReckoning: Bool
  let noEnd: String?
  let state: InductionState

  init(_ induction: Induction) {
    (id, reference, name) = (induction.id, induction.reference, induction.name)
    email = induction.email
    (trn, school, regime) = (induction.trn, induction.schoolName, induction.currentRegime.rawValue)
    (beganOn, state) = (induction.beganOn.description, induction.state)
    expectedEnd = induction.plan?.expectedEnd?.description
    (isReckoning, noEnd) = (induction.isReckoning, induction.noEnd)
  }
}

private struct InductionDetail: Encodable {
  let induction: InductionLine
  let plan: InductionPlan?
  let rulesVersion: String?
  let periods: [String]
  let leads: [String]
  let events: [String]
  let due: [String]
}

extension CommandContext {
  /// An induction with everything that hangs on it.
  func showInduction(_ id: InductionID, json: Bool) async throws {
    let record = try await ReadInductions(services).find(id, by: actor)
    let line = InductionLine(record.induction)
    let periods = record.periods.map {
      "\($0.id) \($0.schoolName), \($0.startsOn) to \($0.endsOn?.description ?? "now"), \($0.fte) of full time"
        + ($0.contractEndsOn.map { ", contract until \($0)" } ?? "")
    }
    let several = Set(record.leadSchools.map(\.school)).count > 1
    let leads = (several ? record.leadSchools : []).map {
      "\($0.name), \($0.from) to \($0.until?.description ?? "now")"
    }
    let events = record.events.map {
      let consent = $0.consentedOn.map { ", consented on \($0)" } ?? ""
      return "\($0.id) \($0.title)\(consent)\($0.removedAt == nil ? "" : " (taken back)")"
    }
    let due = record.due.map {
      "\($0.dueOn) \($0.title)\($0.isNotNeeded ? " (not needed)" : $0.doneOn == nil ? "" : " (done)")"
    }
    let detail = InductionDetail(
      induction: line, plan: record.induction.plan, rulesVersion: record.induction.plan?.rulesVersion,
      periods: periods, leads: leads, events: events, due: due)
    var end = ("Ends", PlannedEnd(record, on: services.today).reason ?? line.expectedEnd ?? "–")
    if let ended = record.ended { end = ("Ended", "\(ended.day), \(ended.outcome)") }
    var rows: [(String, String)] = [
      ("Induction", line.id.description), ("Reference", line.reference), ("Teacher", line.name),
      ("E-mail", line.email), ("TRN", line.trn),
      ("Regime", line.regime), ("State", line.state.rawValue), ("Began", line.beganOn),
      ("Died", record.death?.diedOn.description ?? "–"),
      end,
    ]
    rows += (record.induction.plan?.warnings ?? []).map { ("Warning", $0) }
    rows += record.endedContracts(on: services.today).compactMap { $0.endedContract(true) }.map {
      ("Warning", $0)
    }
    rows += periods.map { ("Period", $0) }
    rows += leads.map { ("Lead school", $0) }
    rows += events.map { ("Entry", $0) }
    rows += due.map { ("Due", $0) }
    if let version = record.induction.plan?.rulesVersion { rows.append(("Rules", "Those of \(version)")) }
    rows += (record.induction.plan?.explanation ?? []).map { ("Why", "\($0.text) (\($0.source))") }
    try show(detail, json: json, rows)
  }
}
