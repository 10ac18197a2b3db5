import ArgumentParser
import Domain
import Foundation
import Postgres

/// What applicants and schools write to each other about an application.
struct MessagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "messages", abstract: "What applicants and schools write to each other.",
    subcommands: [List.self, Show.self, Write.self])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the applications about which something was written, the last sent first.",
      discussion:
        "Those of a school or of one vacancy; with --as and neither, a person's own. What is listed stays unread."
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @OptionGroup var acting: ActingOptions
    @Option(help: ArgumentHelp("Those that this school received.", valueName: "URN or id"))
    var school: String?
    @Option(help: ArgumentHelp("Those for this vacancy.", valueName: "id or reference")) var vacancy: String?

    func validate() throws {
      if school != nil && vacancy != nil { throw ValidationError("Give either --school or --vacancy.") }
      if school == nil && vacancy == nil && acting.person == nil {
        throw ValidationError("Give --school, --vacancy or --as.")
      }
    }

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let (page, read) = (try await page(context, actor), ReadMessages(context.services))
      var threads: [ThreadLine] = []
      for application in page.items {
        let thread = try await read(application.id, limit: 1, marksRead: false, by: actor)
        if !thread.messages.isEmpty { threads.append(ThreadLine(thread)) }
      }
      try context.show(
        threads, json: format.json, none: "Nothing was written.",
        Table(
          .init("application") { $0.application.description }, .init("reference") { $0.reference },
          .init("applicant") { $0.markedApplicant }, .init("vacancy") { $0.vacancy },
          .init("messages") { "\($0.count)" }, .init("unread") { "\($0.unread)" },
          .init("last") { CommandContext.moment($0.lastWrittenAt) }))
      context.sayMore(page.next)
    }

    private func page(_ context: CommandContext, _ actor: Actor) async throws -> Page<SentApplication> {
      let (list, after) = (ListApplications(context.services), try paging.cursor())
      if let school {
        return try await list.received(
          school: try await context.lookup.school(school).id, limit: paging.limit, after: after, by: actor)
      }
      if let vacancy {
        let found = try await FindVacancy(context.services)(named: vacancy, by: actor)
        return try await list.received(vacancy: found.id, limit: paging.limit, after: after, by: actor)
      }
      return try await list.own(limit: paging.limit, after: after, by: actor)
    }
  }

  struct Show: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what was written about an application, oldest first: the newest page, or one before.",
      discussion: "With --as it counts as read by that side; the operator's look leaves it unread.")

    @OptionGroup var options: MessageOptions
    @OptionGroup var paging: PagingOptions
    @OptionGroup var acting: ActingOptions

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let thread = try await ReadMessages(context.services)(
        try options.id, limit: paging.limit, before: try paging.cursor(), marksRead: !actor.isSystem,
        by: actor)
      try context.show(thread, json: options.format.json)
      context.sayMore(thread.earlier)
    }
  }

  struct Write: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write for the applicant to the school, or for the school to the applicant.",
      discussion: "The side is that of the person; the other is told by mail, once until it reads.")

    @OptionGroup var options: MessageOptions
    @Argument(help: "The message.") var message: String
    @OptionGroup var acting: ActingOptions

    func run(in context: CommandContext) async throws {
      let thread = try await WriteMessage(context.services)(
        try options.id, message, submission: UUID(), by: try await acting.author(context))
      try context.show(thread, json: options.format.json)
    }
  }
}

/// What the commands for one thread share.
struct MessageOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The application's id.") var application: String

  var id: ApplicationID { get throws { try Reading.identifier(application, "application") } }
}

/// A thread as the commands list it.
private struct ThreadLine: Encodable {
  let application: ApplicationID
  let reference: String
  let applicant: String
  let isAccountClosed: Bool
  let vacancy: String
  let school: String
  let count: Int
  let unread: Int
  let lastWrittenAt: Date?

  init(_ thread: MessageThread) {
    let sent = thread.application
    (application, reference, applicant) = (sent.id, sent.reference, sent.applicantName)
    isAccountClosed = sent.isAccountClosed
    (vacancy, school) = (sent.vacancyReference, sent.schoolName)
    (count, unread) = (thread.total, thread.unread)
    lastWrittenAt = thread.messages.last?.writtenAt
  }

  var markedApplicant: String { CommandContext.marked(applicant, isAccountClosed: isAccountClosed) }
}

/// A thread with what was written.
private struct WholeThreadLine: Encodable {
  struct Message: Encodable {
    let id: ApplicationMessageID
    let fromSchool: Bool
    let author: String?
    let body: String
    let writtenAt: Date
  }

  let thread: ThreadLine
  let messages: [Message]
}

extension CommandContext {
  fileprivate func show(_ thread: MessageThread, json: Bool) throws {
    let line = ThreadLine(thread)
    let messages = thread.messages.map {
      WholeThreadLine.Message(
        id: $0.id, fromSchool: $0.isFromSchool, author: $0.authorName, body: $0.body, writtenAt: $0.writtenAt)
    }
    try show(
      WholeThreadLine(thread: line, messages: messages), json: json,
      [
        ("Application", line.application.description), ("Reference", line.reference),
        ("Applicant", line.markedApplicant), ("Vacancy", line.vacancy), ("School", line.school),
        ("Unread", "\(line.unread)"),
      ]
        + messages.map { message in
          let author = message.author.map { ", \($0)" } ?? ""
          return (
            message.fromSchool ? "School" : "Applicant",
            "\(CommandContext.moment(message.writtenAt))\(author): \(message.body)"
          )
        })
  }
}
