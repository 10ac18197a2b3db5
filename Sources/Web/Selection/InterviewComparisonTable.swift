import Domain

/// The interviews of applications side by side, question by question, beside what came of the sift.
struct InterviewComparisonTable: Component {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var html: HTML {
    guard comparison.columns.contains(where: { $0.interview != nil }) else { return "" }
    let table = Table(
      "Interviews side by side", isCaptionHidden: true, isEven: true,
      columns: [.init("Question or task")] + comparison.columns.map { .init($0.application.applicantName) },
      rows: [averages] + comparison.questions.map(row) + [notes])
    let scale = ScoreInterview.range.map(ScoreInterview.title).joined(separator: ", ")
    return """
      \(Heading("At interview", .section))\(Paragraph("Scores at interview: \(scale)."))\
      \(ScrollRegion("The interviews, side by side", table.html))
      """
  }

  private var averages: [HTML] {
    let most = comparison.questions.count * ScoreInterview.range.upperBound
    return ["Average total"]
      + comparison.columns.map { column in
        guard let interview = column.interview else { return "No scores of an interview" }
        guard let average = interview.average else {
          return "Not shown yet: \(interview.handedIn) of \(interview.members) have handed in their scores"
        }
        return HTML(text: "\(ShortlistView.decimal(average)) of \(most)")
      }
  }

  private func row(_ question: InterviewQuestion) -> [HTML] {
    let hint: HTML =
      question.looksFor.isEmpty ? "" : "<br><span class=\"govuk-hint\">\(question.looksFor)</span>"
    return ["\(question.wording)\(hint)"]
      + comparison.columns.map { column in
        Self.lines(
          column.interview?.scores(of: question.id).map { ("\($0.member): \($0.score)" as HTML) } ?? [],
          orElse: Self.withoutScores(column))
      }
  }

  private var notes: [HTML] {
    ["Notes"]
      + comparison.columns.map { column in
        Self.lines(
          column.interview?.sheets.filter { !$0.notes.isEmpty }.map { sheet in
            "\(sheet.name)<br><span class=\"govuk-hint\">\(sheet.notes)</span>"
          } ?? [], orElse: column.interview?.average == nil ? Self.withoutScores(column) : "No notes")
      }
  }

  /// Why no scores stand where there could be some.
  private static func withoutScores(_ column: Comparison.Column) -> String {
    guard let interview = column.interview else { return "No scores of an interview" }
    return interview.average == nil ? "Not shown yet" : "Not scored"
  }

  private static func lines(_ lines: [HTML], orElse reason: String) -> HTML {
    if lines.isEmpty { return "<span class=\"govuk-hint\">\(reason)</span>" }
    return HTML(lines.enumerated().map { index, line -> HTML in index == 0 ? line : "<br>\(line)" })
  }
}
