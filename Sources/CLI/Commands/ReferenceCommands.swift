import ArgumentParser
import Domain
import Foundation

extension AppointmentsCommand {
  struct References: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the referees of an application and where each reference stands.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The application's id.") var application: String

    func run(in context: CommandContext) async throws {
      try await context.showReferences(
        Reading.identifier(application, "application"), json: format.json, by: context.actor)
    }
  }

  struct Ask: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask referees of a shortlisted application, by e-mail.",
      discussion:
        "Without --referee, all who may be asked now. Those who were asked before are not asked again.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The application's id.") var application: String
    @Option(help: ArgumentHelp("Only this one; may be repeated.", valueName: "number")) var referee: [Int] =
      []

    func run(in context: CommandContext) async throws {
      let id: ApplicationID = try Reading.identifier(application, "application")
      _ = try await RequestReferences(context.services)(id, referees: referee, by: context.actor)
      try await context.showReferences(id, json: format.json, by: context.actor)
    }
  }

  struct Resend: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask a referee again with a new link; the link before stops working.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The reference's id.") var reference: String

    func run(in context: CommandContext) async throws {
      let sent = try await ManageReference(context.services).resend(
        Reading.identifier(reference, "reference"), by: context.actor)
      context.output.line("Asked again on \(CommandContext.moment(sent.mailedAt)).")
    }
  }
}

extension CommandContext {
  /// The referees of an application and where each reference stands.
  func showReferences(_ application: ApplicationID, json: Bool, by actor: Actor) async throws {
    let found = try await ReadReferences(services)(application, by: actor)
    let lines = found.lines.map { ReferenceLine($0, now: services.now()) }
    try show(lines, json: json, none: "The application names no referees.", ReferenceLine.table)
  }
}

/// A referee and their reference as the commands show them.
private struct ReferenceLine: Encodable {
  let number: Int
  let referee: String
  let organisation: String
  let email: String
  let id: ReferenceID?
  let state: ReferenceState?
  let askedAt: Date?
  let askedAgainAt: Date?
  let timesDeclined: Int?
  let receivedAt: Date?
  let verifiedAt: Date?
  let hasConcern: Bool?
  let version: Int?

  init(_ line: ApplicationReferences.Line, now: Date) {
    (number, referee, organisation) = (line.referee.number, line.referee.name, line.referee.organisation)
    email = line.request?.email ?? line.referee.email
    (id, state, askedAt) = (line.request?.id, line.request?.state(at: now), line.request?.requestedAt)
    askedAgainAt = line.request?.askedAgainAt
    timesDeclined = line.request?.timesDeclined
    (receivedAt, verifiedAt) = (line.request?.receivedAt, line.request?.verifiedAt)
    hasConcern = line.request.map { !$0.concerns.isEmpty }
    version = line.request?.version
  }

  /// Where it stands, that the school made sure of it, and that the referee declined, whatever came later.
  private var words: String {
    let isOvercome = (timesDeclined ?? 0) > 0 && state != .declined
    let words: [String?] = [
      state?.rawValue ?? "not asked", verifiedAt == nil ? nil : "verified",
      hasConcern == true ? "with something to take up" : nil,
      isOvercome ? "declined before" : nil,
    ]
    return words.compactMap { $0 }.joined(separator: ", ")
  }

  static let table = Table<ReferenceLine>(
    .init("no") { String($0.number) }, .init("referee") { $0.referee },
    .init("state") { $0.words },
    .init("asked") { CommandContext.moment($0.askedAt) },
    .init("new link") { CommandContext.moment($0.askedAgainAt) }, .init("email") { $0.email },
    .init("id") { $0.id?.description ?? "–" }, .init("version") { $0.version.map { "\($0)" } ?? "–" })
}
