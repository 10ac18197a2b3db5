public import ArgumentParser
import Domain
import Foundation

/// Shows job alerts, and sends those that are due.
public struct AlertsCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "alerts", abstract: "List job alerts, see how they stand, send what is due.",
    subcommands: [List.self, Status.self, Run.self])

  /// Nothing given.
  public init() {}

  private struct Line: Encodable {
    let id: JobAlertID
    let email: String
    let state: JobAlertState
    let frequency: JobAlertFrequency
    let search: String
    let nextDueAt: Date?
    let expiresAt: Date?

    init(_ alert: JobAlert) {
      (id, email, state, frequency) = (alert.id, alert.email, alert.state, alert.frequency)
      (search, nextDueAt, expiresAt) = (alert.criteria.query, alert.nextDueAt, alert.expiresAt)
    }
  }

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List alerts, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Option(
      help: ArgumentHelp("Only unconfirmed, active, paused or ended ones.", valueName: "state"))
    var state: JobAlertState?
    @OptionGroup var paging: PagingOptions

    func run(in context: CommandContext) async throws {
      let page = try await ListJobAlerts(context.services)(
        state: state, limit: paging.limit, after: try paging.cursor(),
        by: context.actor)
      try context.show(
        page.items.map(Line.init), json: format.json, none: "No alerts.",
        Table<Line>(
          .init("id") { $0.id.description }, .init("state") { $0.state.rawValue },
          .init("frequency") { $0.frequency.rawValue },
          .init("due") { CommandContext.moment($0.nextDueAt) },
          .init("ends") { CommandContext.moment($0.expiresAt) }, .init("to") { $0.email },
          .init("search") { $0.search }))
      context.sayMore(page.next)
    }
  }

  struct Status: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Show how alerts stand in all.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    func run(in context: CommandContext) async throws {
      let figures = try await ListJobAlerts(context.services).figures(by: context.actor)
      try context.show(
        figures, json: format.json,
        [
          ("Daily", "\(figures.daily)"), ("Weekly", "\(figures.weekly)"), ("Paused", "\(figures.paused)"),
          ("Not confirmed", "\(figures.unconfirmed)"), ("Due now", "\(figures.due)"),
          ("Vacancies sent in the last 7 days", "\(figures.sentInAWeek)"),
        ])
    }
  }

  struct Run: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Look at every alert that is due, as the worker does, and put its mail into the outbox.")

    @OptionGroup var installation: InstallationOptions

    func run(in context: CommandContext) async throws {
      var count = 0
      while try await SendJobAlerts(context.services)(by: context.actor) { count += 1 }
      let touched = try await LapseJobAlerts(context.services)(by: context.actor)
      context.output.line("Looked at \(count) \(count == 1 ? "alert that was" : "alerts that were") due.")
      if touched > 0 { context.output.line("Warned of, ended or removed \(touched).") }
    }
  }
}

extension JobAlertState: ExpressibleByArgument {}
