public import Foundation
public import Postgres

/// A post advertised by a school.
public struct Vacancy: Sendable, RowDecodable {
  /// Its identifier.
  public let id: VacancyID
  /// Its human-readable reference, for example "V-7K3QXM".
  public let reference: String
  /// The school and its authority.
  public let place: Place
  /// The school's name.
  public let schoolName: String
  /// The school's town, if known.
  public let schoolTown: String?
  /// The school's reference number.
  public let urn: Int
  /// The state as stored; see ``state(at:)``.
  public let storedState: VacancyState
  /// What the school wrote.
  public let content: VacancyContent
  /// The instant of closing.
  public let closesAt: Date?
  /// Lowest pay in pence a year, full time, when published.
  public let payMinimumPence: Int?
  /// Highest pay in pence a year, full time, when published.
  public let payMaximumPence: Int?
  /// Rises by one with every change.
  public let version: Int
  /// When the draft was started.
  public let createdAt: Date
  /// When it was published.
  public let publishedAt: Date?
  /// When it was last changed.
  public let updatedAt: Date
  /// Why it was withdrawn.
  public let withdrawnReason: String?

  /// The columns that ``init(row:)`` needs, of `vacancy v`, `organisation o` and `school s`.
  static let columns: Statement = """
    v.id, v.reference, v.school_id, v.authority_id, o.name AS school_name, s.town AS school_town, s.urn,
    v.state, v.title, v.phase, v.subjects, v.key_stages, v.contract_type, v.contract_length,
    v.working_pattern, v.fte, v.pay_minimum, v.pay_maximum, v.pay_minimum_pence, v.pay_maximum_pence,
    v.starts_on, v.starts_as_soon_as_possible, v.closes_at, v.nqts_welcome, v.description, v.visits,
    v.version, v.created_at, v.published_at, v.updated_at, v.withdrawn_reason
    """
  static let tables: Statement = """
    vacancy v JOIN organisation o ON o.id = v.school_id JOIN school s ON s.organisation_id = v.school_id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    reference = try row.decode("reference")
    place = Place(
      organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    schoolTown = try row.decodeIfPresent("school_town")
    urn = try row.decode("urn")
    storedState = try row.decode("state")
    closesAt = try row.decodeIfPresent("closes_at")
    payMinimumPence = try row.decodeIfPresent("pay_minimum_pence")
    payMaximumPence = try row.decodeIfPresent("pay_maximum_pence")
    version = try row.decode("version")
    createdAt = try row.decode("created_at")
    publishedAt = try row.decodeIfPresent("published_at")
    updatedAt = try row.decode("updated_at")
    withdrawnReason = try row.decodeIfPresent("withdrawn_reason")
    content = try Self.content(row, closesAt: closesAt)
  }

  private static func content(_ row: Row, closesAt: Date?) throws -> VacancyContent {
    let clock = closesAt.map(LondonTime.time(of:))
    return VacancyContent(
      title: try row.decode("title"), phase: try row.decodeIfPresent("phase"),
      subjects: try row.decode("subjects"), keyStages: try row.decode("key_stages"),
      contractType: try row.decodeIfPresent("contract_type"),
      contractLength: try row.decodeIfPresent("contract_length"),
      workingPattern: try row.decodeIfPresent("working_pattern"), fte: try row.decodeIfPresent("fte"),
      payMinimum: try row.decodeIfPresent("pay_minimum"), payMaximum: try row.decodeIfPresent("pay_maximum"),
      startsOn: try row.decodeIfPresent("starts_on"),
      startsAsSoonAsPossible: try row.decode("starts_as_soon_as_possible"),
      closesOn: closesAt.map(LondonTime.date(of:)),
      closesAtTime: clock.map { twoDigits($0.hour) + ":" + twoDigits($0.minute) },
      nqtsWelcome: try row.decode("nqts_welcome"), description: try row.decode("description"),
      visits: try row.decode("visits"))
  }

  private static func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  /// The state at an instant: a published vacancy is closed from its closing time on, whether or not the
  /// worker has come by.
  public func state(at now: Date) -> VacancyState {
    if storedState == .published, let closesAt, closesAt <= now { return .closed }
    return storedState
  }
}
