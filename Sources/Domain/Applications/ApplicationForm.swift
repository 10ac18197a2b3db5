import Postgres
import Synchronization

/// A version of the general application form: its sections and questions, as data.
public struct ApplicationForm: Sendable {
  /// The version; an application is always shown with the version it was made on.
  public let version: Int
  /// The sections in order.
  public let sections: [FormSection]

  /// A form.
  public init(version: Int, sections: [FormSection]) {
    self.version = version
    self.sections = sections
  }

  /// The section with this key; throws ``DomainError/notFound(_:)``.
  public func section(_ key: String) throws -> FormSection {
    guard let found = sections.first(where: { $0.key == key }) else {
      throw DomainError.notFound("section of the application")
    }
    return found
  }
}

/// A section of the form: one page, or a list of entries with a page each.
public struct FormSection: Sendable, Codable {
  /// Its name in addresses and JSON.
  public let key: String
  /// Its heading.
  public let title: String
  /// What to know before answering, in plain words.
  public let intro: String?
  /// The questions, of the section or of each entry.
  public let questions: [Question]
  /// Set when the section is a list of entries.
  public let entries: Entries?
  /// A rule over the whole section beyond its questions.
  public let rule: SectionRule?
  /// When a list must have entries: if any of these holds; nil for always. Otherwise it may stay empty.
  public let neededWhen: [Need]?

  /// A section; a list must have entries unless it says when.
  init(
    key: String, title: String, intro: String?, questions: [Question], entries: Entries?, rule: SectionRule?,
    neededWhen: [Need]? = nil
  ) {
    (self.key, self.title, self.intro, self.questions) = (key, title, intro, questions)
    (self.entries, self.rule, self.neededWhen) = (entries, rule, neededWhen)
  }

  /// An answer of another section that makes this one needed.
  public struct Need: Sendable, Codable {
    /// The key of the other section.
    public let section: String
    /// The key of its question.
    public let key: String
    /// The answers that make this section needed.
    public let anyOf: [String]

    /// Names in JSON.
    enum CodingKeys: String, CodingKey {
      case section, key
      case anyOf = "any_of"
    }
  }

  /// Names in JSON.
  enum CodingKeys: String, CodingKey {
    case key, title, intro, questions, entries, rule
    case neededWhen = "needed_when"
  }

  /// Whether a list must have entries, given the answers of all sections.
  public func isNeeded(given answers: [String: [String: JSONValue]]) -> Bool {
    guard let entries, entries.minimum > 0 else { return entries == nil }
    guard let neededWhen else { return true }
    return neededWhen.contains { $0.anyOf.contains(answers[$0.section]?[$0.key]?.string ?? "") }
  }

  /// How entries of a list section are named and how many there may be.
  public struct Entries: Sendable, Codable {
    /// What one is called, for example "referee".
    public let name: String
    /// The fewest that make the section complete.
    public let minimum: Int
    /// The most that may be kept.
    public let maximum: Int
    /// Keys of the questions whose answers name an entry in lists.
    public let naming: [String]
  }
}

/// A rule over a whole section.
public enum SectionRule: String, Sendable, Codable {
  /// Every gap of the history since education must be explained.
  case noUnexplainedGaps = "no_unexplained_gaps"
  /// Referees must be different people.
  case differentPeople = "different_people"
  /// Referees must be different people, no relatives, one of them the latest employer, and for those who train or
  /// are newly qualified one the training provider.
  case referees
}

/// One question of the form.
public struct Question: Sendable, Codable {
  /// Its name in JSON and on the form.
  public let key: String
  /// What is asked.
  public let label: String
  /// A hint below the question.
  public let hint: String?
  /// What kind of answer it takes.
  public let type: AnswerType
  /// Whether the section is incomplete without it.
  public let required: Bool
  /// The most characters; 200 unless given.
  public let maximum: Int?
  /// The most words, as ``WordCount`` counts them; nil for no limit.
  public let words: Int?
  /// The choices, for choice and choices.
  public let options: [Option]?
  /// Asked only when another question has one of these answers.
  public let when: Condition?
  /// The HTML autocomplete purpose, if it has one.
  public let autocomplete: String?
  /// What is said when it is not answered: a sentence that says what to do; nil where one is made of the label.
  public let prompt: String?
  /// What is asked for, as a sentence that says what is wrong with the answer names it; nil where the label tells.
  var subject: String?

