import ArgumentParser
import Domain
import Foundation
import Postgres

extension InductionRecordCommand {
  /// Corrects a period.
  struct Correct: InductionStepCommand {
    static let configuration = CommandConfiguration(
      abstract: "Correct the first day, the last day or the hours of a period; what is left out stays.")

    @OptionGroup var of: InductionOptions
    @Argument(help: "The period's id, as 'records show' has it.") var period: String
    @Argument(help: "Why.") var reason: String
    @Option(help: ArgumentHelp("The first day.", valueName: "date")) var from: String?
    @Option(help: ArgumentHelp("The last day.", valueName: "date")) var until: String?
    @Flag(help: "It has no last day: it goes on.") var goesOn = false
    @Option(help: ArgumentHelp("The part of full time.", valueName: "number")) var fte: String?
    @Flag(inversion: .prefixedNo, help: "The teacher leaves teaching with the last day.") var leaves: Bool?

    func record(_ id: InductionID, in context: CommandContext) async throws {
      let period: InductionPeriodID = try Reading.identifier(period, "period")
      let record = try await ReadInductions(context.services).find(id, by: context.actor)
      guard let found = record.periods.first(where: { $0.id == period }) else {
        throw DomainError.notFound("period")
      }
      var wanted = PeriodCorrection(found)
      if let from { wanted.startsOn = try RegistrationFile.day(from, "--from") }
      if let until { wanted.endsOn = try RegistrationFile.day(until, "--until") }
      if goesOn { wanted.endsOn = nil }
      if let fte { wanted.fte = try InductionRecordCommand.partOfFullTime(fte, "--fte") }
      wanted.leavesTeaching = wanted.endsOn != nil && (leaves ?? wanted.leavesTeaching)
      _ = try await CorrectPeriod(context.services)(
        period, of: id, to: wanted, reason: reason, expectedVersion: nil, by: context.actor)
    }
  }

  /// Takes a change of hours back.
  struct TakeBack: InductionStepCommand {
    static let configuration = CommandConfiguration(
      commandName: "take-back", abstract: "Take a change of hours back: the period before goes on.")

    @OptionGroup var of: InductionOptions
    @Argument(help: "The id of the period that began with the change.") var period: String
    @Argument(help: "Why.") var reason: String

    func record(_ id: InductionID, in context: CommandContext) async throws {
      _ = try await CorrectPeriod(context.services).takeBack(
        try Reading.identifier(period, "period"), of: id,
        reason: reason, expectedVersion: nil, by: context.actor)
    }
  }

  /// Sets the lead school.
  struct Lead: InductionStepCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set which of several schools leads an induction from a day on.")

    @OptionGroup var of: InductionOptions
    @Argument(help: "The school's URN.") var school: String
    @Argument(help: "Why.") var reason: String
    @Option(help: ArgumentHelp("The first day.", valueName: "date")) var from: String

    func record(_ id: InductionID, in context: CommandContext) async throws {
      _ = try await SetLeadSchool(context.services)(
        id, to: try await context.lookup.school(school).id,
        from: try RegistrationFile.day(from, "--from"), reason: reason, expectedVersion: nil,
        by: context.actor)
    }
  }
}
