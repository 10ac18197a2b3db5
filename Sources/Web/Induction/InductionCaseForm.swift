import Domain
import Foundation
import HTTPSupport
import Postgres

/// The form of the induction calculator: what is in the address to a case.
struct InductionCaseForm: Sendable {
  /// As many rows as it takes; how many of them are shown depends on how many are filled.
  static let periods = 1...12
  static let absences = 1...20
  static let reductions = ["reduction", "reduction-2"]
  static let extensions = ["extension", "extension-2", "extension-3"]
  static let kinds = AbsenceWords.all.map { Choice($0.code, $0.title) }

  /// The case as JSON, and what can't be read of it.
  static func read(_ form: FormData) -> (json: JSONValue, problems: [FieldProblem]) {
    var problems = Problems()
    var result: [String: JSONValue] = ["regime": .string(form.trimmed("regime") ?? "auto")]
    result["periods"] = .array(posts(form, &problems))
    result.merge(EarlierServiceForm.members(form, &problems)) { $1 }
    result["absences"] = .array(absences.compactMap { absence($0, form, &problems) })
    result["reductions"] = .array(terms("to_terms", of: reductions, form, &problems))
    result["extensions"] = .array(terms("terms", of: extensions, form, &problems))
    return (.object(result), problems.found)
  }

  /// The name in the form of a field of the case, for example "start-1" of "periods[0].start", where rows that are
  /// empty are no part of the case.
  static func field(_ name: String, of form: FormData) -> String {
    if EarlierServiceForm.names.contains(name) { return name }
    guard let match = name.firstMatch(of: /^([a-z]+)\[([0-9]+)\](?:\.([a-z]+))?/) else { return "start-1" }
    let (index, part) = (Int(match.2) ?? 0, match.3 ?? "start")
    func place<Row>(_ rows: [Row]) -> Row? { rows.indices.contains(index) ? rows[index] : nil }
    switch match.1 {
    case "periods": return "\(part)-\(place(periods.filter { isFilled($0, form) }) ?? 1)"
    case "absences": return "absent_\(part)-\(place(absences.filter { isAway($0, form) }) ?? 1)"
    case "reductions": return place(reductions.filter { given($0, form) != nil }) ?? reductions[0]
    case "extensions": return place(extensions.filter { given($0, form) != nil }) ?? extensions[0]
    default: return "start-1"
    }
  }

  /// A problem of the case at its field of the form. Its words name no post, absence or decision, as the place of it in
  /// the case does: here they come behind the name of it.
  static func problem(_ problem: FieldProblem, of form: FormData) -> FieldProblem {
    let name = field(problem.field, of: form)
    let hasPlace = problem.field.contains("[") || EarlierServiceForm.names.contains(problem.field)
    // That of a reduction says what it is of.
    guard hasPlace, name != reductions[0] else { return FieldProblem(field: name, message: problem.message) }
    let words =
      problem.message == FullTimePart.rule
      ? row(of: name).map { FullTimePart.rule(of: post($0)) }
      : place(name).map { "\($0): \(problem.message.lowercasedFirst)" }
    return FieldProblem(field: name, message: words ?? problem.message)
  }

  private static func row(of name: String) -> Int? { name.split(separator: "-").last.flatMap { Int($0) } }

  private static func post(_ row: Int) -> String { row == 1 ? "of the first post" : "of change \(row - 1)" }

  /// What a field is about, where several have problems in the same words.
  private static func place(_ name: String) -> String? {
    if let words = EarlierServiceForm.places[name] { return words }
    if let place = reductions.firstIndex(of: name) { return place == 0 ? "Reduction" : "Second reduction" }
    if let place = extensions.firstIndex(of: name) {
      return ["Extension", "Second extension", "Third extension"][place]
    }
    guard let row = Self.row(of: name) else { return nil }
    if name.hasPrefix("absent_") { return "Absence \(row)" }
    return row == 1 ? "First post" : "Change \(row - 1)"
  }

  /// Its fields, in order.
  static let names: [String] = {
    var names = ["school"]
    for row in periods { names += ["start", "end", "fte"].map { "\($0)-\(row)" } }
    names += EarlierServiceForm.names
    for row in absences { names += ["start", "end", "days", "kind"].map { "absent_\($0)-\(row)" } }
    return names + [reductions[0], extensions[0]] + reductions.dropFirst() + extensions.dropFirst()
  }()

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
      "fte": partOfFullTime("fte-\(row)", post(row), form, &problems),
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

  static func isFilled(_ row: Int, _ form: FormData) -> Bool {
    !form.date("start-\(row)").isEmpty || !form.date("end-\(row)").isEmpty
      || form.trimmed("fte-\(row)") != nil
  }

  private static func terms(
    _ member: String, of names: [String], _ form: FormData, _ problems: inout Problems
  ) -> [JSONValue] {
    names.compactMap { name in
      let which = place(name)?.lowercasedFirst ?? ""
      let what = reductions.contains(name) ? "terms in all after" : "terms of"
      return number(name, "number of \(what) the \(which)", form, &problems).map {
        JSONValue.object([member: .number($0)])
      }
    }
  }

  private static func given(_ name: String, _ form: FormData) -> Decimal? {
    form.trimmed(name).flatMap { DecimalEntry.number($0) }
  }

  static func isAway(_ row: Int, _ form: FormData) -> Bool {
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
}
