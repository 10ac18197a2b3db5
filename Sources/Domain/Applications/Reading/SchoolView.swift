import Foundation

/// Reduces an application to what its school may see of it.
///
/// While names are hidden, everything that says who somebody is stays out: sections about the person, ways to
/// reach them, the names of referees, time spent abroad, and the person's own name and whatever reads as a way to reach
/// somebody wherever they wrote it. The need for adjustments has no part in choosing, so it is told to the head and
/// recruiters once somebody is shortlisted, and never to other panel members. Answers for equality monitoring are for
/// nobody at a school.
enum SchoolView {
  /// Sections that are never shown to a school.
  static let neverShown: Set<String> = ["equality", "equality_monitoring"]
  /// The section on adjustments.
  static let adjustments = "support"
  /// Sections that are left out while names are hidden; when somebody left education says how old they are.
  static let personalSections: Set<String> = [
    "personal", "right_to_work", "national_insurance", "faith", "education",
  ]
  /// Questions that are left out while names are hidden, in whatever section or entry they stand.
  static let personalQuestions: Set<String> = [
    "name", "first_names", "last_name", "previous_names", "preferred_name", "date_of_birth",
    "relationship_details", "religious_referee", "religious_position", "religious_contact", "address_line_1",
    "address_line_2", "town", "address", "contact_name", "lived_abroad", "abroad_details",
  ]
  /// Kinds of answers that are left out while names are hidden.
  static let personalTypes: Set<AnswerType> = [
    .email, .telephone, .postcode, .trn, .nationalInsurance,
  ]

  /// The application as somebody at the school may see it. `showsAdjustments` says whether they are of those who
  /// may see the need for adjustments once it matters.
  static func reduce(_ whole: WholeApplication, showsAdjustments: Bool) -> WholeApplication {
    let application = whole.application
    var hidden = neverShown
    if !showsAdjustments || !application.state.isShortlistedOrBeyond { hidden.insert(adjustments) }
    if !application.isAnonymous { return without(whole, sections: hidden) }
    hidden.formUnion(personalSections)
    return anonymous(without(whole, sections: hidden), nameless(whole))
  }

  private static func without(_ whole: WholeApplication, sections hidden: Set<String>) -> WholeApplication {
    WholeApplication(
      application: whole.application,
      form: ApplicationForm(
        version: whole.form.version, sections: whole.form.sections.filter { !hidden.contains($0.key) }),
      answers: whole.answers.filter { !hidden.contains($0.key) })
  }

  /// What takes out of a text who wrote this application: one for everything that its school reads of them
  /// while names are hidden.
  static func nameless(_ whole: WholeApplication) -> ContactMask {
    ContactMask(whole.form, whole.answers, email: whole.ownAddress, hiding: names(whole))
  }

  /// What people write where they have had no other name, and about names that they had.
  private static let notNames: Set<String> = [
    "none", "not", "applicable", "and", "the", "name", "names", "formerly", "former", "previously",
    "previous", "until", "before", "after", "since", "née", "nee", "maiden", "married", "marriage", "divorce",
    "divorced", "birth", "known", "was", "from", "have", "any", "same", "never", "changed", "deed", "poll",
    "only", "nothing",
  ]

  /// Names that the person goes by, to be taken out of what they wrote.
  private static func names(_ whole: WholeApplication) -> Set<String> {
    let personal = whole.answers["personal"] ?? [:]
    let given = ["first_names", "last_name", "preferred_name"].compactMap { personal[$0]?.string }
    let former = formerNames(in: personal["previous_names"]?.string ?? "")
    let own = [whole.application.nameAsSent, given.prefix(2).joined(separator: " ")]
    return Set((given + own).flatMap(words) + former + own).filter { $0.count > 1 }
  }

  /// The names in what somebody wrote of those that they had: "Sarah Brown, changed by deed poll" has two. Words without a
  /// capital are none, unless all of it is written in small letters.
  static func formerNames(in written: String) -> [String] {
    let isInOneCase = written == written.lowercased() || written == written.uppercased()
    return words(written).filter { word in
      !notNames.contains(word.lowercased())
        && (isInOneCase || word.contains(where: \.isUppercase) || !word.contains(where: \.isLowercase))
    }
  }

  private static func words(_ text: String) -> [String] {
    text.split { !$0.isLetter && $0 != "-" && $0 != "'" && $0 != "’" }.map(String.init)
  }

  private static func anonymous(_ whole: WholeApplication, _ nameless: ContactMask) -> WholeApplication {
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
    var kept: [String: [String: AnswerType]] = [:]
    for section in sections {
      kept[section.key] = Dictionary(
        section.questions.map { ($0.key, $0.type) }, uniquingKeysWith: { $1 })
    }
    let answers = whole.answers.compactMap { key, given -> (String, [String: JSONValue])? in
      guard let questions = kept[key] else { return nil }
      return (key, answersKept(given, questions, nameless, in: whole.application.id))
    }
    return WholeApplication(
      application: whole.application, form: ApplicationForm(version: whole.form.version, sections: sections),
      answers: Dictionary(answers, uniquingKeysWith: { $1 }))
  }

  private static func isPersonal(_ question: Question) -> Bool {
    personalTypes.contains(question.type) || personalQuestions.contains(question.key)
  }

  /// The answers to the questions that are left, with the person's names taken out; what isn't an answer to
  /// one of them is left out, so that nothing slips through under a name that isn't known here. What was chosen
  /// and not written stays as it is. Entries have the identifiers of the general application, which the pool shows beside
  /// a name: here they get others.
  private static func answersKept(
    _ given: [String: JSONValue], _ questions: [String: AnswerType], _ nameless: ContactMask,
    in application: ApplicationID
  ) -> [String: JSONValue] {
    var kept: [String: JSONValue] = [:]
    for (key, value) in given {
      guard let type = questions[key] else {
        if key == "id", let id = value.string {
          let other = IdempotentRequest.uuid(Data("\(application)\n\(id)".utf8))
          kept[key] = .string(other.uuidString.lowercased())
        }
        continue
      }
      kept[key] = type == .text || type == .textarea ? withoutNames(value, nameless) : value
    }
    if let entries = given["entries"]?.array {
      kept["entries"] = .array(
        entries.map { .object(answersKept($0.object ?? [:], questions, nameless, in: application)) })
    }
    return kept
  }

  private static func withoutNames(_ value: JSONValue, _ nameless: ContactMask) -> JSONValue {
    switch value {
    case .string(let text): .string(nameless(text))
    case .array(let elements): .array(elements.map { withoutNames($0, nameless) })
    default: value
    }
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
