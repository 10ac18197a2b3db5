import ArgumentParser
import Domain
import Synchronization

/// Imports the national register's file.
struct SchoolsImport: ServicesCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import schools from a file of the national register.",
    discussion: """
      The file is the establishment CSV of Get Information About Schools, in UTF-8 or Windows-1252. Schools \
      are matched by URN; importing the same file again changes nothing. Rejected lines are listed with their \
      reasons and do not keep the others out.
      """)

  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The file.", completion: .file(extensions: ["csv"])) var file: String
  @Option(
    help: ArgumentHelp(
      "Only this authority's schools, for example 883. Without it all, and unknown authorities are set up.",
      valueName: "code"))
  var authority: String?

  func run(in context: CommandContext) async throws {
    let start = ContinuousClock.now
    let progress = ProgressRemarks(output: context.output)
    let report = try await ImportSchools(context.services)(
      path: file, authority: authority, by: context.actor, progress: progress.tell)
    if format.json { return context.output.line(try CommandContext.json(report)) }
    for reject in report.rejects {
      let urn = reject.urn.map { " (URN \($0))" } ?? ""
      context.output.remark("line \(reject.line)\(urn): \(reject.reasons.joined(separator: " "))")
    }
    if report.rejected > report.rejects.count {
      context.output.remark("… and \(report.rejected - report.rejects.count) more rejected lines")
    }
    let seconds = (ContinuousClock.now - start).components.seconds
    context.output.line(
      """
      \(report.records) records read: \(report.added) added, \(report.changed) changed, \(report.closed) closed, \
      \(report.unchanged) unchanged, \(report.rejected) rejected, \(report.outsideScope) of other authorities \
      (\(seconds) s)
      """)
    if report.authorities > 0 {
      context.output.line("\(report.authorities) authorities were set up with them.")
    }
  }
}

/// Tells how far an import is, at every tenth of the file.
private final class ProgressRemarks: Sendable {
  private let output: CommandOutput
  private let told = Mutex((step: "", tenth: -1))

  init(output: CommandOutput) { self.output = output }

  @Sendable func tell(_ progress: SchoolImportProgress) {
    let tenth = progress.bytesTotal > 0 ? progress.bytesRead * 10 / progress.bytesTotal : 10
    let isNew = told.withLock { last in
      guard last.step != progress.step.rawValue || last.tenth != tenth else { return false }
      last = (progress.step.rawValue, tenth)
      return true
    }
    guard isNew else { return }
    let share = progress.step == .reading ? " \(tenth * 10)%" : ""
    output.remark("\(progress.step.rawValue)\(share), \(progress.records) records")
  }
}
