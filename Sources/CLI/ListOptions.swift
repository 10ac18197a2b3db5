import ArgumentParser

/// Whether a command answers in JSON.
struct FormatOptions: ParsableArguments {
  @Flag(help: "Answer in JSON, for scripts.")
  var json = false
}

extension CommandContext {
  /// Shows a CSV file; the output ends its last line.
  func show(csv: String) { output.line(String(csv.dropLast())) }
}
