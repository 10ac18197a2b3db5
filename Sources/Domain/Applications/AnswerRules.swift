import Foundation
import Postgres

/// What a single answer must be, by the type of its question.
enum AnswerRules {
  /// What is wrong with an answer, or nil.
  static func fault(of answer: JSONValue?, _ question: Question, today: CivilDate) -> String? {
    if question.type == .choices { return faultOfChoices(answer, question) }
    let text = (answer?.string ?? "").trimmed
    if text.isEmpty { return question.required ? missing(question) : nil }
    let maximum = question.maximum ?? FormRules.usualMaximum
    if question.type != .trn, text.utf8.count > maximum, text.count > maximum {
      return "Shorten \(name(question)) to \(maximum) characters or fewer."
    }
    if let most = question.words, text.utf8.count > most, WordCount.of(text) > most {
      return "Shorten “\(question.label)” to \(most) words or fewer: it has \(WordCount.of(text))."
    }
    return faultOfText(text, question, today)
  }

  /// What is said of a question that is not answered: its own sentence, or one that names what is asked for or quotes
  /// its label, since schools write questions of every shape.
  static func missing(_ question: Question) -> String {
    if let prompt = question.prompt { return prompt }
    if let subject = question.subject { return "Enter \(subject)." }
    let label = quoted(question)
    let asks = question.label.hasSuffix("?")
    return switch question.type {
    case .yesNo: asks ? "Answer \(label) with yes or no." : "Choose yes or no for \(label)."
    case .choice: "Choose an answer \(asks ? "to" : "for") \(label)."
    case .choices: "Choose at least one answer \(asks ? "to" : "for") \(label)."
    case .confirmation: "Tick the box \(label)."
    default: "Enter an answer \(asks ? "to" : "for") \(label)."
    }
  }

  /// What is asked for, as a sentence names it.
  static func name(_ question: Question) -> String { question.subject ?? quoted(question) }

  /// The label as a sentence names it.
  private static func quoted(_ question: Question) -> String {
    "“\(question.label.hasSuffix(".") ? String(question.label.dropLast()) : question.label)”"
  }

  private static func faultOfChoices(_ answer: JSONValue?, _ question: Question) -> String? {
    let chosen = (answer?.array ?? []).compactMap(\.string)
    if chosen.isEmpty { return question.required ? missing(question) : nil }
    let known = Set((question.options ?? []).map(\.value))
    return chosen.allSatisfy(known.contains) ? nil : "Choose from the list for \(quoted(question))."
  }

  private static func faultOfText(_ text: String, _ question: Question, _ today: CivilDate) -> String? {
    switch question.type {
    case .text where question.key == "year" || question.key == "expected_year":
      faultOfYear(text, question, today)
    case .text, .textarea, .choices: nil
    case .email: looksLikeEmail(text) ? nil : "Enter an e-mail address such as name@example.org."
    case .telephone:
      text.filter(\.isNumber).count >= 7 && text.allSatisfy { $0.isNumber || " +()-".contains($0) }
        ? nil : "Enter a telephone number such as 01375 000 000."
    case .postcode: Postcode(text)?.isWhole == true ? nil : "Enter a full postcode such as RM17 6SL."
    case .trn:
      isDigits(text, 7) ? nil : "Enter the teacher reference number (TRN): \(TRN.rule)."
    case .nationalInsurance:
      text.uppercased().filter { !$0.isWhitespace }.wholeMatch(
        of: /[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]/) != nil
        ? nil : "Enter a National Insurance number such as QQ 12 34 56 C."
    case .date: faultOfDate(text, question, today)
    case .month: faultOfMonth(text, question, today)
    case .dayOrMonth:
      CivilDate(text) == nil ? faultOfMonth(text, question, today) : faultOfDate(text, question, today)
    case .yesNo: text == "yes" || text == "no" ? nil : missing(question)
    case .choice:
      (question.options ?? []).contains { $0.value == text }
        ? nil : "Choose from the list for \(quoted(question))."
    case .confirmation: text == "yes" ? nil : missing(question)
    }
  }

  private static func faultOfDate(_ text: String, _ question: Question, _ today: CivilDate) -> String? {
    guard let date = CivilDate(text), date.year >= 1900 else {
      return "Enter a real date with day, month and year for \(quoted(question))."
    }
    if question.key.hasPrefix("expected") {
      return date >= today && date.year <= today.year + 10
        ? nil : "Enter a date that lies ahead, in the next ten years, for \(quoted(question))."
    }
    return date <= today ? nil : "Enter a date that is not in the future for \(quoted(question))."
  }

  /// A year that lies behind, or for an award that is expected this year's or one soon.
  private static func faultOfYear(_ text: String, _ question: Question, _ today: CivilDate) -> String? {
    let known = question.key == "year" ? 1940...today.year : today.year...today.year + 10
    if isDigits(text, 4), let year = Int(text), known.contains(year) { return nil }
    return "Enter a year from \(known.lowerBound) to \(known.upperBound) for \(quoted(question))."
  }

  private static func faultOfMonth(_ text: String, _ question: Question, _ today: CivilDate) -> String? {
    guard let month = month(text) else {
      return "Enter a real month and year for \(quoted(question))."
    }
    return question.key.hasPrefix("expected") || month <= today
      ? nil : "Enter a month that is not in the future for \(quoted(question))."
  }

  /// The first day of a month "YYYY-MM"; nil when it isn't one.
  static func month(_ text: String) -> CivilDate? {
    guard text.count == 7, let day = CivilDate(text + "-01"), day.year >= 1900 else { return nil }
    return day
  }

  // These are asked of every application that is sent, many times over, so they are no patterns.

  private static func isDigits(_ text: String, _ count: Int) -> Bool {
    text.utf8.count == count && text.utf8.allSatisfy(isDigit)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Something, an at sign, and a domain of at least two names.
  private static func looksLikeEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard text.count <= 254, parts.count == 2, !parts[0].isEmpty,
      !text.contains(where: { $0.isWhitespace || "<>,;".contains($0) })
    else { return false }
    let names = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return names.count >= 2 && names.allSatisfy { !$0.isEmpty }
  }
}
