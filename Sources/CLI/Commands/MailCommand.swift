public import ArgumentParser
import Domain
import Foundation

/// Reads the outbox.
public struct MailCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "mail", abstract: "Read outgoing mail.", subcommands: [List.self, Show.self])

  /// Nothing given.
  public init() {}

  /// A mail in a list: without its text, which may hold sign-in links.
  private struct Line: Encodable {
    let id: MailID
    let recipient: String
    let subject: String
    let state: QueuedMail.State
    let createdAt: Date
    let sentAt: Date?
    let attempts: Int
    let lastError: String?

    init(_ mail: QueuedMail) {
      (id, recipient, subject, state) = (mail.id, mail.recipient, mail.subject, mail.state)
      (createdAt, sentAt) = (mail.createdAt, mail.sentAt)
      (attempts, lastError) = (mail.attempts, mail.lastError)
    }
  }

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List mails, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    @Option(help: ArgumentHelp("Only mails that are waiting, sent or given_up.", valueName: "state"))
    var state: QueuedMail.State?

    @OptionGroup var paging: PagingOptions

    func run(in context: CommandContext) async throws {
      let page = try await ReadMail(context.services).newest(
        state: state, limit: paging.limit, after: try paging.cursor(),
        by: context.actor)
      try context.show(page.items.map(Line.init), json: format.json, none: "No mails.", Self.table)
      context.sayMore(page.next)
    }

    private static let table = Table<Line>(
      .init("id") { $0.id.description }, .init("created") { CommandContext.moment($0.createdAt) },
      .init("state") { $0.state.rawValue }, .init("to") { $0.recipient }, .init("subject") { $0.subject })
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Show a mail with its text.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    @Argument(help: "The mail's id.")
    var id: String

    func run(in context: CommandContext) async throws {
      let mail = try await ReadMail(context.services).one(Reading.identifier(id, "id"), by: context.actor)
      try context.show(
        mail, json: format.json,
        [
          ("To", mail.recipient), ("Subject", mail.subject), ("State", mail.state.rawValue),
          ("Created", CommandContext.moment(mail.createdAt)), ("Sent", CommandContext.moment(mail.sentAt)),
          ("Attempts", "\(mail.attempts)"), ("Last error", mail.lastError ?? "–"), ("Text", mail.body),
        ])
    }
  }
}

extension QueuedMail.State: ExpressibleByArgument {}
