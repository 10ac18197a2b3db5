import Foundation
import Postgres

/// The terms by which a school’s inductions are reckoned: the borough’s, with what the authority or the school itself
/// has given for a year in their place.
struct InductionTerms: Sendable {
  private struct Override {
    let year: Int
    let term: String
    let half: Int
    let start: CivilDate
    let end: CivilDate
    let isSchools: Bool
  }

  let terms: [SchoolTerm]
  let closures: [CivilDate]
  /// The average of all of them.
  let average: AverageTerm?

  init(terms: [SchoolTerm], closures: [CivilDate]) {
    (self.terms, self.closures) = (terms, closures)
    average = (try? Self.holidays.get()).map {
      SchoolDays(terms, closures: Set(closures), holidays: $0).average
    }
  }

  /// Those of a school.
  static func load(of school: OrganisationID, in db: some Queryable) async throws -> InductionTerms {
    try await load(
      terms: """
        school s JOIN school_term t ON t.school_id = s.organisation_id OR (t.la_code = s.la_code AND NOT t.is_sample)
        WHERE s.organisation_id = \(school)
        """,
      closures: """
        school s JOIN school_closure c ON c.school_id = s.organisation_id OR c.la_code = s.la_code
        WHERE s.organisation_id = \(school)
        """, in: db)
  }

  /// Those of an authority’s schools that have given none themselves.
  static func load(ofAuthority code: String, in db: some Queryable) async throws -> InductionTerms {
    try await load(
      terms: "school_term t WHERE t.la_code = \(code) AND NOT t.is_sample",
      closures: "school_closure c WHERE c.la_code = \(code)", in: db)
  }

  private static func load(
    terms: Statement, closures: Statement, in db: some Queryable
  ) async throws -> InductionTerms {
    let rows = try await db.query(
      """
      SELECT t.school_year, t.term, t.half, t.starts_on, t.ends_on, t.school_id IS NOT NULL AS is_schools
      FROM \(fragment: terms) ORDER BY t.starts_on
      """)
    let overrides = try rows.map {
      Override(
        year: try $0.decode("school_year"), term: try $0.decode("term"), half: try $0.decode("half"),
        start: try $0.decode("starts_on"), end: try $0.decode("ends_on"),
        isSchools: try $0.decode("is_schools"))
    }
    let closed = try await db.query("SELECT c.day FROM \(fragment: closures) ORDER BY c.day").map {
      try $0.decode("day", as: CivilDate.self)
    }
    return merge(try usual.get(), overrides, closed)
  }

  private static let usual = Result { try BoroughTerms.usual() }
  private static let holidays = Result { try BankHolidays.englandAndWales() }

  private static func merge(
    _ usual: BoroughTerms, _ overrides: [Override], _ closed: [CivilDate]
  ) -> InductionTerms {
    var (terms, closures) = (usual.terms, usual.closures)
    for (year, halves) in Dictionary(grouping: overrides, by: \.year) {
      let own = halves.filter(\.isSchools)
      let counting = own.isEmpty ? halves : own
      let given = Dictionary(grouping: counting, by: \.term).values.compactMap { halves -> SchoolTerm? in
        guard let first = halves.first(where: { $0.half == 1 }),
          let second = halves.first(where: { $0.half == 2 })
        else { return nil }
        return SchoolTerm(start: first.start, end: second.end)
      }
      // A year is taken over whole, so that no term counts twice.
      guard given.count == 3 else { continue }
      terms.removeAll { schoolYear(of: $0.start) == year }
      closures = closures.filter { schoolYear(of: $0) != year }
      terms += given
      for (before, after) in zip(counting, counting.dropFirst()) where before.term == after.term {
        var day = before.end.adding(days: 1)
        while day < after.start {
          closures.insert(day)
          day = day.adding(days: 1)
        }
      }
    }
    return InductionTerms(
      terms: terms.sorted { $0.start < $1.start }, closures: closures.union(closed).sorted())
  }

  /// The year in which the school year of a day begins.
  static func schoolYear(of day: CivilDate) -> Int { day.month >= 8 ? day.year : day.year - 1 }
}
