import ArgumentParser
import Domain
import Foundation
import Postgres

extension SchemesCommand {
  struct Change: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change what is written about a scheme; what isn't named stays as it is.",
      discussion: """
        Criteria that are given take the place of all there are, and stay once somebody has applied. Kinds: \
        leadership, accommodation, culture, travel, other.
        """)

    @OptionGroup var options: SchemeOptions
    @OptionGroup var read: VersionOptions
    @Option(help: ArgumentHelp("What it is called.", valueName: "text")) var name: String?
    @Option(help: ArgumentHelp("Its kind.", valueName: "code")) var kind: String?
    @Option(help: ArgumentHelp("What it offers, in short.", valueName: "text")) var summary: String?
    @Option(help: ArgumentHelp("Everything about it, in Markdown.", valueName: "text")) var description:
      String?
    @Option(help: ArgumentHelp("What an award comes to, or at most.", valueName: "pence")) var amountPence:
      Int?
    @Flag(inversion: .prefixedNo, help: "Whether an award may come to less.") var upTo: Bool?
    @Option(help: ArgumentHelp("The first day to apply.", valueName: "date")) var opens: String?
    @Option(help: ArgumentHelp("The last day to apply.", valueName: "date")) var closes: String?
    @Option(help: ArgumentHelp("Days to accept an offer.", valueName: "days")) var answerDays: Int?
    @OptionGroup var criteria: SchemeCriteriaOptions

    func run(in context: CommandContext) async throws {
      let id = try options.id
      let found = try await ReadSchemes(context.services).find(id, by: context.actor)
      let changed = try await ManageSchemes(context.services).change(
        id, try content(found.content), expectedVersion: read.ifVersion ?? found.version, by: context.actor)
      try context.show(changed, json: options.format.json)
    }

    private func content(_ before: SchemeContent) throws -> SchemeContent {
      var content = before
      content.name = name ?? before.name
      content.kind = kind ?? before.kind
      content.summary = summary ?? before.summary
      content.description = description ?? before.description
      content.amountPence = amountPence ?? before.amountPence
      content.amountIsFixed = upTo.map { !$0 } ?? before.amountIsFixed
      if let opens { content.opensOn = try Reading.day(opens, "--opens") }
      if let closes { content.closesOn = try Reading.day(closes, "--closes") }
      content.answerDays = answerDays ?? before.answerDays
      if !criteria.given.isEmpty { content.criteria = criteria.given }
      return content
    }
  }
}

/// Who may apply for a scheme.
struct SchemeCriteriaOptions: ParsableArguments {
  @Option(help: ArgumentHelp("completed or serving; may be repeated.", valueName: "state"))
  var induction: [String] = []
  @Option(help: ArgumentHelp("At most so many years since completion.", valueName: "years")) var years: Int?
  @Flag(help: "Only for those at a school of the borough.") var borough = false
  @Option(help: ArgumentHelp("A phase; may be repeated.", valueName: "code")) var phase: [String] = []
  @Option(help: ArgumentHelp("A subject; may be repeated.", valueName: "subject")) var subject: [String] = []
  @Option(help: ArgumentHelp("What officers judge; may be repeated.", valueName: "text")) var judged:
    [String] = []

  /// The criteria that were given.
  var given: [SchemeCriterion] {
    var criteria: [SchemeCriterion] = []
    if !induction.isEmpty { criteria.append(SchemeCriterion(.induction, choices: induction)) }
    if let years { criteria.append(SchemeCriterion(.years, number: years)) }
    if borough { criteria.append(SchemeCriterion(.borough)) }
    if !phase.isEmpty { criteria.append(SchemeCriterion(.phase, choices: phase)) }
    if !subject.isEmpty { criteria.append(SchemeCriterion(.subject, choices: subject)) }
    criteria += judged.map { SchemeCriterion(.judged, wording: $0) }
    return criteria
  }
}
