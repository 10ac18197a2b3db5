import ArgumentParser
import Domain
import Foundation
import Postgres

extension PoolCommand {
  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the entries of a year, newest first.",
      discussion: "Key stages, subjects and grades are given by code.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code.") var authority: String
    @Argument(help: "The year.") var year: Int
    @Flag(help: "Only those that wait to be checked.") var waiting = false
    @Option(help: ArgumentHelp("Only whose name has these parts.", valueName: "words")) var name = ""
    @Option(help: "Only those that stand so.") var state: PoolState?
    @Flag(inversion: .prefixedNo, help: "Only those invited to an interview day, or only the others.")
    var invited: Bool?
    @Option(help: "Only who would teach in this phase.") var phase: VacancyPhase?
    @Option(help: "Only who would teach this key stage.") var keyStage: String?
    @Option(help: "Only who would teach this subject.") var subject: String?
    @Option(help: "Only this grade.") var grade: String?
    @Flag(help: "Write all of them as comma-separated values.") var csv = false

    func run(in context: CommandContext) async throws {
      let authority = try await Authority.find(code: authority, in: context.services.pool)
      let list = ListPoolEntries(context.services)
      if csv {
        let text = try await list.csv(authority, year: year, filter, by: context.actor)
        return context.output.line(String(text.dropLast()))
      }
      let page = try await list(
        authority, year: year, filter, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(EntryLine.init), json: format.json, none: "No entries.",
        Table(
          .init("id") { $0.id.description }, .init("name") { $0.name },
          .init("state") { $0.hasAcceptedOffer ? "\($0.state), has accepted an offer" : $0.state },
          .init("joined") { CommandContext.moment($0.joinedAt) },
          .init("checked") {
            $0.checkedAt.map(CommandContext.moment) ?? ($0.faults == nil ? "–" : "not right yet")
          },
          .init("interview") { CommandContext.moment($0.interviewAt) },
          .init("grade") { $0.grade ?? "–" }))
      context.sayMore(page.next)
    }

    private var filter: PoolListFilter {
      var filter = PoolListFilter()
      (filter.waitingOnly, filter.name, filter.state, filter.isInvited) = (waiting, name, state, invited)
      (filter.wanted.phase, filter.wanted.keyStage) = (phase, keyStage)
      (filter.wanted.subject, filter.wanted.grade) = (subject, grade)
      return filter
    }
  }

  struct InviteMany: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Invite several people to the same interview day: all of them or none.",
      discussion: "Whoever is invited to another is moved.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code.") var authority: String
    @Argument(help: "The ids of their entries.") var ids: [String]
    @Option(help: ArgumentHelp("When.", valueName: "moment")) var at: String
    @Option(help: ArgumentHelp("Where.", valueName: "text")) var place: String

    func run(in context: CommandContext) async throws {
      let authority = try await Authority.find(code: authority, in: context.services.pool)
      let entries = try ids.map { try Reading.identifier($0, "id") as PoolEntryID }
      try await InviteManyFromPool(context.services)(
        entries.map { PoolInvitee($0) }, at: try Reading.moment(at, "--at"), place: place, by: context.actor)
      let lines = try await ListPoolEntries(context.services).chosen(authority, entries, by: context.actor)
      try context.show(
        lines.map(EntryLine.init), json: format.json, none: "No entries.",
        Table(
          .init("id") { $0.id.description }, .init("name") { $0.name },
          .init("when") { CommandContext.moment($0.interviewAt) },
          .init("where") { $0.interviewPlace ?? "–" }))
    }
  }
}

/// An entry as the commands show it.
private struct EntryLine: Encodable {
  let id: PoolEntryID
  let name: String
  let state: String
  let hasAcceptedOffer: Bool
  let joinedAt: Date
  let checkedAt: Date?
  let faults: [String]?
  let grade: String?
  let places: [String]
  let interviewAt: Date?
  let interviewPlace: String?
  let invitationAnswer: String?
  let assessmentVersion: Int

  init(_ line: PoolEntryLine) {
    let entry = line.entry
    (id, name, state) = (entry.id, entry.name, entry.state.rawValue)
    hasAcceptedOffer = entry.hasAcceptedOffer
    (joinedAt, checkedAt, grade) = (entry.joinedAt, entry.checkedAt, entry.grade)
    faults = entry.faults.map { found in found.map(\.rawValue) }
    places = entry.preferences.places.map(\.words)
    (interviewAt, interviewPlace) = (line.invitation?.at, line.invitation?.place)
    (invitationAnswer, assessmentVersion) = (line.invitation?.answer?.rawValue, line.version)
  }
}
