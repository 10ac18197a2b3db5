import ArgumentParser
import Domain
import Foundation
import Postgres

extension AppointmentsCommand {
  struct MakeAnOffer: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "offer", abstract: "Make somebody who was interviewed a conditional offer.",
      discussion:
        """
        Reasons stay with the school. Where no interview took place, or scores, the self-disclosure or an online \
        search are missing, --exception says why. Where a reference has something to take up, it says how that was done.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The application's id.") var application: String
    @Option(help: ArgumentHelp("Why this person.", valueName: "text")) var reason: String
    @Option(help: ArgumentHelp("Why without what is missing; how an answer was taken up.", valueName: "text"))
    var exception = ""
    @Option(help: ArgumentHelp("The pay in words.", valueName: "text")) var salary: String
    @Option(help: ArgumentHelp("The first day.", valueName: "date")) var startsOn: String
    @Option(help: ArgumentHelp("The last day for the answer.", valueName: "date")) var answerBy: String
    @Option(
      help: ArgumentHelp(
        "How long it lasts: \(ContractType.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "contract"))
    var contract: String = ContractType.permanent.rawValue
    @Option(help: ArgumentHelp("The last day, for a fixed term.", valueName: "date")) var endsOn: String?
    @Option(help: ArgumentHelp("The part of full time.", valueName: "fraction")) var fte = "1"

    func run(in context: CommandContext) async throws {
      var unread: [FieldProblem] = []
      func day(_ text: String, _ field: String) -> CivilDate? { Reading.day(text, field, &unread) }
      let isNumber = fte.wholeMatch(of: /[0-9]?(\.[0-9]{1,3})?/) != nil
      let terms = OfferTerms(
        salary: salary, startsOn: day(startsOn, "starts_on"), contractType: ContractType(rawValue: contract),
        contractEndsOn: endsOn.flatMap { day($0, "contract_ends_on") },
        fte: isNumber ? Decimal(string: fte) : nil, answerBy: day(answerBy, "answer_by"))
      let line = ApplicationLine(
        try await MakeOffer(context.services)(
          Reading.identifier(application, "application"), terms,
          because: OfferReasons(reason, exception: exception), unread: unread, by: context.actor))
      try context.show(line, json: format.json, line.fields)
    }
  }

  struct Confirm: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "confirm-offer",
      abstract: "Make an accepted offer unconditional once its checks are done; the applicant is told.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The application's id.") var application: String

    func run(in context: CommandContext) async throws {
      let line = ApplicationLine(
        try await ConfirmOffer(context.services)(
          Reading.identifier(application, "application"), by: context.actor))
      try context.show(line, json: format.json, line.fields)
    }
  }

  struct Decisions: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what was decided on an application, with the reasons, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The application's id.") var application: String

    func run(in context: CommandContext) async throws {
      let found = try await ReadDecisions(context.services)(
        Reading.identifier(application, "application"), by: context.actor)
      try context.show(
        found.map(DecisionLine.init), json: format.json, none: "Nothing has been decided yet.",
        Table(
          .init("when") { CommandContext.moment($0.decidedAt) }, .init("decision") { $0.decision.rawValue },
          .init("by") { $0.decidedBy ?? "–" }, .init("reason") { $0.reason },
          .init("exception") { $0.exception.isEmpty ? "–" : $0.exception }))
    }
  }
}

/// A decision as the command shows it.
private struct DecisionLine: Encodable {
  let decision: SelectionDecision.Kind
  let reason: String
  let exception: String
  let decidedBy: String?
  let decidedAt: Date

  init(_ decision: SelectionDecision) {
    (self.decision, reason, exception) = (decision.kind, decision.reason, decision.exception)
    (decidedBy, decidedAt) = (decision.decidedBy, decision.decidedAt)
  }
}
