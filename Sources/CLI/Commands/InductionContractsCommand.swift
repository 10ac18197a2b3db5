import ArgumentParser
import Domain
import Postgres

extension InductionBoardCommand {
  struct Contracts: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List posts that go on though their contract has ended, the longest ended first.",
      discussion: """
        Where the teacher has left, record the last day of the post; else when the contract ends now.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code, or a school's URN.") var of: String
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      if of.count == 3 {
        try await show(of: try await context.lookup.authority(of).place, context)
      } else {
        try await show(at: try await context.lookup.school(of).id, context)
      }
    }

    private func show(of authority: Place, _ context: CommandContext) async throws {
      let read = ReadContractEnds(context.services)
      if csv { return context.show(csv: try await read.csv(of: authority, by: context.actor)) }
      try show(
        try await read(of: authority, limit: paging.limit, after: try paging.cursor(), by: context.actor),
        context)
    }

    private func show(at school: OrganisationID, _ context: CommandContext) async throws {
      let read = ReadContractEnds(context.services)
      if csv { return context.show(csv: try await read.csv(at: school, by: context.actor)) }
      try show(
        try await read(at: school, limit: paging.limit, after: try paging.cursor(), by: context.actor),
        context)
    }

    private func show(_ page: Page<ContractEnd>, _ context: CommandContext) throws {
      try context.show(
        page.items.map(ContractEndLine.init), json: format.json, none: "No contract has ended.",
        Table(
          .init("ended") { $0.endedOn }, .init("name") { $0.name }, .init("school") { $0.school },
          .init("reference") { $0.reference }, .init("induction") { $0.induction }))
      context.sayMore(page.next)
    }
  }
}

private struct ContractEndLine: Encodable {
  let induction: String
  let reference: String
  let name: String
  let school: String
  let endedOn: String

  init(_ end: ContractEnd) {
    induction = end.induction.description
    (reference, name, school) = (end.reference, end.name, end.school)
    endedOn = end.endedOn.description
  }
}
