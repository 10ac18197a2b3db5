import ArgumentParser
import Domain
import Foundation
import Postgres

/// Records what happens during an induction.
struct InductionRecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Record absence, reductions, extensions, hours and ends of posts.",
    subcommands: [
      Absence.self, Reduce.self, Extend.self, Remove.self, Hours.self, Contract.self, Support.self, End.self,
      Death.self, UndoDeath.self, Address.self, Correct.self, TakeBack.self, Lead.self,
    ])

  static func number(_ text: String, _ field: String) throws -> Decimal {
    guard text.wholeMatch(of: /[0-9]{1,3}(\.[0-9]{1,3})?/) != nil, let number = Decimal(string: text) else {
      throw Reading.problem(field, "'\(text)' is not a number such as 1 or 0.6.")
    }
    return number
  }

  /// A part of full time, which has up to nine decimals.
  static func partOfFullTime(_ text: String, _ field: String) throws -> Decimal {
    guard text.wholeMatch(of: /[0-9]?(\.[0-9]{1,9})?/) != nil, let number = Decimal(string: text) else {
      throw Reading.problem(field, "'\(text)' can't be taken. \(FullTimePart.rule)")
    }
    return number
  }

  struct Absence: InductionStepCommand {
    static let configuration = CommandConfiguration(abstract: "Record a time of absence.")

    @OptionGroup var of: InductionOptions
    @Option(help: ArgumentHelp("The first day.", valueName: "date")) var from: String
    @Option(help: ArgumentHelp("The last day.", valueName: "date")) var until: String
    @Option(help: ArgumentHelp("The teacher's working days.", valueName: "number")) var days: String
    @Option(
      help: ArgumentHelp(
        "For example sickness or maternity; other names in use, such as illness, are taken as well.",
        valueName: "kind"))
    var kind: String
    @Option(help: ArgumentHelp("A note.", valueName: "text")) var reason = ""

    func record(_ id: InductionID, in context: CommandContext) async throws {
      _ = try await RecordInduction(context.services).absence(
        id, from: try RegistrationFile.day(from, "--from"),
        until: try RegistrationFile.day(until, "--until"), days: try number(days, "--days"), kind: kind,
        reason: reason, expectedVersion: nil, by: context.actor)
    }
  }

  struct Reduce: InductionStepCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reduce induction to so many terms, to which the teacher has consented.")

    @OptionGroup var of: InductionOptions
    @Argument(help: "To how many terms in all.") var terms: String
    @Argument(help: "Why.") var reason: String
    @Option(help: ArgumentHelp("The day on which the teacher consented.", valueName: "date"))
    var consentedOn: String
    @Flag(help: "The reduction is meant, though induction is over by it at once.") var confirmed = false

    func record(_ id: InductionID, in context: CommandContext) async throws {
      _ = try await RecordInduction(context.services).reduce(
        id, toTerms: try number(terms, "terms"),
        consentedOn: try RegistrationFile.day(consentedOn, "--consented-on"), reason: reason,
        isConfirmed: confirmed, expectedVersion: nil, by: context.actor)
    }
  }

  struct Extend: InductionStepCommand {
    static let configuration = CommandConfiguration(abstract: "Extend induction by so many terms.")

    @OptionGroup var of: InductionOptions
    @Argument(help: "By how many terms.") var terms: String
    @Argument(help: "Why.") var reason: String

    func record(_ id: InductionID, in context: CommandContext) async throws {
      _ = try await RecordInduction(context.services).extend(
        id, byTerms: try number(terms, "terms"), reason: reason,
        expectedVersion: nil, by: context.actor)
    }
  }

  struct Remove: InductionStepCommand {
    static let configuration = CommandConfiguration(abstract: "Take an absence, reduction or extension back.")

    @OptionGroup var of: InductionOptions
    @Argument(help: "The entry's id.") var entry: String

    func record(_ id: InductionID, in context: CommandContext) async throws {
      _ = try await RecordInduction(context.services).remove(
        try Reading.identifier(entry, "entry"), of: id,
        expectedVersion: nil, by: context.actor)
    }
  }

  struct Hours: InductionStepCommand {
    static let configuration = CommandConfiguration(abstract: "Change the part of full time from a day on.")

    @OptionGroup var of: InductionOptions
    @Argument(help: "The period's id, as 'records show --json' has it.") var period: String
    @Option(help: ArgumentHelp("The first day.", valueName: "date")) var from: String
    @Option(help: ArgumentHelp("The part of full time.", valueName: "number")) var fte: String

    func record(_ id: InductionID, in context: CommandContext) async throws {
      _ = try await RecordInduction(context.services).changeHours(
        try Reading.identifier(period, "period"), of: id,
        from: try RegistrationFile.day(from, "--from"), fte: try partOfFullTime(fte, "--fte"),
        expectedVersion: nil, by: context.actor)
    }
  }

  struct Contract: InductionStepCommand {
    static let configuration = CommandConfiguration(
      abstract: "Enter when the contract of a post ends now, or that it has no end.")

    @OptionGroup var of: InductionOptions
    @Argument(help: "The period's id.") var period: String
    @Option(help: ArgumentHelp("The last day of the contract.", valueName: "date")) var endsOn: String?
    @Flag(help: "The contract has no end.") var open = false

    func record(_ id: InductionID, in context: CommandContext) async throws {
      guard open == (endsOn == nil) else {
        throw Reading.problem("--ends-on", "Give the last day, or --open where the contract has no end.")
      }
      _ = try await RecordInduction(context.services).changeContract(
        try Reading.identifier(period, "period"), of: id,
        endsOn: try endsOn.map { try RegistrationFile.day($0, "--ends-on") }, expectedVersion: nil,
        by: context.actor)
    }
  }

  struct Support: InductionStepCommand {
    static let configuration = CommandConfiguration(abstract: "Name another tutor or mentor.")

    @OptionGroup var of: InductionOptions
    @Argument(help: "The period's id.") var period: String
    @Option(help: ArgumentHelp("The tutor.", valueName: "name")) var tutor: String
    @Option(help: ArgumentHelp("The tutor's address.", valueName: "e-mail")) var tutorEmail: String
    @Option(help: ArgumentHelp("The mentor.", valueName: "name")) var mentor = ""
    @Option(help: ArgumentHelp("The mentor's address.", valueName: "e-mail")) var mentorEmail = ""
    @Option(help: ArgumentHelp("Why the mentor is the tutor as well.", valueName: "text")) var mentorReason =
      ""

    func record(_ id: InductionID, in context: CommandContext) async throws {
      _ = try await RecordInduction(context.services).changeSupport(
        try Reading.identifier(period, "period"), of: id,
        tutor: (tutor, tutorEmail), mentor: (mentor, mentorEmail), mentorReason: mentorReason,
        expectedVersion: nil, by: context.actor)
    }
  }

  struct End: InductionStepCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a period: another school, a break, or leaving teaching.")

    @OptionGroup var of: InductionOptions
    @Argument(help: "The period's id.") var period: String
    @Option(help: ArgumentHelp("The last day.", valueName: "date")) var on: String
    @Flag(help: "The teacher leaves teaching.") var leaves = false

    func record(_ id: InductionID, in context: CommandContext) async throws {
      _ = try await RecordInduction(context.services).endPeriod(
        try Reading.identifier(period, "period"), of: id,
        on: try RegistrationFile.day(on, "--on"), leavesTeaching: leaves, expectedVersion: nil,
        by: context.actor)
    }
  }

  struct Death: InductionStepCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record that the teacher has died, which ends the induction.",
      discussion:
        "Nothing is due any more, no mail goes to the teacher, and nobody signs in to their account.")

    @OptionGroup var of: InductionOptions
    @Option(help: ArgumentHelp("The day.", valueName: "date")) var on: String

    func record(_ id: InductionID, in context: CommandContext) async throws {
      _ = try await RecordDeath(context.services)(
        id, on: try RegistrationFile.day(on, "--on"),
        expectedVersion: nil, by: context.actor)
    }
  }

  struct UndoDeath: InductionStepCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put right that a death was recorded by mistake.")

    @OptionGroup var of: InductionOptions
    @Argument(help: "Why it was a mistake.") var reason: String

    func record(_ id: InductionID, in context: CommandContext) async throws {
      _ = try await RecordDeath(context.services).undo(
        id, reason: reason, expectedVersion: nil,
        by: context.actor)
    }
  }

  struct Address: InductionStepCommand {
    static let configuration = CommandConfiguration(
      abstract: "Correct the teacher's e-mail address, whether or not induction has ended.")

    @OptionGroup var of: InductionOptions
    @Argument(help: "The address.") var email: String

    func record(_ id: InductionID, in context: CommandContext) async throws {
      _ = try await CorrectTeacherAddress(context.services)(
        id, to: email, expectedVersion: nil, by: context.actor)
    }
  }
}
