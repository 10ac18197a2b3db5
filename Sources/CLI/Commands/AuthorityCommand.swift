public import ArgumentParser
import Domain

/// Sets up authorities, alliances and agencies.
public struct AuthorityCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "authority", abstract: "Set up and list authorities.",
    subcommands: [Create.self, List.self])

  /// Nothing given.
  public init() {}

  private struct Line: Encodable {
    let id: AuthorityID
    let code: String
    let name: String
    let organisation: OrganisationID

    init(_ authority: Authority) {
      (id, code, name) = (authority.id, authority.code, authority.name)
      organisation = authority.organisation
    }
  }

  struct Create: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Set up an authority.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    @Argument(help: "Its three-digit code, for example 883.") var code: String
    @Argument(help: "Its name, for example Thurrock.") var name: String

    func run(in context: CommandContext) async throws {
      let made = try await CreateAuthority(context.services)(code: code, name: name, by: context.actor)
      try context.show(
        Line(made), json: format.json,
        [("Code", made.code), ("Name", made.name), ("Organisation", made.organisation.description)])
    }
  }

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List authorities.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    func run(in context: CommandContext) async throws {
      let all = try await Authority.all(in: context.services.pool).map(Line.init)
      try context.show(
        all, json: format.json, none: "No authorities.",
        Table(
          .init("code") { $0.code }, .init("name") { $0.name },
          .init("organisation") { $0.organisation.description }))
    }
  }
}
