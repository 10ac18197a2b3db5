import ArgumentParser
import Domain
import Foundation
import Postgres

/// What the commands share that take a file of the national service.
struct ServiceFileOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The authority's code.") var authority: String
  @Argument(help: "The file.", completion: .file(extensions: ["csv"])) var file: String
  @Flag(help: "Only say what would become of each row.") var dryRun = false

  func content() throws -> [UInt8] { [UInt8](try Reading.file(file)) }
}

extension CommandContext {
  /// Prints what became of a file: as JSON, or the rows to look at by themselves and then the counts.
  func show<Outcome>(
    _ report: ServiceReport<Outcome>, _ format: FormatOptions, counts: String,
    remarks isRemarked: (ServiceReport<Outcome>.Row) -> Bool
  ) throws {
    if format.json { return output.line(try Self.json(report)) }
    for row in report.rows where isRemarked(row) {
      let who = row.name ?? row.cells.first ?? ""
      output.remark("line \(row.line), \(who): \(row.problems.joined(separator: " "))")
    }
    output.line("\(report.rows.count) \(report.rows.count == 1 ? "row" : "rows"): \(counts)")
  }
}
