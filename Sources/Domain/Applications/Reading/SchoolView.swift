import Foundation

/// Reduces an application to what its school may see of it.
///
/// While names are hidden, everything that says who somebody is stays out: sections about the person, ways to
/// reach them, the names of referees, and the person's own name wherever they wrote it. The need for adjustments
/// has no part in choosing, so it is told to the head and recruiters once somebody is shortlisted, and never to
/// other panel members. Answers for equality monitoring are for nobody at a school.
enum SchoolView {
  /// Sections that are never shown to a school.
  static let neverShown: Set<String> = ["equality", "equality_monitoring"]
  /// The section on adjustments.
  static let adjustments = "support"
  /// Sections that are left out while names are hidden.
  static let personalSections: Set<String> = ["personal", "right_to_work", "national_insurance", "faith"]
  /// Questions that are left out while names are hidden, in whatever section or entry they stand.
  static let personalQuestions: Set<String> = [
    "name", "title", "first_names", "last_name", "previous_names", "preferred_name", "date_of_birth",
    "relationship_details", "religious_referee", "religious_position", "address_line_1", "address_line_2",
    "town", "address", "contact_name",
  ]
  /// Kinds of answers that are left out while names are hidden.
  static let personalTypes: Set<AnswerType> = [
    .email, .telephone, .postcode, .trn, .nationalInsurance,
  ]
  /// What stands in place of the person's own name.
  static let nameReplacement = "[name]"

  /// The application as somebody at the school may see it. `showsAdjustments` says whether they are of those who
  /// may see the need for adjustments once it matters.
  static func reduce(_ whole: WholeApplication, showsAdjustments: Bool) -> WholeApplication {
    let application = whole.application
    var hidden = neverShown
    if !showsAdjustments || !application.state.isShortlistedOrBeyond { hidden.insert(adjustments) }
    if !application.isAnonymous { return without(whole, sections: hidden) }
    hidden.formUnion(personalSections)
    return anonymous(without(whole, sections: hidden), names: names(whole))
  }

  private static func without(_ whole: WholeApplication, sections hidden: Set<String>) -> WholeApplication {
    WholeApplication(
      application: whole.application,
      form: ApplicationForm(
        version: whole.form.version, sections: whole.form.sections.filter { !hidden.contains($0.key) }),
      answers: whole.answers.filter { !hidden.contains($0.key) })
  }

  /// Names that the person goes by, to be taken out of what they wrote.
  private static func names(_ whole: WholeApplication) -> [String] {
    let personal = whole.answers["personal"] ?? [:]
    let given = ["first_names", "last_name", "previous_names", "preferred_name"].compactMap {
      personal[$0]?.string
    }
    return Set((given + [whole.application.nameAsSent]).flatMap(words)).filter { $0.count > 2 }
      .sorted { ($0.count, $0) > ($1.count, $1) }
  }

  private static func words(_ text: String) -> [String] {
    text.split { !$0.isLetter && $0 != "-" && $0 != "'" && $0 != "’" }.map(String.init)
  }

  private static func anonymous(_ whole: WholeApplication, names: [String]) -> WholeApplication {
    let sections = whole.form.sections.map { section in
      FormSection(
        key: section.key, title: section.title, intro: section.intro,
        questions: section.questions.filter { !isPersonal($0) },
        entries: section.entries.map { entries in
          FormSection.Entries(
            name: entries.name, minimum: entries.minimum, maximum: entries.maximum,
            naming: entries.naming.filter { !personalQuestions.contains($0) })
        }, rule: section.rule)
    }
    let kept = Dictionary(
      sections.map { ($0.key, Set($0.questions.map(\.key))) }, uniquingKeysWith: { $1 })
    let answers = whole.answers.compactMap { key, given -> (String, [String: JSONValue])? in
      guard let questions = kept[key] else { return nil }
      return (key, answersKept(given, questions, names))
    }
    return WholeApplication(
      application: whole.application, form: ApplicationForm(version: whole.form.version, sections: sections),
      answers: Dictionary(answers, uniquingKeysWith: { $1 }))
  }

  private static func isPersonal(_ question: Question) -> Bool {
    personalTypes.contains(question.type) || personalQuestions.contains(question.key)
  }

  /// The answers to the questions that are left, with the person's names taken out; what isn't an answer to
  /// one of them is left out, so that nothing slips through under a name that isn't known here.
  private static func answersKept(
    _ given: [String: JSONValue], _ questions: Set<String>, _ names: [String]
  ) -> [String: JSONValue] {
    var kept = given.filter { questions.contains($0.key) || $0.key == "id" }
      .mapValues { withoutNames($0, names) }
    if let entries = given["entries"]?.array {
      kept["entries"] = .array(
        entries.map { .object(answersKept($0.object ?? [:], questions, names)) })
    }
    return kept
  }

  private static func withoutNames(_ value: JSONValue, _ names: [String]) -> JSONValue {
    switch value {
    case .string(let text): .string(names.reduce(text) { replaced($1, in: $0) })
    case .array(let elements): .array(elements.map { withoutNames($0, names) })
    default: value
    }
  }

  /// A text without a name, where it stands as a word of its own with the same capitals.
  private static func replaced(_ name: String, in text: String) -> String {
    var result = ""
    var rest = text[...]
    while let found = rest.firstRange(of: name) {
      let before = result.last ?? " "
      let leading = rest[..<found.lowerBound].last ?? before
      let trailing = found.upperBound < rest.endIndex ? rest[found.upperBound] : " "
      result += rest[..<found.lowerBound]
      result += leading.isLetter || trailing.isLetter ? name : nameReplacement
      rest = rest[found.upperBound...]
    }
    return result + rest
  }
}

extension ApplicationState {
  /// Whether the person has been shortlisted, and was not turned away since.
  public var isShortlistedOrBeyond: Bool {
    switch self {
    case .shortlisted, .interviewing, .offered, .accepted, .unconditional, .appointed: true
    case .sent, .underConsideration, .longlisted, .unsuccessful, .offerDeclined, .offerWithdrawn, .withdrawn:
      false
    }
  }
}
