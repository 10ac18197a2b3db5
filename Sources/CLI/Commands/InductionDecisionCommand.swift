import ArgumentParser
import Domain
import Foundation
import Postgres

/// Recommendations and decisions on inductions.
struct InductionDecisionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decisions", abstract: "Recommend and decide how an induction ends.",
    discussion:
      "A teacher’s representations and the second person of a failure are people who have signed in.",
    subcommands: [
      List.self, Recommend.self, TakeBack.self, SendBack.self, Decide.self, Withdraw.self, Due.self,
    ])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List recommendations and decisions, oldest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await DecideInduction(context.services).list(
          try await context.lookup.induction(induction), by: context.actor), format.json)
    }
  }

  struct Recommend: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Recommend an outcome for the head.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String
    @Argument(help: "satisfactory, extension or not_satisfactory.") var outcome: String
    @Argument(help: "Why.") var reasons: String
    @Option(
      help: ArgumentHelp(
        "Why it ends before the end by the plan, or without an assessment.", valueName: "text"))
    var earlyReason = ""

    func run(in context: CommandContext) async throws {
      let id: InductionID = try await context.lookup.induction(induction)
      if outcome == InductionOutcome.satisfactory.rawValue {
        let record = try await ReadInductions(context.services).find(id, by: context.actor)
        for one in record.completion.objections(on: context.services.today) { context.output.remark(one) }
      }
      try context.show(
        try await DecideInduction(context.services).recommend(
          id, InductionOutcome(rawValue: outcome), reasons: reasons, earlyReason: earlyReason,
          expectedVersion: nil, by: context.actor), format.json)
    }
  }

  struct Decide: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decide; a failure waits for a second officer, who signs in to confirm it.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String
    @Argument(help: "satisfactory, extension or not_satisfactory.") var outcome: String
    @Argument(help: "Why.") var reasons: String
    @Option(help: ArgumentHelp("By how many terms it is extended.", valueName: "number")) var terms: String?
    @Option(
      help: ArgumentHelp(
        "Why it is complete before the end by the plan, or without an assessment.", valueName: "text"))
    var earlyReason = ""

    func run(in context: CommandContext) async throws {
      try context.show(
        try await DecideInduction(context.services).decide(
          try await context.lookup.induction(induction), InductionOutcome(rawValue: outcome),
          reasons: reasons,
          extensionTerms: terms.flatMap { Decimal(string: $0) }, earlyReason: earlyReason,
          expectedVersion: nil,
          by: context.actor),
        format.json)
    }
  }
}

extension InductionDecisionCommand {
  struct Withdraw: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Withdraw a proposed failure, so that it can be decided anew.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String
    @Argument(help: "Why it is withdrawn.") var reason: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await DecideInduction(context.services).withdraw(
          try await context.lookup.induction(induction), reason: reason, expectedVersion: nil,
          by: context.actor),
        format.json)
    }
  }

  struct TakeBack: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a recommendation back for the head, before it is decided.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String
    @Argument(help: "Why it is taken back.") var reason: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await DecideInduction(context.services).takeBack(
          try await context.lookup.induction(induction), reason: reason, expectedVersion: nil,
          by: context.actor),
        format.json)
    }
  }

  struct SendBack: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send a recommendation back to the school, which recommends again.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String
    @Argument(help: "What the school has to put right.") var reason: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await DecideInduction(context.services).sendBack(
          try await context.lookup.induction(induction), reason: reason, expectedVersion: nil,
          by: context.actor),
        format.json)
    }
  }

  struct Due: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what the appropriate body still has to do about decisions and appeals.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code.") var authority: String
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      let read = ReadInductionDuties(context.services)
      let place = try await context.lookup.authority(authority).place
      if csv { return context.show(csv: try await read.csv(of: place, by: context.actor)) }
      let page = try await read(
        of: place, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      let today = context.services.today
      try context.show(
        page.items.map { DutyLine($0, today) }, json: format.json, none: "Nothing is to be done.",
        Table(
          .init("due") { $0.dueOn }, .init("overdue") { $0.isOverdue ? "yes" : "no" },
          .init("what") { $0.title }, .init("name") { $0.name }, .init("reference") { $0.reference },
          .init("induction") { $0.induction.description }))
      context.sayMore(page.next)
    }
  }
}

private struct DutyLine: Encodable {
  let induction: InductionID
  let reference: String
  let name: String
  let kind: String
  let title: String
  let dueOn: String
  let isOverdue: Bool

  init(_ duty: InductionDuty, _ today: CivilDate) {
    (induction, reference, name) = (duty.induction, duty.reference, duty.name)
    (kind, title, dueOn) = (duty.kind.rawValue, duty.title, duty.dueOn.description)
    isOverdue = duty.isOverdue(on: today)
  }
}

private struct DecisionLine: Encodable {
  let recommended: String
  let recommendedAt: Date
  let decideBy: String
  let representations: String?
  let outcome: String?
  let earlyReason: String?
  let missingAssessments: Int
  let withdrawnProposals: [WithdrawnProposal]
  let decidedAt: Date?
  let appealBy: String?
  let returned: String?
  let returnedReason: String?

  init(_ decision: InductionDecision) {
    (recommended, recommendedAt) = (decision.recommendation.rawValue, decision.recommendedAt)
    (decideBy, representations) = (decision.decideBy.description, decision.representations)
    (outcome, decidedAt) = (decision.outcome?.rawValue, decision.decidedAt)
    (earlyReason, missingAssessments) = (decision.earlyReason, decision.missingAssessments)
    withdrawnProposals = decision.withdrawnProposals
    appealBy = decision.appealBy?.description
    (returned, returnedReason) = (decision.returned?.way.rawValue, decision.returned?.reason)
  }
}

extension CommandContext {
  fileprivate func show(_ decisions: [InductionDecision], _ json: Bool) throws {
    try show(
      decisions.map(DecisionLine.init), json: json, none: "Nothing was recommended.",
      Table(
        .init("recommended") { $0.recommended }, .init("at") { CommandContext.moment($0.recommendedAt) },
        .init("decide by") { $0.decideBy }, .init("outcome") { $0.outcome ?? $0.returned ?? "–" },
        .init("decided") { CommandContext.moment($0.decidedAt) }, .init("appeal by") { $0.appealBy ?? "–" }))
  }
}
