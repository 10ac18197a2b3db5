import Domain
import HTTPSupport

/// The rows of a person specification as a form: what was typed, row by row, right or wrong.
struct CriteriaForm: Sendable {
  /// The rows, one for each criterion; a row without wording stands for none.
  var rows: [Criterion]

  init(_ criteria: [Criterion]) { rows = criteria }

  /// Reads what was sent.
  init(_ form: FormData) {
    let count = min(max(form.int("rows") ?? 0, 0), CriteriaRules.most + 10)
    rows = (0..<count).map { index in
      Criterion(
        id: CriterionID(form["id-\(index)"]), isEssential: form["essential-\(index)"] != "no",
        category: CriterionCategory(rawValue: form["category-\(index)"]) ?? .experience,
        wording: form["wording-\(index)"],
        assessedBy: form.strings("assessed_by-\(index)").compactMap(AssessmentMethod.init))
    }
  }

  /// The criteria that are meant: those with wording.
  var criteria: [Criterion] { rows.filter { !$0.wording.allSatisfy(\.isWhitespace) } }

  /// The row of each of ``criteria``.
  private var places: [Int] {
    rows.indices.filter { !rows[$0].wording.allSatisfy(\.isWhitespace) }
  }

  /// Does what a button other than "Save" asks for; false when none was pressed.
  mutating func obey(_ form: FormData, usual: [Criterion]) -> Bool {
    if form.has("add") {
      rows.append(Criterion())
    } else if form.has("usual") {
      let known = Set(rows.map { $0.wording.lowercased() })
      rows = criteria + usual.filter { !known.contains($0.wording.lowercased()) }
    } else if let index = form.int("remove"), rows.indices.contains(index) {
      rows.remove(at: index)
    } else if let index = form.int("up"), index > 0, rows.indices.contains(index) {
      rows.swapAt(index, index - 1)
    } else if let index = form.int("down"), index >= 0, rows.indices.contains(index + 1) {
      rows.swapAt(index, index + 1)
    } else {
      return false
    }
    return true
  }

  /// The values of the fields.
  var values: FormData {
    var fields: [FormData.Field] = []
    for (index, row) in rows.enumerated() {
      fields += [
        .init(name: "essential-\(index)", value: row.isEssential ? "yes" : "no"),
        .init(name: "category-\(index)", value: row.category.rawValue),
        .init(name: "wording-\(index)", value: row.wording),
      ]
      fields += row.assessedBy.map { .init(name: "assessed_by-\(index)", value: $0.rawValue) }
    }
    return FormData(fields)
  }

  /// Problems of the criteria as problems of the rows they stand in.
  func placed(_ problems: [FieldProblem]) -> [FieldProblem] {
    problems.map { problem in
      guard let match = problem.field.wholeMatch(of: /criteria\[([0-9]+)\]\.(.+)/), let index = Int(match.1),
        places.indices.contains(index)
      else { return problem }
      return FieldProblem(field: "\(match.2)-\(places[index])", message: problem.message)
    }
  }

  /// How the rows look.
  func html(_ problems: [FieldProblem]) -> HTML {
    let fields = Fields(values, problems: problems)
    return HiddenInput("rows", String(rows.count)).html
      + HTML(rows.indices.map { row($0, fields) })
  }

  private func row(_ index: Int, _ fields: Fields) -> HTML {
    let name = "criterion \(index + 1)"
    let content: HTML = """
      \(rows[index].id.map { HiddenInput("id-\(index)", $0.description) })\
      \(fields.textarea("wording-\(index)", "What is wanted", rows: 2))\
      \(fields.radios(
        "essential-\(index)", "Is it essential?", [Choice("yes", "Essential"), Choice("no", "Desirable")],
        isInline: true))\
      \(fields.select(
        "category-\(index)", "About", CriterionCategory.allCases.map { Choice($0.rawValue, $0.title) }))\
      \(fields.checkboxes(
        "assessed_by-\(index)", "Judged by", AssessmentMethod.allCases.map { Choice($0.rawValue, $0.title) },
        isSmall: true))
      """
    return Fieldset("Criterion \(index + 1)") {
      content
      ButtonGroup {
        if index > 0 {
          Button("Move \(name) up", kind: .link, name: "up", value: String(index))
        }
        if index < rows.count - 1 {
          Button("Move \(name) down", kind: .link, name: "down", value: String(index))
        }
        Button("Remove \(name)", kind: .link, name: "remove", value: String(index))
      }
    }.html
  }
}
