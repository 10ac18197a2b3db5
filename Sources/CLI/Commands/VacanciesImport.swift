import ArgumentParser
import Domain
import Foundation

/// Imports vacancies from a CSV file.
struct VacanciesImport: ServicesCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import vacancies from a CSV file, as drafts.",
    discussion: """
      The first line names the columns, in any order: external_reference, urn and the fields of a vacancy in \
      the API (see /developers/objects#VacancyContent). Lists have semicolons between. A row makes one draft \
      however often it is imported; a row that says something else changes its draft. Faults of every row are \
      told at once, and when there is one nothing is stored.
      """)

  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The file.", completion: .file(extensions: ["csv"])) var file: String
  @Option(help: ArgumentHelp("The school of rows without a urn.", valueName: "URN or id")) var school: String?
  @Flag(help: "Publish the drafts of the file as well.") var publish = false
  @Flag(help: "Only say what would be done.") var dryRun = false

  func run(in context: CommandContext) async throws {
    let data = try Reading.file(file)
    var place: OrganisationID?
    if let school { place = try await context.lookup.school(school).id }
    let report = try await ImportVacancies(context.services)(
      [UInt8](data), school: place, publish: publish, dryRun: dryRun, by: context.actor)
    if format.json {
      context.output.line(try CommandContext.json(report))
    } else {
      for problem in report.problems {
        let column = problem.column.map { ", \($0)" } ?? ""
        context.output.remark("line \(problem.line)\(column): \(problem.message)")
      }
      let what = "\(report.rows) rows: \(report.count(.created)) new, \(report.count(.changed)) changed, "
      context.output.line(what + "\(report.count(.unchanged)) unchanged, \(report.published) published")
    }
    if !report.problems.isEmpty {
      throw Failure(
        .invalidData, report.isStored ? "Not everything was published." : "Nothing was stored.")
    }
    if dryRun { context.output.remark("This was a dry run: nothing was stored.") }
  }
}

/// Exports vacancies as a CSV file.
struct VacanciesExport: ServicesCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write vacancies as CSV, which can be imported again.")

  @OptionGroup var installation: InstallationOptions
  @Option(help: ArgumentHelp("Only those of this school.", valueName: "URN or id")) var school: String?
  @Option(help: ArgumentHelp("Only those of this state.", valueName: "state")) var state: VacancyState?
  @Option(
    help: ArgumentHelp("Where to write to, instead of the standard output.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var to: String?

  func run(in context: CommandContext) async throws {
    let file = try to.map { try FileOutput($0, "--to") }
    var place: OrganisationID?
    if let school { place = try await context.lookup.school(school).id }
    let text = try await ExportVacancies(context.services)(school: place, state: state, by: context.actor)
    guard let file else {
      return context.output.line(text.hasSuffix("\r\n") ? String(text.dropLast()) : text)
    }
    try file.write(text)
  }
}
