public import ArgumentParser
import Domain

/// Sets up alliances and agencies, and lists every organisation.
public struct OrganisationsCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "organisations", abstract: "Set up alliances and agencies; list every organisation.",
    subcommands: [Create.self, List.self])

  /// Nothing given.
  public init() {}

  private struct Line: Encodable {
    let id: OrganisationID
    let authority: AuthorityID
    let kind: OrganisationKind
    let name: String

    init(_ organisation: Organisation) {
      (id, authority) = (organisation.id, organisation.authority)
      (kind, name) = (organisation.kind, organisation.name)
    }
  }

  struct Create: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Set up an alliance or an agency.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    @Argument(help: "alliance or agency.") var kind: OrganisationKind
    @Argument(help: "Its name.") var name: String
    @Option(help: ArgumentHelp("The authority it belongs to.", valueName: "code")) var authority: String

    func run(in context: CommandContext) async throws {
      let authority = try await context.lookup.authority(authority)
      let made = try await CreateOrganisation(context.services)(
        kind: kind, name: name, authority: authority.id, by: context.actor)
      try context.show(
        Line(made), json: format.json,
        [("Id", made.id.description), ("Kind", made.kind.rawValue), ("Name", made.name)])
    }
  }

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List organisations by name.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    @Option(help: ArgumentHelp("Only this kind: authority, school, alliance or agency.", valueName: "kind"))
    var kind: OrganisationKind?
    @Option(help: ArgumentHelp("Only those of this authority.", valueName: "code")) var authority: String?

    func run(in context: CommandContext) async throws {
      var id: AuthorityID?
      if let authority { id = try await context.lookup.authority(authority).id }
      let all = try await ListOrganisations(context.services)(authority: id, kind: kind).map(Line.init)
      try context.show(
        all, json: format.json, none: "No organisations.",
        Table(
          .init("id") { $0.id.description }, .init("kind") { $0.kind.rawValue }, .init("name") { $0.name }))
    }
  }
}

extension OrganisationKind: ExpressibleByArgument {}
