import Domain
import HTTPSupport

/// Those who were ticked in a list for one step, and who of them is left out and why.
struct TickedList: Component {
  /// One of them.
  struct Line: Sendable {
    let id: String
    let name: Link
    /// What is done with them, or why nothing can be.
    let note: String
  }

  /// The field that names them, for example "applications", and what one of them is called in it.
  private let field: String
  private let one: String
  /// All that were ticked, in their order.
  private let ids: [String]
  private let taken: [Line]
  private let leftOut: [Line]

  init(_ field: String, of one: String, _ ids: [String], taken: [Line], leftOut: [Line]) {
    (self.field, self.one, self.ids, self.taken, self.leftOut) = (field, one, ids, taken, leftOut)
  }

  var html: HTML {
    let names: HTML = taken.isEmpty ? "" : BulletList(html: taken.map(item)).html
    let others: HTML =
      leftOut.isEmpty
      ? ""
      : InsetText {
        Paragraph("Left out:")
        BulletList(html: leftOut.map(item))
      }.html
    // Faults of the whole list, and of each of them, lead here.
    return "<div id=\"\(field)\" tabindex=\"-1\">\(others)\(names)</div>"
  }

  private func item(_ line: Line) -> HTML {
    "<span id=\"\(anchor(line.id))\" tabindex=\"-1\">\(line.name): \(line.note)</span>"
  }

  private func anchor(_ id: String) -> String { "\(one)-\(id)" }

  /// Problems of those ticked as problems of where they stand on the page.
  func placed(_ problems: [FieldProblem]) -> [FieldProblem] {
    problems.map { problem in
      guard let match = problem.field.wholeMatch(of: /(.+)\[([0-9]+)\]/), match.1 == field,
        let index = Int(match.2), ids.indices.contains(index)
      else { return problem }
      return FieldProblem(field: anchor(ids[index]), message: problem.message)
    }
  }
}
