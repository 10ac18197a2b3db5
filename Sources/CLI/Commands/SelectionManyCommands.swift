import ArgumentParser
import Domain
import Foundation

extension SelectionCommand {
  struct AskReferences: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "ask-references",
      abstract: "Ask the referees of several shortlisted applications, by e-mail.",
      discussion: """
        All of them or none. Of each application all who may be asked now, as "appointments ask" does of one. Those \
        who were asked before are not asked again.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String
    @Argument(help: "The applications' ids.") var applications: [String]

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let found = try await FindVacancy(context.services)(named: vacancy, by: actor)
      let ids: [ApplicationID] = try applications.map { try Reading.identifier($0, "applications") }
      let asked = try await RequestManyReferences(context.services)(found.id, of: ids, by: actor)
      let now = context.services.now()
      try context.show(
        asked.map { AskedLine($0, now: now) }, json: format.json, none: "Nobody has been asked.",
        AskedLine.table)
    }
  }

  struct InviteMany: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "invite", abstract: "Invite several on the shortlist to interview.",
      discussion: """
        All of them or none: to a day with slots, or with a message that says when and where. Write id=version to be \
        refused where somebody has moved an application since you read it.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String
    @Argument(help: ArgumentHelp("The applications.", valueName: "id or id=version"))
    var applications: [String]
    @Option(help: ArgumentHelp("The day, from appointments interview-days.", valueName: "id"))
    var day: String?
    @Option(help: ArgumentHelp("To each applicant; needed without a day.", valueName: "text"))
    var message = ""

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let found = try await FindVacancy(context.services)(named: vacancy, by: actor)
      let day: InterviewDayID? = try self.day.map { try Reading.identifier($0, "--day") }
      let named = try await context.read(applications, "applications", by: actor)
      let invited = try await InviteManyToInterview(context.services)(
        found.id, named.map { Invitee($0.sent.id, version: $0.version) }, day: day, message: message,
        by: actor)
      try context.showApplications(invited, json: format.json, none: "Nobody.")
      try await context.warn(of: day, for: found.id, by: actor)
    }
  }
}

/// A reference that was asked for, as the command shows it.
private struct AskedLine: Encodable {
  let application: ApplicationID
  let id: ReferenceID
  let referee: String
  let email: String
  let state: ReferenceState

  init(_ reference: ReferenceRequest, now: Date) {
    (application, id) = (reference.application, reference.id)
    (referee, email, state) = (reference.name, reference.email, reference.state(at: now))
  }

  static let table = Table<AskedLine>(
    .init("application") { $0.application.description }, .init("referee") { $0.referee },
    .init("state") { $0.state.rawValue }, .init("email") { $0.email },
    .init("id") { $0.id.description })
}
