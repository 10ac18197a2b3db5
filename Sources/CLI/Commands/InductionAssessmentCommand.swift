import ArgumentParser
import Domain
import Foundation

/// Assessments and reviews of an induction.
struct InductionAssessmentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assessments", abstract: "Write, sign and show assessments and progress reviews.",
    subcommands: [List.self, Open.self, Show.self, Save.self, Sign.self, PassOn.self, Reopen.self])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List the assessments of an induction.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String

    func run(in context: CommandContext) async throws {
      let found = try await AssessInduction(context.services).list(
        try await context.lookup.induction(induction), by: context.actor)
      try context.show(
        found.map(AssessmentLine.init), json: format.json, none: "No assessments.",
        Table(
          .init("id") { $0.id.description }, .init("what") { $0.title }, .init("school") { $0.school },
          .init("state") { $0.state }))
    }
  }

  struct Open: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open an assessment, a review or an interim one.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String
    @Argument(help: "assessment, review or interim.") var kind: String
    @Argument(help: "Which of its kind.") var number: Int

    func run(in context: CommandContext) async throws {
      guard let kind = InductionAssessment.Kind(rawValue: kind) else {
        throw Reading.problem("kind", "'\(kind)' is none of assessment, review and interim.")
      }
      try context.show(
        try await AssessInduction(context.services).open(
          try await context.lookup.induction(induction), kind, number: number, by: context.actor),
        format.json)
    }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Show an assessment with every signature.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The assessment's id.") var assessment: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await AssessInduction(context.services).find(
          try Reading.identifier(assessment, "assessment"), by: context.actor), format.json)
    }
  }

  struct Save: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Replace the answers of an assessment.",
      discussion:
        "The file is a JSON object of texts, such as {\"1.strengths\": \"…\", \"progress\": \"satisfactory\"}."
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The assessment's id.") var assessment: String
    @Argument(help: "A file with the answers.") var file: String
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      let data = try Reading.file(file)
      guard let answers = try? JSONDecoder().decode([String: String].self, from: data) else {
        throw Reading.problem("file", "\(file) can't be read as a JSON object of texts.")
      }
      try context.show(
        try await AssessInduction(context.services).save(
          try Reading.identifier(assessment, "assessment"), answers, expectedVersion: read.ifVersion,
          by: context.actor),
        format.json)
    }
  }

  struct Sign: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign an assessment for the tutor, the head or the body.",
      discussion: "A teacher signs on the website or through the API: nobody signs for them.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The assessment's id.") var assessment: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await AssessInduction(context.services).sign(
          try Reading.identifier(assessment, "assessment"), expectedVersion: nil, by: context.actor),
        format.json)
    }
  }

  struct PassOn: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "pass-on",
      abstract: "Hand an assessment on to the body without the teacher's signature, once their time is over.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The assessment's id.") var assessment: String
    @Argument(help: "Why the teacher has not signed.") var reason: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await AssessInduction(context.services).passOn(
          try Reading.identifier(assessment, "assessment"), reason: reason, expectedVersion: nil,
          by: context.actor),
        format.json)
    }
  }

  struct Reopen: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Open an assessment again, with a reason.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The assessment's id.") var assessment: String
    @Argument(help: "Why.") var reason: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await AssessInduction(context.services).reopen(
          try Reading.identifier(assessment, "assessment"), reason: reason, expectedVersion: nil,
          by: context.actor),
        format.json)
    }
  }
}

private struct AssessmentLine: Encodable {
  let id: AssessmentID
  let title: String
  let school: String
  let state: String
  let version: Int

  init(_ assessment: InductionAssessment) {
    (id, title, version) = (assessment.id, assessment.title, assessment.version)
    (school, state) = (assessment.schoolName, assessment.state.rawValue)
  }
}

private struct AssessmentDetail: Encodable {
  let assessment: AssessmentLine
  let answers: [String: String]
  let teacherComments: String
  let problems: [FieldProblem]
  let signatures: [String]
}

extension CommandContext {
  fileprivate func show(_ record: AssessmentRecord, _ json: Bool) throws {
    let signatures = record.signatures.map {
      "\(Self.moment($0.signedAt)) \($0.title), \($0.signedBy)\($0.note.isEmpty ? "" : ": \($0.note)")"
    }
    let detail = AssessmentDetail(
      assessment: AssessmentLine(record.assessment), answers: record.assessment.answers,
      teacherComments: record.assessment.teacherComments, problems: record.problems, signatures: signatures)
    try show(
      detail, json: json,
      [
        ("Assessment", record.assessment.id.description), ("What", record.assessment.title),
        ("Teacher", record.teacherName), ("State", record.assessment.state.rawValue),
        ("Version", "\(record.assessment.version)"),
      ] + record.assessment.answers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        + signatures.map { ("Signed", $0) })
  }
}
