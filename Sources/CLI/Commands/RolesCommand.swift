public import ArgumentParser
import Domain
import Foundation

/// Gives and ends roles.
public struct RolesCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "roles", abstract: "Give, end and list roles at organisations.",
    discussion: """
      Roles of a school: head, recruiter, panel_member, induction_tutor. Of an authority: \
      school_improvement_officer, administrator. Of an alliance: alliance_lead, alliance_coordinator. Of an \
      agency: agency_consultant.
      """,
    subcommands: [Grant.self, Revoke.self, List.self, InvitationsCommand.self])

  /// Nothing given.
  public init() {}

  struct Grant: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Give somebody a role.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "E-mail address or id of the account.") var account: String
    @Argument(help: "The role, for example head.") var role: Role
    @Option(help: ArgumentHelp("Organisation: URN, authority code or id.", valueName: "organisation"))
    var at: String

    func run(in context: CommandContext) async throws {
      let person = try await context.lookup.account(account)
      let place = try await context.lookup.organisation(at)
      try await GrantRole(context.services)(role, to: person.id, at: place.id, by: context.actor)
      context.output.line("\(person.email) is \(role.rawValue) at \(place.name).")
    }
  }

  struct Revoke: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "End somebody's role.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "E-mail address or id of the account.") var account: String
    @Argument(help: "The role, for example head.") var role: Role
    @Option(help: ArgumentHelp("Organisation: URN, authority code or id.", valueName: "organisation"))
    var at: String

    func run(in context: CommandContext) async throws {
      let person = try await context.lookup.account(account)
      let place = try await context.lookup.organisation(at)
      try await RevokeRole(context.services)(role, of: person.id, at: place.id, by: context.actor)
      context.output.line("\(person.email) is no longer \(role.rawValue) at \(place.name).")
    }
  }

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List who holds which role at an organisation.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Option(help: ArgumentHelp("Organisation: URN, authority code or id.", valueName: "organisation"))
    var at: String

    func run(in context: CommandContext) async throws {
      let place = try await context.lookup.organisation(at)
      let page = try await ListStaff(context.services)(
        at: place.id, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(Line.init), json: format.json, none: "Nobody holds a role at \(place.name).",
        Table(
          .init("role") { $0.role.rawValue }, .init("name") { $0.name }, .init("email") { $0.email },
          .init("since") { CommandContext.moment($0.grantedAt) }))
      context.sayMore(page.next)
    }

    private struct Line: Encodable {
      let account: AccountID
      let name: String
      let email: String
      let role: Role
      let grantedAt: Date

      init(_ member: StaffMember) {
        (account, name, email) = (member.account, member.name, member.email)
        (role, grantedAt) = (member.role, member.grantedAt)
      }
    }
  }
}

extension Role: ExpressibleByArgument {}