  /// A question; what is left out is not limited or conditional.
  init(
    _ key: String, _ label: String, _ type: AnswerType, hint: String? = nil, required: Bool = true,
    maximum: Int? = nil, options: [Option]? = nil, when: Condition? = nil, autocomplete: String? = nil,
    prompt: String? = nil
  ) {
    (self.key, self.label, self.hint, self.type, self.required) = (key, label, hint, type, required)
    (self.maximum, words, self.options, self.when) = (maximum, nil, options, when)
    (self.autocomplete, self.prompt) = (autocomplete, prompt)
  }

  /// The question for the personal statement of one vacancy.
  public init(statement key: String) { self.init(key, "Personal statement", .textarea, maximum: 12_000) }

  /// A choice.
  public struct Option: Sendable, Codable {
    /// As stored.
    public let value: String
    /// As shown.
    public let label: String
  }

  /// When a question is asked.
  public struct Condition: Sendable, Codable {
    /// The key of the other question.
    public let key: String
    /// The answers that bring this question up.
    public let anyOf: [String]

    /// Names in JSON.
    enum CodingKeys: String, CodingKey {
      case key
      case anyOf = "any_of"
    }
  }

  /// Whether it is asked, given the other answers of the same section or entry.
  public func isAsked(given answers: [String: JSONValue]) -> Bool {
    guard let when else { return true }
    return when.anyOf.contains(answers[when.key]?.string ?? "")
  }
}

/// What kind of answer a question takes. Every answer is stored as text, save `choices`, a list of texts.
public enum AnswerType: String, Sendable, Codable {
  case text, textarea, email, telephone, postcode, trn
  case date, month
  /// A day, or only its month where the day is not known.
  case dayOrMonth = "day_or_month"
  case yesNo = "yes_no"
  case choice, choices
  case confirmation
  case nationalInsurance = "national_insurance"
}

extension ApplicationForm {
  /// The version in force. Throws ``DomainError/notFound(_:)`` when none has been introduced.
  static func current(on today: CivilDate, in db: some Queryable) async throws -> ApplicationForm {
    let row = try await db.firstRow(
      """
      SELECT version, definition FROM application_form WHERE introduced_on <= \(today)
      ORDER BY version DESC LIMIT 1
      """)
    guard let row else { throw DomainError.notFound("application form") }
    return try ApplicationForm(row: row)
  }

  /// A certain version. Throws ``DomainError/notFound(_:)``.
  static func version(_ version: Int, in db: some Queryable) async throws -> ApplicationForm {
    let row = try await db.firstRow(
      "SELECT version, definition FROM application_form WHERE version = \(version)")
    guard let row else { throw DomainError.notFound("application form") }
    return try ApplicationForm(row: row)
  }

  private init(row: Row) throws {
    let version = try row.decode("version", as: Int.self)
    let definition = try row.decode("definition", as: JSONText.self)
    self.init(version: version, sections: try DecodedSections.of(definition, version: version))
  }
}

/// Sections as they were last decoded for each version: a form is read for every application and changes hardly
/// ever.
private enum DecodedSections {
  private struct Definition: Decodable { let sections: [FormSection] }
  private static let known = Mutex<[Int: (definition: JSONText, sections: [FormSection])]>([:])

  static func of(_ definition: JSONText, version: Int) throws -> [FormSection] {
    if let found = known.withLock({ $0[version] }), found.definition == definition { return found.sections }
    let sections = try JSONColumn.decode(Definition.self, from: definition).sections
    known.withLock { $0[version] = (definition, sections) }
    return sections
  }
}
