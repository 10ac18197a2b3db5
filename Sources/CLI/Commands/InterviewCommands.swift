import ArgumentParser
import Domain
import Foundation
import Postgres

extension AppointmentsCommand {
  struct InterviewDays: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "interview-days",
      abstract: "List the days of interviews of a vacancy, who interviews, and who still has no time.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: ArgumentHelp("The vacancy.", valueName: "id or reference")) var vacancy: String

    func run(in context: CommandContext) async throws {
      let found = try await FindVacancy(context.services)(named: vacancy, by: context.actor)
      let arranging = ArrangeInterviews(context.services)
      let schedules = try await arranging.list(found.id, by: context.actor)
      try context.show(
        schedules.map(DayLine.init), json: format.json, none: "No interviews have been arranged.",
        Table(
          .init("day") { $0.heldOn }, .init("place") { $0.place },
          .init("panel") { $0.panel.joined(separator: ", ") }, .init("free") { "\($0.free)" },
          .init("without a time") { "\($0.waiting.count)" }, .init("id") { $0.id.description }))
      if format.json { return }
      for schedule in schedules {
        for warning in schedule.day.warnings { context.output.remark("\(schedule.day.heldOn): \(warning)") }
        for application in schedule.waiting {
          context.output.remark("\(schedule.day.heldOn): invited, without a time: \(Self.who(application)).")
        }
      }
      for application in try await arranging.withoutDay(found.id, by: context.actor) {
        context.output.remark("Invited without a day: \(Self.who(application)).")
      }
      for answer in try await ReadInterviewAnswers(context.services)(found.id, by: context.actor) {
        context.output.remark("\(answer.application): \(answer.schoolsLines.joined(separator: " "))")
      }
    }

    private static func who(_ application: SentApplication) -> String {
      "\(CommandContext.marked(application)) (\(application.id))"
    }
  }

  struct Invite: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Invite somebody on the shortlist to interview, or somebody who was invited without a day to a day.",
      discussion: "To a day with slots, or with a message that says when and where.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The application's id.") var application: String
    @Option(help: ArgumentHelp("The day, from interview-days.", valueName: "id")) var day: String?
    @Option(help: ArgumentHelp("To the applicant; needed without a day.", valueName: "text")) var message = ""

    func run(in context: CommandContext) async throws {
      let day: InterviewDayID? = try self.day.map { try Reading.identifier($0, "--day") }
      let invited = try await InviteToInterview(context.services)(
        Reading.identifier(application, "application"), day: day, message: message, by: context.actor)
      let line = ApplicationLine(invited)
      try context.show(line, json: format.json, line.fields)
      try await context.warn(of: day, for: invited.vacancy, by: context.actor)
    }
  }

  struct GiveTime: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "give-time", abstract: "Give somebody who is invited to interview a time, or another one.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The application's id.") var application: String
    @Argument(help: "The slot's id, from interviews.") var slot: String

    func run(in context: CommandContext) async throws {
      try await ChooseSlot(context.services).assign(
        Reading.identifier(application, "application"), slot: Reading.identifier(slot, "slot"),
        by: context.actor)
      context.output.line("The candidate has the time, and is told.")
    }
  }
}

extension CommandContext {
  /// Says, beside the answer, what is to be thought of about a day to which people were invited.
  func warn(of day: InterviewDayID?, for vacancy: VacancyID, by actor: Actor) async throws {
    for warning in try await ReadInvitationWarnings(services).of(day, for: vacancy, by: actor) {
      output.remark(warning)
    }
  }
}

/// A day of interviews as the command shows it.
private struct DayLine: Encodable {
  let id: InterviewDayID
  let heldOn: String
  let place: String
  let panel: [String]
  let free: Int
  let waiting: [ApplicationID]
  /// Those of them who have closed their account.
  let accountsClosed: [ApplicationID]
  let warnings: [String]

  init(_ schedule: InterviewSchedule) {
    (id, heldOn, place) = (schedule.day.id, schedule.day.heldOn.description, schedule.day.place)
    (panel, warnings) = (schedule.panel, schedule.day.warnings)
    free = schedule.slots.count { $0.holder == nil }
    waiting = schedule.waiting.map(\.id)
    accountsClosed = schedule.waiting.filter(\.isAccountClosed).map(\.id)
  }
}
