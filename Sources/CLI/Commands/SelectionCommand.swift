public import ArgumentParser
import Domain
import Foundation
import Postgres

/// Shows how the selection for a vacancy stands, and takes it from the panel to the shortlist.
public struct SelectionCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "selection",
    abstract: "Name panels, score, close sifts, agree shortlists and turn applications down.",
    subcommands: [
      ShowPanel.self, ChoosePanel.self, ListCriteria.self, List.self, Sheet.self, Score.self,
      ReopenScores.self, CloseTheSift.self, OpenTheSift.self, Compare.self, Agree.self, Reject.self,
      Export.self,
      AskReferences.self, InviteMany.self, Exceptions.self, Waiting.self, TellWaiting.self,
    ])

  /// Nothing given.
  public init() {}

  struct ShowPanel: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "panel", abstract: "Show a vacancy's panel and how far its selection is.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String

    func run(in context: CommandContext) async throws {
      let found = try await FindVacancy(context.services)(named: vacancy, by: context.actor)
      try context.show(
        try await ReadPanel(context.services)(found.id, by: context.actor), json: format.json)
    }
  }

  struct Filters: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Only those in this state: \(ApplicationState.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "state"))
    var state: [ApplicationState] = []
    @Option(help: ArgumentHelp("Only those that say all these words.", valueName: "words")) var words = ""
    @Option(help: ArgumentHelp("average, spread, name or sent.", valueName: "order"))
    var order = ShortlistFilter.Order.average
    @Flag(help: "Only those that failed an essential criterion.") var failed = false

    var filter: ShortlistFilter {
      var filter = ShortlistFilter()
      filter.states = Set(state)
      filter.words = words
      filter.order = order
      filter.essentials = failed ? .failed : nil
      return filter
    }
  }

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List a vacancy's applications with what came of the sift.",
      discussion:
        "Without names while they are hidden; without scores until everybody on the panel has submitted.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var filters: Filters
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String
    @Option(help: ArgumentHelp("At most so many.", valueName: "count")) var limit = 50
    @Option(help: ArgumentHelp("Where to go on, printed by the page before.", valueName: "cursor"))
    var after: String?

    func validate() throws {
      guard (1...500).contains(limit) else { throw ValidationError("--limit must be from 1 to 500.") }
    }

    func run(in context: CommandContext) async throws {
      let found = try await FindVacancy(context.services)(named: vacancy, by: context.actor)
      let behind = try after.map { try Reading.shortlistCursor($0, "--after") }
      let list = try await ReadShortlist(context.services)(
        found.id, filters.filter, limit: limit, after: behind, by: context.actor)
      try context.show(
        list.lines.map(LineShown.init), json: format.json, none: "No applications.",
        Table(
          .init("id") { $0.id.description }, .init("applicant") { $0.markedApplicant },
          .init("state") { $0.state.rawValue }, .init("submitted") { "\($0.submitted)/\($0.members)" },
          .init("average") { Reading.decimal($0.average) },
          .init("spread") { $0.spread.map { "\($0)" } ?? "–" },
          .init("failed") { $0.average == nil ? "–" : "\($0.essentialsFailed)" },
          .init("agency") { $0.agency ?? "–" },
          .init("version") { "\($0.version)" }))
      if let next = list.next { context.output.remark("There are more: --after \(next)") }
    }
  }

  struct Export: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a vacancy's applications with what came of the sift as CSV.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var filters: Filters
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String

    func run(in context: CommandContext) async throws {
      let found = try await FindVacancy(context.services)(named: vacancy, by: context.actor)
      let text = try await ExportShortlist(context.services)(found.id, filters.filter, by: context.actor)
      for line in text.components(separatedBy: "\r\n").dropLast() { context.output.line(line) }
    }
  }
}

extension CommandContext {
  /// A panel and how far its selection is.
  func show(_ panel: Panel, json: Bool) throws {
    let shown = PanelShown(panel)
    try show(shown, json: json, shown.fields)
    if panel.lacksTraining && !json { output.remark(Panel.trainingWarning) }
  }
}

/// A panel as the commands show it.
private struct PanelShown: Encodable {
  struct Member: Encodable {
    let account: AccountID
    let name: String
    let isChair: Bool
    let trainedUntil: String?
  }

  let vacancy: String
  let members: [Member]
  let isAnonymous: Bool
  let hidesNames: Bool
  let siftClosedAt: Date?
  let longlistAgreedAt: Date?
  let shortlistAgreedAt: Date?
  let version: Int

  init(_ panel: Panel) {
    vacancy = panel.vacancy.reference
    members = panel.members.map {
      Member(
        account: $0.account, name: $0.name, isChair: $0.isChair,
        trainedUntil: $0.training?.validUntil.description)
    }
    isAnonymous = panel.selection.isAnonymous
    hidesNames = panel.selection.hidesNames
    siftClosedAt = panel.selection.siftClosedAt
    longlistAgreedAt = panel.selection.longlistAgreedAt
    shortlistAgreedAt = panel.selection.shortlistAgreedAt
    version = panel.selection.version
  }

  var fields: [(String, String)] {
    [
      ("Vacancy", vacancy),
      (
        "Panel",
        members.isEmpty
          ? "nobody"
          : members.map { "\($0.name)\($0.isChair ? " (chair)" : "")" }.joined(separator: "\n")
      ), ("Names", hidesNames ? "hidden" : "shown"),
      ("Sift", siftClosedAt.map { "closed \(CommandContext.moment($0))" } ?? "open"),
      ("Longlist", CommandContext.moment(longlistAgreedAt)),
      ("Shortlist", CommandContext.moment(shortlistAgreedAt)), ("Version", "\(version)"),
    ]
  }
}

/// An application as the command lists it.
private struct LineShown: Encodable {
  let id: ApplicationID
  let applicant: String
  let isAccountClosed: Bool
  let reference: String
  let state: ApplicationState
  let submitted: Int
  let members: Int
  let average: Double?
  let spread: Int?
  let essentialsFailed: Int
  let agency: String?
  let version: Int

  init(_ line: ShortlistLine) {
    id = line.application.id
    applicant = line.application.applicantName
    isAccountClosed = line.application.isAccountClosed
    reference = line.application.reference
    state = line.application.state
    (submitted, members) = (line.progress.submitted, line.progress.members)
    (average, spread, essentialsFailed) = (line.average, line.spread, line.failed.count)
    (agency, version) = (line.agency, line.application.version)
  }

  var markedApplicant: String { CommandContext.marked(applicant, isAccountClosed: isAccountClosed) }
}

extension ShortlistFilter.Order: ExpressibleByArgument {}
extension SelectionStage: ExpressibleByArgument {}
extension Recommendation: ExpressibleByArgument {}
