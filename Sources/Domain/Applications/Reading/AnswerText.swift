import Postgres

/// Answers in words, as people read them.
public enum AnswerText {
  /// An answer in words; empty when there is none.
  public static func words(_ answer: JSONValue?, _ question: Question) -> String {
    if question.type == .choices {
      return (answer?.array ?? []).compactMap(\.string).map { label(of: $0, question) }.joined(
        separator: "\n")
    }
    let text = answer?.string ?? ""
    switch question.type {
    case .yesNo, .choice: return label(of: text, question)
    case .confirmation: return text == "yes" ? "Confirmed" : text
    case .date, .month, .dayOrMonth: return day(text, question.type)
    default: return text
    }
  }

  /// A day or month as it is read; what was typed and is none is kept, and said to be none.
  private static func day(_ text: String, _ type: AnswerType) -> String {
    if text.isEmpty { return "" }
    if type != .month, let day = CivilDate(text) { return LondonTime.shortDate(day) }
    if type != .date, let first = CivilDate(text + "-01") { return month(first) }
    return "\(text) (not a real date)"
  }

  /// What one of the choices of a question is called.
  public static func label(of value: String, _ question: Question) -> String {
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
  public static func name(of entry: [String: JSONValue], _ section: FormSection, place: Int) -> String {
    let names = (section.entries?.naming ?? []).compactMap { key -> String? in
      let text = (entry[key]?.string ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return text.isEmpty ? nil : text
    }
    if names.isEmpty {
      let kind = section.entries?.name ?? "entry"
      return "\(kind.prefix(1).uppercased())\(kind.dropFirst()) \(place)"
    }
    return names.joined(separator: ", ")
  }
}

/// A section of an application in words, as people read it on a page and on paper.
public struct AnsweredSection: Sendable {
  /// The answers to the section itself, or to one entry of its list.
  public struct Part: Sendable {
    /// What it is called.
    public let name: String
    /// What was asked, and the answer; empty where there is none.
    public let answers: [(question: String, words: String)]
  }

  /// The section.
  public let section: FormSection
  /// Its parts in order: one, or as many as its list has entries.
  public let parts: [Part]

  /// A section of these answers; questions that they leave unasked are left out.
  public init(_ section: FormSection, _ given: [String: JSONValue]) {
    self.section = section
    func part(_ name: String, _ answers: [String: JSONValue]) -> Part {
      Part(
        name: name,
        answers: section.questions.filter { $0.isAsked(given: answers) }.map {
          ($0.label, AnswerText.words(answers[$0.key], $0))
        })
    }
    if section.entries == nil {
      parts = [part(section.title, given)]
    } else {
      parts = (given["entries"]?.array ?? []).compactMap(\.object).enumerated().map { index, entry in
        part(AnswerText.name(of: entry, section, place: index + 1), entry)
      }
    }
  }

  /// What is said above its parts, if anything needs to be.
  public var note: String? {
    guard section.entries != nil else { return nil }
    if parts.isEmpty { return "Nothing given." }
    return section.isNewestFirst && parts.count > 1 ? "Newest first." : nil
  }
}
