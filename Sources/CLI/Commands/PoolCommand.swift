public import ArgumentParser
import Domain
import Foundation
import Postgres

/// Opens recruitment years of the pool, lists its entries and grades them.
public struct PoolCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "pool",
    abstract: "Open recruitment years of the pool, and list, check and grade its entries.",
    subcommands: [Open.self, List.self, Check.self, Invite.self, Grade.self, Criteria.self])

  /// Nothing given.
  public init() {}

  struct Open: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Open a recruitment year, or move its dates.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code, for example 883.") var authority: String
    @Argument(help: "The year in which its posts begin.") var year: Int
    @Option(help: ArgumentHelp("Its first day; today unless given.", valueName: "date")) var from: String?
    @Option(help: ArgumentHelp("Its last day.", valueName: "date")) var to: String

    func run(in context: CommandContext) async throws {
      let authority = try await Authority.find(code: authority, in: context.services.pool)
      let opened = try await OpenPoolYear(context.services)(
        year, of: authority, from: try from.map { try Self.day($0, "--from") } ?? context.services.today,
        to: try Self.day(to, "--to"), by: context.actor)
      try context.show(
        YearLine(opened), json: format.json,
        [
          ("Year", String(opened.year)), ("From", opened.opensOn.description),
          ("To", opened.closesOn.description),
        ])
    }

    private static func day(_ text: String, _ field: String) throws -> CivilDate {
      guard let day = CivilDate(text) else {
        throw Reading.problem(field, "'\(text)' is not a date such as 2027-01-04.")
      }
      return day
    }
  }

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List the entries of a year, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code.") var authority: String
    @Argument(help: "The year.") var year: Int
    @Flag(help: "Only those that wait to be checked.") var waiting = false
    @Option(help: ArgumentHelp("At most so many, 1–500.", valueName: "count")) var limit = 50
    @Option(help: ArgumentHelp("Where to go on: the cursor printed by the page before.", valueName: "cursor"))
    var after: String?

    func validate() throws {
      guard (1...500).contains(limit) else { throw ValidationError("--limit must be from 1 to 500.") }
    }

    func run(in context: CommandContext) async throws {
      let authority = try await Authority.find(code: authority, in: context.services.pool)
      let page = try await AssessPoolEntry(context.services).list(
        authority, year: year, waitingOnly: waiting, limit: limit,
        after: try after.map { try Reading.cursor($0, "--after") }, by: context.actor)
      try context.show(
        page.items.map(EntryLine.init), json: format.json, none: "No entries.",
        Table(
          .init("id") { $0.id.description }, .init("name") { $0.name },
          .init("state") { $0.hasAcceptedOffer ? "\($0.state), has accepted an offer" : $0.state },
          .init("joined") { CommandContext.moment($0.joinedAt) },
          .init("checked") {
            $0.checkedAt.map(CommandContext.moment) ?? ($0.faults == nil ? "–" : "not right yet")
          },
          .init("grade") { $0.grade ?? "–" }))
      context.sayMore(page.next)
    }
  }

  struct Check: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record that an entry has been checked and everything is right.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The entry's id.") var id: String

    func run(in context: CommandContext) async throws {
      let entry: PoolEntryID = try Reading.identifier(id, "id")
      let found = try await AssessPoolEntry(context.services).check(
        entry, PoolCheck(isComplete: true, trnIsRight: true, hasConsented: true), expectedVersion: nil,
        by: context.actor)
      try context.show(
        AssessmentLine(found), json: format.json, [("Checked", found.check.isPassed ? "yes" : "no")])
    }
  }

  struct Invite: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Invite somebody to the interview day, move it, or cancel it.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The entry's id.") var id: String
    @Option(help: ArgumentHelp("When.", valueName: "moment")) var at: String?
    @Option(help: ArgumentHelp("Where.", valueName: "text")) var place = ""
    @Flag(help: "Take the invitation back.") var cancel = false

    func run(in context: CommandContext) async throws {
      let entry: PoolEntryID = try Reading.identifier(id, "id")
      let assess = AssessPoolEntry(context.services)
      let found: PoolAssessment
      if cancel {
        found = try await assess.cancelInvitation(entry, expectedVersion: nil, by: context.actor)
      } else {
        var unread: [FieldProblem] = []
        var moment: Date?
        do {
          moment = try at.map { try Reading.moment($0, "interview_at") }
        } catch DomainError.invalid(let problems) {
          unread = problems
        }
        found = try await assess.invite(
          entry, at: moment, place: place, unread: unread, expectedVersion: nil, by: context.actor)
      }
      try context.show(
        AssessmentLine(found), json: format.json,
        [
          ("When", found.invitation.map { CommandContext.moment($0.at) } ?? "not invited"),
          ("Where", found.invitation?.place ?? "–"),
          ("Answer", found.invitation?.answer?.title ?? "none yet"),
        ])
    }
  }

  struct Grade: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Grade an entry.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The entry's id.") var id: String
    @Argument(help: "The grade's code, for example A.") var grade: String
    @Option(help: ArgumentHelp("Notes for officers.", valueName: "text")) var notes = ""

    func run(in context: CommandContext) async throws {
      let entry: PoolEntryID = try Reading.identifier(id, "id")
      let found = try await AssessPoolEntry(context.services).grade(
        entry, grade, notes: notes, expectedVersion: nil, by: context.actor)
      try context.show(AssessmentLine(found), json: format.json, [("Grade", grade), ("Notes", found.notes)])
    }
  }
}

/// A recruitment year as the commands show it.
private struct YearLine: Encodable {
  let year: Int
  let opensOn: String
  let closesOn: String

  init(_ year: PoolYear) {
    (self.year, opensOn, closesOn) = (year.year, year.opensOn.description, year.closesOn.description)
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

  init(_ entry: PoolEntry) {
    (id, name, state) = (entry.id, entry.name, entry.state.rawValue)
    hasAcceptedOffer = entry.hasAcceptedOffer
    (joinedAt, checkedAt, grade) = (entry.joinedAt, entry.checkedAt, entry.grade)
    faults = entry.faults.map { found in found.map(\.rawValue) }
  }
}

/// What officers have found, as the commands show it.
private struct AssessmentLine: Encodable {
  let isChecked: Bool
  let interviewAt: Date?
  let interviewPlace: String?
  let invitationAnswer: String?
  let invitationReason: String?
  let notes: String
  let version: Int

  init(_ found: PoolAssessment) {
    (isChecked, notes, version) = (found.isChecked && found.check.isPassed, found.notes, found.version)
    (interviewAt, interviewPlace) = (found.invitation?.at, found.invitation?.place)
    (invitationAnswer, invitationReason) = (
      found.invitation?.answer?.rawValue, found.invitation.map(\.reason)
    )
  }
}
