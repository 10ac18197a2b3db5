import Domain
import Foundation
import HTTPSupport
import Postgres

/// Reads what was typed into a form of a vacancy; what can't be read as a value is a problem of its field.
struct VacancyFormReader {
  let form: FormData
  private(set) var problems = Problems()

  init(_ form: FormData) { self.form = form }

  func text(_ name: String) -> String { form[name] }

  /// The text without blanks around it; nil when nothing is left.
  func optional(_ name: String) -> String? { form.trimmed(name) }

  func flag(_ name: String) -> Bool { form[name] == "yes" }

  func code<Code: RawRepresentable<String>>(_ name: String, as type: Code.Type = Code.self) -> Code? {
    Code(rawValue: form[name])
  }

  func codes<Code: RawRepresentable<String>>(_ name: String, as type: Code.Type = Code.self) -> [Code] {
    form.strings(name).compactMap(Code.init(rawValue:))
  }

  /// The lines of a text, each without blanks around it.
  func lines(_ name: String) -> [String] {
    form[name].split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  mutating func date(_ name: String, _ words: String) -> CivilDate? {
    let entry = form.date(name)
    if entry.isEmpty { return nil }
    if entry.date == nil { problems.add(name, "Enter a real \(words) with day, month and year.") }
    return entry.date
  }

  mutating func whole(_ name: String, _ message: String) -> Int? {
    guard let text = form.trimmed(name) else { return nil }
    guard let number = Int(text), number >= 0 else {
      problems.add(name, message)
      return nil
    }
    return number
  }

  mutating func decimal(_ name: String, _ message: String) -> Decimal? {
    guard let text = form.trimmed(name) else { return nil }
    guard text.wholeMatch(of: /[0-9]{0,3}(\.[0-9]{1,6})?/) != nil, let number = Decimal(string: text) else {
      problems.add(name, message)
      return nil
    }
    return number
  }

  /// An amount of money as people write it, such as "£32,000" or "450.50", in pence.
  mutating func pence(_ name: String, _ words: String) -> Int? {
    guard let text = form.trimmed(name) else { return nil }
    guard let pence = PoundsEntry.pence(text) else {
      problems.add(name, "Enter \(words) in pounds, such as 32,000.")
      return nil
    }
    return pence
  }

  mutating func add(_ name: String, _ message: String) { problems.add(name, message) }
}

/// Puts the values of a vacancy into a form.
struct VacancyFormWriter {
  private var fields: [FormData.Field] = []

  var form: FormData { FormData(fields) }

  mutating func text(_ name: String, _ value: String?) {
    if let value { fields.append(.init(name: name, value: value)) }
  }

  mutating func texts(_ name: String, _ values: [String]) {
    fields += values.map { .init(name: name, value: $0) }
  }

  mutating func flag(_ name: String, _ value: Bool) { text(name, value ? "yes" : "no") }

  mutating func date(_ name: String, _ value: CivilDate?) {
    guard let value else { return }
    text("\(name)-day", String(value.day))
    text("\(name)-month", String(value.month))
    text("\(name)-year", String(value.year))
  }

  /// An amount in pounds, with pence where there are any.
  mutating func pence(_ name: String, _ value: Int?) {
    guard let value else { return }
    let rest = value % 100
    text(name, rest == 0 ? "\(value / 100)" : "\(value / 100).\(rest < 10 ? "0" : "")\(rest)")
  }
}
