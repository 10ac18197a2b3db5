/// A question of the registration, described once for every face.
public struct RegistrationField: Sendable {
  /// What may be answered.
  public enum Kind: Sendable {
    case text, email, day, yesNo, lines
    /// A number with decimals.
    case number
    /// One of a few: codes with their words.
    case choice([(code: String, title: String)])
    /// Any of a few.
    case choices([(code: String, title: String)])
    /// One of what the body offers.
    case serviceLevel
  }

  /// The parts of a registration, in order.
  public enum Section: String, Sendable, CaseIterable {
    case teacher, post, support, institution, earlier, service

    /// Its heading.
    public var title: String {
      switch self {
      case .teacher: "The teacher"
      case .post: "Post and contract"
      case .support: "Tutor, mentor and timetable"
      case .institution: "Your school"
      case .earlier: "Induction served elsewhere"
      case .service: "Service and fee"
      }
    }
  }

  /// Its name, as in ``RegistrationContent``.
  public let key: String
  /// Where it stands.
  public let section: Section
  /// The question.
  public let label: String
  /// More about it.
  public let hint: String?
  /// What may be answered.
  public let kind: Kind

  init(_ key: String, _ section: Section, _ label: String, _ kind: Kind, hint: String? = nil) {
    (self.key, self.section, self.label, self.kind, self.hint) = (key, section, label, kind, hint)
  }

  /// Every question, in the order of the form.
  public static func all(_ rules: RegistrationRules) -> [RegistrationField] {
    teacher + post(rules) + support(rules) + institution(rules) + earlier
      + [.init("service_level", .service, "Which service do you buy?", .serviceLevel)]
  }

  private static let teacher: [RegistrationField] = [
    .init("first_names", .teacher, "First names", .text, hint: "As on the national record."),
    .init("last_name", .teacher, "Last name", .text),
    .init(
      "email", .teacher, "Teacher’s e-mail address", .email,
      hint: "They see their induction by an account with this address."),
    .init("birth_date", .teacher, "Birth date", .day),
    .init(
      "trn", .teacher, "Teacher reference number (TRN)", .text,
      hint: "Seven digits; spaces and slashes don’t matter."),
    .init("qts_awarded_on", .teacher, "When did they gain qualified teacher status?", .day),
    .init("course_begun_on", .teacher, "When did their teacher training begin?", .day),
    .init(
      "skills_tests_passed", .teacher, "Have they passed the skills tests?", .yesNo,
      hint: "Only for training begun before 1 April 2020."),
  ]

  private static func post(_ rules: RegistrationRules) -> [RegistrationField] {
    [
      .init("post", .post, "Post", .text, hint: "Such as Year 4 class teacher."),
      .init(
        "phase", .post, "Phase taught",
        .choice(SchoolPhase.allCases.filter { $0 != .notApplicable }.map { ($0.rawValue, $0.title) })),
      .init("key_stage", .post, "Key stage", .text, hint: "Such as KS2."),
      .init("subject", .post, "Subject", .text, hint: "For secondary phases."),
      .init(
        "post_concerns", .post, "Does any of this hold of the post?",
        .choices(rules.postChecks.map { ($0.code, $0.title) } + [("none", "None of these")])),
      .init(
        "contract_type", .post, "Contract", .choice(ContractType.allCases.map { ($0.rawValue, $0.title) })),
      .init("contract_ends_on", .post, "When does the contract end?", .day, hint: "Only where it does."),
      .init("fte", .post, "Part of full time", .number, hint: "1 for full time, 0.6 for three days."),
      .init("starts_on", .post, "First day of induction", .day, hint: "The appropriate body confirms it."),
    ]
  }

  private static func support(_ rules: RegistrationRules) -> [RegistrationField] {
    [
      .init("tutor_name", .support, "Induction tutor", .text),
      .init("tutor_email", .support, "Tutor’s e-mail address", .email),
      .init("mentor_name", .support, "Mentor", .text, hint: "Needed for early career teachers."),
      .init("mentor_email", .support, "Mentor’s e-mail address", .email),
      .init(
        "mentor_reason", .support, "If the mentor is the tutor as well: why?", .lines,
        hint: "Only in exceptional circumstances."),
      .init(
        "support_qualified", .support, "Do the tutor and the mentor hold qualified teacher status?", .yesNo,
        hint: "Both have to (\(rules.supportSource))."),
      .init(
        "programme", .support, "Which training programme?",
        .choice(InductionProgramme.allCases.map { ($0.rawValue, $0.title) }),
        hint: "For early career teachers."),
      .init(
        "timetable_reduced", .support, "Is the timetable at most 90% of other teachers’?", .yesNo,
        hint: "On top of time for planning, preparation and assessment."),
    ]
  }

  private static func institution(_ rules: RegistrationRules) -> [RegistrationField] {
    [
      .init(
        "institution", .institution, "What kind of institution is it?",
        .choice(rules.institutions.map { ($0.code, $0.title) })),
      .init(
        "college_teaching", .institution,
        "In a college: \(rules.college.words)?", .yesNo,
        hint: "Only for a further education or sixth-form college (\(rules.college.source))."),
      .init(
        "special_measures", .institution, "Is it in special measures, or a college judged inadequate?", .yesNo
      ),
      .init(
        "exception", .institution, "If so, why may the teacher serve there?",
        .choice([("", "Does not apply")] + rules.exceptions.map { ($0.code, $0.title) })),
    ]
  }

  private static let earlier: [RegistrationField] = [
    .init(
      "served_elsewhere", .earlier, "Has the teacher served part of induction under another body?", .yesNo),
    .init(
      "earlier_terms", .earlier, "How many full-time terms?", .text,
      hint:
        "Such as 1.5, or a fraction such as 5/4. Who has served all of them goes on here only if induction was "
        + "extended there: enter that below."),
    .init("earlier_body", .earlier, "Which appropriate body?", .text),
    .init(
      "earlier_began_on", .earlier, "When did induction begin there?", .day,
      hint: "Induction that began before September 2021 may be of three terms."),
    .init(
      "earlier_fte", .earlier, "Part of full time there", .number,
      hint: "1 for full time, 0.6 for three days. Days of absence are measured by it."),
    .init(
      "earlier_absence_days", .earlier, "How many working days was the teacher absent there?", .number,
      hint:
        "In the part of induction that was under way. Leave out maternity and similar leave. 30 days or more of "
        + "the whole extend induction."),
    .init(
      "earlier_extension_terms", .earlier, "By how many terms was induction extended there?", .number,
      hint: "Other than for absence, which is counted by the days above. Leave empty if it was not."),
  ]
}
