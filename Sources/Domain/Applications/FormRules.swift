import Foundation
public import Postgres

/// What answers must be: what may be kept while filling in, and what makes a section complete.
public enum FormRules {
  /// The longest answer, in characters, where the form gives none.
  public static let usualMaximum = 200

  /// Keeps what fits the shape of the section: known questions, text of bearable length. Everything that a
  /// person can type is kept, right or wrong, so that nothing typed is lost; of blanks alone nothing is. Throws
  /// ``DomainError/invalid(_:)``.
  public static func shaped(_ answers: [String: JSONValue], _ section: FormSection) throws -> [String:
    JSONValue]
  {
    guard let entries = section.entries else { return try shapedEntry(answers, section, prefix: "") }
    var problems = Problems()
    let list = answers["entries"]?.array ?? []
    problems.require(
      list.count <= entries.maximum, "entries", "Enter no more than \(entries.maximum) of these.")
    try problems.throwIfAny()
    let shaped: [JSONValue] = try list.enumerated().map { index, entry in
      guard let object = entry.object else {
        throw DomainError.invalid([FieldProblem(field: "entries[\(index)]", message: "Give an object.")])
      }
      var kept = try shapedEntry(
        object.filter { $0.key != "id" }, section, prefix: "entries[\(index)].")
      if let id = object["id"]?.string, UUID(uuidString: id) != nil { kept["id"] = .string(id) }
      return .object(kept)
    }
    return ["entries": .array(shaped)]
  }

  private static func shapedEntry(
    _ answers: [String: JSONValue], _ section: FormSection, prefix: String
  ) throws -> [String: JSONValue] {
    var problems = Problems()
    var kept: [String: JSONValue] = [:]
    let questions = Dictionary(uniqueKeysWithValues: section.questions.map { ($0.key, $0) })
    for (key, value) in answers.sorted(by: { $0.key < $1.key }) where value != .null {
      guard let question = questions[key] else {
        problems.add(prefix + key, "There is no question with this name in \(section.title).")
        continue
      }
      switch (question.type, value) {
      case (.choices, .array(let items)) where items.count <= 50 && items.allSatisfy({ $0.string != nil }):
        kept[key] = value
      case (.choices, _): problems.add(prefix + key, "Give a list of choices.")
      case (_, .string(let text)) where text.count <= 1000 && text.trimmed.isEmpty: kept[key] = ""
      case (.trn, .string(let text)) where text.count <= 1000: kept[key] = .string(TRN.tidied(text))
      case (.postcode, .string(let text)) where Postcode(text)?.isWhole == true:
        kept[key] = .string(Postcode(text)?.description ?? text)
      case (_, .string(let text)) where text.count <= longest(question) * 2 + 1000: kept[key] = value
      case (_, .string):
        problems.add(
          prefix + key, "Shorten \(AnswerRules.name(question)) to \(longest(question)) characters or fewer.")
      default: problems.add(prefix + key, "Give text.")
      }
    }
    try problems.throwIfAny()
    return kept
  }

  /// Whether an answer says nothing: blanks and empty lines are none, and neither is a list without choices.
  static func isBlank(_ answer: JSONValue) -> Bool {
    switch answer {
    case .null: true
    case .string(let text): text.trimmed.isEmpty
    case .array(let items): items.allSatisfy(isBlank)
    case .bool, .number, .object: false
    }
  }

  private static func longest(_ question: Question) -> Int { question.maximum ?? usualMaximum }

  /// Everything that keeps a section from being complete, in the order of the form. `others` are the answers of
  /// all sections, for rules that look beyond their own.
  public static func problems(
    _ answers: [String: JSONValue], _ section: FormSection, today: CivilDate, ownEmail: String? = nil,
    others: [String: [String: JSONValue]] = [:]
  ) -> [FieldProblem] {
    guard let entries = section.entries else { return problems(of: answers, section, prefix: "", today) }
    let list = (answers["entries"]?.array ?? []).compactMap(\.object)
    var found: [FieldProblem] = []
    if list.count < entries.minimum, section.isNeeded(given: others) {
      let missing = entries.minimum - list.count
      found.append(
        FieldProblem(
          field: "entries",
          message: missing == 1
            ? "Add \(list.isEmpty ? "a" : "another") \(entries.name)."
            : "Add \(missing == 2 ? "two" : String(missing)) \(entries.name)s."))
    }
    for (index, entry) in list.enumerated() {
      found += problems(of: entry, section, prefix: "entries[\(index)].", today)
    }
    switch section.rule {
    case .noUnexplainedGaps:
      found += HistoryGaps.problems(list, since: HistoryGaps.leftEducation(others), today: today)
    case .differentPeople: found += repeatedPeople(list) + ownPerson(list, ownEmail)
    case .referees:
      found += repeatedPeople(list) + ownPerson(list, ownEmail) + RefereeRules.problems(list, others)
    case nil: break
    }
    return found
  }

  /// The problems of one entry, or of a section that is one page.
  public static func problems(
    of answers: [String: JSONValue], _ section: FormSection, prefix: String, _ today: CivilDate
  ) -> [FieldProblem] {
    section.questions.filter { $0.isAsked(given: answers) }.compactMap { question in
      AnswerRules.fault(of: answers[question.key], question, today: today).map {
        FieldProblem(field: prefix + question.key, message: $0)
      }
    } + order(of: answers, section, prefix)
  }

  private static func order(
    of answers: [String: JSONValue], _ section: FormSection, _ prefix: String
  ) -> [FieldProblem] {
    guard let from = answers["from"]?.string.flatMap(HistoryGaps.firstDay),
      let to = answers["to"]?.string.flatMap(HistoryGaps.lastDay),
      let ending = section.questions.first(where: { $0.key == "to" }), ending.isAsked(given: answers),
      to < from
    else { return [] }
    let message =
      ending.subject.map { "Enter \($0): it can’t be before the start." }
      ?? "Enter an end that is not before the start."
    return [FieldProblem(field: prefix + "to", message: message)]
  }

  private static func ownPerson(_ list: [[String: JSONValue]], _ ownEmail: String?) -> [FieldProblem] {
    guard let ownEmail = ownEmail?.lowercased() else { return [] }
    return list.enumerated().compactMap { index, entry in
      guard entry["email"]?.string?.trimmed.lowercased() == ownEmail else { return nil }
      return FieldProblem(
        field: "entries[\(index)].email", message: "Enter somebody else’s address: this one is your own.")
    }
  }

  private static func repeatedPeople(_ list: [[String: JSONValue]]) -> [FieldProblem] {
    var seen: Set<String> = []
    return list.enumerated().compactMap { index, entry in
      guard let email = entry["email"]?.string?.trimmed.lowercased(), !email.isEmpty,
        !seen.insert(email).inserted
      else { return nil }
      return FieldProblem(
        field: "entries[\(index)].email", message: "Enter a different person: this address is already given.")
    }
  }
}
