import ArgumentParser
import Domain
import Foundation
import Postgres

extension AppointmentsCommand {
  struct InterviewTasks: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "interview-tasks",
      abstract: "Show what everybody does on a day besides the interview; add a task, or remove some.",
      discussion: "Those who interview and those who are invited are told of a change.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: ArgumentHelp("The day, from interview-days.", valueName: "id")) var day: String
    @Option(help: ArgumentHelp("A task to add: what it is.", valueName: "text")) var add: String?
    @Option(
      help: ArgumentHelp(
        "When that is: \(InterviewTask.Timing.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "timing"))
    var timing: String?
    @Option(help: ArgumentHelp("When it begins, with --timing at and no other.", valueName: "hh:mm"))
    var startsAt: String?
    @Option(help: ArgumentHelp("How many minutes before or after the interview.", valueName: "count"))
    var minutesApart: Int?
    @Option(help: ArgumentHelp("How long it takes.", valueName: "count")) var minutes: Int?
    @Option(help: ArgumentHelp("Its room.", valueName: "text")) var room = ""
    @Option(help: ArgumentHelp("Who sees it.", valueName: "text")) var observers = ""
    @Option(help: ArgumentHelp("What to know or bring.", valueName: "text")) var note = ""
    @Option(help: ArgumentHelp("A task to remove; may be repeated.", valueName: "id"))
    var remove: [String] = []

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      var found = try await ChangeInterviewDay(context.services).read(
        Reading.identifier(day, "day"), by: actor)
      let gone = Set(try remove.map { try Self.known($0, found.taskList) })
      var tasks = found.taskList.filter { task in !gone.contains { $0 == task.id } }
      if let add {
        tasks.append(
          InterviewTask(
            title: add, timing: timing.flatMap { InterviewTask.Timing(rawValue: $0) }, startsAt: startsAt,
            minutesApart: minutesApart, minutes: minutes, room: room, observers: observers, note: note))
      }
      if add != nil || !gone.isEmpty {
        found = try await SetInterviewTasks(context.services)(
          found.id, tasks, expectedVersion: found.version, by: actor)
      }
      let heldOn = found.heldOn
      try context.show(
        found.taskList, json: format.json, none: "No tasks are set for this day.",
        Table(
          .init("when") { $0.when(on: heldOn, whose: "their") }, .init("task") { $0.title },
          .init("room") { $0.room.isEmpty ? "–" : $0.room },
          .init("seen by") { $0.observers.isEmpty ? "–" : $0.observers },
          .init("id") { $0.id?.description ?? "–" }))
    }

    private static func known(_ text: String, _ tasks: [InterviewTask]) throws -> InterviewTaskID {
      let id: InterviewTaskID = try Reading.identifier(text, "--remove")
      guard tasks.contains(where: { $0.id == id }) else {
        throw Reading.problem("--remove", "'\(text)' is no task of this day.")
      }
      return id
    }
  }
}
