import ArgumentParser
import Domain
import Foundation
import Postgres

/// Letters on decisions, and confirmations of completed inductions.
struct InductionLetterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "letters",
    abstract: "Show letters on decisions, print them, record that they were sent, confirm completions.",
    subcommands: [
      List.self, Show.self, PDFFile.self, Sent.self, Mail.self, Confirm.self, ConfirmationFile.self,
    ])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the letters of an induction, oldest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String

    func run(in context: CommandContext) async throws {
      let found = try await InductionLetters(context.services).list(
        try await context.lookup.induction(induction), by: context.actor)
      try context.show(
        found.map(LetterLine.init), json: format.json, none: "No letters.",
        Table(
          .init("id") { $0.id.description }, .init("to") { $0.recipient },
          .init("addressee") { $0.addressee },
          .init("due") { $0.dueOn }, .init("sent") { $0.sentOn ?? "–" }, .init("how") { $0.way ?? "–" }))
    }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Show a letter as it was written.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The letter's id.") var letter: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await InductionLetters(context.services).find(
          try Reading.identifier(letter, "letter"), by: context.actor), format.json)
    }
  }

  struct Sent: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record that a letter was sent, or another way in which it went.",
      discussion: "A satisfactory completion may go to the Secretary of State in the termly return.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The letter's id.") var letter: String
    @Option(help: ArgumentHelp("electronic, post, hand or termly_return.", valueName: "way")) var means:
      String
    @Option(help: ArgumentHelp("The day on which it was sent.", valueName: "date")) var on: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await InductionLetters(context.services).markSent(
          try Reading.identifier(letter, "letter"), InductionLetter.Means(rawValue: means),
          on: try RegistrationFile.day(on, "--on"), by: context.actor), format.json)
    }
  }

  struct Mail: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Mail a letter to the employer whose address is known.",
      discussion: "For one that went by the school, or to another address.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The letter's id.") var letter: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await KeepEmployer(context.services).mail(
          try Reading.identifier(letter, "letter"), by: context.actor), format.json)
    }
  }

  struct Confirm: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Confirm that an induction was completed satisfactorily.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String

    func run(in context: CommandContext) async throws {
      let found = try await ConfirmInduction(context.services)(
        try await context.lookup.induction(induction), by: context.actor)
      let line = ConfirmationLine(found)
      try context.show(
        line, json: format.json,
        [
          ("Reference", line.reference), ("Name", line.name), ("TRN", line.trn), ("Began", line.beganOn),
          ("Completed", line.completedOn), (line.onAppeal ? "Decided on appeal" : "Decided", line.decidedOn),
          ("Appropriate body", line.body),
        ] + line.schools.map { ("School", $0) })
    }
  }
}

private struct LetterLine: Encodable {
  let id: LetterID
  let recipient: String
  let kind: String
  let addressee: String
  let address: String
  let sender: String
  let subject: String
  let body: String
  let dueOn: String
  let sentOn: String?
  let means: String?
  let mailedTo: String?
  let isThroughSchool: Bool
  let way: String?

  init(_ letter: InductionLetter) {
    (id, recipient, addressee) = (letter.id, letter.recipient.rawValue, letter.addressee)
    (kind, address, sender) = (letter.kind.rawValue, letter.address, letter.sender)
    (subject, body, dueOn) = (letter.subject, letter.body, letter.dueOn.description)
    (sentOn, means) = (letter.sentOn?.description, letter.means?.rawValue)
    (mailedTo, isThroughSchool, way) = (letter.mailedTo, letter.isThroughSchool, letter.way)
  }
}

private struct ConfirmationLine: Encodable {
  let reference: String
  let name: String
  let trn: String
  let body: String
  let beganOn: String
  let completedOn: String
  let decidedOn: String
  let onAppeal: Bool
  let schools: [String]

  init(_ found: InductionConfirmation) {
    (reference, name, trn, body) = (found.reference, found.name, found.trn, found.bodyName)
    (beganOn, completedOn) = (found.beganOn.description, found.completedOn.description)
    (decidedOn, onAppeal) = (found.decidedOn.description, found.isOnAppeal)
    schools = found.schools
  }
}

extension CommandContext {
  fileprivate func show(_ letter: InductionLetter, _ json: Bool) throws {
    let line = LetterLine(letter)
    try show(
      line, json: json,
      [
        ("Letter", line.id.description), ("From", line.sender),
        ("To", line.address.isEmpty ? line.addressee : "\(line.addressee)\n\(line.address)"),
        ("Subject", line.subject),
        ("Due", line.dueOn),
        ("Sent", line.sentOn ?? "not yet"), ("How", line.way ?? "–"), ("Text", line.body),
      ])
  }
}
