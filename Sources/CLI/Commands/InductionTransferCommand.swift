import ArgumentParser
import Domain
import Foundation
import Postgres

/// Transfers of inductions to other appropriate bodies.
struct InductionTransferCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transfers", abstract: "Transfer inductions to another appropriate body, with their record.",
    subcommands: [
      List.self, Show.self, Ask.self, Begin.self, Agree.self, Step.self, Record.self, RecordFile.self,
    ])

  /// What is entered of a transfer.
  struct Content: ParsableArguments {
    @Option(help: ArgumentHelp("moves or school_changes_body.", valueName: "why")) var cause: String
    @Option(help: ArgumentHelp("The other appropriate body.", valueName: "name")) var body: String
    @Option(help: ArgumentHelp("Its contact's address.", valueName: "e-mail")) var contact: String
    @Option(help: ArgumentHelp("The school there.", valueName: "name")) var school = ""
    @Option(help: ArgumentHelp("The first day under the other body.", valueName: "date")) var from: String
    @Option(help: ArgumentHelp("The reasons.", valueName: "text")) var reason: String

    func content() throws -> TransferContent {
      guard let cause = TransferCause(rawValue: cause) else {
        throw Reading.problem("--cause", "'\(cause)' is neither moves nor school_changes_body.")
      }
      return TransferContent(
        cause: cause, bodyName: body, contactEmail: contact, schoolName: school,
        transfersOn: try RegistrationFile.day(from, "--from"), reason: reason)
    }
  }

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the transfers of an appropriate body, newest first, or of one induction.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code, or the induction's reference or id.") var of: String
    @Option(help: ArgumentHelp("Only those in this state.", valueName: "state")) var state: String?
    @Flag(help: "Only those that somebody still has to see to.") var waiting = false

    func run(in context: CommandContext) async throws {
      let transfers = TransferInduction(context.services)
      guard of.count == 3 else {
        let found = try await transfers.list(try await context.lookup.induction(of), by: context.actor)
        return try context.show(found.map(\.transfer), format)
      }
      let state = try state.map { text in
        guard let state = TransferState(rawValue: text) else {
          throw Reading.problem("--state", "'\(text)' is not a state of a transfer.")
        }
        return state
      }
      let page = try await transfers.list(
        of: try await context.lookup.authority(of).place, state, isWaiting: waiting, limit: paging.limit,
        after: try paging.cursor(), by: context.actor)
      try context.show(page.items, format)
      context.sayMore(page.next)
    }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a transfer and each time that the record was given over.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The transfer's id.") var transfer: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await TransferInduction(context.services).find(
          try Reading.identifier(transfer, "transfer"), by: context.actor), format)
    }
  }

  struct Ask: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask the appropriate body for a transfer, as a school does.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var content: Content
    @Argument(help: "The induction's reference or id.") var induction: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await TransferInduction(context.services).ask(
          try await context.lookup.induction(induction), try content.content(), expectedVersion: nil,
          by: context.actor), format)
    }
  }

  struct Begin: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Transfer an induction to another body from a day on; posts that go on end the day before.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var content: Content
    @Argument(help: "The induction's reference or id.") var induction: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await TransferInduction(context.services).begin(
          try await context.lookup.induction(induction), try content.content(), expectedVersion: nil,
          by: context.actor), format)
    }
  }

  struct Agree: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Agree to what a school asks for, with other values than its own.",
      discussion: "To agree to it as it is: 'transfers step ID agree'.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var content: Content
    @Argument(help: "The transfer's id.") var transfer: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await TransferInduction(context.services).record(
          .agree, TransferEntry(content: try content.content()),
          of: try Reading.identifier(transfer, "transfer"), expectedVersion: nil, by: context.actor), format)
    }
  }

  struct Step: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Agree, refuse or take back a transfer, give the record over, note its receipt, undo it.",
      discussion: """
        With refuse and undo goes --reason, with acknowledge --on and --person; give takes an --email where the record \
        goes to another address than the contact recorded. Given again, links before it are dead.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The transfer's id.") var transfer: String
    @Argument(help: ArgumentHelp(TransferStep.allCases.map(\.rawValue).joined(separator: ", "))) var step:
      String
    @Option(help: ArgumentHelp("The reasons.", valueName: "text")) var reason = ""
    @Option(help: ArgumentHelp("Another address for the record.", valueName: "e-mail")) var email = ""
    @Option(help: ArgumentHelp("The day of the receipt.", valueName: "date")) var on: String?
    @Option(help: ArgumentHelp("Who acknowledged it there.", valueName: "name")) var person = ""

    func run(in context: CommandContext) async throws {
      guard let step = TransferStep(rawValue: step) else {
        throw Reading.problem(
          "step",
          "'\(step)' is none of \(TransferStep.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      try context.show(
        try await TransferInduction(context.services).record(
          step,
          TransferEntry(
            email: email, reason: reason, on: try on.map { try RegistrationFile.day($0, "--on") },
            person: person),
          of: try Reading.identifier(transfer, "transfer"), expectedVersion: nil, by: context.actor), format)
    }
  }

  struct Record: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the record as it was last given over, or would be now, as JSON or CSV.")

    @OptionGroup var installation: InstallationOptions
    @Flag(help: "Print comma-separated values.") var csv = false
    @Argument(help: "The transfer's id.") var transfer: String

    func run(in context: CommandContext) async throws {
      let bundle = try await TransferInduction(context.services).bundle(
        try Reading.identifier(transfer, "transfer"), by: context.actor
      ).bundle
      context.output.line(
        csv ? String(bundle.csv.dropLast(2)) : String(decoding: try bundle.json(), as: UTF8.self))
    }
  }
}

private struct TransferLine: Encodable {
  let id: TransferID
  let induction: InductionID
  let reference: String
  let teacher: String
  let state: TransferState
  let cause: TransferCause
  let body: String
  let contactEmail: String?
  let school: String
  let transfersOn: String
  let reason: String
  let givenAt: Date?
  let fetchedAt: Date?
  let acknowledgedOn: String?
  let acknowledgedBy: String?
  let endReason: String?

  init(_ transfer: InductionTransfer) {
    (id, induction, reference) = (transfer.id, transfer.induction, transfer.reference)
    (teacher, state, cause) = (transfer.teacher, transfer.state, transfer.cause)
    (body, contactEmail, school) = (transfer.bodyName, transfer.contactEmail, transfer.schoolName)
    (transfersOn, reason) = (transfer.transfersOn.description, transfer.reason)
    (givenAt, fetchedAt) = (transfer.givenAt, transfer.fetchedAt)
    (acknowledgedOn, acknowledgedBy) = (transfer.acknowledgedOn?.description, transfer.acknowledgedBy)
    endReason = transfer.endReason
  }
}

private struct TransferDetail: Encodable {
  let transfer: TransferLine
  let interimAssessment: String
  let givings: [String]
}

extension CommandContext {
  fileprivate func show(_ transfers: [InductionTransfer], _ format: FormatOptions) throws {
    try show(
      transfers.map(TransferLine.init), json: format.json, none: "No transfers.",
      Table(
        .init("id") { $0.id.description }, .init("reference") { $0.reference },
        .init("teacher") { $0.teacher }, .init("to") { $0.body }, .init("from") { $0.transfersOn },
        .init("state") { $0.state.rawValue }))
  }

  fileprivate func show(_ record: TransferRecord, _ format: FormatOptions) throws {
    let line = TransferLine(record.transfer)
    let givings = record.givings.map { "\($0.sentTo): \($0.standing(at: services.now()))" }
    try show(
      TransferDetail(transfer: line, interimAssessment: record.interim.rawValue, givings: givings),
      json: format.json,
      [
        ("Transfer", line.id.description), ("Induction", line.induction.description),
        ("Reference", line.reference), ("Teacher", line.teacher), ("To", line.body),
        ("Contact", line.contactEmail ?? "–"), ("School", line.school.isEmpty ? "–" : line.school),
        ("From", line.transfersOn), ("Why", record.transfer.cause.title), ("Reason", line.reason),
        ("State", record.transfer.state.title), ("Interim assessment", record.interim.title),
        ("Acknowledged", line.acknowledgedOn ?? "–"),
      ] + givings.map { ("Record", $0) })
  }
}
