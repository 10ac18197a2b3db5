import ArgumentParser
import Domain
import Foundation
import Postgres

/// Lesson observations of an induction.
struct InductionObservationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "observations", abstract: "Write lesson observations, share them and show them.",
    subcommands: [
      List.self, Show.self, Begin.self, Save.self, Share.self, Reopen.self, Discard.self, Tasks.self,
    ])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the lesson observations of an induction, oldest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String

    func run(in context: CommandContext) async throws {
      let found = try await RecordObservation(context.services).list(
        try await context.lookup.induction(induction), by: context.actor)
      try context.show(
        found.map(ObservationLine.init), json: format.json, none: "No lesson observations.",
        Table(
          .init("id") { $0.id.description }, .init("day") { $0.observedOn ?? "–" },
          .init("observer") { $0.observedBy }, .init("lesson") { $0.context }, .init("state") { $0.state }))
    }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a lesson observation with what was done with it.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The observation's id.") var observation: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await RecordObservation(context.services).find(
          try Reading.identifier(observation, "observation"), by: context.actor), format.json)
    }
  }

  struct Begin: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Begin a lesson observation as a draft.", discussion: ObservationFile.help)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String
    @Argument(help: "A file with what is written.") var file: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await RecordObservation(context.services).begin(
          try await context.lookup.induction(induction), try ObservationFile.read(file), by: context.actor),
        format.json)
    }
  }

  struct Save: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the draft of a lesson observation again.", discussion: ObservationFile.help)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The observation's id.") var observation: String
    @Argument(help: "A file with what is written.") var file: String
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      try context.show(
        try await RecordObservation(context.services).save(
          try Reading.identifier(observation, "observation"), try ObservationFile.read(file),
          expectedVersion: read.ifVersion, by: context.actor), format.json)
    }
  }

  struct Share: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Share a lesson observation with the teacher; from then on it is frozen.",
      discussion: "The teacher confirms it on the website or through the API: nobody does so for them.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The observation's id.") var observation: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await RecordObservation(context.services).share(
          try Reading.identifier(observation, "observation"), expectedVersion: nil, by: context.actor),
        format.json)
    }
  }

  struct Reopen: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a lesson observation again, with a reason.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The observation's id.") var observation: String
    @Argument(help: "Why.") var reason: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await RecordObservation(context.services).reopen(
          try Reading.identifier(observation, "observation"), reason: reason, expectedVersion: nil,
          by: context.actor), format.json)
    }
  }

  struct Discard: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Discard a draft that was never shared.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The observation's id.") var observation: String

    func run(in context: CommandContext) async throws {
      try await RecordObservation(context.services).discard(
        try Reading.identifier(observation, "observation"), expectedVersion: nil, by: context.actor)
      context.output.remark("The draft is discarded.")
    }
  }

  struct Tasks: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what is to be done next at a school about lesson observations and support plans.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The school's URN.") var school: String

    func run(in context: CommandContext) async throws {
      let page = try await ReadSupportTasks(context.services)(
        at: try await context.lookup.school(school).id, limit: paging.limit, after: try paging.cursor(),
        by: context.actor)
      try context.show(
        page.items.map(SupportTaskLine.init), json: format.json, none: "Nothing is to be done.",
        Table(
          .init("id") { $0.id }, .init("teacher") { $0.teacher }, .init("what") { $0.title },
          .init("by") { $0.dueOn ?? "–" }, .init("since") { $0.since }, .init("whose turn") { $0.turn }))
      context.sayMore(page.next)
    }
  }
}

/// What is written of a lesson, as a file.
private struct ObservationFile: Decodable {
  static let help = """
    The file is a JSON object of observer_name, observer_role (tutor, mentor, head or other), observer_post, \
    observer_qualified, observed_on, context, standards (such as ["4", "part_two"]), strengths, areas, steps and \
    steps_by. What is left out stays empty; everything is needed to share it.
    """

  var observerName: String?
  var observerRole: ObservationContent.Observer?
  var observerPost: String?
  var observerQualified: Bool?
  var observedOn: CivilDate?
  var context: String?
  var standards: [String]?
  var strengths: String?
  var areas: String?
  var steps: String?
  var stepsBy: CivilDate?

  static func read(_ file: String) throws -> ObservationContent {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let data = try Reading.file(file)
    guard let written = try? decoder.decode(ObservationFile.self, from: data) else {
      throw Reading.problem("file", "\(file) can't be read as a JSON object of what was observed.")
    }
    var content = ObservationContent()
    (content.observerName, content.observer) = (written.observerName ?? "", written.observerRole)
    (content.observerPost, content.observerIsQualified) = (
      written.observerPost ?? "", written.observerQualified ?? false
    )
    (content.observedOn, content.context) = (written.observedOn, written.context ?? "")
    (content.standards, content.strengths) = (written.standards ?? [], written.strengths ?? "")
    (content.areas, content.steps) = (written.areas ?? "", written.steps ?? "")
    content.stepsBy = written.stepsBy
    return content
  }
}

private struct SupportTaskLine: Encodable {
  let id: String
  let kind: String
  let title: String
  let turn: String
  let induction: String
  let teacher: String
  let dueOn: String?
  let since: String

  init(_ task: SupportTask) {
    (id, kind, title) = (task.subject.uuidString.lowercased(), task.kind.rawValue, task.kind.title)
    (turn, induction, teacher) = (
      task.kind.turn.rawValue, task.induction.description, task.teacherName
    )
    (dueOn, since) = (task.dueOn?.description, task.since.description)
  }
}

private struct ObservationLine: Encodable {
  let id: ObservationID
  let teacher: String
  let school: String
  let state: String
  let observedBy: String
  let observedOn: String?
  let context: String
  let version: Int

  init(_ record: ObservationRecord) {
    let (observation, content) = (record.observation, record.observation.content)
    (id, teacher, school) = (observation.id, observation.teacherName, observation.schoolName)
    (state, observedBy) = (observation.state.rawValue, content.observedBy)
    (observedOn, context) = (content.observedOn?.description, content.context)
    version = observation.version
  }
}

private struct ObservationDetail: Encodable {
  let observation: ObservationLine
  let standards: [String]
  let strengths: String
  let areas: String
  let steps: String
  let stepsBy: String?
  let comment: String
  let problems: [FieldProblem]
  let history: [String]
}

extension CommandContext {
  fileprivate func show(_ record: ObservationRecord, _ json: Bool) throws {
    let (content, line) = (record.observation.content, ObservationLine(record))
    let history = record.traces.map {
      "\(Self.moment($0.at)) \($0.title), \($0.by)\($0.note.isEmpty ? "" : ": \($0.note)")"
    }
    let detail = ObservationDetail(
      observation: line, standards: content.standards, strengths: content.strengths, areas: content.areas,
      steps: content.steps, stepsBy: content.stepsBy?.description, comment: record.comment,
      problems: record.problems, history: history)
    try show(
      detail, json: json,
      [
        ("Observation", line.id.description), ("Teacher", line.teacher), ("School", line.school),
        ("State", line.state), ("Observed by", line.observedBy), ("On", line.observedOn ?? "–"),
        ("Lesson", line.context), ("Standards", content.standards.joined(separator: ", ")),
        ("Strengths", content.strengths), ("Areas to develop", content.areas), ("Next steps", content.steps),
        ("By", detail.stepsBy ?? "–"), ("Comment", record.comment), ("Version", "\(line.version)"),
      ] + record.problems.map { ("Missing", $0.message) } + history.map { ("Done", $0) })
  }
}
