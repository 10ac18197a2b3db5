import ArgumentParser

/// Measures parts of Staffroom against what the machine can do.
@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "staffroom-bench",
    abstract: "Measures parts of Staffroom beside what the machine can do.",
    subcommands: [Select.self, Inductions.self])
}
