public import ArgumentParser
import Domain

/// Imports where postcodes lie.
public struct PostcodesCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "postcodes", abstract: "Import where postcodes lie.", subcommands: [Import.self])

  /// Nothing given.
  public init() {}

  struct Import: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import postcodes from Code-Point Open.",
      discussion: """
        Takes a CSV file of Ordnance Survey's Code-Point Open, or a folder that has such files in it. Importing the \
        same files again changes nothing, and postcodes that they don't have stay. Without postcodes, searches \
        know towns, schools, and the postcodes of schools.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The file or folder.", completion: .file()) var path: String

    func run(in context: CommandContext) async throws {
      let start = ContinuousClock.now
      let report = try await ImportPostcodes(context.services)(path: path, by: context.actor)
      if format.json { return context.output.line(try CommandContext.json(report)) }
      for reject in report.rejects {
        context.output.remark(
          "\(reject.file), line \(reject.line): not a postcode with a position: \(reject.text)")
      }
      if report.rejected > report.rejects.count {
        context.output.remark("… and \(report.rejected - report.rejects.count) more rejected lines")
      }
      let seconds = (ContinuousClock.now - start).components.seconds
      context.output.line(
        """
        \(report.read) postcodes read from \(report.files) files: \(report.added) added, \(report.changed) moved, \
        \(report.unchanged) unchanged, \(report.withoutPosition) without a position, \(report.rejected) rejected \
        (\(seconds) s)
        """)
    }
  }
}
