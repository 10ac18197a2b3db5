import Domain
import HTTPSupport

/// The fields of the induction calculator. Of posts and absences there is always an empty one more than are filled, so
/// that any number is entered without a script, a few with every time that it is worked out.
struct InductionCaseFields: Component {
  private static let changes = [
    Choice("change", "Other hours or another school: the post before ends the day before"),
    Choice("another", "Another post, held at the same time as the one before"),
  ]
  private var fields: Fields
  private let schools: [School]

  /// The fields, with the schools whose term dates are not the usual ones.
  init(_ fields: Fields, schools: [School]) {
    (self.fields, self.schools) = (fields, schools)
    for row in InductionCaseForm.periods where !fields.values.has("change-\(row)") {
      self.fields.values.set("change-\(row)", "change")
    }
  }

  var html: HTML {
    HTML([
      school, Heading("Time in post", .section).html, posts, EarlierServiceForm.fields(fields).html,
      Heading("Absence and decisions", .section).html, absences, decisions,
    ])
  }

  private var school: HTML {
    if schools.isEmpty { return "" }
    let choices = [Choice("", "A school with the usual dates")]
    return fields.select(
      "school", "School", choices + schools.map { Choice($0.urn.description, $0.name) },
      hint: "These have other term dates than is usual, and induction there goes by them."
    ).html
  }

  /// The rows to show: those filled and one more, and so many at the least.
  private static func shown(
    _ rows: ClosedRange<Int>, least: Int, _ isFilled: (Int) -> Bool
  ) -> ClosedRange<Int> {
    1...min(rows.upperBound, max(least, (rows.last(where: isFilled) ?? 0) + 1))
  }

  private var posts: HTML {
    let rows = Self.shown(InductionCaseForm.periods, least: 4) {
      InductionCaseForm.isFilled($0, fields.values)
    }
    return HTML(
      rows.map { row in
        let group = post(row, isLast: row == rows.upperBound)
        if row == 1 { return group }
        let isOpen = !fields.values.date("start-\(row)").isEmpty || fields.problem(of: "start-\(row)") != nil
        return Details("A change of hours or school (\(row - 1))", isOpen: isOpen) {
          fields.radios("change-\(row)", "What change \(row - 1) is", Self.changes)
          group
        }.html
      })
  }

  private func post(_ row: Int, isLast: Bool) -> HTML {
    HTML([
      fields.date(
        "start-\(row)", row == 1 ? "First day" : "First day of change \(row - 1)",
        hint: row == 1 ? "For example 1 9 2026." : nil
      ).html,
      fields.date(
        "end-\(row)", "Last day",
        hint: isLast
          ? "Leave empty while it goes on." : "Leave empty while it goes on, or up to a change below."
      ).html,
      fields.text(
        "fte-\(row)", "Part of full time",
        hint: row == 1 ? "1 for full time, 0.6 for three days, 0.333333 for a third." : nil,
        width: .five, inputMode: "decimal"
      ).html,
    ])
  }

  private var absences: HTML {
    let rows = Self.shown(InductionCaseForm.absences, least: 3) {
      InductionCaseForm.isAway($0, fields.values)
    }
    return HTML(
      rows.map { row in
        let isOpen =
          !fields.values.date("absent_start-\(row)").isEmpty
          || fields.problem(of: "absent_start-\(row)") != nil
        return Details("Time away (\(row))", isOpen: isOpen) {
          fields.date("absent_start-\(row)", "First day of absence \(row)")
          fields.date("absent_end-\(row)", "Last day of absence \(row)")
          fields.text(
            "absent_days-\(row)", "Working days missed",
            hint: "School days in post only; half days such as 0.5 too.", width: .five, inputMode: "decimal")
          fields.select("absent_kind-\(row)", "Reason for absence \(row)", InductionCaseForm.kinds)
        }.html
      })
  }

  private var decisions: HTML {
    let further = InductionCaseForm.reductions.dropFirst() + InductionCaseForm.extensions.dropFirst()
    let isOpen = further.contains { fields.values.trimmed($0) != nil || fields.problem(of: $0) != nil }
    return HTML([
      terms(
        "reduction", "Reduced to how many terms in all", hint: "Only where the appropriate body has agreed."),
      terms(
        "extension", "Extended by how many terms", hint: "Only where the appropriate body has decided."),
      Details("Reduced or extended more than once", isOpen: isOpen) {
        terms("reduction-2", "Reduced once more, to how many terms in all")
        terms("extension-2", "Extended a second time, by how many terms")
        terms("extension-3", "Extended a third time, by how many terms")
      }.html,
    ])
  }

  private func terms(_ name: String, _ label: String, hint: String? = nil) -> HTML {
    fields.text(name, label, hint: hint, width: .five, inputMode: "decimal").html
  }
}
