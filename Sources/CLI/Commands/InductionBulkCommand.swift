import ArgumentParser
import Domain
import Foundation
import Postgres

/// Files of the national service.
struct InductionBulkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bulk", abstract: "Read and write the files of the national service.",
    subcommands: [
      Import.self, ImportSent.self, Sent.self, Claims.self, Actions.self, Registrations.self,
      RecordClaimsCommand.self, SentClaimsCommand.self, ClaimFilesCommand.self, AcceptClaimsCommand.self,
    ])

  struct Import: GroupedCommand {
    static let configuration = CommandConfiguration(
      commandName: "import-claims", abstract: "Take a file of claims: accept the registrations in it.",
      discussion: "Valid rows go ahead, faulty ones are told. The same file again does nothing twice.")

    @OptionGroup var options: ServiceFileOptions
    @Flag(help: "You have compared TRN and status of every row with the national record.") var verified =
      false
    @Option(help: ArgumentHelp("Write faulty rows to a file that can be loaded again.", valueName: "file"))
    var errors: String?

    func run(in context: CommandContext) async throws {
      let file = try errors.map { try FileOutput($0, "--errors") }
      let report = try await ImportClaims(context.services)(
        options.content(), of: try await context.lookup.authority(options.authority), isVerified: verified,
        isDryRun: options.dryRun,
        by: context.actor)
      try context.show(
        report, options.format,
        counts: "\(report.count(.claimed)) claimed, \(report.count(.already)) before, "
          + "\(report.count(.faulty)) faulty", remarks: { $0.outcome == .faulty })
      if let text = report.errorFile { try file?.write(text) }
      if options.dryRun { context.output.remark("This was a dry run: nothing was stored.") }
      if report.count(.faulty) > 0 {
        throw Failure(
          .invalidData, options.dryRun ? "Some rows have faults." : "Rows with faults were not taken.")
      }
    }
  }

  struct ImportSent: GroupedCommand {
    static let configuration = CommandConfiguration(
      commandName: "import-actions",
      abstract: "Take back a file of actions, as it was sent or as the national service answered it.",
      discussion: "Without a column Error message its rows are recorded as sent, with it as refused.")

    @OptionGroup var options: ServiceFileOptions

    func run(in context: CommandContext) async throws {
      let report = try await ImportActions(context.services)(
        options.content(), of: try await context.lookup.authority(options.authority),
        isDryRun: options.dryRun,
        by: context.actor)
      try context.show(
        report, options.format,
        counts: "\(report.count(.sent)) sent, \(report.count(.refused)) refused, "
          + "\(report.count(.unknown)) unknown", remarks: { $0.outcome != .sent })
      if options.dryRun { context.output.remark("This was a dry run: nothing was stored.") }
      if report.count(.unknown) > 0 { throw Failure(.invalidData, "Unknown rows are not recorded.") }
    }
  }

  struct Sent: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what was sent to the national service, newest first, with what it refused.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code.") var authority: String
    @Flag(help: "Only what was refused.") var refused = false

    func run(in context: CommandContext) async throws {
      let page = try await ImportActions(context.services).sent(
        of: try await context.lookup.authority(authority), isRefused: refused, limit: paging.limit,
        after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(SentActionLine.init), json: format.json, none: "Nothing was sent.",
        Table(
          .init("name") { $0.name }, .init("trn") { $0.trn }, .init("until") { $0.endsOn },
          .init("terms") { $0.terms }, .init("outcome") { $0.outcome }, .init("refused for") { $0.faults },
          .init("") { $0.needsCorrection ? "a correction must be sent" : "" }))
      context.sayMore(page.next)
    }
  }

  struct Claims: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write every induction that goes on, and periods that ended unclaimed, as claims.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var part: FilePart
    @Argument(help: "The authority's code.") var authority: String
    @Flag(help: "Without those that wait for an answer or were accepted.") var new = false

    func run(in context: CommandContext) async throws {
      try part.show(
        try await ExportInductions(context.services).claims(
          of: try await context.lookup.authority(authority), onlyNew: new, by: context.actor), context)
    }
  }

  struct Actions: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write passes and releases that are not sent yet as actions.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var part: FilePart
    @Argument(help: "The authority's code.") var authority: String
    @Flag(help: "Also what is recorded as sent and was not refused.") var all = false

    func run(in context: CommandContext) async throws {
      try part.show(
        try await ExportInductions(context.services).actions(
          of: try await context.lookup.authority(authority), all: all, by: context.actor), context)
    }
  }

  struct Registrations: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Write every registration that was sent.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code.") var authority: String

    func run(in context: CommandContext) async throws {
      let (place, export) = (
        try await context.lookup.authority(authority), ExportInductions(context.services)
      )
      if format.json {
        return context.output.line(
          try CommandContext.json(try await export.registrations(of: place, by: context.actor)))
      }
      context.output.line(String(try await export.registrationsCSV(of: place, by: context.actor).dropLast()))
    }
  }
}

private struct SentActionLine: Encodable {
  let induction: InductionID
  let name: String
  let trn: String
  let endsOn: String
  let terms: String
  let outcome: String
  let faults: String
  let needsCorrection: Bool

  init(_ action: SentAction) {
    (induction, name, trn) = (action.induction, action.name, action.trn)
    (endsOn, terms) = (action.endsOn.description, "\(action.terms)")
    (outcome, faults, needsCorrection) = (action.outcome, action.faults, action.needsCorrection)
  }
}

/// Which of several files.
struct FilePart: ParsableArguments {
  @Option(help: ArgumentHelp("Which file, where there are more rows than one may have.", valueName: "number"))
  var part = 1

  func show(_ files: [String], _ context: CommandContext) throws {
    guard !files.isEmpty else { return context.output.remark("Nothing to send.") }
    guard files.indices.contains(part - 1) else { throw DomainError.notFound("file") }
    context.output.line(String(files[part - 1].dropLast()))
    if files.count > part { context.output.remark("There are more: --part \(part + 1)") }
  }
}
