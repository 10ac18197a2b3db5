import ArgumentParser
import Domain
import Foundation
import Postgres

/// Appeals against failures and extensions.
struct InductionAppealCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "appeals", abstract: "Show appeals against decisions and record their steps.",
    subcommands: [List.self, Record.self])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List rights to appeal and the appeals that were made, oldest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String

    func run(in context: CommandContext) async throws {
      let found = try await AppealInduction(context.services).list(
        try await context.lookup.induction(induction), by: context.actor)
      try context.show(
        found.map(AppealLine.init), json: format.json, none: "Nothing can be appealed against.",
        Table(
          .init("id") { $0.id.description }, .init("against") { $0.against }, .init("state") { $0.state },
          .init("appeal by") { $0.appealBy }, .init("made") { $0.lodgedOn ?? "–" },
          .init("reply by") { $0.replyBy ?? "–" }, .init("hearing") { $0.hearingOn ?? "–" },
          .init("ended") { $0.endedOn ?? "–" }))
    }
  }

  struct Record: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record a step of an appeal.",
      discussion: """
        The text holds grounds (lodge), reply (reply), reasons (allow, dismiss, vary) or a note (dismissal). With vary \
        go --terms and, after a failure, --resumes; with hearing --hearing and --place; a late appeal, a short \
        notice of hearing, and an outcome without the hearing that was arranged take a --note.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The appeal's id.") var appeal: String
    @Argument(help: ArgumentHelp(AppealStep.allCases.map(\.rawValue).joined(separator: ", "))) var step:
      String
    @Option(help: ArgumentHelp("The day on which it happened.", valueName: "date")) var on: String
    @Option(help: ArgumentHelp("Grounds, reply, reasons or a note.", valueName: "text")) var text = ""
    @Option(help: ArgumentHelp("By how many terms it is extended.", valueName: "number")) var terms: String?
    @Option(help: ArgumentHelp("The day of the hearing.", valueName: "date")) var hearing: String?
    @Option(help: ArgumentHelp("Where it is held.", valueName: "text")) var place = ""
    @Option(help: ArgumentHelp("Why it stands all the same.", valueName: "text")) var note = ""
    @Option(help: ArgumentHelp("From when the teacher serves again.", valueName: "date")) var resumes: String?

    func run(in context: CommandContext) async throws {
      guard let step = AppealStep(rawValue: step) else {
        throw Reading.problem(
          "step",
          "'\(step)' is none of \(AppealStep.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      let entry = AppealEntry(
        on: try RegistrationFile.day(on, "--on"), text: text, terms: terms.flatMap { Decimal(string: $0) },
        hearingOn: try hearing.map { try RegistrationFile.day($0, "--hearing") }, place: place, note: note,
        resumesOn: try resumes.map { try RegistrationFile.day($0, "--resumes") })
      let found = try await AppealInduction(context.services).record(
        step, entry, of: try Reading.identifier(appeal, "appeal"), expectedVersion: nil, by: context.actor)
      let line = AppealLine(found)
      try context.show(
        line, json: format.json,
        [
          ("Appeal", line.id.description), ("Against", line.against), ("State", line.state),
          ("Notice received", line.deemedOn), ("Appeal by", line.appealBy), ("Made", line.lodgedOn ?? "–"),
          ("Reply by", line.replyBy ?? "–"), ("Hearing", line.hearingOn ?? "–"),
          ("Ended", line.endedOn ?? "–"),
          ("List from", line.failedListFrom ?? "–"), ("Employment ends by", line.dismissalBy ?? "–"),
        ])
    }
  }
}

private struct AppealLine: Encodable {
  let id: AppealID
  let against: String
  let state: String
  let deemedOn: String
  let appealBy: String
  let lodgedOn: String?
  let grounds: String?
  let replyBy: String?
  let reply: String?
  let hearingOn: String?
  let noHearingReason: String?
  let endedOn: String?
  let outcomeReasons: String?
  let failedListFrom: String?
  let failedListedOn: String?
  let dismissalBy: String?
  let dismissedOn: String?

  init(_ appeal: InductionAppeal) {
    (id, against, state) = (appeal.id, appeal.against.rawValue, appeal.state.rawValue)
    (deemedOn, appealBy) = (appeal.deemedOn.description, appeal.appealBy.description)
    (lodgedOn, grounds) = (appeal.lodgedOn?.description, appeal.grounds)
    (replyBy, reply) = (appeal.replyBy?.description, appeal.reply)
    (hearingOn, endedOn) = (appeal.hearingOn?.description, appeal.endedOn?.description)
    (noHearingReason, outcomeReasons) = (appeal.noHearingReason, appeal.outcomeReasons)
    (failedListFrom, failedListedOn) = (
      appeal.failedListFrom?.description, appeal.failedListedOn?.description
    )
    (dismissalBy, dismissedOn) = (appeal.dismissalBy?.description, appeal.dismissedOn?.description)
  }
}
