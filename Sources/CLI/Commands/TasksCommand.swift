public import ArgumentParser
import Domain
import Foundation

/// Shows the scheduled work.
public struct TasksCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "Show the scheduled work: when it ran, and when it is due.",
    subcommands: [List.self, Runs.self], defaultSubcommand: List.self)

  /// Nothing given.
  public init() {}

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List the tasks with their last run.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    func run(in context: CommandContext) async throws {
      let tasks = try await ReadScheduledWork(context.services).tasks(by: context.actor)
      try context.show(
        tasks, json: format.json, none: "Nothing has run yet: no worker has started.",
        Table(
          .init("task") { $0.name }, .init("state") { Self.state($0) },
          .init("last run") { CommandContext.moment($0.lastFinishedAt) },
          .init("done") { $0.lastCount.map(String.init) ?? "–" },
          .init("next run") { CommandContext.moment($0.nextRunAt) },
          .init("worker") { $0.lastWorker ?? "–" }, .init("error") { $0.lastError ?? "" }))
    }

    private static func state(_ task: ScheduledTaskStatus) -> String {
      if task.isRunning { return "running" }
      if task.failures > 0 { return "failed \(task.failures)×" }
      return task.lastFinishedAt == nil ? "waiting" : "well"
    }
  }

  struct Runs: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List runs that did something or failed, newest first; they are kept for a month.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Option(help: ArgumentHelp("Only those of this task.", valueName: "name")) var task: String?
    @Option(help: ArgumentHelp("At most so many, 1–500.", valueName: "count")) var limit = 50

    func validate() throws {
      guard (1...500).contains(limit) else { throw ValidationError("--limit must be from 1 to 500.") }
    }

    func run(in context: CommandContext) async throws {
      let runs = try await ReadScheduledWork(context.services).runs(of: task, limit: limit, by: context.actor)
      try context.show(
        runs, json: format.json, none: "No runs.",
        Table(
          .init("task") { $0.task }, .init("began") { CommandContext.moment($0.startedAt) },
          .init("ended") { CommandContext.moment($0.finishedAt) },
          .init("done") { $0.count.map(String.init) ?? "–" }, .init("worker") { $0.worker },
          .init("error") { $0.error ?? "" }))
    }
  }
}
