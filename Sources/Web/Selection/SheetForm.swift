import Domain
import HTTPSupport

/// A member's own sheet as a form: every criterion with its score and note.
struct SheetForm: Sendable {
  private let criteria: [Criterion]
  private let stored: SheetContent

  init(_ view: SiftView) {
    criteria = view.criteria
    stored = view.own?.content ?? SheetContent()
  }

  private static func score(_ criterion: Criterion) -> String { "score-\(name(criterion))" }
  private static func note(_ criterion: Criterion) -> String { "note-\(name(criterion))" }
  private static func name(_ criterion: Criterion) -> String { criterion.id?.description ?? "" }

  /// What is stored, as values of the fields.
  var values: FormData {
    var values = FormData()
    for criterion in criteria {
      let given = stored.scores.first { $0.criterion == criterion.id }
      values.set(Self.score(criterion), given?.score)
      values.set(Self.note(criterion), given?.note)
    }
    values.set("recommendation", stored.recommendation?.rawValue)
    values.set("note", stored.note)
    return values
  }

  /// What was sent.
  func content(_ form: FormData) -> SheetContent {
    SheetContent(
      scores: criteria.compactMap { criterion in
        criterion.id.map {
          CriterionScore(
            criterion: $0, score: form.int(Self.score(criterion)), note: form[Self.note(criterion)])
        }
      }, recommendation: Recommendation(rawValue: form["recommendation"]), note: form["note"])
  }

  /// Problems of the sheet as problems of the fields they stand in.
  func placed(_ problems: [FieldProblem]) -> [FieldProblem] {
    problems.map { problem in
      guard let match = problem.field.wholeMatch(of: /scores\[([0-9]+)\]\.(score|note)/),
        let index = Int(match.1), criteria.indices.contains(index)
      else { return problem }
      return FieldProblem(
        field: "\(match.2)-\(Self.name(criteria[index]))", message: problem.message)
    }
  }

  /// The fields.
  @HTMLBuilder func fields(_ fields: Fields) -> HTML {
    for (index, criterion) in criteria.enumerated() {
      Fieldset("\(index + 1). \(criterion.wording)") {
        Paragraph(criterion.isEssential ? "Essential" : "Desirable")
        fields.radios(
          Self.score(criterion), "Score for criterion \(index + 1)",
          SiftScale.range.map { Choice("\($0)", SiftScale.title($0)) })
        fields.textarea(
          Self.note(criterion), "Note on criterion \(index + 1) (optional)", rows: 2)
      }
    }
    fields.radios(
      "recommendation", "What do you recommend?",
      Recommendation.allCases.map { Choice($0.rawValue, $0.title) }, isHeading: false)
    fields.textarea("note", "Note on the application (optional)", rows: 3)
  }

  /// Where what was sent differs from what is stored.
  func differences(_ form: FormData) -> [Conflict.Row] {
    let sent = content(form)
    var rows = criteria.map { criterion in
      Conflict.Row(
        criterion.wording, stored: Self.text(stored, criterion), yours: Self.text(sent, criterion))
    }
    rows.append(
      Conflict.Row(
        "Recommendation", stored: stored.recommendation?.title ?? "", yours: sent.recommendation?.title ?? "")
    )
    rows.append(Conflict.Row("Note on the application", stored: stored.note, yours: sent.note))
    return rows
  }

  /// What was sent, in words.
  func typed(_ form: FormData) -> [TooLate.Typed] { differences(form).map { .init($0.label, $0.yours) } }

  private static func text(_ content: SheetContent, _ criterion: Criterion) -> String {
    guard let given = content.scores.first(where: { $0.criterion == criterion.id }) else { return "" }
    return [given.score.map(SiftScale.title) ?? "", given.note].filter { !$0.isEmpty }.joined(separator: "\n")
  }
}

/// A sheet to read.
struct SheetView: Component {
  private let sheet: SiftSheet
  private let criteria: [Criterion]
  private let title: String

  init(_ sheet: SiftSheet, _ criteria: [Criterion], title: String) {
    self.sheet = sheet
    self.criteria = criteria
    self.title = title
  }

  var html: HTML {
    let rows = criteria.map { criterion -> SummaryList.Row in
      let given = sheet.score(of: criterion.id)
      let lines = [given?.score.map(SiftScale.title) ?? "", given?.note ?? ""].filter { !$0.isEmpty }
      return .init(criterion.wording, lines.joined(separator: "\n"))
    }
    let ending: [SummaryList.Row] = [
      .init("Total", "\(sheet.total)"), .init("Recommendation", sheet.content.recommendation?.title),
    ]
    let note = sheet.content.note.isEmpty ? [] : [SummaryList.Row("Note", sheet.content.note)]
    return SummaryList(rows + ending + note, title: title).html
  }
}
