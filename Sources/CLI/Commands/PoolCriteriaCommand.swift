import ArgumentParser
import Domain
import Postgres

extension PoolCommand {
  /// Lists or sets the criteria of the interview day.
  struct Criteria: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the criteria of the interview day, or set them.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code, for example 883.") var authority: String
    @Option(
      name: .customLong("set"),
      help: ArgumentHelp("A criterion, in place of those there are; once for each.", valueName: "text"))
    var wordings: [String] = []
    @Option(help: ArgumentHelp("The highest score of those that are set.", valueName: "score"))
    var highest = 4
    @Flag(help: "Go back to the usual ones.") var usual = false
    @OptionGroup var read: VersionOptions

    func validate() throws {
      guard wordings.isEmpty || !usual else { throw ValidationError("Give --set or --usual, not both.") }
    }

    func run(in context: CommandContext) async throws {
      let authority = try await Authority.find(code: authority, in: context.services.pool)
      let criteria = SetPoolCriteria(context.services)
      let list =
        wordings.isEmpty && !usual
        ? try await criteria.read(authority, by: context.actor)
        : try await criteria(
          authority, wordings.map { SetPoolCriteria.Draft(wording: $0, highest: highest) },
          expectedVersion: read.ifVersion, by: context.actor)
      try context.show(
        list.criteria.map(CriterionLine.init), json: format.json, none: "No criteria.",
        Table(.init("criterion") { $0.wording }, .init("highest") { String($0.highest) }))
      context.output.remark("They are at version \(list.version).")
    }
  }
}

/// A criterion as the command shows it.
private struct CriterionLine: Encodable {
  let wording: String
  let highest: Int

  init(_ criterion: PoolCriterion) { (wording, highest) = (criterion.wording, criterion.highest) }
}
