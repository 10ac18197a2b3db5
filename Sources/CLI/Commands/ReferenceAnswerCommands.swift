import ArgumentParser
import Domain
import Foundation
import Postgres

extension AppointmentsCommand {
  struct ShowReference: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "show-reference", abstract: "Show what a reference says, once it was received.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The reference's id.") var reference: String

    func run(in context: CommandContext) async throws {
      let found = try await ReadReferences(context.services).whole(
        Reading.identifier(reference, "reference"), by: try await acting.actor(context))
      let shown = ReferenceShown(found, now: context.services.now())
      try context.show(shown, json: format.json, shown.fields + found.form.lines(found.answers))
    }
  }

  struct SaveLetter: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "read-letter", abstract: "Write the letter of a reference that was received to a file.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The reference's id.") var reference: String
    @Argument(help: "Where to write to.") var to: String

    func run(in context: CommandContext) async throws {
      let file = try FileOutput(to, "to")
      let found = try await ReadReferences(context.services).letter(
        Reading.identifier(reference, "reference"), by: try await acting.actor(context))
      try file.write(Data(found.content))
      context.output.line("\(found.letter.name): \(found.letter.size) bytes")
    }
  }

  struct VerifyReference: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify-reference",
      abstract: "Note that somebody has made sure with the referee that the reference is theirs.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The reference's id.") var reference: String
    @Option(help: ArgumentHelp("How, for example by telephone.", valueName: "text")) var note: String

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let verified = try await ManageReference(context.services).verify(
        Reading.identifier(reference, "reference"), note: note, expectedVersion: read.ifVersion, by: actor)
      try await context.showReferences(verified.application, json: format.json, by: actor)
    }
  }

  struct RecordOnPaper: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "record-on-paper", abstract: "Record a reference that came on paper.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The reference's id.") var reference: String
    @Option(help: ArgumentHelp("The day on which it came.", valueName: "date")) var on: String
    @Option(
      help: ArgumentHelp("What it says on work with children and on conduct.", valueName: "text"))
    var note: String
    @Option(help: ArgumentHelp("A scan of it.", valueName: "file")) var scan: String?

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let recorded = try await ManageReference(context.services).recordOnPaper(
        Reading.identifier(reference, "reference"), receivedOn: try Reading.day(on, "--on"), note: note,
        scan: try scan.map(Self.file), expectedVersion: read.ifVersion, by: actor)
      try await context.showReferences(recorded.application, json: format.json, by: actor)
    }

    private static func file(_ path: String) throws -> (name: String, content: [UInt8]) {
      (URL(filePath: path).lastPathComponent, [UInt8](try Reading.file(path, "--scan")))
    }
  }

  struct CorrectAddress: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "correct-address",
      abstract: "Correct a referee's e-mail address and ask there; links that went elsewhere stop working.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The reference's id.") var reference: String
    @Argument(help: "The referee's e-mail address.") var email: String

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let asked = try await ManageReference(context.services).correctAddress(
        Reading.identifier(reference, "reference"), email: email, expectedVersion: read.ifVersion, by: actor)
      try await context.showReferences(asked.application, json: format.json, by: actor)
    }
  }
}

extension AppointmentForm {
  /// What was answered, by what was asked.
  func lines(_ answers: [String: JSONValue]) -> [(String, String)] {
    let given = asked(answers)
    return questions.compactMap { question in
      given[question.key].map { (question.label, Self.text($0, of: question)) }
    }
  }

  private static func text(_ answer: JSONValue, of question: Question) -> String {
    switch answer {
    case .null: "–"
    case .bool(let value): value ? "Yes" : "No"
    case .number(let value): Int(exactly: value).map { "\($0)" } ?? "\(value)"
    case .string(let value): question.options?.first { $0.value == value }?.label ?? value
    case .array(let values): values.map { text($0, of: question) }.joined(separator: ", ")
    case .object(let members): members.values.map { text($0, of: question) }.sorted().joined(separator: ", ")
    }
  }
}

/// A reference as the command shows it.
private struct ReferenceShown: Encodable {
  let id: ReferenceID
  let application: ApplicationID
  let referee: String
  let organisation: String
  let state: ReferenceState
  let receivedAt: Date?
  let receivedAs: ReferenceReceipt?
  let note: String
  let verifiedAt: Date?
  let verifiedBy: String?
  let verifiedNote: String
  let letter: String?
  let declines: [String]
  let version: Int
  let answers: [String: JSONValue]

  init(_ whole: WholeReference, now: Date) {
    let reference = whole.reference
    (id, application, referee) = (reference.id, reference.application, reference.name)
    (organisation, state) = (reference.organisation, reference.state(at: now))
    (receivedAt, receivedAs, note) = (reference.receivedAt, reference.receivedAs, reference.receivedNote)
    (verifiedAt, verifiedBy) = (reference.verifiedAt, reference.verifiedBy)
    (verifiedNote, letter, version) = (reference.verifiedNote, reference.letter?.name, reference.version)
    (declines, answers) = (whole.declines.map(\.reason), whole.answers)
  }

  var fields: [(String, String)] {
    var fields = [
      ("Referee", "\(referee), \(organisation)"), ("State", state.title),
      ("Received", CommandContext.moment(receivedAt)), ("Verified", CommandContext.moment(verifiedAt)),
      ("Letter", letter ?? "–"), ("Version", "\(version)"),
    ]
    if !note.isEmpty { fields.append(("Note", note)) }
    if !verifiedNote.isEmpty { fields.append(("How verified", verifiedNote)) }
    return fields + declines.map { ("Declined", $0) }
  }
}
