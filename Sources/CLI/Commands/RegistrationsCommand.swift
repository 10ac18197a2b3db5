import ArgumentParser
import Domain
import Foundation
import Postgres

/// Registers new teachers, and decides on registrations.
struct RegistrationsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "registrations",
    abstract: "Register new teachers for induction, and decide on registrations.",
    subcommands: [
      List.self, Queue.self, Show.self, Begin.self, Save.self, Take.self, Submit.self, Withdraw.self,
      Verify.self,
      Query.self,
      Reject.self, Accept.self, AddEvidence.self, ReadEvidence.self,
    ])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the registrations of an appropriate body or a school, newest first.",
      discussion: "Of an appropriate body, all that were sent to it; 'queue' lists those that wait for it.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code or the school's URN or id.") var of: String

    func run(in context: CommandContext) async throws {
      let read = ReadRegistrations(context.services)
      let page =
        of.count == 3
        ? try await read.list(
          of: try await context.lookup.authority(of).place, limit: paging.limit, after: try paging.cursor(),
          by: context.actor)
        : try await read.list(
          of: try await context.lookup.school(of).id, limit: paging.limit, after: try paging.cursor(),
          by: context.actor)
      try context.show(page.items, json: format.json)
      context.sayMore(page.next)
    }
  }

  struct Queue: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the registrations that wait for the appropriate body, the longest waiting first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code, for example 883.") var authority: String
    @Option(help: ArgumentHelp("Others than those that wait.", valueName: "state")) var state: String?
    @Option(help: ArgumentHelp("A number, a reference or part of a name.", valueName: "text")) var find = ""

    func run(in context: CommandContext) async throws {
      let state = try state.map { text in
        guard let state = RegistrationState(rawValue: text) else {
          throw Reading.problem("--state", "'\(text)' is not a state of a registration.")
        }
        return state
      }
      let read = ReadRegistrations(context.services)
      let page = try await read.queue(
        of: try await context.lookup.authority(authority).place, .init(state: state, words: find),
        limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items, warnings: try await read.warnings(of: page.items, by: context.actor), json: format.json)
      context.sayMore(page.next)
    }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a registration with its faults, warnings and messages.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The registration's reference or id.") var registration: String

    func run(in context: CommandContext) async throws {
      try await context.showRegistration(
        try await context.lookup.registration(registration), json: format.json)
    }
  }

  struct Begin: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Begin a registration: from a file, or for somebody appointed through Staffroom.",
      discussion: "The file is the JSON of the API's RegistrationContent; - reads the standard input.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The school's URN or id.") var school: String
    @Option(help: ArgumentHelp("A file with what is known.", valueName: "file")) var file: String?
    @Option(help: ArgumentHelp("The application of somebody appointed.", valueName: "id")) var application:
      String?
    @Option(help: ArgumentHelp("The transferred induction of a teacher who comes back.", valueName: "id"))
    var returning: String?

    func run(in context: CommandContext) async throws {
      let (school, draft) = (try await context.lookup.school(school), DraftRegistration(context.services))
      let made: InductionRegistration
      if let application {
        made = try await draft(
          confirming: try Reading.identifier(application, "--application"), at: school.id, by: context.actor)
      } else if let returning {
        made = try await draft(
          returning: try Reading.identifier(returning, "--returning"), at: school.id, by: context.actor)
      } else {
        made = try await draft(
          at: school.id, try file.map(RegistrationFile.read) ?? RegistrationContent(), by: context.actor)
      }
      try await context.showRegistration(made.id, json: format.json)
    }
  }

  struct Save: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Replace what was entered in a registration.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The registration's reference or id.") var registration: String
    @Argument(help: "A file with everything, or - for the standard input.") var file: String
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      let saved = try await DraftRegistration(context.services).save(
        try await context.lookup.registration(registration), try RegistrationFile.read(file),
        expectedVersion: read.ifVersion, by: context.actor)
      try await context.showRegistration(saved.id, json: format.json)
    }
  }

  struct Take: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take what the application or the check of somebody appointed here says of a field.",
      discussion: "'show' lists what they say. For where the two differ, or something else was entered.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The registration's reference or id.") var registration: String
    @Argument(help: "The field, such as trn.") var field: String
    @Argument(help: "The answer, as it is listed.") var value: String

    func run(in context: CommandContext) async throws {
      let taken = try await TakeFact(context.services)(
        field, value, into: try await context.lookup.registration(registration), expectedVersion: nil,
        by: context.actor)
      try await context.showRegistration(taken.id, json: format.json)
    }
  }

  struct Submit: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send a registration to the appropriate body, with an answer where it had a question.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The registration's reference or id.") var registration: String
    @Option(help: ArgumentHelp("The answer.", valueName: "text")) var answer = ""

    func run(in context: CommandContext) async throws {
      let sent = try await SubmitRegistration(context.services)(
        try await context.lookup.registration(registration), answer: answer, expectedVersion: nil,
        by: context.actor)
      try await context.showRegistration(sent.id, json: format.json)
    }
  }

  struct Withdraw: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Take a registration back.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The registration's reference or id.") var registration: String

    func run(in context: CommandContext) async throws {
      let taken = try await SubmitRegistration(context.services).withdraw(
        try await context.lookup.registration(registration), expectedVersion: nil, by: context.actor)
      try await context.showRegistration(taken.id, json: format.json)
    }
  }

  struct Verify: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record that number and qualified teacher status agree with the national record.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The registration's reference or id.") var registration: String

    func run(in context: CommandContext) async throws {
      let verified = try await DecideRegistration(context.services).verify(
        try await context.lookup.registration(registration), expectedVersion: nil, by: context.actor)
      try await context.showRegistration(verified.id, json: format.json)
    }
  }

  struct Query: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Send a registration back with a question.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The registration's reference or id.") var registration: String
    @Argument(help: "The question.") var message: String

    func run(in context: CommandContext) async throws {
      let queried = try await DecideRegistration(context.services).query(
        try await context.lookup.registration(registration), message, expectedVersion: nil, by: context.actor
      )
      try await context.showRegistration(queried.id, json: format.json)
    }
  }

  struct Reject: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Reject a registration.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The registration's reference or id.") var registration: String
    @Argument(help: "Why.") var reason: String

    func run(in context: CommandContext) async throws {
      let rejected = try await DecideRegistration(context.services).reject(
        try await context.lookup.registration(registration), reason: reason, expectedVersion: nil,
        by: context.actor)
      try await context.showRegistration(rejected.id, json: format.json)
    }
  }

  struct Accept: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accept a registration with the first day that the body sets.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The registration's reference or id.") var registration: String
    @Option(help: ArgumentHelp("The first day of induction.", valueName: "date")) var from: String
    @Option(help: ArgumentHelp("Why it is far from the day that the school gives.", valueName: "text"))
    var reason = ""
    @Flag(
      help:
        "The teacher of the induction that has this number is the same person; for another surname or address."
    )
    var samePerson = false

    func run(in context: CommandContext) async throws {
      let accepted = try await DecideRegistration(context.services).accept(
        try await context.lookup.registration(registration),
        startsOn: try RegistrationFile.day(from, "--from"), reason: reason, isSamePerson: samePerson,
        expectedVersion: nil, by: context.actor)
      try await context.showRegistration(accepted.id, json: format.json)
    }
  }

  struct AddEvidence: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "add-evidence", abstract: "Add a document that shows terms served under another body.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The registration's reference or id.") var registration: String
    @Argument(help: "The file: PDF or Word.") var file: String

    func run(in context: CommandContext) async throws {
      let data = try Reading.file(file)
      let id: RegistrationID = try await context.lookup.registration(registration)
      _ = try await KeepEvidence(context.services).add(
        URL(filePath: file).lastPathComponent, [UInt8](data), to: id, by: context.actor)
      try await context.showRegistration(id, json: format.json)
    }
  }

  struct ReadEvidence: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "read-evidence", abstract: "Write a document of a registration to a file.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The registration's reference or id.") var registration: String
    @Argument(help: "The document's id.") var document: String
    @Argument(help: "Where to write to.") var to: String

    func run(in context: CommandContext) async throws {
      let file = try FileOutput(to, "to")
      let found = try await KeepEvidence(context.services).read(
        try Reading.identifier(document, "document"),
        of: try await context.lookup.registration(registration),
        by: context.actor)
      try file.write(Data(found.content))
      context.output.line("\(found.document.name): \(found.document.size) bytes")
    }
  }
}
