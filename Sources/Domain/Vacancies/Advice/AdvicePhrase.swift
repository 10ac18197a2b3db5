public import Postgres

/// Why something in an advertisement is worth a second thought.
public enum AdviceTopic: String, Sendable, Codable, CaseIterable, PostgresValue {
  case age, sex, race, religion, disability, family, pay, title, dates, missing, capitals, length
  case abbreviation
  case plainEnglish = "plain-english"

  /// The words for it.
  public var title: String {
    switch self {
    case .age: "Age"
    case .sex: "Sex"
    case .race: "Nationality or origin"
    case .religion: "Religion"
    case .disability: "Health or disability"
    case .family: "Family life"
    case .pay: "Pay"
    case .title: "The title"
    case .dates: "Dates"
    case .missing: "Something is missing"
    case .capitals: "Capital letters"
    case .length: "Long sentences"
    case .abbreviation: "Abbreviations"
    case .plainEnglish: "Plain English"
    }
  }

  /// What the reader should know about it.
  var reason: String {
    switch self {
    case .age:
      "It can keep people out by their age, which the Equality Act 2010 protects (sections 5, 13, 19, 39)."
    case .sex:
      "It can sound as if one sex were meant, which the Equality Act 2010 protects (sections 11, 13, 39)."
    case .race:
      "It can keep people out by nationality or origin, which the Equality Act 2010 protects (section 9)."
    case .religion: "Religion or belief is protected by the Equality Act 2010 (section 10), with exceptions."
    case .disability:
      "It can keep disabled people out, whom the Equality Act 2010 protects (sections 6, 15, 20, 60)."
    case .family:
      "It can keep parents and carers out, whom the Equality Act 2010 protects (sections 11, 18, 19)."
    case .pay: "People look for the pay first, and pass over advertisements that don’t say it."
    case .title: "People search by the name of the post; anything else in the title hides it."
    case .dates: "Fewer people can apply or ask questions then."
    case .missing: "People look for it before they apply."
    case .capitals: "Words in capitals are harder to read, and screen readers may spell them out."
    case .length: "Long sentences have to be read twice."
    case .abbreviation: "People from elsewhere, and those new to teaching, may not know it."
    case .plainEnglish: "A shorter word says the same."
    }
  }
}

/// Words that are worth a second thought, with those around them that make them harmless.
public struct AdvicePhrase: Sendable, Hashable, RowDecodable {
  /// The words: `*` ends a word of any ending, `#` is any number.
  public var phrase: String
  /// Why they are looked for.
  public var topic: AdviceTopic
  /// What to write instead; for an abbreviation what it stands for.
  public var suggestion: String
  /// Phrases in which they mean no harm.
  public var unless: [String]
  /// Words of the same sentence that make them harmless.
  public var fineNear: [String]
  /// Words of which one must stand in the same sentence; none for any sentence.
  public var onlyNear: [String]

  /// Words to look for.
  public init(
    _ phrase: String, _ topic: AdviceTopic, suggestion: String = "", unless: [String] = [],
    fineNear: [String] = [], onlyNear: [String] = []
  ) {
    self.phrase = phrase
    self.topic = topic
    self.suggestion = suggestion
    self.unless = unless
    self.fineNear = fineNear
    self.onlyNear = onlyNear
  }

  /// Reads a row of `advice_phrase`.
  public init(row: Row) throws {
    phrase = try row.decode("phrase")
    topic = try row.decode("topic")
    suggestion = try row.decode("suggestion")
    unless = try row.decode("unless")
    fineNear = try row.decode("fine_near")
    onlyNear = try row.decode("only_near")
  }
}
