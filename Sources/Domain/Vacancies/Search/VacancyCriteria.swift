import Foundation

/// What a jobseeker looks for: words, a place and filters. Within a filter any of its values will do; all of
/// the filters must hold. Where the list begins and how it is ordered is not part of it: see ``VacancyQuery``.
///
/// It is kept and passed on as the query of an address (``queryItems``, ``query``): pages, the API, alerts
/// and feeds all use the same one. As JSON it is that query as text.
public struct VacancyCriteria: Sendable, Hashable {
  /// Words, as typed.
  public var words = ""
  /// Whether the words are meant as they are typed, without corrected spelling.
  public var areWordsExact = false
  /// The place to look around: a postcode, a town or a school.
  public var place = ""
  /// How many miles around the place; nil while there is no place.
  public var miles: Int?
  /// Stages of school.
  public var phases: [VacancyPhase] = []
  /// Codes of subjects.
  public var subjects: [String] = []
  /// Codes of job roles.
  public var roles: [String] = []
  /// Working patterns.
  public var workingPatterns: [WorkingPattern] = []
  /// Kinds of contract.
  public var contractTypes: [ContractType] = []
  /// Whether only vacancies are wanted where newly qualified teachers are welcome.
  public var nqtsWelcome = false
  /// Whether only vacancies are wanted whose school sponsors visas.
  public var visaSponsorship = false
  /// Kinds of school.
  public var schoolTypes: [SchoolTypeGroup] = []
  /// Religious characters of schools.
  public var faiths: [FaithGroup] = []
  /// The least that the post must pay at its best point, in pounds a year for full time.
  public var minimumPay: Int?
  /// Only vacancies of this school.
  public var school: URN?

  /// Everything that is live.
  public init() {}

  /// How many miles are looked around a place when nothing is said about it.
  public static let usualMiles = 10
  /// The widest circle.
  public static let mostMiles = 200
  /// The most words that are looked at, in characters.
  public static let longestWords = 200

  /// Whether it asks for nothing in particular.
  public var isEmpty: Bool { queryItems.isEmpty }
}

/// Kinds of school that jobseekers tell apart.
public enum SchoolTypeGroup: String, Sendable, Codable, CaseIterable {
  case maintained, academy
  case freeSchool = "free-school"
  case special
  case alternativeProvision = "alternative-provision"
  case college, independent, other

  /// The words for it on pages.
  public var title: String {
    switch self {
    case .maintained: "Maintained by the local authority"
    case .academy: "Academy"
    case .freeSchool: "Free school, studio school or UTC"
    case .special: "Special school"
    case .alternativeProvision: "Alternative provision"
    case .college: "College"
    case .independent: "Independent school"
    case .other: "Other or not recorded"
    }
  }
}

/// Religious characters of schools, as jobseekers tell them apart.
public enum FaithGroup: String, Sendable, Codable, CaseIterable {
  case none
  case churchOfEngland = "church-of-england"
  case catholic
  case otherChristian = "other-christian"
  case muslim, jewish
  case other

  /// The words for it on pages.
  public var title: String {
    switch self {
    case .none: "No religious character"
    case .churchOfEngland: "Church of England"
    case .catholic: "Catholic"
    case .otherChristian: "Another Christian church"
    case .muslim: "Muslim"
    case .jewish: "Jewish"
    case .other: "Another faith"
    }
  }
}

extension VacancyCriteria: Codable {
  /// Reads the query of an address from a JSON text; what isn't understood any more is left out.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    self = VacancyCriteria(query: text)
  }

  /// Writes the query as a JSON text.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.singleValueContainer()
    try box.encode(query)
  }
}
