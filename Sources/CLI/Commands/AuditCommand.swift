public import ArgumentParser
import Domain
import Foundation

/// Reads the audit trail.
public struct AuditCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Read the audit trail.", subcommands: [List.self])

  /// Nothing given.
  public init() {}

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List entries, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    @Option(
      help: ArgumentHelp(
        "Only about one kind of thing, or one thing: 'vacancy' or 'vacancy:ID'.", valueName: "subject"))
    var subject: String?

    @Option(help: ArgumentHelp("Only by one account.", valueName: "account id"))
    var actor: String?

    @Option(
      help: ArgumentHelp(
        "Only this action: 'vacancy.published', or 'vacancy' for all of it.", valueName: "action"))
    var action: String?

    @Option(
      help: ArgumentHelp(
        "Only from a date (2026-11-02) or moment (2026-11-02T09:00:00Z) on.", valueName: "when"))
    var since: String?

    @OptionGroup var paging: PagingOptions

    func run(in context: CommandContext) async throws {
      let parts = subject?.split(separator: ":", maxSplits: 1).map(String.init) ?? []
      let query = AuditQuery(
        .everything, subjectType: parts.first, subjectID: parts.count > 1 ? parts[1] : nil,
        actor: try actor.map { try Reading.identifier($0, "--actor") }, action: action,
        since: try since.map { try Reading.moment($0, "--since") }, limit: paging.limit,
        after: try paging.cursor())
      let page = try await ReadAuditTrail(context.services)(query, by: context.actor)
      try context.show(page.items, json: format.json, none: "No entries.", Self.table)
      context.sayMore(page.next)
    }

    private static let table = Table<AuditEvent>(
      .init("when") { CommandContext.moment($0.happenedAt) }, .init("action") { $0.action },
      .init("subject") { "\($0.subjectType):\($0.subjectID)" },
      .init("by") { event in event.actorAccount.map { "account:\($0)" } ?? event.actor },
      .init("face") { $0.face })
  }
}
