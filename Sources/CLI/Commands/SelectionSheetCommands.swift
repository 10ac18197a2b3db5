import ArgumentParser
import Domain
import Foundation

extension SelectionCommand {
  struct ListCriteria: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "criteria", abstract: "List a vacancy's person specification.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String

    func run(in context: CommandContext) async throws {
      let found = try await FindVacancy(context.services)(named: vacancy, by: context.actor)
      let criteria = try await ReadCriteria(context.services)(found.id, by: context.actor)
      try context.show(
        SiftCriterionLine.numbered(criteria), json: format.json, none: "It has no criteria.",
        Table(
          .init("no") { String($0.number) }, .init("criterion") { $0.wording },
          .init("essential") { $0.essential ? "yes" : "no" },
          .init("judged by") { $0.assessedBy.map(\.rawValue).joined(separator: ", ") }))
    }
  }

  struct Sheet: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the scores of an application in the sift.",
      discussion: "With --as, somebody's own sheet; those of the others once everybody has handed theirs in.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The application's id.") var application: String

    func run(in context: CommandContext) async throws {
      let view = try await ReadSift(context.services).sheet(
        Reading.identifier(application, "application"), by: try await acting.actor(context))
      try context.show(view, json: format.json)
    }
  }

  struct Score: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the scores that a member of the panel gives an application, and hand them in.",
      discussion: "Criteria by their number in \"selection sheet\". What isn't named stays as it was written."
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The application's id.") var application: String
    @Option(help: ArgumentHelp("A score from 0 to 3; repeat for each criterion.", valueName: "number=score"))
    var score: [String] = []
    @Option(help: ArgumentHelp("A note on a criterion; may be repeated.", valueName: "number=text"))
    var note: [String] = []
    @Option(help: ArgumentHelp("A note on the whole application.", valueName: "text")) var overall: String?
    @Option(
      help: ArgumentHelp(
        "What should happen: \(Recommendation.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "recommendation"))
    var recommend: Recommendation?
    @Flag(help: "Hand them in: then every score is needed, and they stay.") var handIn = false

    func run(in context: CommandContext) async throws {
      let id: ApplicationID = try Reading.identifier(application, "application")
      let actor = try await acting.author(context)
      let reading = ReadSift(context.services)
      let view = try await reading.sheet(id, by: actor)
      _ = try await SaveSheet(context.services)(
        id, try content(view), submit: handIn, expectedVersion: read.ifVersion ?? view.own?.version,
        by: actor)
      try context.show(try await reading.sheet(id, by: actor), json: format.json)
    }

    /// The sheet as it was, with what is given in its place.
    private func content(_ view: SiftView) throws -> SheetContent {
      var content = view.own?.content ?? SheetContent()
      for text in score {
        let (number, value) = try Reading.pair(text, "--score")
        let given = try Reading.number(value, "--score")
        try change(&content, number, of: view, "--score") { $0.score = given }
      }
      for text in note {
        let (number, words) = try Reading.pair(text, "--note")
        try change(&content, number, of: view, "--note") { $0.note = words }
      }
      if let recommend { content.recommendation = recommend }
      if let overall { content.note = overall }
      return content
    }

    private func change(
      _ content: inout SheetContent, _ number: String, of view: SiftView, _ field: String,
      _ body: (inout CriterionScore) -> Void
    ) throws {
      guard let criterion = try Reading.one(number, of: view.criteria, field).id else { return }
      if let place = content.scores.firstIndex(where: { $0.criterion == criterion }) {
        body(&content.scores[place])
      } else {
        var score = CriterionScore(criterion: criterion, score: nil)
        body(&score)
        content.scores.append(score)
      }
    }
  }

  struct ReopenScores: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "reopen-scores",
      abstract: "Take scores back that were handed in, to change them, until everybody's are shown.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The application's id.") var application: String

    func run(in context: CommandContext) async throws {
      let id: ApplicationID = try Reading.identifier(application, "application")
      let actor = try await acting.author(context)
      try await ReopenSheet(context.services)(id, expectedVersion: read.ifVersion, by: actor)
      try context.show(try await ReadSift(context.services).sheet(id, by: actor), json: format.json)
    }
  }
}

/// A criterion as the commands show it.
private struct SiftCriterionLine: Encodable {
  let number: Int
  let id: CriterionID?
  let wording: String
  let essential: Bool
  let assessedBy: [AssessmentMethod]

  static func numbered(_ criteria: [Criterion]) -> [SiftCriterionLine] {
    criteria.enumerated().map { index, criterion in
      SiftCriterionLine(
        number: index + 1, id: criterion.id, wording: criterion.wording, essential: criterion.isEssential,
        assessedBy: criterion.assessedBy)
    }
  }
}

/// The sheets of an application as the commands show them.
private struct SheetsShown: Encodable {
  struct Given: Encodable {
    let criterion: CriterionID
    let score: Int?
    let note: String
  }

  struct Member: Encodable {
    let account: AccountID
    let member: String
    let scores: [Given]
    let recommendation: Recommendation?
    let note: String
    let submittedAt: Date?
    let version: Int

    init(_ sheet: SiftSheet) {
      (account, member, version) = (sheet.account, sheet.memberName, sheet.version)
      scores = sheet.content.scores.map { Given(criterion: $0.criterion, score: $0.score, note: $0.note) }
      (recommendation, note) = (sheet.content.recommendation, sheet.content.note)
      submittedAt = sheet.submittedAt
    }

    /// What they recommend, how far the sheet is, and their note.
    var standing: String {
      let handedIn = submittedAt.map { "handed in \(CommandContext.moment($0))" } ?? "not handed in"
      let words = [recommendation?.title, handedIn, "version \(version)"].compactMap { $0 }
      return words.joined(separator: ", ") + (note.isEmpty ? "" : "\n\(note)")
    }
  }

  let criteria: [SiftCriterionLine]
  let sheets: [Member]
  let submitted: Int
  let members: Int

  init(_ view: SiftView) {
    criteria = SiftCriterionLine.numbered(view.criteria)
    sheets = ([view.own].compactMap { $0 } + view.others).map(Member.init)
    (submitted, members) = (view.progress.submitted, view.progress.members)
  }

  var fields: [(String, String)] {
    let scored = criteria.map { ("\($0.number)", lines(of: $0).joined(separator: "\n")) }
    let standing = sheets.map { ($0.member, $0.standing) }
    return scored + standing + [("Handed in", "\(submitted)/\(members)")]
  }

  private func lines(of criterion: SiftCriterionLine) -> [String] {
    var lines = [criterion.wording]
    for sheet in sheets {
      guard let given = sheet.scores.first(where: { $0.criterion == criterion.id }) else { continue }
      let note = given.note.isEmpty ? "" : " (\(given.note))"
      lines.append("\(sheet.member) \(given.score.map { "\($0)" } ?? "–")\(note)")
    }
    return lines
  }
}

extension CommandContext {
  fileprivate func show(_ view: SiftView, json: Bool) throws {
    let shown = SheetsShown(view)
    try show(shown, json: json, shown.fields)
  }
}
