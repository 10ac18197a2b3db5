import Domain
import Postgres

/// Answers in words, as people read them.
enum AnswerText {
  /// An answer in words; empty when there is none.
  static func words(_ answer: JSONValue?, _ question: Question) -> String {
    if question.type == .choices {
      return (answer?.array ?? []).compactMap(\.string).map { label(of: $0, question) }.joined(
        separator: "\n")
    }
    let text = answer?.string ?? ""
    switch question.type {
    case .yesNo, .choice: return label(of: text, question)
    case .confirmation: return text == "yes" ? "Confirmed" : text
    case .date: return CivilDate(text).map(LondonTime.shortDate) ?? text
    case .month: return CivilDate(text + "-01").map(month) ?? text
    case .dayOrMonth:
      return CivilDate(text).map(LondonTime.shortDate) ?? CivilDate(text + "-01").map(month) ?? text
    default: return text
    }
  }

  /// What one of the choices of a question is called.
  static func label(of value: String, _ question: Question) -> String {
    switch (question.type, value) {
    case (.yesNo, "yes"): "Yes"
    case (.yesNo, "no"): "No"
    default: question.options?.first { $0.value == value }?.label ?? value
    }
  }

  private static func month(_ day: CivilDate) -> String {
    LondonTime.shortDate(day).split(separator: " ").dropFirst().joined(separator: " ")
  }

  /// What an entry of a list is called: the answers that name it, or its place in the list.
  static func name(of entry: [String: JSONValue], _ section: FormSection, place: Int) -> String {
    let names = (section.entries?.naming ?? []).compactMap { key -> String? in
      let text = (entry[key]?.string ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return text.isEmpty ? nil : text
    }
    if names.isEmpty { return "\((section.entries?.name ?? "entry").uppercasedFirst) \(place)" }
    return names.joined(separator: ", ")
  }
}

extension String {
  /// The text with its first letter in upper case, to begin a sentence.
  var uppercasedFirst: String { prefix(1).uppercased() + dropFirst() }
}
