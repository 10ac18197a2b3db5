public import Foundation
public import Postgres

/// What a jobseeker looks for.
public struct VacancyQuery: Sendable, Equatable {
  /// Words, as typed.
  public var words: String
  /// Only this phase.
  public var phase: VacancyPhase?
  /// Only vacancies of this subject (a code).
  public var subject: String?
  /// Only this working pattern.
  public var workingPattern: WorkingPattern?
  /// Only vacancies where newly qualified teachers are welcome.
  public var nqtsWelcome: Bool
  /// Only vacancies of this school.
  public var school: OrganisationID?
  /// Vacancies a page, 1–100.
  public var limit: Int
  /// Where the page begins; nil for the first.
  public var after: Cursor?

  /// Everything live, newest first.
  public init(
    words: String = "", phase: VacancyPhase? = nil, subject: String? = nil,
    workingPattern: WorkingPattern? = nil, nqtsWelcome: Bool = false, school: OrganisationID? = nil,
    limit: Int = 20, after: Cursor? = nil
  ) {
    self.words = words
    self.phase = phase
    self.subject = subject
    self.workingPattern = workingPattern
    self.nqtsWelcome = nqtsWelcome
    self.school = school
    self.limit = min(max(limit, 1), 100)
    self.after = after
  }
}

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

  static let columns: Statement = """
    v.id, v.reference, v.title, o.name AS school_name, s.town AS school_town, v.phase, v.working_pattern,
    v.contract_type, v.pay_minimum_pence, v.pay_maximum_pence, v.nqts_welcome, v.closes_at, v.published_at
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
  }
}

/// Finds live vacancies: published, and not past their closing time.
public struct SearchVacancies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of vacancies, newest first, with the number of all that match. Open to everybody.
  public func callAsFunction(_ query: VacancyQuery) async throws -> Page<VacancyListing> {
    let rows = try await services.pool.query(Self.statement(query, now: services.now()))
    var total = 0
    var items: [VacancyListing] = []
    for row in rows {
      total = try row.decode("total")
      if try row.decodeIfPresent("id", as: VacancyID.self) != nil {
        items.append(try VacancyListing(row: row))
      }
    }
    return Page(items, limit: query.limit, total: total) { last in
      Cursor(instant: last.publishedAt ?? .distantPast, id: last.id.rawValue)
    }
  }

  /// The statement: hits are found and counted on narrow rows, and only the page's rows are read whole. The
  /// hits of words are materialised, or the planner walks the order's index and unpacks every word vector.
  static func statement(_ query: VacancyQuery, now: Date) -> Statement {
    let hits: Statement = """
      SELECT v.id, v.published_at FROM vacancy v WHERE \(fragment: .joined(conditions(query, now), separator: " AND "))
      """
    var page: Statement = "SELECT id, published_at FROM hit"
    if let after = query.after {
      page = page + " WHERE (published_at, id) < (\(after.instant), \(after.id))"
    }
    return """
      WITH hit AS MATERIALIZED (\(fragment: hits)),
      page AS (\(fragment: page) ORDER BY published_at DESC, id DESC LIMIT \(query.limit + 1))
      SELECT (SELECT count(*) FROM hit) AS total, \(fragment: VacancyListing.columns)
      FROM (SELECT 1) one LEFT JOIN page ON true LEFT JOIN vacancy v ON v.id = page.id
        LEFT JOIN organisation o ON o.id = v.school_id LEFT JOIN school s ON s.organisation_id = v.school_id
      ORDER BY page.published_at DESC, page.id DESC
      """
  }

  private static func conditions(_ query: VacancyQuery, _ now: Date) -> [Statement] {
    var all: [Statement] = ["v.state = 'published'", "v.closes_at > \(now)"]
    let words = query.words.trimmed
    if !words.isEmpty { all.append("v.search @@ websearch_to_tsquery('english', \(words))") }
    if let phase = query.phase { all.append("v.phase = \(phase)") }
    if let subject = query.subject { all.append("\(subject) = ANY (v.subjects)") }
    if let pattern = query.workingPattern { all.append("v.working_pattern = \(pattern)") }
    if query.nqtsWelcome { all.append("v.nqts_welcome") }
    if let school = query.school { all.append("v.school_id = \(school)") }
    return all
  }
}
