import Foundation
import Postgres

extension SendApplication {
  /// The titles of the parts in which what comes now says something else than the application that stands: these
  /// were not sent. Nothing for a repeat of the submission that made it. A statement or answers that don't come are
  /// not compared.
  func leftOut(
    _ statement: String?, _ own: [String: JSONValue], by account: AccountID, from earlier: SentApplication,
    _ submission: UUID, in tx: Transaction
  ) async throws -> [String] {
    let row = try await tx.firstRow(
      "SELECT submission = \(submission) AS is_repeat, answers FROM application WHERE id = \(earlier.id)")
    guard let row, try !row.decode("is_repeat", as: Bool.self) else { return [] }
    var sent = try JSONColumn.decode([String: [String: JSONValue]].self, from: try row.decode("answers"))
    let general = try await GeneralApplication.load(account, today: services.today, in: tx)
    // What was sent before histories were kept in order says the same in another order.
    for section in general.form.sections where section.isNewestFirst {
      sent[section.key] = sent[section.key].map(section.ordered)
    }
    let asked = try await VacancyQuestions.load(earlier.vacancy, in: tx).section(for: earlier.schoolName)
    // On a newer form the answers are others without anybody having changed them.
    let sections = general.form.version == earlier.formVersion ? general.sections : []
    var now = Dictionary(uniqueKeysWithValues: sections.map { ($0.section.key, Self.asked($0)) })
    now["statement"] = nil
    if let statement = statement?.trimmed, !statement.isEmpty {
      now["statement"] = ["statement": .string(statement)]
    }
    if !own.isEmpty { now[asked.key] = Self.kept(try FormRules.shaped(own, asked), asked) }
    return SendingAgain.differences(sent, now, in: general.form.sections + [asked]).map(\.title)
  }
}

/// Compares what somebody sends again with what they had sent.
enum SendingAgain {
  /// The sections that came again with other answers, in the order of the form. What is empty is the same as what is
  /// not there, and so are texts with other spaces around them.
  static func differences(
    _ sent: [String: [String: JSONValue]], _ now: [String: [String: JSONValue]], in sections: [FormSection]
  ) -> [FormSection] {
    sections.filter { section in
      guard let again = now[section.key] else { return false }
      return tidied(.object(again)) != tidied(.object(sent[section.key] ?? [:]))
    }
  }

  private static func tidied(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(text.trimmed)
    case .array(let elements): .array(elements.map(tidied))
    case .object(let members): .object(members.mapValues(tidied).filter { !isEmpty($0.value) })
    default: value
    }
  }

  private static func isEmpty(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .string(let text): text.isEmpty
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    default: false
    }
  }
}
