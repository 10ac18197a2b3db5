import Foundation
public import Postgres

/// The dates of a school year as somebody has given them: six halves of terms, and days closed within them.
public struct SchoolYearDates: Sendable, Equatable {
  /// The year in which it begins.
  public let year: Int
  /// The halves of terms, in order.
  public var halves: [HalfTerm]
  /// Days within them on which the school is closed.
  public var closures: [CivilDate]
  /// Whether they are the school’s own; otherwise the authority’s, or the usual ones.
  public var isOwn: Bool

  /// Dates of a year.
  public init(year: Int, halves: [HalfTerm], closures: [CivilDate], isOwn: Bool = true) {
    (self.year, self.halves, self.closures, self.isOwn) = (year, halves, closures, isOwn)
  }

  /// The version of the dates as they are stored: what a change to them is made against.
  public var version: Int {
    Fingerprint.version(
      of: [isOwn ? "own" : "usual"] + halves.flatMap { [$0.startsOn.description, $0.endsOn.description] }
        + closures.map(\.description))
  }

  /// Whether these are set, and on the same days as others.
  func areOwn(asIn other: SchoolYearDates) -> Bool {
    func days(_ dates: SchoolYearDates) -> [CivilDate] { dates.halves.flatMap { [$0.startsOn, $0.endsOn] } }
    return isOwn && !halves.contains(where: \.isSample) && year == other.year && days(self) == days(other)
      && closures == Set(other.closures).sorted()
  }

  /// The terms in order, each with two halves.
  public static let places: [(term: String, half: Int)] = [
    ("autumn", 1), ("autumn", 2), ("spring", 1), ("spring", 2), ("summer", 1), ("summer", 2),
  ]

  /// Everything that keeps them from being stored.
  func problems() -> [FieldProblem] { Self.problems(year, halves, closures) }

  /// The same of dates of which some can’t be read: those halves of terms are nil.
  public static func problems(
    _ year: Int, _ halves: [HalfTerm?], _ closures: [CivilDate]
  ) -> [FieldProblem] {
    var problems = Problems()
    problems.require((2012...2030).contains(year), "year", "Enter a school year from 2012 to 2030.")
    guard halves.count == places.count else {
      problems.add("halves", "Give both halves of the autumn, spring and summer terms.")
      return problems.found
    }
    for (index, half) in halves.enumerated() {
      guard let half else { continue }
      let field = "halves[\(index)]"
      problems.require(
        half.startsOn < half.endsOn && half.startsOn.days(until: half.endsOn) <= 100, field,
        "Enter a last day after the first, at most 100 days later.")
      problems.require(
        InductionTerms.schoolYear(of: half.startsOn) == year
          && InductionTerms.schoolYear(of: half.endsOn) == year,
        field, "Enter days of the school year from August \(year) to July \(year + 1).")
      if index > 0, let before = halves[index - 1] {
        problems.require(
          before.endsOn < half.startsOn, field,
          "Enter a first day after the half term before has ended.")
      }
    }
    return problems.found + faults(ofClosures: closures, in: year)
  }
}

/// Reads and sets the dates of a school year, for one school or for every school of an authority. They are stored with
/// one row of work; the worker marks the inductions that go by them and reckons their plans again (``ReplanStaleInductions``).
public struct SetSchoolTerms: Sendable {
  /// Whose dates they are.
  public enum Owner: Sendable {
    case school(School)
    case authority(Authority)
  }

  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// The dates that go in a year.
  public func read(_ year: Int, of owner: Owner) async throws -> SchoolYearDates {
    try await Self.read(year, of: owner, in: services.pool)
  }

