import Foundation
public import Postgres

/// What registering a new teacher is held against: data with its sources.
public struct RegistrationRules: Sendable, Decodable, RuleEdition {
  /// A kind of institution.
  public struct Institution: Sendable, Decodable {
    /// Its code.
    public let code: String
    /// Its name.
    public let title: String
    /// Whether induction can be served there.
    public let eligible: Bool
  }

  /// A code with its words.
  public struct Choice: Sendable, Decodable {
    /// The code.
    public let code: String
    /// The words.
    public let title: String
  }

  /// What a college has to see to: whom the teacher teaches, and how long in a school.
  struct College: Sendable, Decodable {
    let percent: Int
    let overAge: Int
    let schoolDays: Int
    let source: String

    /// The question, but for its mark.
    var words: String {
      "is at most \(percent)% of the teaching to people over \(overAge), and are at least \(schoolDays) school days "
        + "taught in a school"
    }
  }

  /// Which edition it is.
  public let version: String
  /// Registrations whose first day is this or later are held against it, until a later edition; nil of the first.
  let inForceFrom: CivilDate?
  /// Kinds of institutions.
  public let institutions: [Institution]
  let institutionsSource: String
  /// Why somebody may serve in a school in special measures.
  public let exceptions: [Choice]
  /// Courses begun before this day needed skills tests.
  public let skillsTestsBefore: CivilDate
  let skillsTestsSource: String
  /// How much of a timetable a new teacher has at most.
  public let timetablePercent: Int
  let mentorSource: String
  let supportSource: String
  let college: College
  let leastAge: Int
  /// What makes a post unsuitable.
  public let postChecks: [Choice]
  let postSource: String

  private static let loaded = Result { try RuleSet.editions(RegistrationRules.self, "registration") }

  /// The rules for inductions that begin on a day; the newest where it isn’t known.
  public static func load(begunOn day: CivilDate? = nil) throws -> RegistrationRules {
    try loaded.get().inForce(on: day)
  }

  /// The codes that one list has in any edition, each once.
  public static func codes(_ list: (RegistrationRules) -> [String]) throws -> [String] {
    try loaded.get().all.flatMap(list).reduce(into: []) { codes, code in
      if !codes.contains(code) { codes.append(code) }
    }
  }
}

extension RegistrationContent {
  /// Everything that keeps it from being sent, each with its field.
  func problems(
    _ rules: RegistrationRules, _ inductions: InductionRules, levels: [InductionServiceLevel],
    today: CivilDate
  ) throws -> [FieldProblem] {
    var problems = Problems()
    checkTeacher(rules, today, &problems)
    checkPost(rules, today, &problems)
    checkSupport(rules, inductions, &problems)
    checkInstitution(rules, &problems)
    try checkEarlier(inductions, &problems)
    problems.require(
      levels.contains { $0.code == serviceLevel }, "service_level", "Choose the service that you buy.")
    return problems.found
  }

