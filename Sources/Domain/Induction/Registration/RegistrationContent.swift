public import Foundation
public import Postgres

/// What a school enters to register a new teacher; any of it may be missing while it is a draft.
public struct RegistrationContent: Sendable, Equatable, Codable {
  /// First names.
  public var firstNames = ""
  /// Last name.
  public var lastName = ""
  /// The teacher's e-mail address.
  public var email = ""
  /// Birth date.
  public var birthDate: CivilDate?
  /// Teacher reference number.
  public var trn = ""
  /// The day of qualified teacher status.
  public var qtsAwardedOn: CivilDate?
  /// When initial teacher training began.
  public var courseBegunOn: CivilDate?
  /// Whether the skills tests are passed, where they were asked.
  public var skillsTestsPassed: Bool?
  /// The post.
  public var post = ""
  /// The phase that is taught.
  public var phase = ""
  /// The subject, in secondary phases.
  public var subject = ""
  /// The key stage.
  public var keyStage = ""
  /// What makes a post unsuitable and holds of this one; nil while nobody has said.
  public var postConcerns: [String]?
  /// The kind of contract.
  public var contractType: ContractType?
  /// When it ends, for one that does.
  public var contractEndsOn: CivilDate?
  /// The part of full time.
  public var fte: Decimal?
  /// The first day.
  public var startsOn: CivilDate?
  /// The induction tutor's name.
  public var tutorName = ""
  /// Their e-mail address.
  public var tutorEmail = ""
  /// The mentor's name.
  public var mentorName = ""
  /// Their e-mail address.
  public var mentorEmail = ""
  /// Why the mentor is the tutor as well.
  public var mentorReason = ""
  /// The training programme, by the codes of the national service.
  public var programme = ""
  /// That the timetable is reduced as the rules ask.
  public var timetableReduced: Bool?
  /// That tutor and mentor hold qualified teacher status.
  public var supportQualified: Bool?
  /// What kind of institution it is.
  public var institution = ""
  /// That a college lets the teacher teach whom, and as long in a school, as the rules ask.
  public var collegeTeaching: Bool?
  /// Whether it is in special measures, or a college judged inadequate.
  public var specialMeasures: Bool?
  /// Why the teacher may serve there nevertheless.
  public var exception = ""
  /// Whether some of induction was served under another body.
  public var servedElsewhere: Bool?
  /// How many full-time terms, as a number or a fraction.
  public var earlierTerms = ""
  /// Under which body.
  public var earlierBody = ""
  /// How many days of absence under that body, in the part of induction that was under way.
  public var earlierAbsenceDays: Decimal?
  /// By how many terms it has extended induction, other than for absence.
  public var earlierExtensionTerms: Decimal?
  /// When induction began there, which says which regime it is under.
  public var earlierBeganOn: CivilDate?
  /// The part of full time there, by which days of absence are measured.
  public var earlierFTE: Decimal?
  /// What the school buys of the body.
  public var serviceLevel = ""

  /// Nothing entered.
  public init() {}

  /// Names in JSON.
  public enum CodingKeys: String, CodingKey, CaseIterable {
    case email, trn, post, phase, subject, fte, programme, institution, exception
    case firstNames = "first_names"
    case lastName = "last_name"
    case birthDate = "birth_date"
    case qtsAwardedOn = "qts_awarded_on"
    case courseBegunOn = "course_begun_on"
    case skillsTestsPassed = "skills_tests_passed"
    case keyStage = "key_stage"
    case postConcerns = "post_concerns"
    case contractType = "contract_type"
    case contractEndsOn = "contract_ends_on"
    case startsOn = "starts_on"
    case tutorName = "tutor_name"
    case tutorEmail = "tutor_email"
    case mentorName = "mentor_name"
    case mentorEmail = "mentor_email"
    case mentorReason = "mentor_reason"
    case timetableReduced = "timetable_reduced"
    case supportQualified = "support_qualified"
    case collegeTeaching = "college_teaching"
    case specialMeasures = "special_measures"
    case servedElsewhere = "served_elsewhere"
    case earlierTerms = "earlier_terms"
    case earlierBody = "earlier_body"
    case serviceLevel = "service_level"
    case earlierAbsenceDays = "earlier_absence_days"
    case earlierExtensionTerms = "earlier_extension_terms"
    case earlierBeganOn = "earlier_began_on"
    case earlierFTE = "earlier_fte"
  }

  /// The teacher's name.
  public var name: String { "\(firstNames.trimmed) \(lastName.trimmed)".trimmed }

  /// The regime that induction falls under by its beginning here; nil while there is none.
  public func regime(_ rules: InductionRules) -> RegimeCode? {
    startsOn.map { regime(startingOn: $0, rules) }
  }

