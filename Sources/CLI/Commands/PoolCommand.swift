public import ArgumentParser
import Domain
import Foundation
import Postgres

/// Opens recruitment years of the pool, lists its entries and grades them, and searches it for schools.
public struct PoolCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "pool",
    abstract: "Open years of the pool, check, score and grade its entries, and search it for schools.",
    subcommands: [
      Open.self, List.self, Show.self, Check.self, Invite.self, InviteMany.self, Score.self, Grade.self,
      Criteria.self,
      Search.self, Person.self, Keep.self, Ask.self, Interests.self, TakeInterestBack.self,
    ])

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
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      let authority = try await Authority.find(code: authority, in: context.services.pool)
      let opened = try await OpenPoolYear(context.services)(
        year, of: authority, from: try from.map { try Self.day($0, "--from") } ?? context.services.today,
        to: try Self.day(to, "--to"), expectedVersion: read.ifVersion, by: context.actor)
      try context.show(
        YearLine(opened), json: format.json,
        [
          ("Year", String(opened.year)), ("From", opened.opensOn.description),
          ("To", opened.closesOn.description), ("Version", "\(opened.version)"),
        ])
    }

    private static func day(_ text: String, _ field: String) throws -> CivilDate {
      guard let day = CivilDate(text) else {
        throw Reading.problem(field, "'\(text)' is not a date such as 2027-01-04.")
      }
      return day
    }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what officers have found of an entry, and at which version that is.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The entry's id.") var id: String

    func run(in context: CommandContext) async throws {
      let found = try await AssessPoolEntry(context.services).read(
        try Reading.identifier(id, "id"), by: context.actor)
      let line = AssessmentLine(found)
      var fields = [("Checked", line.isChecked ? "yes" : "no")]
      fields += line.notRight + line.invitation
      fields += [("Notes", line.notes), line.reading]
      try context.show(line, json: format.json, fields)
    }
  }

  struct Check: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record that an entry has been checked: that everything is right, or what is not.",
      discussion: "Its person is told. Schools see it once everything is right.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The entry's id.") var id: String
    @Flag(help: "The general application is not complete.") var incomplete = false
    @Flag(help: "The teacher reference number is missing or does not have seven digits.") var noNumber = false
    @Flag(help: "It is not clear that the person agrees that schools read their application.") var noConsent =
      false
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      let entry: PoolEntryID = try Reading.identifier(id, "id")
      let found = try await AssessPoolEntry(context.services).check(
        entry, PoolCheck(isComplete: !incomplete, trnIsRight: !noNumber, hasConsented: !noConsent),
        expectedVersion: read.ifVersion, by: context.actor)
      let line = AssessmentLine(found)
      let checked = [("Checked", line.isChecked ? "yes" : "no")]
      try context.show(line, json: format.json, checked + line.notRight + [line.reading])
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
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      let entry: PoolEntryID = try Reading.identifier(id, "id")
      let assess = AssessPoolEntry(context.services)
      let found: PoolAssessment
      if cancel {
        found = try await assess.cancelInvitation(
          entry, expectedVersion: read.ifVersion, by: context.actor)
      } else {
        var unread: [FieldProblem] = []
        var moment: Date?
        do {
          moment = try at.map { try Reading.moment($0, "interview_at") }
        } catch DomainError.invalid(let problems) {
          unread = problems
        }
        found = try await assess.invite(
          entry, at: moment, place: place, unread: unread, expectedVersion: read.ifVersion, by: context.actor)
      }
      let line = AssessmentLine(found)
      try context.show(line, json: format.json, line.invitation + [line.reading])
    }
  }

  struct Grade: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Grade an entry.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The entry's id.") var id: String
    @Argument(help: "The grade's code, for example A.") var grade: String
    @Option(help: ArgumentHelp("Notes for officers.", valueName: "text")) var notes = ""
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      let entry: PoolEntryID = try Reading.identifier(id, "id")
      let found = try await AssessPoolEntry(context.services).grade(
        entry, grade, notes: notes, expectedVersion: read.ifVersion, by: context.actor)
      let line = AssessmentLine(found)
      try context.show(line, json: format.json, [("Grade", grade), ("Notes", found.notes), line.reading])
    }
  }
}

/// A recruitment year as the commands show it.
private struct YearLine: Encodable {
  let year: Int
  let opensOn: String
  let closesOn: String
  let version: Int

  init(_ year: PoolYear) {
    (self.year, opensOn, closesOn) = (year.year, year.opensOn.description, year.closesOn.description)
    version = year.version
  }
}

/// What officers have found, as the commands show it.
private struct AssessmentLine: Encodable {
  let isChecked: Bool
  let faults: [PoolFault]
  let interviewAt: Date?
  let interviewPlace: String?
  let invitationAnswer: String?
  let invitationReason: String?
  let notes: String
  let version: Int

  init(_ found: PoolAssessment) {
    (isChecked, notes, version) = (found.isChecked && found.check.isPassed, found.notes, found.version)
    faults = found.isChecked ? found.check.faults : []
    (interviewAt, interviewPlace) = (found.invitation?.at, found.invitation?.place)
    (invitationAnswer, invitationReason) = (
      found.invitation?.answer?.rawValue, found.invitation.map(\.reason)
    )
  }

  /// What the check found not to be right.
  var notRight: [(String, String)] { faults.map { ("Not right", $0.words) } }

  /// When and where somebody is invited, and what they say.
  var invitation: [(String, String)] {
    let answer = invitationAnswer.flatMap(PoolInvitation.Answer.init(rawValue:))
    return [
      ("When", interviewAt.map(CommandContext.moment) ?? "not invited"), ("Where", interviewPlace ?? "–"),
      ("Answer", answer?.title ?? "none yet"),
    ]
  }

  /// The version that a change is made against.
  var reading: (String, String) { ("Version", "\(version)") }
}

extension VacancyPhase: ExpressibleByArgument {}
extension PoolHours: ExpressibleByArgument {}
extension PoolState: ExpressibleByArgument {}
