import Domain
import Foundation
import HTTPSupport
import Postgres

/// The form of the induction calculator: what is in the address to a case.
struct InductionCaseForm: Sendable {
  static let periods = 1...4
  static let absences = 1...3
  private static let changes = [
    Choice("change", "Other hours or another school: the post before ends the day before"),
    Choice("another", "Another post, held at the same time as the one before"),
  ]
  static let kinds = AbsenceWords.all.map { Choice($0.code, $0.title) }

  /// The case as JSON, and what can't be read of it.
  static func read(_ form: FormData) -> (json: JSONValue, problems: [FieldProblem]) {
    var problems = Problems()
    var result: [String: JSONValue] = ["regime": .string(form.trimmed("regime") ?? "auto")]
    result["periods"] = .array(posts(form, &problems))
    result.merge(EarlierServiceForm.members(form, &problems)) { $1 }
    result["absences"] = .array(absences.compactMap { absence($0, form, &problems) })
    if let terms = number("reduction", "number of terms", form, &problems) {
      result["reductions"] = [["to_terms": .number(terms)]]
    }
    if let terms = number("extension", "number of terms", form, &problems) {
      result["extensions"] = [["terms": .number(terms)]]
    }
    return (.object(result), problems.found)
  }

  /// The name in the form of a field of the case, for example "start-1" of "periods[0].start", where rows that are
  /// empty are no part of the case.
  static func field(_ name: String, of form: FormData) -> String {
    if EarlierServiceForm.names.contains(name) { return name }
    guard let match = name.wholeMatch(of: /(periods|absences)\[([0-9]+)\]\.(start|end|fte|days|kind)/) else {
      return name.hasPrefix("reductions")
        ? "reduction" : name.hasPrefix("extensions") ? "extension" : "start-1"
    }
    let rows =
      match.1 == "periods"
      ? periods.filter { isFilled($0, form) } : absences.filter { isAway($0, form) }
    let index = Int(match.2) ?? 0
    let row = rows.indices.contains(index) ? rows[index] : 1
    return match.1 == "periods" ? "\(match.3)-\(row)" : "absent_\(match.3)-\(row)"
  }

  /// Its fields, in order.
  static let names =
    periods.flatMap { row in ["start", "end", "fte"].map { "\($0)-\(row)" } }
    + EarlierServiceForm.names
    + absences.flatMap { row in ["start", "end", "days", "kind"].map { "absent_\($0)-\(row)" } }
    + ["reduction", "extension"]

  /// Times in post. A change ends the post before it on the day before; a second post at the same time is said to be
  /// one.
  private static func posts(_ form: FormData, _ problems: inout Problems) -> [JSONValue] {
    var (posts, before): ([(row: Int, post: [String: JSONValue])], Int?) = ([], nil)
    for row in periods {
      guard let post = period(row, form, &problems) else { continue }
      let isChange = form["change-\(row)"] != "another"
      if isChange, let before, let start = post["start"]?.string.flatMap({ CivilDate($0) }) {
        end(&posts[before].post, of: posts[before].row, by: start, in: row, &problems)
      }
      if isChange || before == nil { before = posts.count }
      posts.append((row, post))
    }
    return posts.map { .object($0.post) }
  }

  private static func end(
    _ post: inout [String: JSONValue], of row: Int, by start: CivilDate, in next: Int,
    _ problems: inout Problems
  ) {
    guard let begun = post["start"]?.string.flatMap({ CivilDate($0) }) else { return }
    if begun >= start {
      problems.add(
        "start-\(next)",
        "Enter a first day after \(LondonTime.shortDate(begun)), when the post before begins, which this change ends."
      )
    } else if let end = post["end"]?.string.flatMap({ CivilDate($0) }) {
      if end >= start {
        problems.add(
          "end-\(row)",
          "Enter a last day before \(LondonTime.shortDate(start)), when the change begins, or choose there that both "
            + "posts are held at the same time.")
      }
    } else {
      post["end"] = .string(start.adding(days: -1).description)
    }
  }

  private static func period(_ row: Int, _ form: FormData, _ problems: inout Problems) -> [String: JSONValue]?
  {
    let start = form.date("start-\(row)")
    let end = form.date("end-\(row)")
    if !isFilled(row, form) { return nil }
    let of = row == 1 ? "" : " of change \(row - 1)"
    return [
      "start": day(start, "start-\(row)", "first day\(of)", &problems),
      "end": end.isEmpty ? .null : day(end, "end-\(row)", "last day\(of)", &problems),
      "fte": partOfFullTime("fte-\(row)", row == 1 ? "" : "of change \(row - 1)", form, &problems),
    ]
  }

