import ArgumentParser
import Domain
import Foundation

/// Invitations to a role that wait for somebody to follow their link.
struct InvitationsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invitations",
    abstract: "List the invitations of an organisation that wait, send them again and take them back.",
    subcommands: [List.self, SendAgain.self, TakeBack.self])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List those that wait for somebody to follow their link, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Option(help: ArgumentHelp("Organisation: URN, authority code or id.", valueName: "organisation"))
    var at: String

    func run(in context: CommandContext) async throws {
      let place = try await context.lookup.organisation(at)
      let page = try await OpenInvitations(context.services)(
        at: place.id, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(Line.init), json: format.json, none: "No invitation of \(place.name) waits.",
        Table(
          .init("role") { $0.role.rawValue }, .init("email") { $0.email },
          .init("invited by") { $0.invitedBy ?? "the operator" },
          .init("sent") { CommandContext.moment($0.sentAt) },
          .init("until") { CommandContext.moment($0.expiresAt) }))
      context.sayMore(page.next)
    }

    private struct Line: Encodable {
      let email: String
      let role: Role
      let invitedBy: String?
      let sentAt: Date
      let expiresAt: Date

      init(_ open: OpenInvitation) {
        (email, role, invitedBy) = (open.email, open.role, open.invitedBy)
        (sentAt, expiresAt) = (open.sentAt, open.expiresAt)
      }
    }
  }

  struct SendAgain: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "send-again", abstract: "Send one again: only the new link works from then on.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var one: InvitationArguments

    func run(in context: CommandContext) async throws {
      let place = try await context.lookup.organisation(one.at)
      try await OpenInvitations(context.services).sendAgain(
        one.email, one.role, at: place.id, by: context.actor)
      context.output.line("\(one.email) is invited again as \(one.role.rawValue) at \(place.name).")
    }
  }

  struct TakeBack: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "take-back", abstract: "Take one back: its link no longer works.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var one: InvitationArguments

    func run(in context: CommandContext) async throws {
      let place = try await context.lookup.organisation(one.at)
      try await OpenInvitations(context.services).takeBack(
        one.email, one.role, at: place.id, by: context.actor)
      context.output.line(
        "The invitation of \(one.email) as \(one.role.rawValue) at \(place.name) is taken back.")
    }
  }
}

/// Which invitation a command is about.
struct InvitationArguments: ParsableArguments {
  @Argument(help: "The e-mail address, as the list has it.") var email: String
  @Argument(help: "The role, for example head.") var role: Role
  @Option(help: ArgumentHelp("Organisation: URN, authority code or id.", valueName: "organisation"))
  var at: String
}
