import ArgumentParser
import Domain
import Foundation
import Postgres

/// Visits of the appropriate body to schools.
struct InductionVisitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "visits", abstract: "Record visits to schools, and what was agreed.",
    subcommands: [List.self, Record.self, Change.self, Agree.self, Done.self])

  struct List: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the visits to a school with what was agreed, the last first.")

    @OptionGroup var options: QualitySchoolOptions
    @OptionGroup var paging: PagingOptions
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      if csv {
        return context.show(
          csv: try await RecordVisit(context.services).csv(
            of: try await options.school(context), by: context.actor))
      }
      let page = try await RecordVisit(context.services).list(
        of: try await options.school(context), limit: paging.limit, after: try paging.cursor(),
        by: context.actor)
      try context.show(page.items, options.format.json)
      context.sayMore(page.next)
    }
  }

  struct Record: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Record a visit to a school.")

    @OptionGroup var options: QualitySchoolOptions
    @Argument(help: "The day, such as 2026-11-12.") var day: String
    @OptionGroup var content: VisitContentOptions

    func run(in context: CommandContext) async throws {
      let school = try await options.school(context)
      let content = try await content.over(
        VisitContent(visitedOn: try Reading.day(day, "day")), context.lookup)
      try context.show(
        [try await RecordVisit(context.services)(to: school, content, by: context.actor)],
        options.format.json)
    }
  }

  struct Change: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a visit again; what is left out stays as it is.")

    @OptionGroup var options: VisitOptions
    @Option(help: ArgumentHelp("The day.", valueName: "date")) var day: String?
    @OptionGroup var content: VisitContentOptions

    func run(in context: CommandContext) async throws {
      let (id, record) = (try options.id, RecordVisit(context.services))
      let visit = try await record.find(id, by: context.actor)
      let stored = VisitContent(
        visitedOn: try day.map { try Reading.day($0, "--day") } ?? visit.visitedOn, visitors: visit.visitors,
        purpose: visit.purpose, found: visit.found,
        talks: Dictionary(visit.talks.map { ($0.induction, $0.said) }, uniquingKeysWith: { $1 }))
      try context.show(
        [
          try await record.save(
            id, try await content.over(stored, context.lookup), expectedVersion: visit.version,
            by: context.actor)
        ], options.format.json)
    }
  }

  struct Agree: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Add what was agreed at a visit.")

    @OptionGroup var options: VisitOptions
    @Argument(help: "What is to be done.") var what: String
    @Option(help: "Who does it.") var owner: String
    @Option(help: ArgumentHelp("By when.", valueName: "date")) var due: String

    func run(in context: CommandContext) async throws {
      try context.show(
        [
          try await RecordVisit(context.services).agree(
            what, owner: owner, dueOn: try Reading.day(due, "--due"), at: try options.id,
            by: context.actor)
        ], options.format.json)
    }
  }

  struct Done: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that what was agreed was done; without a day, that it wasn't.")

    @OptionGroup var options: VisitOptions
    @Argument(help: "The agreement's id.") var action: String
    @Option(help: ArgumentHelp("The day on which it was done.", valueName: "date")) var on: String?
    @Option(help: "What came of it.") var outcome = ""

    func run(in context: CommandContext) async throws {
      let day = try on.map { try Reading.day($0, "--on") }
      try context.show(
        [
          try await RecordVisit(context.services).finish(
            try Reading.identifier(action, "action"), of: try options.id, on: day,
            outcome: outcome, by: context.actor)
        ], options.format.json)
    }
  }
}

