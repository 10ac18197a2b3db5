import ArgumentParser
import Domain

/// Of which induction something is recorded, by the reference that pages show or by identifier.
struct InductionOptions: ParsableArguments {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The induction's reference or id.") var induction: String
}

/// A command that records something of one induction, and prints the induction as it stands then.
protocol InductionStepCommand: ServicesCommand {
  /// Of which induction.
  var of: InductionOptions { get }
  /// Records it.
  func record(_ id: InductionID, in context: CommandContext) async throws
}

extension InductionStepCommand {
  /// The settings given as flags.
  var installation: InstallationOptions { of.installation }

  /// Records it, and prints the induction.
  func run(in context: CommandContext) async throws {
    let id = try await context.lookup.induction(of.induction)
    try await record(id, in: context)
    try await context.showInduction(id, json: of.format.json)
  }
}
