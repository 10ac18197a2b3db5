import ArgumentParser
import Domain
import Foundation
import Postgres

/// What schools ask their authority.
struct EnquiriesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enquiries", abstract: "What schools ask their authority: ask, answer, hand out and close.",
    subcommands: [List.self, Show.self, Ask.self, Answer.self, Assign.self, Close.self])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List enquiries, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Option(help: ArgumentHelp("Only open, answered or closed ones.", valueName: "state")) var state: String?
    @Flag(help: "Only open ones past their day.") var overdue = false

    func run(in context: CommandContext) async throws {
      let wanted = try state.map { text in
        guard let state = EnquiryState(rawValue: text) else {
          throw Reading.problem("--state", "'\(text)' is none of open, answered and closed.")
        }
        return state
      }
      let page = try await ReadEnquiries(context.services).list(
        state: wanted, overdueOnly: overdue, limit: paging.limit, after: try paging.cursor(),
        by: context.actor)
      try context.show(
        page.items.map(EnquiryLine.init), json: format.json, none: "No enquiries.",
        Table(
          .init("id") { $0.id.description }, .init("reference") { $0.reference },
          .init("state") { $0.state.rawValue }, .init("answer by") { $0.dueOn },
          .init("owner") { $0.owner ?? "–" }, .init("school") { $0.school }, .init("subject") { $0.subject }))
      context.sayMore(page.next)
    }
  }

  struct Show: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show an enquiry with its thread: the newest messages, or a page before.")

    @OptionGroup var options: EnquiryOptions
    @OptionGroup var paging: PagingOptions

    func run(in context: CommandContext) async throws {
      try await context.showEnquiry(
        try options.id, limit: paging.limit, before: try paging.cursor(), json: options.format.json)
    }
  }

  struct Ask: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask the authority for advice, for a school; its staff are told by mail.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The school's URN or id.") var school: String
    @Argument(help: "What it is about.") var subject: String
    @Argument(help: "The question.") var message: String
    @OptionGroup var acting: ActingOptions

    func run(in context: CommandContext) async throws {
      let school = try await context.lookup.school(school)
      let asked = try await AskEnquiry(context.services)(
        for: school.id, subject: subject, message: message, by: try await acting.author(context))
      try await context.showEnquiry(asked.id, json: format.json)
    }
  }

  struct Answer: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a message: the authority's answers, the school's opens the enquiry again.")

    @OptionGroup var options: EnquiryOptions
    @Argument(help: "The message.") var message: String
    @Flag(help: "A note for the authority's own staff, which changes nothing else.") var note = false
    @OptionGroup var acting: ActingOptions

    func run(in context: CommandContext) async throws {
      _ = try await ReplyToEnquiry(context.services)(
        try options.id, message: message, isNote: note, by: try await acting.author(context))
      try await options.show(context)
    }
  }

  struct Assign: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say who sees to an enquiry, and by when; what is left out stays as it is.")

    @OptionGroup var options: EnquiryOptions
    @Option(help: ArgumentHelp("One of the authority's staff.", valueName: "e-mail or id")) var to: String?
    @Flag(help: "Take it from whoever has it.") var nobody = false
    @Option(help: ArgumentHelp("By when it is to be answered.", valueName: "date")) var due: String?
    @OptionGroup var read: VersionOptions

    func validate() throws {
      if to != nil && nobody { throw ValidationError("Give either --to or --nobody.") }
      if to == nil && !nobody && due == nil { throw ValidationError("Give --to, --nobody or --due.") }
    }

    func run(in context: CommandContext) async throws {
      var owner = nobody ? EnquiryOwner.nobody : .asBefore
      if let to { owner = .officer(try await context.lookup.account(to).id) }
      _ = try await ManageEnquiry(context.services).assign(
        try options.id, to: owner, dueOn: try due.map { try Reading.day($0, "--due") },
        expectedVersion: read.ifVersion, by: context.actor)
      try await options.show(context)
    }
  }

  struct Close: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close an enquiry; the school is told, and a further message of it opens the enquiry again.",
      discussion:
        "One without an answer needs a reason, which the school reads, and with --as whose words it is.")

    @OptionGroup var options: EnquiryOptions
    @Option(help: ArgumentHelp("Why it is closed.", valueName: "text")) var reason = ""
    @OptionGroup var acting: ActingOptions

    func run(in context: CommandContext) async throws {
      let actor = reason.isEmpty ? try await acting.actor(context) : try await acting.author(context)
      _ = try await ManageEnquiry(context.services).close(try options.id, reason: reason, by: actor)
      try await options.show(context)
    }
  }
}

/// What the commands for one enquiry share.
struct EnquiryOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The enquiry's id.") var enquiry: String

  var id: EnquiryID { get throws { try Reading.identifier(enquiry, "enquiry") } }

  func show(_ context: CommandContext) async throws {
    try await context.showEnquiry(try id, json: format.json)
  }
}

/// An enquiry as the commands show it.
private struct EnquiryLine: Encodable {
  let id: EnquiryID
  let reference: String
  let school: String
  let askedBy: String
  let subject: String
  let state: EnquiryState
  let owner: String?
  let dueOn: String
  let askedAt: Date
  let version: Int

  init(_ enquiry: Enquiry) {
    (id, reference, school) = (enquiry.id, enquiry.reference, enquiry.schoolName)
    (askedBy, subject, state) = (enquiry.askedByName, enquiry.subject, enquiry.state)
    (owner, dueOn, askedAt) = (enquiry.ownerName, enquiry.dueOn.description, enquiry.askedAt)
    version = enquiry.version
  }
}

/// An enquiry with its thread.
private struct EnquiryThreadLine: Encodable {
  struct Message: Encodable {
    let author: String
    let fromAuthority: Bool
    let note: Bool
    let body: String
    let writtenAt: Date
  }

  let enquiry: EnquiryLine
  let messages: [Message]
}

extension CommandContext {
  fileprivate func showEnquiry(
    _ id: EnquiryID, limit: Int = 50, before: Cursor? = nil, json: Bool
  ) async throws {
    let thread = try await ReadEnquiries(services).find(id, limit: limit, before: before, by: actor)
    let line = EnquiryLine(thread.enquiry)
    let messages = thread.messages.map {
      EnquiryThreadLine.Message(
        author: $0.authorName, fromAuthority: $0.isFromAuthority, note: $0.isNote, body: $0.body,
        writtenAt: $0.writtenAt)
    }
    try show(
      EnquiryThreadLine(enquiry: line, messages: messages), json: json,
      [
        ("Enquiry", line.id.description), ("Reference", line.reference), ("School", line.school),
        ("Subject", line.subject), ("State", line.state.rawValue), ("Owner", line.owner ?? "–"),
        ("Answer by", line.dueOn), ("Version", "\(line.version)"),
      ]
        + messages.map { message in
          (
            message.note ? "Note" : message.fromAuthority ? "Authority" : "School",
            "\(CommandContext.moment(message.writtenAt)), \(message.author): \(message.body)"
          )
        })
    sayMore(thread.earlier)
  }
}
