public import ArgumentParser
import Domain
import Foundation

/// Reports equality totals.
public struct EqualityCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "equality", abstract: "Report equality totals.", subcommands: [Totals.self])

  /// Nothing given.
  public init() {}

  struct Totals: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the totals of one year's applications as CSV.",
      discussion: "Small figures are left out, so that nobody can be recognised.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The authority's code, for example 883.") var authority: String
    @Option(help: ArgumentHelp("The year in whose September it begins.", valueName: "year")) var year: Int?

    func run(in context: CommandContext) async throws {
      let authority = try await Authority.find(code: authority, in: context.services.pool)
      let report = try await EqualityTotals(context.services)(of: authority, year: year, by: context.actor)
      context.output.line(String(report.csv.dropLast()))
    }
  }
}
