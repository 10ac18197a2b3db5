import Domain
import HTTPSupport
import Postgres

/// Turns answers into the values of a web form and back. Whatever was typed survives both ways.
enum SectionForm {
  /// The answers that a form was sent with; what was left empty is left out.
  static func answers(_ form: FormData, _ questions: [Question]) -> [String: JSONValue] {
    var answers: [String: JSONValue] = [:]
    for question in questions {
      switch question.type {
      case .choices:
        let chosen = form.strings(question.key)
        if !chosen.isEmpty { answers[question.key] = .array(chosen.map { .string($0) }) }
      case .date: answers[question.key] = text(form.date(question.key), hasDay: true).map { .string($0) }
      case .month: answers[question.key] = text(form.date(question.key), hasDay: false).map { .string($0) }
      case .dayOrMonth:
        let entry = form.date(question.key)
        let hasDay = entry.day.contains { !$0.isWhitespace }
        answers[question.key] = text(entry, hasDay: hasDay).map { .string($0) }
      default:
        let typed = lines(form[question.key])
        if !typed.isEmpty { answers[question.key] = .string(typed) }
      }
    }
    return answers
  }

  /// Browsers end lines with two characters; answers are kept with one.
  static func lines(_ typed: String) -> String {
    typed.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
  }

  /// A date that exists is kept as `2019-09-01`, a month as `2019-09`; anything else as it was typed, with
  /// slashes between the fields.
  private static func text(_ entry: DateEntry, hasDay: Bool) -> String? {
    if entry.isEmpty { return nil }
    var whole = entry
    if !hasDay { whole.day = "1" }
    if let date = whole.date?.description { return hasDay ? date : String(date.prefix(7)) }
    return (hasDay ? [entry.day] : []).joined() + (hasDay ? "/" : "") + "\(entry.month)/\(entry.year)"
  }

  /// The values of a form that shows these answers.
  static func values(_ answers: [String: JSONValue], _ questions: [Question]) -> FormData {
    var fields: [FormData.Field] = []
    func add(_ name: String, _ value: String) { fields.append(.init(name: name, value: value)) }
    for question in questions {
      guard let answer = answers[question.key] else { continue }
      let key = question.key
      switch question.type {
      case .choices: for chosen in (answer.array ?? []).compactMap(\.string) { add(key, chosen) }
      case .date, .month, .dayOrMonth:
        let text = answer.string ?? ""
        let parts = text.split(separator: text.contains("/") ? "/" : "-", omittingEmptySubsequences: false)
        let hasDay = question.type == .date || (question.type == .dayOrMonth && parts.count == 3)
        let entry = entry(text, hasDay: hasDay)
        if hasDay { add("\(key)-day", entry.day) }
        add("\(key)-month", entry.month)
        add("\(key)-year", entry.year)
      default: add(key, answer.string ?? "")
      }
    }
    return FormData(fields)
  }

  private static func entry(_ text: String, hasDay: Bool) -> DateEntry {
    if let date = CivilDate(hasDay ? text : text + "-01") { return DateEntry(date) }
    let parts = text.split(separator: "/", maxSplits: hasDay ? 2 : 1, omittingEmptySubsequences: false)
    func part(_ index: Int) -> String { index < parts.count ? String(parts[index]) : "" }
    return hasDay
      ? DateEntry(day: part(0), month: part(1), year: part(2))
      : DateEntry(month: part(0), year: part(1))
  }
}
