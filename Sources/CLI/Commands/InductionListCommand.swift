import ArgumentParser
import Domain
import Foundation
import Postgres

extension InductionRecordsCommand {
  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the inductions of an appropriate body or a school, newest first.",
      discussion: "The list of an appropriate body can be narrowed, that of a school is shown whole.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code or the school's URN.") var of: String
    @Option(help: ArgumentHelp("Only those in this state.", valueName: "state")) var state: String?
    @Option(help: ArgumentHelp("A number, a reference or part of a name.", valueName: "text")) var find = ""
    @Option(help: ArgumentHelp("Only those with a period at this school.", valueName: "URN or id"))
    var school: String?
    @Option(help: ArgumentHelp("Only those that began in this term.", valueName: "2026-autumn"))
    var cohort: String?
    @Flag(help: "Only those with something overdue.") var overdue = false
    @Flag(help: "Only those at risk.") var atRisk = false
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      let read = ReadInductions(context.services)
      if csv {
        return context.show(
          csv: of.count == 3
            ? try await read.csv(
              of: try await context.lookup.authority(of).place, try await filter(context), by: context.actor)
            : try await read.csv(at: try await place(context), by: context.actor))
      }
      let page =
        of.count == 3
        ? try await read.list(
          of: try await context.lookup.authority(of).place, try await filter(context), limit: paging.limit,
          after: try paging.cursor(), by: context.actor)
        : try await read.list(
          at: try await place(context), limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(InductionLine.init), json: format.json, none: "No inductions.",
        Table(
          .init("id") { $0.id.description }, .init("reference") { $0.reference }, .init("name") { $0.name },
          .init("trn") { $0.trn }, .init("school") { $0.school }, .init("regime") { $0.regime },
          .init("began") { $0.beganOn },
          .init("ends") { $0.noEnd ?? $0.expectedEnd ?? "–" },
          .init("state") { $0.state.rawValue }
        ))
      context.sayMore(page.next)
    }

    private func filter(_ context: CommandContext) async throws -> ReadInductions.Filter {
      var filter = ReadInductions.Filter(words: find, isOverdue: overdue, isAtRisk: atRisk)
      if let state {
        guard let found = InductionState(rawValue: state) else {
          throw Reading.problem("--state", "'\(state)' is not a state of an induction.")
        }
        filter.state = found
      }
      filter.cohort = try Reading.cohort(cohort)
      if let school { filter.school = try await context.lookup.school(school).id }
      return filter
    }

    /// The school whose list is shown; what would narrow it is refused, so that nobody takes it for narrowed.
    private func place(_ context: CommandContext) async throws -> OrganisationID {
      guard state == nil, find.isEmpty, school == nil, cohort == nil, !overdue, !atRisk else {
        throw Reading.problem("of", "Only the list of an authority can be narrowed: give its code.")
      }
      return try await context.lookup.school(of).id
    }
  }
}

extension Reading {
  /// A cohort by its code; nil for none.
  static func cohort(_ text: String?) throws -> InductionCohort? {
    try text.map { try InductionCohort(code: $0, of: "--cohort") }
  }
}