  private static func read(
    _ year: Int, of owner: Owner, in db: some Queryable
  ) async throws -> SchoolYearDates {
    try Self.requireKnown(year)
    let (_, code, school) = Self.parts(owner)
    let whose: Statement = school.map { "school_id = \($0)" } ?? "la_code = \(code) AND NOT is_sample"
    let rows = try await db.query(
      """
      SELECT school_year, term, half, starts_on, ends_on, is_sample FROM school_term
      WHERE \(fragment: whose) AND school_year = \(Int32(year)) ORDER BY starts_on
      """, as: HalfTerm.self)
    let isOwn = rows.count == SchoolYearDates.places.count
    // A school without dates of its own is closed when the authority’s schools are.
    let closing: Statement =
      isOwn
      ? school.map { "school_id = \($0)" } ?? "la_code = \(code)"
      : "school_id = \(school) OR la_code = \(code)"
    let closed = try await db.query(
      "SELECT DISTINCT day FROM school_closure WHERE \(fragment: closing) ORDER BY day"
    ).map { try $0.decode("day", as: CivilDate.self) }.filter { InductionTerms.schoolYear(of: $0) == year }
    if isOwn {
      return SchoolYearDates(year: year, halves: rows, closures: closed)
    }
    let terms =
      if let school {
        try await InductionTerms.load(of: school, in: db)
      } else {
        try await InductionTerms.load(ofAuthority: code, in: db)
      }
    return SchoolYearDates(year: year, halves: terms.halves(of: year), closures: closed, isOwn: false)
  }

  /// Sets them; `expectedVersion` is that of the dates that were read. Those that are set already change nothing, whatever
  /// was read: a request that is sent again does no harm. Throws ``DomainError``.
  public func callAsFunction(
    _ dates: SchoolYearDates, of owner: Owner, expectedVersion: Int? = nil, by actor: Actor
  ) async throws {
    let (place, code, school) = Self.parts(owner)
    try actor.require(.setTermDates, at: place, orHide: "page")
    let problems = dates.problems()
    if !problems.isEmpty { throw DomainError.invalid(problems) }
    try await services.pool.withTransaction { tx in
      let whose: Statement = school.map { "school_id = \($0)" } ?? "la_code = \(code)"
      try await tx.execute("SELECT pg_advisory_xact_lock(886, \(Int32(dates.year)))")
      let stored = try await Self.read(dates.year, of: owner, in: tx)
      if stored.areOwn(asIn: dates) { return }
      if let expectedVersion { try VacancyStore.requireVersion(expectedVersion, of: stored.version) }
      try await tx.execute(
        "DELETE FROM school_term WHERE \(fragment: whose) AND school_year = \(Int32(dates.year))")
      for (place, half) in zip(SchoolYearDates.places, dates.halves) {
        try await tx.execute(
          """
          INSERT INTO school_term (la_code, school_id, school_year, term, half, starts_on, ends_on)
          VALUES (\(school == nil ? code : nil), \(school), \(Int32(dates.year)), \(place.term), \(Int32(place.half)),
            \(half.startsOn), \(half.endsOn))
          """)
      }
      try await tx.execute(
        """
        DELETE FROM school_closure WHERE \(fragment: whose)
          AND day BETWEEN make_date(\(Int32(dates.year)), 8, 1) AND make_date(\(Int32(dates.year + 1)), 7, 31)
        """)
      for day in Set(dates.closures).sorted() {
        try await tx.execute(
          """
          INSERT INTO school_closure (id, la_code, school_id, day)
          VALUES (\(services.newID(InductionEventID.self)), \(school == nil ? code : nil), \(school), \(day))
          """)
      }
      try await StalePlans.begin(of: place.authority, school: school, services, in: tx)
      try await Audit.record(
        "school.terms_set", AuditSubject("school_year", dates.year), at: place, by: actor, services, in: tx)
    }
  }

  /// The school years that can be asked for, by the years in which they begin.
  public static let years = 2000...2099

  private static func requireKnown(_ year: Int) throws {
    guard years.contains(year) else { throw DomainError.notFound("school year") }
  }

