public import Postgres

/// Questions for somebody outside the general application, as dated data: referees, and those on a shortlist.
public struct AppointmentForm: Sendable {
  /// Whom it asks.
  public enum Kind: String, Sendable, CaseIterable, PostgresValue {
    /// A referee.
    case reference
    /// Somebody on a shortlist, about themselves.
    case disclosure
    /// A religious referee, about the practice of a faith.
    case religiousReference = "religious_reference"

    /// The sections that a letter may stand in for; the questions on safeguarding are answered in any case.
    var sectionsOfLetter: Set<String> {
      switch self {
      case .reference: ["knowing", "work"]
      case .religiousReference: ["knowing", "practice"]
      case .disclosure: []
      }
    }
  }

  /// Whom it asks.
  public let kind: Kind
  /// The version; answers are always shown with the version they were given on.
  public let version: Int
  /// The sections in order. No two questions of a form have the same key.
  public let sections: [FormSection]

  /// Every question, in order.
  public var questions: [Question] { sections.flatMap(\.questions) }

  /// All questions as one section, which is how they are answered.
  private var whole: FormSection { section(of: questions) }

  private func section(of questions: [Question]) -> FormSection {
    FormSection(
      key: kind.rawValue, title: "this form", intro: nil, questions: questions.map { $0.named(for: kind) },
      entries: nil, rule: nil)
  }

  /// The answers to what is asked: those to questions that another answer has since done away with are left out, and so
  /// are blanks and empty lines, which answer nothing.
  public func asked(_ answers: [String: JSONValue]) -> [String: JSONValue] {
    let byKey = Dictionary(uniqueKeysWithValues: questions.map { ($0.key, $0) })
    func isAsked(_ question: Question) -> Bool {
      guard question.isAsked(given: answers) else { return false }
      guard let parent = question.when.flatMap({ byKey[$0.key] }) else { return true }
      return isAsked(parent)
    }
    return answers.filter { key, answer in
      !FormRules.isBlank(answer) && byKey[key].map(isAsked) ?? false
    }
  }

  /// The answers by section, as pages show them.
  public func bySection(_ answers: [String: JSONValue]) -> [String: [String: JSONValue]] {
    let asked = asked(answers)
    return Dictionary(
      uniqueKeysWithValues: sections.map { section in
        let keys = Set(section.questions.map(\.key))
        return (section.key, asked.filter { keys.contains($0.key) })
      })
  }

  /// Keeps what fits the form, right or wrong. Throws ``DomainError/invalid(_:)``.
  func shaped(_ answers: [String: JSONValue]) throws -> [String: JSONValue] {
    try FormRules.shaped(answers, whole)
  }

  /// Everything that keeps the form from being complete; sections named in `optional` may be left empty, but for what
  /// need not be answered in any case, such as a comment.
  public func problems(
    _ answers: [String: JSONValue], optional: Set<String> = [], today: CivilDate
  ) -> [FieldProblem] {
    let given = asked(answers)
    let needed = sections.flatMap { section -> [Question] in
      let isLeftOut =
        optional.contains(section.key)
        && !section.questions.contains { $0.required && given[$0.key] != nil }
      return isLeftOut ? section.questions.filter { !$0.required } : section.questions
    }
    return FormRules.problems(given, section(of: needed), today: today)
  }
}

extension AppointmentForm: RowDecodable {
  static let columns: Statement = "kind, version, definition"

  /// Reads a row of `appointment_form`.
  public init(row: Row) throws {
    struct Definition: Decodable { let sections: [FormSection] }
    let definition = try JSONColumn.decode(Definition.self, from: try row.decode("definition"))
    self.init(
      kind: try row.decode("kind"), version: try row.decode("version"), sections: definition.sections)
  }

  /// The version in force on a day. Throws ``DomainError/notFound(_:)`` when none has been introduced.
  static func current(_ kind: Kind, on today: CivilDate, in db: some Queryable) async throws
    -> AppointmentForm
  {
    let found = try await db.first(
      """
      SELECT \(fragment: columns) FROM appointment_form WHERE kind = \(kind) AND introduced_on <= \(today)
      ORDER BY version DESC LIMIT 1
      """, as: AppointmentForm.self)
    guard let found else { throw DomainError.notFound("form") }
    return found
  }

  /// A certain version. Throws ``DomainError/notFound(_:)``.
  static func version(_ version: Int, of kind: Kind, in db: some Queryable) async throws -> AppointmentForm {
    let found = try await db.first(
      "SELECT \(fragment: columns) FROM appointment_form WHERE kind = \(kind) AND version = \(version)",
      as: AppointmentForm.self)
    guard let found else { throw DomainError.notFound("form") }
    return found
  }
}
