public import ArgumentParser
import Domain
import Foundation

/// Shows and sets how long records are kept, and erases what has had its time.
public struct RetentionCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "retention",
    abstract: "Show and set how long records are kept; erase what has had its time.",
    subcommands: [Status.self, Run.self, Set.self, Holds.self, Hold.self, Lift.self])

  /// Nothing given.
  public init() {}

  struct Status: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the periods, and what is due and held.",
      discussion: """
        Without an authority: the periods of the installation itself, for accounts and mail. \
        'staffroom authority list' prints the code of each authority.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code, for example 883.") var authority: String?

    func run(in context: CommandContext) async throws {
      let read = ReadRetention(context.services)
      let lines: [ReadRetention.Line]
      if let code = authority {
        let authority = try await Authority.find(code: code, in: context.services.pool)
        lines = try await read(authority, by: context.actor)
      } else {
        lines = try await read.ofInstallation(by: context.actor)
        if !format.json {
          context.output.remark(
            "For the periods of an authority give its code, as 'staffroom authority list' prints it.")
        }
      }
      try context.show(
        lines.map(PeriodLine.init), json: format.json, none: "No periods.",
        Table(
          .init("kind") { $0.kind.rawValue }, .init("months") { String($0.months) },
          .init("counted from") { $0.countedFrom }, .init("due") { String($0.due) },
          .init("held") { String($0.held) }))
    }
  }

  struct Run: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Erase what has had its time, as the worker does once a day.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Flag(help: "Only count what is due; erase nothing.") var dryRun = false

    func run(in context: CommandContext) async throws {
      let lines = try await RunRetention(context.services)(isDryRun: dryRun, by: context.actor)
      try context.show(
        lines, json: format.json, none: "Nothing to do.",
        Table(
          .init("kind") { $0.kind.rawValue }, .init("authority") { $0.authority ?? "–" },
          .init(dryRun ? "due" : "erased") { String($0.count) }, .init("held") { String($0.held) }))
    }
  }

  struct Set: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set how long a kind of record is kept.",
      discussion: "Without --authority: the usual period, which holds where an authority has set none.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "What: \(RetentionKind.allCases.map(\.rawValue).joined(separator: ", ")).") var kind:
      String
    @Option(help: ArgumentHelp("How many months.", valueName: "count")) var months: Int
    @Option(help: ArgumentHelp("The legal reason, which everybody can read.", valueName: "text")) var reason:
      String
    @Option(help: ArgumentHelp("The authority's code.", valueName: "code")) var authority: String?

    private static let names: FieldNames = ["months": "--months", "reason": "--reason"]

    func run(in context: CommandContext) async throws {
      guard let kind = RetentionKind(rawValue: kind) else {
        throw Reading.problem("kind", "'\(kind)' is not a kind of record that is kept for a time.")
      }
      var place: Authority?
      if let authority { place = try await Authority.find(code: authority, in: context.services.pool) }
      try await Self.names {
        try await SetRetentionPeriod(context.services)(
          kind, months: months, reason: reason, of: place, by: context.actor)
      }
      context.output.line("\(kind.title): \(months) months.")
    }
  }
}

/// A period as the commands show it.
private struct PeriodLine: Encodable {
  let kind: RetentionKind
  let months: Int
  let countedFrom: String
  let reason: String
  let due: Int
  let held: Int

  init(_ line: ReadRetention.Line) {
    (kind, months, countedFrom) = (line.period.kind, line.period.months, line.period.kind.event)
    (reason, due, held) = (line.period.reason, line.due, line.held)
  }
}
