import ArgumentParser
import Domain

/// Whether a command answers in JSON.
struct FormatOptions: ParsableArguments {
  @Flag(help: "Answer in JSON, for scripts.")
  var json = false
}

/// Which part of a list is shown.
struct PagingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("At most so many, 1–500.", valueName: "count")) var limit = 50
  @Option(help: ArgumentHelp("Where to go on: the cursor printed by the page before.", valueName: "cursor"))
  var after: String?

  func validate() throws {
    guard (1...500).contains(limit) else { throw ValidationError("--limit must be from 1 to 500.") }
  }

  func cursor() throws -> Cursor? { try after.map { try Reading.cursor($0, "--after") } }
}

extension CommandContext {
  /// Shows a CSV file; the output ends its last line.
  func show(csv: String) { output.line(String(csv.dropLast())) }
}
