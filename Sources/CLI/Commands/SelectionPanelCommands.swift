import ArgumentParser
import Domain
import Foundation

extension SelectionCommand {
  struct ChoosePanel: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "name-panel", abstract: "Name who chooses for a vacancy, in place of those before.",
      discussion: "Two members at least, all with a role at the school; the chair is one of them.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String
    @Option(help: ArgumentHelp("A member; repeat for each.", valueName: "e-mail or id"))
    var member: [String] = []
    @Option(help: ArgumentHelp("The member who chairs.", valueName: "e-mail or id")) var chair: String
    @Flag(inversion: .prefixedNo, help: "Shortlist without names; as it is where neither is given.")
    var anonymous: Bool?

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let found = try await FindVacancy(context.services)(named: vacancy, by: actor)
      var members: [AccountID] = []
      for person in member { members.append(try await context.lookup.account(person).id) }
      let panel = try await NamePanel(context.services)(
        found.id, members: members, chair: try await context.lookup.account(chair).id,
        isAnonymous: anonymous, expectedVersion: read.ifVersion, by: actor)
      try context.show(panel, json: format.json)
    }
  }

  struct CloseTheSift: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "close-sift", abstract: "Close a sift before everybody has handed in their scores.",
      discussion: "What was handed in is shown then; what wasn't stays with its author.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let found = try await FindVacancy(context.services)(named: vacancy, by: actor)
      try await CloseSift(context.services)(found.id, expectedVersion: read.ifVersion, by: actor)
      try context.show(try await ReadPanel(context.services)(found.id, by: actor), json: format.json)
    }
  }

  struct OpenTheSift: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "reopen-sift", abstract: "Open a closed sift again; what has been shown stays shown.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String
    @Option(help: ArgumentHelp("Why, for the trail.", valueName: "text")) var reason: String

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let found = try await FindVacancy(context.services)(named: vacancy, by: actor)
      try await CloseSift(context.services).reopen(
        found.id, reason: reason, expectedVersion: read.ifVersion, by: actor)
      try context.show(try await ReadPanel(context.services)(found.id, by: actor), json: format.json)
    }
  }
}
