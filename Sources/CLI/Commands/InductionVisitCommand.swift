import ArgumentParser
import Domain
import Foundation
import Postgres

/// Visits of the appropriate body to schools.
struct InductionVisitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "visits", abstract: "Record visits to schools, and what was agreed.",
    subcommands: [List.self, Record.self, Agree.self, Done.self])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the visits to a school with what was agreed, the last first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: AgencyPaging
    @Argument(help: "The school's URN.") var school: String

    func run(in context: CommandContext) async throws {
      let page = try await RecordVisit(context.services).list(
        of: try await context.lookup.school(school).id, limit: paging.limit, after: try paging.cursor(),
        by: context.actor)
      try context.show(page.items, format.json)
      context.sayMore(page.next)
    }
  }

  struct Record: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Record a visit to a school.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The school's URN.") var school: String
    @Argument(help: "The day, such as 2026-11-12.") var day: String
    @Option(help: "Who came.") var visitors: String
    @Option(help: "What for.") var purpose: String
    @Option(help: "What was found.") var found: String
    @Option(
      help: ArgumentHelp(
        "An induction that was talked about, with what was said; may be repeated.", valueName: "id=text"))
    var induction: [String] = []

    func run(in context: CommandContext) async throws {
      var talks: [InductionID: String] = [:]
      for text in induction {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        talks[try Reading.identifier(parts.first ?? "", "--induction")] = parts.count > 1 ? parts[1] : ""
      }
      try context.show(
        [
          try await RecordVisit(context.services)(
            to: try await context.lookup.school(school).id,
            VisitContent(
              visitedOn: CivilDate(day), visitors: visitors, purpose: purpose, found: found, talks: talks),
            by: context.actor)
        ], format.json)
    }
  }

  struct Agree: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Add what was agreed at a visit.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The visit's id.") var visit: String
    @Argument(help: "What is to be done.") var what: String
    @Option(help: "Who does it.") var owner: String
    @Option(help: ArgumentHelp("By when.", valueName: "date")) var due: String

    func run(in context: CommandContext) async throws {
      try context.show(
        [
          try await RecordVisit(context.services).agree(
            what, owner: owner, dueOn: CivilDate(due), at: try Reading.identifier(visit, "visit"),
            by: context.actor)
        ], format.json)
    }
  }

  struct Done: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that what was agreed was done; without a day, that it wasn't.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The visit's id.") var visit: String
    @Argument(help: "The agreement's id.") var action: String
    @Option(help: ArgumentHelp("The day on which it was done.", valueName: "date")) var on: String?
    @Option(help: "What came of it.") var outcome = ""

    func run(in context: CommandContext) async throws {
      let day = try on.map { text in
        guard let day = CivilDate(text) else { throw Reading.problem("--on", "'\(text)' is not a date.") }
        return day
      }
      try context.show(
        [
          try await RecordVisit(context.services).finish(
            try Reading.identifier(action, "action"), of: try Reading.identifier(visit, "visit"), on: day,
            outcome: outcome, by: context.actor)
        ], format.json)
    }
  }
}

/// Feedback of the appropriate body to schools.
struct InductionFeedbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feedback", abstract: "Write feedback to schools and send it.",
    subcommands: [List.self, Draft.self, Send.self])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List the feedback to a school, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: AgencyPaging
    @Argument(help: "The school's URN.") var school: String

    func run(in context: CommandContext) async throws {
      let page = try await GiveFeedback(context.services).list(
        of: try await context.lookup.school(school).id, limit: paging.limit, after: try paging.cursor(),
        by: context.actor)
      try context.show(page.items, format.json)
      context.sayMore(page.next)
    }
  }

  struct Draft: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Begin feedback to a school.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The school's URN.") var school: String
    @Argument(help: "What is written.") var text: String
    @Option(help: ArgumentHelp("The visit it is about.", valueName: "id")) var visit: String?
    @Option(help: ArgumentHelp("The sample it is about.", valueName: "id")) var sample: String?

    func run(in context: CommandContext) async throws {
      try context.show(
        [
          try await GiveFeedback(context.services).draft(
            to: try await context.lookup.school(school).id, text,
            visit: try visit.map { try Reading.identifier($0, "--visit") },
            sample: try sample.map { try Reading.identifier($0, "--sample") }, by: context.actor)
        ], format.json)
    }
  }

  struct Send: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send a draft to the school's head and induction tutors; it is never changed after.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The feedback's id.") var feedback: String

    func run(in context: CommandContext) async throws {
      try context.show(
        [
          try await GiveFeedback(context.services).send(
            try Reading.identifier(feedback, "feedback"), expectedVersion: nil, by: context.actor)
        ], format.json)
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