  private static func absence(_ row: Int, _ form: FormData, _ problems: inout Problems) -> JSONValue? {
    let start = form.date("absent_start-\(row)")
    let end = form.date("absent_end-\(row)")
    if !isAway(row, form) { return nil }
    return [
      "start": day(start, "absent_start-\(row)", "first day of absence \(row)", &problems),
      "end": day(end, "absent_end-\(row)", "last day of absence \(row)", &problems),
      "days": .number(number("absent_days-\(row)", "number of days of absence \(row)", form, &problems) ?? 0),
      "kind": .string(form.trimmed("absent_kind-\(row)") ?? "other"),
    ]
  }

  private static func isFilled(_ row: Int, _ form: FormData) -> Bool {
    !form.date("start-\(row)").isEmpty || !form.date("end-\(row)").isEmpty
      || form.trimmed("fte-\(row)") != nil
  }

  private static func isAway(_ row: Int, _ form: FormData) -> Bool {
    !form.date("absent_start-\(row)").isEmpty || !form.date("absent_end-\(row)").isEmpty
      || form.trimmed("absent_days-\(row)") != nil
  }

  static func day(
    _ entry: DateEntry, _ name: String, _ words: String, _ problems: inout Problems
  ) -> JSONValue {
    guard let date = entry.date else {
      problems.add(name, "Enter a real \(words) with day, month and a year of four digits.")
      return .null
    }
    return .string(date.description)
  }

  static func number(
    _ name: String, _ words: String, _ form: FormData, _ problems: inout Problems
  ) -> Double? {
    guard let text = form.trimmed(name), !text.isEmpty else { return nil }
    guard let number = DecimalEntry.number(text) else {
      problems.add(
        name, "Enter the \(words) as a number from 0 up with at most three decimals, such as 1 or 0.6.")
      return nil
    }
    return Double("\(number)")
  }

  /// Full time, where nothing is entered; `which` says of which post.
  static func partOfFullTime(
    _ name: String, _ which: String, _ form: FormData, _ problems: inout Problems
  ) -> JSONValue {
    guard let text = form.trimmed(name), !text.isEmpty else { return 1 }
    guard let number = DecimalEntry.partOfFullTime(text) else {
      problems.add(name, FullTimePart.rule(of: which))
      return .null
    }
    return Double("\(number)").map { .number($0) } ?? .null
  }

  /// The fields.
  static func html(_ fields: Fields) -> HTML {
    var fields = fields
    for row in periods where !fields.values.has("change-\(row)") {
      fields.values.set("change-\(row)", "change")
    }
    var parts: [any Component] = [Heading("Time in post", .section)]
    for row in periods {
      let names = row == 1 ? "First day" : "First day of change \(row - 1)"
      let group: [any Component] = [
        fields.date("start-\(row)", names, hint: row == 1 ? "For example 1 9 2026." : nil),
        fields.date(
          "end-\(row)", "Last day",
          hint: row < periods.upperBound
            ? "Leave empty while it goes on, or up to a change below." : "Leave empty while it goes on."),
        fields.text(
          "fte-\(row)", "Part of full time",
          hint: row == 1 ? "1 for full time, 0.6 for three days, 0.333333 for a third." : nil,
          width: .five, inputMode: "decimal"),
      ]
      if row == 1 {
        parts += group
      } else {
        let isOpen = !fields.values.date("start-\(row)").isEmpty || fields.problem(of: "start-\(row)") != nil
        parts.append(
          Details("A change of hours or school (\(row - 1))", isOpen: isOpen) {
            fields.radios("change-\(row)", "What change \(row - 1) is", changes)
            HTML(group.map(\.html))
          })
      }
    }
    parts.append(EarlierServiceForm.fields(fields))
    parts.append(Heading("Absence and decisions", .section))
    for row in absences {
      let isOpen =
        !fields.values.date("absent_start-\(row)").isEmpty || fields.problem(of: "absent_start-\(row)") != nil
      parts.append(
        Details("Time away (\(row))", isOpen: isOpen) {
          fields.date("absent_start-\(row)", "First day of absence \(row)")
          fields.date("absent_end-\(row)", "Last day of absence \(row)")
          fields.text(
            "absent_days-\(row)", "Working days missed",
            hint: "School days in post only; half days such as 0.5 too.", width: .five, inputMode: "decimal")
          fields.select("absent_kind-\(row)", "Reason for absence \(row)", kinds)
        })
    }
    parts += [
      fields.text(
        "reduction", "Reduced to how many terms", hint: "Only where the appropriate body has agreed.",
        width: .five, inputMode: "decimal"),
      fields.text(
        "extension", "Extended by how many terms", hint: "Only where the appropriate body has decided.",
        width: .five, inputMode: "decimal"),
    ]
    return HTML(parts.map(\.html))
  }
}
