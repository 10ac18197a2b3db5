public import Foundation
public import Postgres

/// What a school writes about a vacancy. A draft may leave anything but the title open.
public struct VacancyContent: Sendable, Equatable {
  /// The post, 4–75 characters.
  public var title: String
  /// Codes of job roles, such as "teacher".
  public var jobRoles: [String]
  /// The stages of school.
  public var phases: [VacancyPhase]
  /// Codes of subjects; none for a class teacher.
  public var subjects: [String]
  /// Subjects that the list doesn't have, in the school's words.
  public var otherSubjects: [String]
  /// Codes of key stages.
  public var keyStages: [String]
  /// How long the contract lasts.
  public var contractType: ContractType?
  /// The length in words, for example "One year"; needed unless permanent or with an end.
  public var contractLength: String?
  /// Why a fixed term is fixed.
  public var contractReason: String?
  /// The last day of a contract that ends on a day.
  public var contractEndsOn: CivilDate?
  /// Full or part time, or either; flexible, term time only.
  public var workingPatterns: [WorkingPattern]
  /// Which days or hours, in words.
  public var workingPatternDetails: String
  /// Whether two people may share the post.
  public var jobShare: Bool
  /// The part of full time, over 0 and up to 1.
  public var fte: Decimal?
  /// Whether pay is named by points of a scale or in figures.
  public var payKind: PayKind
  /// The lowest pay point offered, for example "M1".
  public var payMinimum: String?
  /// The highest pay point offered, for example "U3".
  public var payMaximum: String?
  /// The pay area, where it isn't the authority's.
  public var payArea: PayArea?
  /// The lowest pay in figures: pence a year, full time.
  public var payActualMinimumPence: Int?
  /// The highest pay in figures: pence a year, full time; the lowest where left open.
  public var payActualMaximumPence: Int?
  /// What else there is to say of pay, for example "L10 to L14".
  public var payNote: String
  /// The kind of teaching and learning responsibility payment: TLR1, TLR2 or TLR3.
  public var tlr: String?
  /// That payment in pence a year.
  public var tlrPence: Int?
  /// The special educational needs allowance in pence a year.
  public var senPence: Int?
  /// What else comes with the post.
  public var benefits: String
  /// Help with moving.
  public var relocation: String
  /// Whether the school can sponsor a visa.
  public var visaSponsorship: Bool
  /// The first day of the post.
  public var startsOn: CivilDate?
  /// Whether the post starts as soon as possible instead of on a day.
  public var startsAsSoonAsPossible: Bool
  /// The term it starts in, for example "2027-autumn", where the day is open.
  public var startsInTerm: String?
  /// The closing date in London.
  public var closesOn: CivilDate?
  /// The closing time in London, "HH:MM".
  public var closesAtTime: String?
  /// The days of interviews.
  public var interviewDates: [CivilDate]
  /// How many posts there are.
  public var posts: Int
  /// Whether newly qualified teachers are welcome.
  public var nqtsWelcome: Bool
  /// What the post is, in the school's words.
  public var description: String
  /// How to visit the school.
  public var visits: String
  /// Whom to ask.
  public var contactName: String
  /// Their e-mail address.
  public var contactEmail: String
  /// Their telephone number.
  public var contactPhone: String
  /// The school's commitment to safeguarding and the checks it makes.
  public var safeguarding: String

  /// What a school writes; everything but the title may be left open.
  public init(
    title: String, jobRoles: [String] = [], phases: [VacancyPhase] = [], subjects: [String] = [],
    otherSubjects: [String] = [], keyStages: [String] = [], contractType: ContractType? = nil,
    contractLength: String? = nil, contractReason: String? = nil, contractEndsOn: CivilDate? = nil,
    workingPatterns: [WorkingPattern] = [], workingPatternDetails: String = "",
    jobShare: Bool =
      false, fte: Decimal? = nil, payKind: PayKind = .scale, payMinimum: String? = nil,
    payMaximum:
      String? = nil, payArea: PayArea? = nil, payActualMinimumPence: Int? = nil,
    payActualMaximumPence: Int? = nil, payNote: String = "", tlr: String? = nil,
    tlrPence: Int? =
      nil, senPence: Int? = nil, benefits: String = "", relocation: String = "",
    visaSponsorship: Bool = false, startsOn: CivilDate? = nil, startsAsSoonAsPossible: Bool = false,
    startsInTerm: String? = nil, closesOn: CivilDate? = nil, closesAtTime: String? = nil,
    interviewDates: [CivilDate] =
      [], posts: Int = 1, nqtsWelcome: Bool = false, description: String = "", visits: String = "",
    contactName: String = "", contactEmail: String = "", contactPhone: String = "",
    safeguarding:
      String = ""
  ) {
    self.title = title
    self.jobRoles = jobRoles
    self.phases = phases
    self.subjects = subjects
    self.otherSubjects = otherSubjects
    self.keyStages = keyStages
    self.contractType = contractType
    self.contractLength = contractLength
    self.contractReason = contractReason
    self.contractEndsOn = contractEndsOn
    self.workingPatterns = workingPatterns
    self.workingPatternDetails = workingPatternDetails
    self.jobShare = jobShare
    self.fte = fte
    self.payKind = payKind
    self.payMinimum = payMinimum
    self.payMaximum = payMaximum
    self.payArea = payArea
    self.payActualMinimumPence = payActualMinimumPence
    self.payActualMaximumPence = payActualMaximumPence
    self.payNote = payNote
    self.tlr = tlr
    self.tlrPence = tlrPence
    self.senPence = senPence
    self.benefits = benefits
    self.relocation = relocation
    self.visaSponsorship = visaSponsorship
    self.startsOn = startsOn
    self.startsAsSoonAsPossible = startsAsSoonAsPossible
    self.startsInTerm = startsInTerm
    self.closesOn = closesOn
    self.closesAtTime = closesAtTime
    self.interviewDates = interviewDates
    self.posts = posts
    self.nqtsWelcome = nqtsWelcome
    self.description = description
    self.visits = visits
    self.contactName = contactName
    self.contactEmail = contactEmail
    self.contactPhone = contactPhone
    self.safeguarding = safeguarding
  }
}