  private func checkTeacher(_ rules: RegistrationRules, _ today: CivilDate, _ problems: inout Problems) {
    for (key, text) in [("first_names", firstNames), ("last_name", lastName)] {
      let name = text.trimmed
      problems.require(
        !name.isEmpty, key, "Enter the teacher’s \(key == "last_name" ? "last name" : "first names").")
      problems.require(
        name.count <= 100 && !name.contains { "/@<>\\\n".contains($0) }, key,
        "Enter a name of at most 100 characters, without any of / @ < > \\.")
    }
    problems.require(
      EmailAddress(email.trimmed) != nil, "email",
      "Enter the teacher’s e-mail address in full, such as name@example.com.")
    problems.require(
      birthDate.map { $0.year >= 1920 && $0.age(on: today) >= rules.leastAge } == true, "birth_date",
      "Enter the birth date of a teacher: at least \(rules.leastAge) years ago.")
    problems.require(
      TRN.digits(trn) == trn.trimmed, "trn", "Enter the teacher reference number: \(TRN.rule).")
    problems.require(
      qtsAwardedOn.map { $0 <= today } == true, "qts_awarded_on",
      "Enter the day on which they gained qualified teacher status; it can’t be in the future.")
    if let qts = qtsAwardedOn, let birth = birthDate {
      problems.require(
        qts > birth, "qts_awarded_on", "Enter a day of qualified teacher status after the birth date.")
    }
    problems.require(
      courseBegunOn != nil, "course_begun_on", "Enter when their teacher training began, the month at least.")
    if let begun = courseBegunOn, let qts = qtsAwardedOn {
      problems.require(
        begun <= qts, "course_begun_on", "Enter a beginning before the day of qualified teacher status.")
    }
    if let begun = courseBegunOn, begun < rules.skillsTestsBefore {
      problems.require(
        skillsTestsPassed == true, "skills_tests_passed",
        "Make sure that the skills tests are passed: training begun before "
          + "\(LondonTime.shortDate(rules.skillsTestsBefore)) asks for them.")
    }
  }

  private func checkPost(_ rules: RegistrationRules, _ today: CivilDate, _ problems: inout Problems) {
    problems.require(
      (2...200).contains(post.trimmed.count), "post", "Enter the post, in 2 to 200 characters.")
    problems.require(
      SchoolPhase(rawValue: phase) != nil, "phase", "Choose the phase that is taught.")
    if ["middle", "secondary", "all-through", "16-plus"].contains(phase) {
      problems.require(!subject.trimmed.isEmpty, "subject", "Enter the subject that is taught.")
    }
    for (key, what, text) in [("subject", "subject", subject), ("key_stage", "key stage", keyStage)] {
      problems.require(
        text.trimmed.count <= 100, key, "Shorten the \(what) to 100 characters or fewer.")
    }
    let known = Set(rules.postChecks.map(\.code) + ["none"])
    let concerns = postConcerns ?? []
    problems.require(
      !concerns.isEmpty && known.isSuperset(of: concerns)
        && (!concerns.contains("none") || concerns.count == 1),
      "post_concerns", "Choose what holds of the post, or “None of these”.")
    problems.require(contractType != nil, "contract_type", "Choose the kind of contract.")
    if let contractType, contractType != .permanent {
      problems.require(contractEndsOn != nil, "contract_ends_on", "Enter when the contract ends.")
    }
    if let end = contractEndsOn, let start = startsOn {
      problems.require(end > start, "contract_ends_on", "Enter an end of the contract after the first day.")
    }
    problems.require(
      fte.map(FullTimePart.isValid) == true, "fte", FullTimePart.rule)
    problems.require(
      startsOn.map { (2012...2030).contains($0.year) } == true, "starts_on",
      "Enter the first day of induction, from 2012 to 2030.")
    if let start = startsOn, let qts = qtsAwardedOn {
      problems.require(
        start >= qts, "starts_on", "Enter a first day that is not before qualified teacher status was gained."
      )
    }
  }

  private func checkSupport(
    _ rules: RegistrationRules, _ inductions: InductionRules, _ problems: inout Problems
  ) {
    problems.require(
      (2...200).contains(tutorName.trimmed.count), "tutor_name", "Enter who the induction tutor is.")
    problems.require(
      EmailAddress(tutorEmail.trimmed) != nil, "tutor_email", "Enter the tutor’s e-mail address in full.")
    OwnSupport.check(teacher: email, tutor: tutorEmail, mentor: mentorEmail, &problems)
    if regime(inductions) == .ect {
      problems.require(
        (2...200).contains(mentorName.trimmed.count), "mentor_name",
        "Enter who the mentor is: an early career teacher has one.")
      problems.require(
        EmailAddress(mentorEmail.trimmed) != nil, "mentor_email", "Enter the mentor’s e-mail address in full."
      )
      problems.require(
        InductionProgramme(rawValue: programme) != nil, "programme", "Choose the training programme.")
      problems.require(
        !isMentorTutor || (10...2000).contains(mentorReason.trimmed.count), "mentor_reason",
        "Name another mentor, or say in 10 to 2,000 characters why the tutor is the mentor as well.")
    }
    problems.require(
      timetableReduced == true, "timetable_reduced",
      "Make sure that the timetable is at most \(rules.timetablePercent)% of other teachers’.")
    problems.require(
      supportQualified == true, "support_qualified",
      "Make sure that the tutor and the mentor hold qualified teacher status (\(rules.supportSource)).")
  }