  /// Takes those of a year back, so that what went before goes again: the authority’s dates for a school, the usual ones
  /// of the borough for an authority. Says whether any were set; where none are nothing changes. Throws ``DomainError``.
  @discardableResult
  public func takeBack(_ year: Int, of owner: Owner, by actor: Actor) async throws -> Bool {
    try Self.requireKnown(year)
    let (place, code, school) = Self.parts(owner)
    try actor.require(.setTermDates, at: place, orHide: "page")
    return try await services.pool.withTransaction { tx in
      let whose: Statement = school.map { "school_id = \($0)" } ?? "la_code = \(code) AND NOT is_sample"
      let closing: Statement = school.map { "school_id = \($0)" } ?? "la_code = \(code)"
      try await tx.execute("SELECT pg_advisory_xact_lock(886, \(Int32(year)))")
      let isSet = try await tx.value(
        "SELECT EXISTS (SELECT FROM school_term WHERE \(fragment: whose) AND school_year = \(Int32(year)))",
        as: Bool.self)
      guard isSet else { return false }
      try await tx.execute(
        "DELETE FROM school_term WHERE \(fragment: whose) AND school_year = \(Int32(year))")
      try await tx.execute(
        """
        DELETE FROM school_closure WHERE \(fragment: closing)
          AND day BETWEEN make_date(\(Int32(year)), 8, 1) AND make_date(\(Int32(year + 1)), 7, 31)
        """)
      try await StalePlans.begin(of: place.authority, school: school, services, in: tx)
      try await Audit.record(
        "school.terms_taken_back", AuditSubject("school_year", year), at: place, by: actor, services, in: tx)
      return true
    }
  }

  /// How many inductions that go by the dates are yet to be reckoned again. Throws ``DomainError``.
  public func progress(of owner: Owner, by actor: Actor) async throws -> PlanProgress {
    switch owner {
    case .school(let school): try await ReadPlanProgress(services)(at: school.id, by: actor)
    case .authority(let authority): try await ReadPlanProgress(services)(of: authority.place, by: actor)
    }
  }

  private static func parts(_ owner: Owner) -> (place: Place, code: String, school: OrganisationID?) {
    switch owner {
    case .school(let school): (school.place, school.laCode, school.id)
    case .authority(let authority): (authority.place, authority.code, nil)
    }
  }
}

extension InductionTerms {
  /// The halves of the terms of a year: each term parted at its longest run of closed days. A half ends and begins on a
  /// weekday, not on the weekend that goes before the holiday or ends it.
  func halves(of year: Int) -> [HalfTerm] {
    let names = ["autumn", "spring", "summer"]
    let own = terms.filter { Self.schoolYear(of: $0.start) == year }
    return zip(names, own).flatMap { name, term -> [HalfTerm] in
      var (longest, run): (ClosedRange<Int>?, ClosedRange<Int>?) = (nil, nil)
      for day in closures where term.start < day && day < term.end {
        let number = day.daysSince2000
        run =
          run.map { $0.upperBound >= number - 3 ? $0.lowerBound...number : number...number }
          ?? number...number
        if let run, run.count > (longest?.count ?? 0) { longest = run }
      }
      guard let gap = longest else {
        return [HalfTerm(schoolYear: year, term: name, half: 1, startsOn: term.start, endsOn: term.end)]
      }
      return [
        HalfTerm(
          schoolYear: year, term: name, half: 1, startsOn: term.start,
          endsOn: Self.weekday(from: CivilDate(daysSince2000: gap.lowerBound - 1), by: -1)),
        HalfTerm(
          schoolYear: year, term: name, half: 2,
          startsOn: Self.weekday(from: CivilDate(daysSince2000: gap.upperBound + 1), by: 1),
          endsOn: term.end),
      ]
    }
  }

  private static func weekday(from day: CivilDate, by step: Int) -> CivilDate {
    var day = day
    while !(1...5).contains(day.weekday) { day = day.adding(days: step) }
    return day
  }
}
