public import ArgumentParser
import Domain

/// Loads the sample borough.
public struct SampleCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Load the sample borough.", subcommands: [Load.self])

  /// Nothing given.
  public init() {}

  struct Load: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Load schools, made-up people and vacancies, once.",
      discussion: "A database that has the whole sample is left alone; an interrupted load is completed.")

    @OptionGroup var installation: InstallationOptions
    @Option(
      help: ArgumentHelp(
        "Where the sign-ins are written; when the file is missing, everybody gets a new password.",
        valueName: "file"))
    var accountsFile: String?

    func run(in context: CommandContext) async throws {
      let loaded = try await LoadSampleBorough(context.services)(
        accountsFile: accountsFile, by: context.actor)
      if loaded { context.output.line("The sample borough is loaded.") }
    }
  }
}
