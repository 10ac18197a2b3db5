import ArgumentParser

/// Whether a command answers in JSON.
struct FormatOptions: ParsableArguments {
  @Flag(help: "Answer in JSON, for scripts.")
  var json = false
}
