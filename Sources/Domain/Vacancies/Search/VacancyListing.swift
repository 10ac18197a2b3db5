public import Foundation
public import Postgres

/// One line of a list of vacancies.
public struct VacancyListing: Sendable, RowDecodable {
  /// Its identifier.
  public let id: VacancyID
  /// Its reference.
  public let reference: String
  /// The post.
  public let title: String
  /// The school's name.
  public let schoolName: String
  /// The school's town, if known.
  public let schoolTown: String?
  /// The stage of school.
  public let phase: VacancyPhase?
  /// Full or part time.
  public let workingPattern: WorkingPattern?
  /// How long the contract lasts.
  public let contractType: ContractType?
  /// Lowest pay in pence a year, full time.
  public let payMinimumPence: Int?
  /// Highest pay in pence a year, full time.
  public let payMaximumPence: Int?
  /// Whether newly qualified teachers are welcome.
  public let nqtsWelcome: Bool
  /// When it closes.
  public let closesAt: Date?
  /// When it was published.
  public let publishedAt: Date?
  /// Stages of school that it is for.
  public let phases: [VacancyPhase]
  /// Working patterns that it may have.
  public let workingPatterns: [WorkingPattern]
  /// Codes of its job roles.
  public let roles: [String]
  /// Whether its school sponsors visas.
  public let visaSponsorship: Bool
  /// How far its nearest school is from the place that was asked for, in metres.
  public internal(set) var distance: Int?

  static let columns: Statement = """
    v.id, v.reference, v.title, o.name AS school_name, s.town AS school_town, v.phase, v.working_pattern,
    v.contract_type, v.pay_minimum_pence, v.pay_maximum_pence, v.nqts_welcome, v.closes_at, v.published_at, v.phases,
    v.working_patterns, v.job_roles, v.visa_sponsorship
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    reference = try row.decode("reference")
    title = try row.decode("title")
    schoolName = try row.decode("school_name")
    schoolTown = try row.decodeIfPresent("school_town")
    phase = try row.decodeIfPresent("phase")
    workingPattern = try row.decodeIfPresent("working_pattern")
    contractType = try row.decodeIfPresent("contract_type")
    payMinimumPence = try row.decodeIfPresent("pay_minimum_pence")
    payMaximumPence = try row.decodeIfPresent("pay_maximum_pence")
    nqtsWelcome = try row.decode("nqts_welcome")
    closesAt = try row.decodeIfPresent("closes_at")
    publishedAt = try row.decodeIfPresent("published_at")
    phases = try row.decode("phases")
    workingPatterns = try row.decode("working_patterns")
    roles = try row.decode("job_roles")
    visaSponsorship = try row.decode("visa_sponsorship")
  }
}

/// A part of a list of vacancies.
public struct VacancyPage: Sendable {
  /// The vacancies.
  public let items: [VacancyListing]
  /// How many match in all.
  public let total: Int
  /// Where the next part begins; nil at the end.
  public let next: VacancyCursor?
}
