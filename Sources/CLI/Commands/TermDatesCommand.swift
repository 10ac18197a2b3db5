import ArgumentParser
import Domain
import Foundation
import Postgres

/// Term dates and closure days that inductions go by.
struct TermDatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "terms", abstract: "Show and set the term dates and closure days that inductions go by.",
    subcommands: [Show.self, Set.self, TakeBack.self])

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Show the dates of a school year.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The school's URN, or the authority's code.") var of: String
    @Argument(help: "The year in which the school year begins.") var year: Int

    func run(in context: CommandContext) async throws {
      let owner = try await context.termOwner(of)
      let dates = try await SetSchoolTerms(context.services).read(year, of: owner)
      let progress = try await SetSchoolTerms(context.services).progress(of: owner, by: context.actor)
      let lines = dates.halves.map {
        HalfTermLine(
          term: $0.term, half: $0.half, startsOn: $0.startsOn.description, endsOn: $0.endsOn.description)
      }
      try context.show(
        lines, json: format.json, none: "No dates are known.",
        Table(
          .init("term") { $0.term }, .init("half") { String($0.half) }, .init("from") { $0.startsOn },
          .init("until") { $0.endsOn }))
      if !dates.closures.isEmpty {
        context.output.remark("Closed: \(dates.closures.map(\.description).joined(separator: ", "))")
      }
      if let sentence = progress.sentence { context.output.remark(sentence) }
    }
  }

  struct Set: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set the dates of a school, or of every school of an authority.",
      discussion:
        "Give both halves of the three terms in order, each as first and last day: 2026-09-01..2026-10-23.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The school's URN, or the authority's code.") var of: String
    @Argument(help: "The year in which the school year begins.") var year: Int
    @Argument(help: "Six halves of terms.") var halves: [String]
    @Option(
      parsing: .upToNextOption, help: ArgumentHelp("Days closed within the terms.", valueName: "dates"))
    var closed: [String] = []

    private static let names: FieldNames = ["closures": "--closed"]

    func run(in context: CommandContext) async throws {
      guard SetSchoolTerms.years.contains(year) else { throw DomainError.notFound("school year") }
      var unread: [FieldProblem] = []
      var read = zip(SchoolYearDates.places, halves).map { half($0, $1, &unread) }
      // Too many are as wrong as too few.
      if halves.count > read.count { read = [] }
      let days = closed.compactMap { Reading.day($0, "--closed", &unread) }
      let faults = unread + SchoolYearDates.problems(year, read, days)
      if !faults.isEmpty, let sentence = try SchoolYearDates.idleSentence(year, read, days) {
        context.output.remark(sentence)
      }
      if !unread.isEmpty { throw DomainError.invalid(Self.names.told(faults)) }
      let dates = SchoolYearDates(year: year, halves: read.compactMap(\.self), closures: days)
      let owner = try await context.termOwner(of)
      try await Self.names { try await SetSchoolTerms(context.services)(dates, of: owner, by: context.actor) }
      context.output.line("Set. Plans are reckoned again by the worker.")
      if let sentence = try dates.idleSentence() { context.output.remark(sentence) }
    }

    /// A half of a term; nil, and a problem told with the others, where its days can't be read.
    private func half(
      _ place: (term: String, half: Int), _ text: String, _ unread: inout [FieldProblem]
    ) -> HalfTerm? {
      let days = text.split(separator: ".").compactMap { CivilDate(String($0)) }
      guard days.count == 2 else {
        unread.append(
          FieldProblem(field: "halves", message: "'\(text)' is not such as 2026-09-01..2026-10-23."))
        return nil
      }
      return HalfTerm(
        schoolYear: year, term: place.term, half: place.half, startsOn: days[0], endsOn: days[1])
    }
  }
}

extension TermDatesCommand {
  struct TakeBack: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "take-back",
      abstract: "Take the dates of a school or an authority back: those go again that went before.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The school's URN, or the authority's code.") var of: String
    @Argument(help: "The year in which the school year begins.") var year: Int

    func run(in context: CommandContext) async throws {
      let wereSet = try await SetSchoolTerms(context.services).takeBack(
        year, of: try await context.termOwner(of), by: context.actor)
      guard wereSet else {
        throw DomainError.conflict(
          "No dates of \(of) are set for the school year \(year): there is nothing to take back.")
      }
      context.output.line("Taken back. Plans are reckoned again by the worker.")
    }
  }
}

private struct HalfTermLine: Encodable {
  let term: String
  let half: Int
  let startsOn: String
  let endsOn: String
}

extension CommandContext {
  /// Whose term dates are meant.
  fileprivate func termOwner(_ text: String) async throws -> SetSchoolTerms.Owner {
    if text.count == 3 { return .authority(try await lookup.authority(text)) }
    return .school(try await lookup.school(text))
  }
}