  /// Whether tutor and mentor are one person, by address or by name.
  var isMentorTutor: Bool {
    let (tutor, mentor) = (tutorEmail.trimmed.lowercased(), mentorEmail.trimmed.lowercased())
    return !mentor.isEmpty && mentor == tutor
      || !mentorName.trimmed.isEmpty
        && mentorName.trimmed.lowercased() == tutorName.trimmed.lowercased()
  }

  private func checkInstitution(_ rules: RegistrationRules, _ problems: inout Problems) {
    let kind = rules.institutions.first { $0.code == institution }
    problems.require(kind != nil, "institution", "Choose what kind of institution it is.")
    problems.require(
      kind?.eligible != false, "institution",
      "Induction can’t be served in an institution of this kind (\(rules.institutionsSource)).")
    let college = rules.college
    problems.require(
      !isOfCollege || collegeTeaching == true, "college_teaching",
      "Make sure that at most \(college.percent)% of the teaching is to people over \(college.overAge), and that at "
        + "least \(college.schoolDays) school days are taught in a school (\(college.source)).")
    problems.require(
      specialMeasures != nil, "special_measures", "Say whether the institution is in special measures.")
    if specialMeasures == true {
      problems.require(
        rules.exceptions.contains { $0.code == exception }, "exception",
        "Choose why the teacher may serve there: in special measures nobody begins induction otherwise.")
    }
  }

  private func checkEarlier(_ inductions: InductionRules, _ problems: inout Problems) throws {
    problems.require(
      servedElsewhere != nil, "served_elsewhere",
      "Say whether part of induction was served under another body.")
    guard servedElsewhere == true else { return }
    let rule = try inductions.regime(regime(inductions) ?? .ect)
    problems.require(
      earlier.map { $0.terms > .zero && $0.leavesAnything(of: rule) } == true, "earlier_terms",
      "Enter the terms as a number or fraction, more than 0 and fewer than \(rule.requiredTerms), such as 1.5 or 5/4. "
        + "Who has served them all owes something only if the body before has extended induction: enter by how much."
    )
    problems.require(
      (2...200).contains(earlierBody.trimmed.count), "earlier_body",
      "Enter the appropriate body before this one.")
    problems.require(
      earlierAbsenceDays.map { (0...400).contains($0) && ($0 * 10).isWhole } ?? true, "earlier_absence_days",
      "Enter the days as a number from 0 to 400, such as 12 or 12.5.")
    problems.require(
      earlierExtensionTerms.map { (0...6).contains($0) && ($0 * 100).isWhole } ?? true,
      "earlier_extension_terms",
      "Enter the terms as a number from 0 to 6, such as 1 or 0.5.")
    if let begun = earlierBeganOn {
      problems.require(
        begun.year >= 1999 && (qtsAwardedOn.map { begun >= $0 } ?? true)
          && (startsOn.map { EarlierService.precedes(begun, $0) } ?? true),
        "earlier_began_on",
        "Enter a day after qualified teacher status was gained, and before the first day here.")
    }
    problems.require(
      earlierFTE.map(FullTimePart.isValid) ?? true, "earlier_fte", FullTimePart.rule(of: "there"))
  }
}

extension CivilDate {
  /// Whole years from this day to another, by the calendar.
  func age(on day: CivilDate) -> Int {
    day.year - year - ((day.month, day.day) < (month, self.day) ? 1 : 0)
  }
}
