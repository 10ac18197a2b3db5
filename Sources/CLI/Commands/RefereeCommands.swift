import ArgumentParser
import Domain
import Foundation
import Postgres

extension AppointmentsCommand {
  struct NameAReferee: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "name-referee", abstract: "Name another referee where one gives no reference.",
      discussion: """
        With --as for the applicant, as they do on their own page; with --consent for the school. The application stays \
        as it was sent. Ask them then with "appointments ask".
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The application's id.") var application: String
    @Option(help: ArgumentHelp("In whose place; without it one more.", valueName: "number")) var replaces:
      Int?
    @Option(help: ArgumentHelp("The referee's full name.", valueName: "text")) var name: String
    @Option(help: ArgumentHelp("How they know the applicant, as the form has it.", valueName: "code"))
    var relationship = "other"
    @Option(help: ArgumentHelp("Their position.", valueName: "text")) var position: String
    @Option(help: ArgumentHelp("Their school or organisation.", valueName: "text")) var organisation: String
    @Option(help: ArgumentHelp("Their e-mail address.", valueName: "e-mail")) var email: String
    @Option(help: ArgumentHelp("Their telephone number.", valueName: "number")) var telephone = ""
    @Flag(help: "They may be asked from the interview on, or after an offer, only.") var afterOffer = false
    @Option(help: ArgumentHelp("When and how the applicant agreed; for the school.", valueName: "text"))
    var consent = ""

    func run(in context: CommandContext) async throws {
      let id: ApplicationID = try Reading.identifier(application, "application")
      let actor = try await acting.actor(context)
      let naming = NameReferee(context.services)
      let known =
        acting.person != nil && consent.isEmpty
        ? try await naming(id, replaces: replaces, answers: answers, by: actor)
        : try await naming.record(id, replaces: replaces, answers: answers, consent: consent, by: actor)
      try context.showReferees(known, json: format.json)
    }

    private var answers: [String: JSONValue] {
      var answers: [String: JSONValue] = [
        "name": .string(name), "relationship": .string(relationship), "is_relative": "no",
        "position": .string(position), "organisation": .string(organisation), "email": .string(email),
        "contact_before_interview": afterOffer ? "no" : "yes",
      ]
      if !telephone.isEmpty { answers["telephone"] = .string(telephone) }
      return answers
    }
  }

  struct AskForAReferee: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "ask-for-referee", abstract: "Ask the applicant to name another referee, by e-mail.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The application's id.") var application: String
    @Option(help: ArgumentHelp("In whose place; without it one more.", valueName: "number")) var replaces:
      Int?
    @Option(help: ArgumentHelp("What the applicant should know.", valueName: "text")) var message = ""

    func run(in context: CommandContext) async throws {
      let known = try await AskForReferee(context.services)(
        Reading.identifier(application, "application"), replaces: replaces, message: message,
        by: context.actor)
      try context.showReferees(known, json: format.json)
    }
  }

  struct RemindDisclosure: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "remind-disclosure",
      abstract: "Remind somebody on the shortlist of the self-disclosure, by e-mail.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The application's id.") var application: String

    func run(in context: CommandContext) async throws {
      let at = try await RemindOfDisclosure(context.services)(
        Reading.identifier(application, "application"), by: context.actor)
      context.output.remark("Reminded at \(CommandContext.moment(at)).")
    }
  }

  struct RecordACheck: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "record-check", abstract: "Record what came of a check before the start.",
      discussion: "What a satisfactory check must state is listed by \"appointments checks --json\" as needs."
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The application's id.") var application: String
    @Argument(help: ArgumentHelp("The check, for example identity.", valueName: "check")) var check: String
    @Argument(
      help: ArgumentHelp(
        "What came of it: \(CheckOutcome.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "outcome"))
    var outcome: String
    @Option(help: ArgumentHelp("The day it was made.", valueName: "date")) var on: String?
    @Option(help: ArgumentHelp("Who made it.", valueName: "name")) var by = ""
    @Option(help: ArgumentHelp("Why it does not apply or is not satisfactory.", valueName: "text"))
    var reason = ""
    @Option(help: ArgumentHelp("What was seen.", valueName: "text")) var evidence = ""
    @Option(help: ArgumentHelp("The kind of document.", valueName: "text")) var document = ""
    @Option(help: ArgumentHelp("The number of the document.", valueName: "number")) var number = ""
    @Option(help: ArgumentHelp("The date of the document.", valueName: "date")) var dated: String?
    @Option(help: ArgumentHelp("The day it runs out.", valueName: "date")) var expires: String?
    @Option(help: ArgumentHelp("The day by which it is checked again.", valueName: "date"))
    var again: String?
    @Option(
      help: ArgumentHelp(
        "What is hardly right, and is right: \(CheckDoubt.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "what"))
    var confirm: [String] = []
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      let confirmed = try confirm.map { name in
        guard let doubt = CheckDoubt(rawValue: name) else {
          throw Reading.problem("confirm", "'\(name)' is nothing that can be confirmed.")
        }
        return doubt
      }
      guard let outcome = CheckOutcome(rawValue: outcome) else {
        throw Reading.problem("outcome", "'\(outcome)' is not an outcome of a check.")
      }
      var unread: [FieldProblem] = []
      func day(_ text: String, _ field: String) -> CivilDate? { Reading.day(text, field, &unread) }
      let entry = CheckEntry(
        outcome: outcome, reason: reason, checkedOn: on.flatMap { day($0, "checked_on") }, checkedBy: by,
        evidence: evidence, documentType: document, documentNumber: number,
        documentDate: dated.flatMap { day($0, "document_date") },
        expiresOn: expires.flatMap { day($0, "expires_on") },
        followUpOn: again.flatMap { day($0, "follow_up_on") })
      let stored = try await RecordCheck(context.services)(
        Reading.identifier(application, "application"), check, entry, unread: unread,
        confirmed: Set(confirmed), expectedVersion: read.ifVersion, by: context.actor)
      try context.show(
        [CheckLine(stored)], json: format.json, none: "No checks yet.", CheckLine.table)
    }

  }

  struct Reopen: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "reopen-offer",
      abstract:
        "Take somebody up again whose offer came to nothing, or who was turned down after the interview."
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The application's id.") var application: String
    @Option(help: ArgumentHelp("Why; kept for the school.", valueName: "text")) var reason: String

    func run(in context: CommandContext) async throws {
      let line = ApplicationLine(
        try await ReopenOffer(context.services)(
          Reading.identifier(application, "application"), reason: reason, by: context.actor))
      try context.show(line, json: format.json, line.fields)
    }
  }
}

extension CommandContext {
  /// Everybody who is named as a referee.
  fileprivate func showReferees(_ known: OtherReferees, json: Bool) throws {
    try show(
      known.referees.map { NamedLine($0) }, json: json, none: "Nobody is named.",
      Table(
        .init("no") { String($0.number) }, .init("referee") { $0.referee },
        .init("organisation") { $0.organisation }, .init("email") { $0.email },
        .init("named by") { $0.namedBy?.rawValue ?? "application" },
        .init("in place of") { $0.replaces.map { String($0) } ?? "–" }))
    if let ask = known.ask {
      output.remark("Asked for another referee on \(CommandContext.moment(ask.askedAt)).")
    }
  }
}

/// A referee as the commands show them.
private struct NamedLine: Encodable {
  let number: Int
  let referee: String
  let organisation: String
  let email: String
  let namedBy: NamedBy?
  let consent: String?
  let replaces: Int?
  let isReplaced: Bool

  init(_ referee: Referee) {
    (number, self.referee, organisation) = (referee.number, referee.name, referee.organisation)
    (email, namedBy, consent) = (referee.email, referee.naming?.by, referee.naming?.consent)
    (replaces, isReplaced) = (referee.naming?.replaces, referee.isReplaced)
  }
}