  /// The same from a day on that the body sets. What began earlier elsewhere is under the regime of that day, until those
  /// who had not completed it were moved; who had and was extended serves the extension only (DfE statutory guidance
  /// 2024, 1.4–1.8).
  func regime(startingOn start: CivilDate, _ rules: InductionRules) -> RegimeCode {
    guard servedElsewhere == true, let earlierBeganOn, earlierBeganOn < start else {
      return start < rules.transition.begunBefore ? .nqt : .ect
    }
    guard earlierBeganOn < rules.transition.begunBefore else { return .ect }
    let isCompleted =
      rules.regimes[.nqt].map { regime in
        broughtForward == TermFraction(regime.requiredTerms)
          && earlier?.leavesExtensionOnly(of: regime) == true
      } ?? false
    return start <= rules.transition.completedBy || isCompleted ? .nqt : .ect
  }

  /// Whether it is a college’s, which has to see to whom the teacher teaches.
  public var isOfCollege: Bool { institution == "further_education" }

  /// The same without what does not apply: what was said of a college, where the institution is another one, and when a
  /// contract ends, where it is permanent.
  var withoutIdleAnswers: RegistrationContent {
    var content = self
    if !institution.isEmpty, !isOfCollege { content.collegeTeaching = nil }
    if contractType == .permanent { content.contractEndsOn = nil }
    return content
  }

  /// The terms served elsewhere; nil when there are none or they can't be read.
  public var broughtForward: TermFraction? {
    servedElsewhere == true ? TermFraction(text: earlierTerms.trimmed) : nil
  }
}

extension RegistrationContent {
  /// Reads JSON; whatever is left out or null stays empty. A member that is no part of it is refused.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String { try box.decodeIfPresent(String.self, forKey: key) ?? "" }
    func day(_ key: CodingKeys) throws -> CivilDate? { try box.decodeIfPresent(CivilDate.self, forKey: key) }
    func flag(_ key: CodingKeys) throws -> Bool? { try box.decodeIfPresent(Bool.self, forKey: key) }
    (firstNames, lastName, email) = (try text(.firstNames), try text(.lastName), try text(.email))
    (birthDate, trn) = (try day(.birthDate), TRN.tidied(try text(.trn)))
    qtsAwardedOn = try day(.qtsAwardedOn)
    (courseBegunOn, skillsTestsPassed) = (try day(.courseBegunOn), try flag(.skillsTestsPassed))
    (post, phase, subject) = (try text(.post), try text(.phase), try text(.subject))
    keyStage = try text(.keyStage)
    postConcerns = try box.decodeIfPresent([String].self, forKey: .postConcerns)
    contractType = try box.decodeIfPresent(ContractType.self, forKey: .contractType)
    (contractEndsOn, startsOn) = (try day(.contractEndsOn), try day(.startsOn))
    fte = try box.decodeIfPresent(Decimal.self, forKey: .fte)
    (tutorName, tutorEmail) = (try text(.tutorName), try text(.tutorEmail))
    (mentorName, mentorEmail) = (try text(.mentorName), try text(.mentorEmail))
    (mentorReason, programme) = (try text(.mentorReason), try text(.programme))
    (timetableReduced, specialMeasures) = (try flag(.timetableReduced), try flag(.specialMeasures))
    (supportQualified, collegeTeaching) = (try flag(.supportQualified), try flag(.collegeTeaching))
    (institution, exception) = (try text(.institution), try text(.exception))
    (servedElsewhere, earlierTerms) = (try flag(.servedElsewhere), try text(.earlierTerms))
    (earlierBody, serviceLevel) = (try text(.earlierBody), try text(.serviceLevel))
    earlierAbsenceDays = try box.decodeIfPresent(Decimal.self, forKey: .earlierAbsenceDays)
    earlierExtensionTerms = try box.decodeIfPresent(Decimal.self, forKey: .earlierExtensionTerms)
    earlierBeganOn = try day(.earlierBeganOn)
    earlierFTE = try box.decodeIfPresent(Decimal.self, forKey: .earlierFTE)
  }

  /// The content as JSON members, null for what is missing.
  public func members() throws -> [String: JSONValue] {
    let encoded = try JSONDecoder().decode(
      [String: JSONValue].self, from: JSONEncoder().encode(self))
    return CodingKeys.allCases.reduce(into: [:]) { $0[$1.rawValue] = encoded[$1.rawValue] ?? .null }
  }

  /// Reads JSON members. Throws ``DomainError/invalid(_:)``.
  public init(members: [String: JSONValue]) throws {
    do {
      self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(members))
    } catch let error as DecodingError {
      throw DomainError.invalid([error.fieldProblem])
    }
  }
}