/// Feedback of the appropriate body to schools.
struct InductionFeedbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feedback", abstract: "Write feedback to schools, send it and acknowledge it.",
    subcommands: [List.self, Draft.self, Change.self, Send.self, Acknowledge.self])

  struct List: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "List the feedback to a school, newest first.")

    @OptionGroup var options: QualitySchoolOptions
    @OptionGroup var paging: PagingOptions
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      if csv {
        return context.show(
          csv: try await GiveFeedback(context.services).csv(
            of: try await options.school(context), by: context.actor))
      }
      let page = try await GiveFeedback(context.services).list(
        of: try await options.school(context), limit: paging.limit, after: try paging.cursor(),
        by: context.actor)
      try context.show(page.items, options.format.json)
      context.sayMore(page.next)
    }
  }

  struct Draft: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Begin feedback to a school.")

    @OptionGroup var options: QualitySchoolOptions
    @Argument(help: "What is written.") var text: String
    @Option(help: ArgumentHelp("The visit it is about.", valueName: "id")) var visit: String?
    @Option(help: ArgumentHelp("The sample it is about.", valueName: "id")) var sample: String?

    func run(in context: CommandContext) async throws {
      try context.show(
        [
          try await GiveFeedback(context.services).draft(
            to: try await options.school(context), text,
            visit: try visit.map { try Reading.identifier($0, "--visit") },
            sample: try sample.map { try Reading.identifier($0, "--sample") }, by: context.actor)
        ], options.format.json)
    }
  }

  struct Send: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send a draft to the school's head and induction tutors; it is never changed after.")

    @OptionGroup var options: FeedbackOptions

    func run(in context: CommandContext) async throws {
      try context.show(
        [
          try await GiveFeedback(context.services).send(
            try options.id, expectedVersion: nil, by: context.actor)
        ], options.format.json)
    }
  }

  struct Change: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Write a draft again.")

    @OptionGroup var options: FeedbackOptions
    @Argument(help: "What is written.") var text: String

    func run(in context: CommandContext) async throws {
      let give = GiveFeedback(context.services)
      let draft = try await give.find(try options.id, by: context.actor)
      try context.show(
        [try await give.save(draft.id, text, expectedVersion: draft.version, by: context.actor)],
        options.format.json)
    }
  }

  struct Acknowledge: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Acknowledge feedback for a school's head, with a comment if there is one; once.")

    @OptionGroup var options: FeedbackOptions
    @OptionGroup var acting: ActingOptions
    @Option(help: ArgumentHelp("What the head says to it.", valueName: "text")) var comment = ""

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      try context.show(
        [
          try await GiveFeedback(context.services).acknowledge(
            try options.id, comment: comment, by: actor)
        ], options.format.json)
    }
  }
}

private struct VisitLine: Encodable {
  struct Talk: Encodable {
    let induction: String
    let teacher: String
    let said: String
  }

  struct Action: Encodable {
    let id: String
    let what: String
    let owner: String
    let dueOn: String
    let doneOn: String?
    let outcome: String
  }

  let id: String
  let school: String
  let visitedOn: String
  let visitors: String
  let purpose: String
  let found: String
  let inductions: [Talk]
  let actions: [Action]

  init(_ visit: InductionVisit) {
    (id, school, visitedOn) = (visit.id.description, visit.schoolName, visit.visitedOn.description)
    (visitors, purpose, found) = (visit.visitors, visit.purpose, visit.found)
    inductions = visit.talks.map {
      Talk(induction: $0.induction.description, teacher: $0.teacherName, said: $0.said)
    }
    actions = visit.actions.map {
      Action(
        id: $0.id.description, what: $0.what, owner: $0.owner, dueOn: $0.dueOn.description,
        doneOn: $0.doneOn?.description, outcome: $0.outcome)
    }
  }
}

private struct FeedbackLine: Encodable {
  let id: String
  let school: String
  let text: String
  let writtenAt: Date
  let sentAt: Date?
  let acknowledgedAt: Date?
  let acknowledgedBy: String?
  let comment: String

  init(_ feedback: InductionFeedback) {
    (id, school, text) = (feedback.id.description, feedback.schoolName, feedback.body)
    (writtenAt, sentAt) = (feedback.writtenAt, feedback.sentAt)
    (acknowledgedAt, acknowledgedBy) = (feedback.acknowledgedAt, feedback.acknowledgedBy)
    comment = feedback.comment
  }
}

extension CommandContext {
  fileprivate func show(_ visits: [InductionVisit], _ json: Bool) throws {
    try show(
      visits.map(VisitLine.init), json: json, none: "No visits.",
      Table(
        .init("id") { $0.id }, .init("day") { $0.visitedOn }, .init("visitors") { $0.visitors },
        .init("purpose") { $0.purpose },
        .init("agreed") { visit in
          visit.actions.isEmpty
            ? "–" : "\(visit.actions.count { $0.doneOn != nil }) of \(visit.actions.count) done"
        }))
  }

  fileprivate func show(_ feedback: [InductionFeedback], _ json: Bool) throws {
    try show(
      feedback.map(FeedbackLine.init), json: json, none: "No feedback.",
      Table(
        .init("id") { $0.id }, .init("written") { CommandContext.moment($0.writtenAt) },
        .init("sent") { CommandContext.moment($0.sentAt) },
        .init("acknowledged") { CommandContext.moment($0.acknowledgedAt) }, .init("text") { $0.text }))
  }
}
