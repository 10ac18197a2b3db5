import Foundation
public import Postgres

/// The sample that a first start shows: a real borough's school names with made-up people and vacancies.
public enum SampleBorough {
  /// The authority's code in the national register.
  public static let authorityCode = "883"
  /// The authority's name.
  public static let authorityName = "Thurrock"

  /// Where the file of schools lies, in the columns of the national register.
  public static func schoolsPath() throws -> String { try url("thurrock-schools", "csv").path }

  /// The vacancies.
  public static func vacancies() throws -> [SampleVacancy] {
    struct File: Decodable { let vacancies: [SampleVacancy] }
    return try read(File.self, "sample-vacancies").vacancies
  }

  /// The people, and the organisations besides schools that some of them belong to.
  public static func people() throws -> SamplePeople { try read(SamplePeople.self, "sample-people") }

  private static func read<T: Decodable>(_ type: T.Type, _ name: String) throws -> T {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .useDefaultKeys
    return try decoder.decode(type, from: Data(contentsOf: try url(name, "json")))
  }

  private static func url(_ name: String, _ type: String) throws -> URL {
    guard let url = Bundle.module.url(forResource: name, withExtension: type, subdirectory: "Data") else {
      throw DomainError.notFound("file \(name).\(type) of the sample")
    }
    return url
  }
}

/// The first day of a post, by the term it begins.
public enum SampleStart: String, Sendable, Codable {
  case january, easter, september

  /// The first such day that comes at least a fortnight after another.
  public func date(after day: CivilDate) -> CivilDate? {
    let (month, dayOfMonth) =
      switch self {
      case .january: (1, 1)
      case .easter: (5, 1)
      case .september: (9, 1)
      }
    let earliest = day.adding(days: 14)
    return (earliest.year...earliest.year + 1).lazy
      .compactMap { CivilDate(year: $0, month: month, day: dayOfMonth) }
      .first { $0 >= earliest }
  }
}

/// A made-up vacancy.
public struct SampleVacancy: Sendable, Decodable {
  /// What applicants of the sample name it by.
  public let key: String
  /// The name of the school, as in the file of schools.
  public let school: String
  /// The state it is to be brought to.
  public let state: VacancyState
  /// Days from the day of loading to its closing; negative for one that has closed.
  public let closesInDays: Int
  /// How many days ago it was published; nil for a draft.
  public let publishedDaysAgo: Int?
  /// Why it was withdrawn, where it was.
  public let withdrawnReason: String?
  /// The term it begins in.
  public let starts: SampleStart
  private let content: VacancyContent

  private enum CodingKeys: String, CodingKey {
    case key, school, state, starts, content
    case closesInDays = "closes_in_days"
    case publishedDaysAgo = "published_days_ago"
    case withdrawnReason = "withdrawn_reason"
  }

  /// What the school writes, with dates reckoned from the day of loading.
  public func content(on today: CivilDate) -> VacancyContent {
    var dated = content
    let closes = today.adding(days: closesInDays)
    dated.closesOn = closes
    dated.startsOn = starts.date(after: closes)
    return dated
  }
}

/// Made-up people.
public struct SamplePeople: Sendable, Decodable {
  /// An organisation that is neither a school nor the authority.
  public struct Organisation: Sendable, Decodable {
    /// What it is.
    public let kind: OrganisationKind
    /// Its name.
    public let name: String
  }

  /// Somebody who works at an organisation.
  public struct Staff: Sendable, Decodable {
    /// Their role.
    public let role: Role
    /// Their name.
    public let name: String
    /// The name of their school, of the authority, or of an organisation above.
    public let organisation: String
    /// Their e-mail address.
    public let email: String
  }

  /// Somebody who looks for a post.
  public struct Applicant: Sendable, Decodable {
    /// What others name them by.
    public let key: String
    /// Their name.
    public let name: String
    /// Their e-mail address.
    public let email: String
    /// The vacancies they have applied for, by key.
    public let appliesTo: [String]
    /// Their whole general application: answers by section of the form.
    public let sections: [String: [String: JSONValue]]
    /// What they look for in the pool; nil for somebody who is not in it.
    public let pool: SamplePoolEntry?

    private enum CodingKeys: String, CodingKey {
      case key, name, email, sections, pool
      case appliesTo = "applies_to"
    }
  }

  /// Somebody who has come through induction, or nearly, and looks for nothing.
  public struct Teacher: Sendable, Decodable {
    /// Their name.
    public let name: String
    /// Their e-mail address.
    public let email: String
  }

  /// Organisations that are neither schools nor the authority.
  public let organisations: [Organisation]
  /// People who work at organisations.
  public let staff: [Staff]
  /// People who look for a post.
  public let applicants: [Applicant]
  /// People who have come through induction, or nearly.
  public let teachers: [Teacher]
}
