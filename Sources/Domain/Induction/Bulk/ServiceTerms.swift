import Postgres

/// How many terms runs come to, by the calendars of their schools, each read once.
struct ServiceTerms {
  private let editions: RuleEditions<InductionRules>
  private var calendars: [OrganisationID: SchoolDays] = [:]

  init() throws { editions = try InductionRules.editions() }

  /// What of a run counts, to the nearest tenth of a term.
  mutating func of(_ run: ServiceRun, in db: some Queryable) async throws -> String {
    let calendar = if let known = calendars[run.school] { known } else { try await read(run.school, in: db) }
    calendars[run.school] = calendar
    let rules = editions.named(run.rulesVersion) ?? editions.inForce(on: run.start)
    return run.terms(calendar, leastTerms: rules.leastTermsInPost)
  }

  private func read(_ school: OrganisationID, in db: some Queryable) async throws -> SchoolDays {
    let terms = try await InductionTerms.load(of: school, in: db)
    return SchoolDays(
      terms.terms, closures: Set(terms.closures), holidays: try BankHolidays.englandAndWales())
  }
}

/// What the national service is told of the ends of one teacher’s service, to see what a correction changes of it: of
/// each last day the first days, with the terms that they come to. Posts at several schools are told of as one where
/// they begin on the same day, so that correcting one may change what is said of another.
struct ToldEnds {
  private let ends: [CivilDate: Set<String>]

  static func of(
    _ induction: Induction, on today: CivilDate, in db: some Queryable
  ) async throws -> ToldEnds {
    let runs = try await ServiceRun.all(of: induction.place.authority, trn: induction.trn, in: db)
    var (ends, terms): ([CivilDate: Set<String>], ServiceTerms) = ([:], try ServiceTerms())
    for run in ServiceRun.ended(runs, on: today) {
      guard let end = run.end else { continue }
      let count = try await terms.of(run, in: db)
      ends[end, default: []].insert("\(run.start) \(count)")
    }
    return ToldEnds(ends: ends)
  }

  /// The last days of which something else is said now.
  func changed(_ now: ToldEnds) -> Set<CivilDate> { Set(ends.keys.filter { ends[$0] != now.ends[$0] }) }
}
