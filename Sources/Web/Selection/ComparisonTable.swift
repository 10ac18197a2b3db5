import Domain

/// Applications side by side, criterion by criterion.
struct ComparisonTable: Component {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var html: HTML {
    let scale = SiftScale.range.map(SiftScale.title).joined(separator: ", ")
    return Paragraph("Scores of the sift: \(scale).").html
      + ScrollRegion("The sift, side by side", table.html).html
  }

  private var table: Table {
    Table(
      "Applications side by side", isCaptionHidden: true, isEven: true,
      columns: [.init("Criterion")] + comparison.columns.map { .init($0.application.applicantName) },
      rows: [states, averages, recommendations] + decisions + comparison.criteria.map(row))
  }

  /// Why no scores stand where there could be some.
  private var withoutScores: String {
    comparison.panel.selection.isSiftOpen
      ? "Not shown yet: scores show once the whole panel has submitted theirs" : "Nobody submitted scores"
  }

  private var states: [HTML] {
    ["State"]
      + comparison.columns.map { column in
        "\(column.application.state.tag)<br>\(Link("Application", to: "/received/\(column.application.id)", about: column.application.applicantName))"
      }
  }

  /// What was decided, where anything was.
  private var decisions: [[HTML]] {
    guard comparison.columns.contains(where: { $0.decision?.reason.isEmpty == false }) else { return [] }
    return [
      ["Decision"]
        + comparison.columns.map { column in
          lines(
            column.decision.map { [("\($0.kind.title): \($0.reason)", $0.exception)] } ?? [],
            orElse: "Nothing decided yet")
        }
    ]
  }

  private var averages: [HTML] {
    let most = comparison.criteria.count * SiftScale.range.upperBound
    return ["Average total"]
      + comparison.columns.map { column in
        HTML(text: column.average.map { "\(ShortlistView.decimal($0)) of \(most)" } ?? withoutScores)
      }
  }

  private var recommendations: [HTML] {
    ["What the panel advises"]
      + comparison.columns.map { column in
        lines(
          column.sheets.compactMap { sheet in
            sheet.content.recommendation.map { ("\(sheet.memberName): \($0.title)", sheet.content.note) }
          }, orElse: column.sheets.isEmpty ? withoutScores : "Nothing advised")
      }
  }

  private func row(_ criterion: Criterion) -> [HTML] {
    let kind = criterion.isEssential ? "Essential" : "Desirable"
    return ["\(criterion.wording)<br><span class=\"govuk-hint\">\(kind)</span>"]
      + comparison.columns.map { column in
        lines(
          column.scores(of: criterion.id).map { member, score in
            ("\(member): \(score.score.map { "\($0)" } ?? "not scored")", score.note)
          }, orElse: column.sheets.isEmpty ? withoutScores : "Not scored")
      }
  }

  private func lines(_ given: [(String, String)], orElse reason: String) -> HTML {
    if given.isEmpty { return "<span class=\"govuk-hint\">\(reason)</span>" }
    return HTML(
      given.enumerated().map { index, line -> HTML in
        let gap: HTML = index == 0 ? "" : "<br>"
        let note: HTML = line.1.isEmpty ? "" : "<br><span class=\"govuk-hint\">\(line.1)</span>"
        return "\(gap)\(line.0)\(note)"
      })
  }
}
