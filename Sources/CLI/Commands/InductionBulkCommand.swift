import ArgumentParser
import Domain
import Foundation

/// Files of the national service.
struct InductionBulkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bulk", abstract: "Read and write the files of the national service.",
    subcommands: [Import.self, Claims.self, Actions.self, Registrations.self])

  struct Import: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "import-claims", abstract: "Take a file of claims: accept the registrations in it.",
      discussion: "Valid rows go ahead, faulty ones are told. The same file again does nothing twice.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code.") var authority: String
    @Argument(help: "The file.", completion: .file(extensions: ["csv"])) var file: String
    @Flag(help: "Only say what would become of each row.") var dryRun = false
    @Option(help: ArgumentHelp("Write faulty rows to a file that can be loaded again.", valueName: "file"))
    var errors: String?

    func run(in context: CommandContext) async throws {
      guard let data = FileManager.default.contents(atPath: file) else {
        throw Reading.problem("file", "\(file) can't be read.")
      }
      let report = try await ImportClaims(context.services)(
        [UInt8](data), of: try await context.lookup.authority(authority), isDryRun: dryRun, by: context.actor)
      if format.json {
        context.output.line(try CommandContext.json(report))
      } else {
        for row in report.rows where row.outcome == .faulty {
          let who = row.name ?? row.cells.first ?? ""
          context.output.remark("line \(row.line), \(who): \(row.problems.joined(separator: " "))")
        }
        context.output.line(
          "\(report.rows.count) rows: \(report.count(.claimed)) claimed, \(report.count(.already)) before, "
            + "\(report.count(.faulty)) faulty")
      }
      if let errors, let text = report.errorFile { try FileOutput.write(text, to: errors) }
      if dryRun { context.output.remark("This was a dry run: nothing was stored.") }
      if report.count(.faulty) > 0 {
        throw Failure(.invalidData, dryRun ? "Some rows have faults." : "Rows with faults were not taken.")
      }
    }
  }

  struct Claims: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Write every induction that goes on as claims.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var part: FilePart
    @Argument(help: "The authority's code.") var authority: String

    func run(in context: CommandContext) async throws {
      try part.show(
        try await ExportInductions(context.services).claims(
          of: try await context.lookup.authority(authority), by: context.actor), context)
    }
  }

  struct Actions: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Write passes and releases as actions.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var part: FilePart
    @Argument(help: "The authority's code.") var authority: String

    func run(in context: CommandContext) async throws {
      try part.show(
        try await ExportInductions(context.services).actions(
          of: try await context.lookup.authority(authority), by: context.actor), context)
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

/// Writes files.
enum FileOutput {
  static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Reading.problem("to", "\(path) can't be written.")
    }
  }
}
