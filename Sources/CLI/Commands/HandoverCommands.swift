import ArgumentParser
import Domain
import Foundation
import Postgres

extension SelectionCommand {
  struct Exceptions: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List decisions that were made before two members of the panel had handed in scores.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String

    func run(in context: CommandContext) async throws {
      let found = try await FindVacancy(context.services)(named: vacancy, by: context.actor)
      let page = try await ReadSiftExceptions(context.services)(
        found.id, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(ExceptionLine.init), json: format.json, none: "No decision was made without scores.",
        Table(
          .init("when") { CommandContext.moment($0.decidedAt) }, .init("applicant") { $0.applicant },
          .init("decision") { $0.decision.rawValue }, .init("by") { $0.decidedBy ?? "–" },
          .init("reason") { $0.reason }))
      context.sayMore(page.next)
    }
  }

  struct Waiting: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List who still waits for an answer when all posts of a vacancy are filled.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String

    func run(in context: CommandContext) async throws {
      let found = try await FindVacancy(context.services)(named: vacancy, by: context.actor)
      let page = try await WaitingCandidates(context.services).list(
        found.id, limit: paging.limit, after: try paging.cursor(), by: context.actor
      ).page
      try context.showApplications(page.items, json: format.json, none: "Nobody waits.")
      context.sayMore(page.next)
      if !page.items.isEmpty && !format.json {
        context.output.remark("Tell them: staffroom selection tell-waiting \(found.reference)")
      }
    }
  }

  struct TellWaiting: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "tell-waiting", abstract: "Tell everybody who still waits that the posts are filled.",
      discussion: "In the usual considerate words unless --message gives others.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String
    @Option(help: ArgumentHelp("What they are told.", valueName: "text")) var message: String?

    func run(in context: CommandContext) async throws {
      let found = try await FindVacancy(context.services)(named: vacancy, by: context.actor)
      let told = try await WaitingCandidates(context.services).tell(
        found.id, message: message ?? WaitingCandidates.usualMessage(for: found), by: context.actor)
      try context.showApplications(told, json: format.json, none: "Nobody waited.")
    }
  }
}

extension ApplicationsCommand {
  struct Others: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the other applications of somebody who was appointed that schools still consider.",
      discussion: "With --withdraw, those that the applicant wants back are withdrawn.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The id of the application that led to the appointment.") var id: String
    @Option(help: ArgumentHelp("Withdraw this one; may be repeated.", valueName: "id")) var withdraw:
      [String] = []

    func run(in context: CommandContext) async throws {
      let others = OtherApplications(context.services)
      let application: ApplicationID = try Reading.identifier(id, "id")
      if !withdraw.isEmpty {
        let chosen: [ApplicationID] = try withdraw.map { try Reading.identifier($0, "--withdraw") }
        try await others.withdraw(chosen, beside: application, by: context.actor)
      }
      let found = try await others(application, by: context.actor)
      try context.show(
        found.map(OtherLine.init), json: format.json, none: "No school considers another application.",
        Table(
          .init("id") { $0.id.description }, .init("state") { $0.state.rawValue },
          .init("vacancy") { $0.vacancyReference }, .init("school") { $0.school },
          .init("interview") { CommandContext.moment($0.interviewAt) }))
    }
  }
}

extension AppointmentsCommand {
  struct ChangePanel: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "change-interviewers", abstract: "Change who interviews on a day.",
      discussion: "Those who join, stay and go are told, with a file for their calendars.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: ArgumentHelp("The day, from interview-days.", valueName: "id")) var day: String
    @Option(help: ArgumentHelp("Somebody who interviews; repeat for each.", valueName: "e-mail or id"))
    var interviewer: [String] = []

    func run(in context: CommandContext) async throws {
      var panel: [AccountID] = []
      for person in interviewer { panel.append(try await context.lookup.account(person).id) }
      let changing = ChangeInterviewers(context.services)
      let changed = try await changing(Reading.identifier(day, "day"), panel, by: context.actor)
      let names = try await changing.read(changed.id, by: context.actor).map(\.name)
      context.output.line("\(changed.heldOn): \(names.joined(separator: ", "))")
    }
  }
}

extension CommandContext {
  /// Applications of one vacancy.
  func showApplications(_ applications: [SentApplication], json: Bool, none: String) throws {
    try show(
      applications.map(ApplicationLine.init), json: json, none: none,
      Table(
        .init("id") { $0.id.description }, .init("reference") { $0.reference },
        .init("state") { $0.state.rawValue }, .init("applicant") { $0.markedApplicant }))
  }
}

/// An exception as the command shows it.
private struct ExceptionLine: Encodable {
  let application: ApplicationID
  let applicant: String
  let decision: SiftException.Decision
  let reason: String
  let decidedBy: String?
  let decidedAt: Date

  init(_ exception: SiftException) {
    (application, applicant) = (exception.application, exception.applicantName)
    (decision, reason) = (exception.decision, exception.reason)
    (decidedBy, decidedAt) = (exception.decidedBy, exception.decidedAt)
  }
}

/// Another application of somebody who was appointed, as the command shows it.
private struct OtherLine: Encodable {
  let id: ApplicationID
  let state: ApplicationState
  let vacancyReference: String
  let school: String
  let interviewAt: Date?

  init(_ other: OtherApplication) {
    (id, state) = (other.application.id, other.application.state)
    (vacancyReference, school) = (other.application.vacancyReference, other.application.schoolName)
    interviewAt = other.interviewAt
  }
}
