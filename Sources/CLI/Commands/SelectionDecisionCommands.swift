import ArgumentParser
import Domain
import Foundation

extension SelectionCommand {
  struct Agree: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Agree a shortlist or longlist: put applications on it, and take others off.",
      discussion: """
        All of them or none. Whoever is on it and isn't named stays. Write id=version to be refused where somebody has \
        moved an application since you read it. Once the shortlist is agreed, names are shown.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String
    @Argument(help: ArgumentHelp("The applications that are on it.", valueName: "id or id=version"))
    var applications: [String] = []
    @Option(help: ArgumentHelp("Take this one off; may be repeated.", valueName: "id or id=version"))
    var takeOff: [String] = []
    @Option(help: "shortlist, or longlist for a headship.") var stage = SelectionStage.shortlist
    @Option(help: ArgumentHelp("Why somebody is taken off.", valueName: "text")) var reason = ""
    @Option(help: ArgumentHelp("Why before two members have handed in scores.", valueName: "text"))
    var exception = ""

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let found = try await FindVacancy(context.services)(named: vacancy, by: actor)
      let chosen = try await context.read(applications, "applications", by: actor)
      let others = try await context.read(takeOff, "--take-off", by: actor)
      let choices =
        chosen.map { ApplicationChoice($0.sent.id, version: $0.version, isChosen: true) }
        + others.map { ApplicationChoice($0.sent.id, version: $0.version, isChosen: false) }
      let listed = try await AgreeShortlist(context.services)(
        found.id, stage, choices, reason: reason, exception: exception, by: actor)
      try context.show(
        AgreedLine(stage: stage, listed: listed), json: format.json,
        [("Agreed", "the \(stage.rawValue)"), ("Applications on it now", "\(listed)")])
    }
  }

  struct Reject: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Turn applications down, all for the same reason; every applicant is told.",
      discussion: """
        All of them or none. The reason stays with the school: criteria that aren't met, by their number in "selection \
        criteria", or words. Applicants get the usual considerate message unless --message gives another. Write \
        id=version to be refused where somebody has moved an application since you read it.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String
    @Argument(help: ArgumentHelp("The applications.", valueName: "id or id=version"))
    var applications: [String]
    @Option(help: ArgumentHelp("A criterion that isn't met; may be repeated.", valueName: "number"))
    var criterion: [String] = []
    @Option(help: ArgumentHelp("Why, for the school.", valueName: "text")) var reason = ""
    @Option(help: ArgumentHelp("What the applicants are told.", valueName: "text")) var message: String?
    @Option(help: ArgumentHelp("Why before two members have handed in scores.", valueName: "text"))
    var exception = ""

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let found = try await FindVacancy(context.services)(named: vacancy, by: actor)
      let criteria = try await ReadCriteria(context.services)(found.id, by: actor)
      let unmet = try criterion.compactMap { try Reading.one($0, of: criteria, "--criterion").id }
      let named = try await context.read(applications, "applications", by: actor)
      let usual = RejectApplications.usualMessage(
        for: found, to: named.map(\.sent), at: context.services.now())
      let moved = try await RejectApplications(context.services)(
        found.id, named.map { Rejection($0.sent.id, version: $0.version) },
        all: SharedRejection(criteria: unmet, reason: reason), message: message ?? usual,
        exception: exception, by: actor)
      try context.showApplications(moved, json: format.json, none: "Nobody.")
    }
  }
}

extension CommandContext {
  /// Applications named as id=version, or as id for the version of this moment.
  func read(
    _ texts: [String], _ field: String, by actor: Actor
  ) async throws -> [(sent: SentApplication, version: Int)] {
    var found: [(sent: SentApplication, version: Int)] = []
    for text in texts {
      let named = try text.contains("=") ? Reading.pair(text, field) : nil
      let id: ApplicationID = try Reading.identifier(named?.name ?? text, field)
      let sent = try await ReadApplication(services)(id, by: actor).application
      found.append((sent, try named.map { try Reading.number($0.value, field) } ?? sent.version))
    }
    return found
  }
}

/// What was agreed, as the command shows it.
private struct AgreedLine: Encodable {
  let stage: SelectionStage
  let listed: Int
}
