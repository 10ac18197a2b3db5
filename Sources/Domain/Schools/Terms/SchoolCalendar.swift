public import Postgres

/// A half of a term.
public struct HalfTerm: Sendable, Hashable, RowDecodable {
  /// The year the school year begins in: 2026 for 2026/27.
  public var schoolYear: Int
  /// autumn, spring or summer.
  public var term: String
  /// The first or the second half.
  public var half: Int
  /// The first day.
  public var startsOn: CivilDate
  /// The last day.
  public var endsOn: CivilDate
  /// Whether these are usual dates, and not published ones.
  public var isSample: Bool

  /// A half of a term.
  public init(
    schoolYear: Int, term: String, half: Int, startsOn: CivilDate, endsOn: CivilDate, isSample: Bool = false
  ) {
    self.schoolYear = schoolYear
    self.term = term
    self.half = half
    self.startsOn = startsOn
    self.endsOn = endsOn
    self.isSample = isSample
  }

  /// Reads a row of `school_term`.
  public init(row: Row) throws {
    schoolYear = try row.decode("school_year")
    term = try row.decode("term")
    half = try row.decode("half")
    startsOn = try row.decode("starts_on")
    endsOn = try row.decode("ends_on")
    isSample = try row.decode("is_sample")
  }
}

/// The days on which a school is open, as far as they are known.
public struct SchoolCalendar: Sendable, Hashable {
  /// Bank holidays of England and Wales with their names.
  public var bankHolidays: [CivilDate: String]
  /// The halves of terms, in order.
  public var terms: [HalfTerm]

  /// A calendar.
  public init(bankHolidays: [CivilDate: String] = [:], terms: [HalfTerm] = []) {
    self.bankHolidays = bankHolidays
    self.terms = terms.sorted { $0.startsOn < $1.startsOn }
  }

  /// What a day is to a school.
  public enum Day: Sendable, Equatable {
    case school, weekend
    /// A bank holiday, by its name.
    case bankHoliday(String)
    /// Between terms or halves of terms.
    case holidays
  }

  /// What a day is. One outside the terms that are known counts as a school day if it is a weekday.
  public func day(_ date: CivilDate) -> Day {
    if let name = bankHolidays[date] { return .bankHoliday(name) }
    if Self.isWeekend(date) { return .weekend }
    if terms.contains(where: { $0.startsOn <= date && date <= $0.endsOn }) { return .school }
    // Between two halves no more than a summer apart it is a holiday; of a year that is missing, nothing is
    // known.
    let before = terms.last { $0.endsOn < date }
    let after = terms.first { $0.startsOn > date }
    guard let before, let after, before.endsOn.days(until: after.startsOn) <= 60 else { return .school }
    return .holidays
  }

  /// Whether a day is Saturday or Sunday. 1 January 2000 was a Saturday.
  public static func isWeekend(_ date: CivilDate) -> Bool {
    let offset = ((date.daysSince2000 % 7) + 7) % 7
    return offset < 2
  }

  /// The calendar of a school: its own terms for the years it has given them for, otherwise its authority's.
  public static func load(of school: OrganisationID, in db: some Queryable) async throws -> SchoolCalendar {
    let holidays = try await db.query(
      "SELECT day, name FROM bank_holiday WHERE division = 'england-and-wales'")
    let terms = try await db.query(
      """
      SELECT t.school_year, t.term, t.half, t.starts_on, t.ends_on, t.is_sample
      FROM school s JOIN school_term t ON t.school_id = s.organisation_id OR t.la_code = s.la_code
      WHERE s.organisation_id = \(school) AND (t.school_id IS NOT NULL OR NOT EXISTS (
        SELECT FROM school_term o WHERE o.school_id = \(school) AND o.school_year = t.school_year))
      """, as: HalfTerm.self)
    return SchoolCalendar(
      bankHolidays: Dictionary(
        try holidays.map {
          (try $0.decode("day", as: CivilDate.self), try $0.decode("name", as: String.self))
        },
        uniquingKeysWith: { $1 }),
      terms: terms)
  }
}
