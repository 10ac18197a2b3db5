import Domain
import Foundation
import Postgres
import TestSupport

/// A borough whose live vacancies a test writes as it needs them.
struct SearchFixture {
  let services: Services
  let clock: TestClock
  var pool: Pool { services.pool }

  /// Runs a test on a database of its own.
  static func run(_ body: (SearchFixture) async throws -> Void) async throws {
    try await withDatabase { pool in
      let clock = TestClock()
      let fixture = SearchFixture(services: TestServices.make(pool: pool, clock: clock), clock: clock)
      try await fixture.pool.execute(
        "INSERT INTO authority (id, code, name, created_at) VALUES (\(Self.authority), '883', 'Thurrock', now())"
      )
      try await body(fixture)
    }
  }

  static let authority = UUID(uuidString: "00000000-0000-7000-8000-000000000883") ?? UUID()

  /// A school; those at the same spot as Grays lie at 561500 east, 177800 north.
  @discardableResult
  func school(
    _ urn: Int, _ name: String, town: String? = nil, postcode: String? = nil, easting: Int? = 561_500,
    northing: Int? = 177_800, type: String = "Community school", faith: String? = nil
  ) async throws -> UUID {
    let id = UUID()
    try await pool.withTransaction { tx in
      try await tx.execute(
        """
        INSERT INTO organisation (id, authority_id, kind, name, created_at)
        VALUES (\(id), \(Self.authority), 'school', \(name), now())
        """)
      try await tx.execute(
        """
        INSERT INTO school (organisation_id, urn, la_code, name, phase, status, type_name, religious_character, town,
          postcode, easting, northing, updated_at)
        VALUES (\(id), \(urn), '883', \(name), 'primary', 'open', \(type), \(faith), \(town), \(postcode),
          \(easting), \(northing), now())
        """)
    }
    return id
  }

  /// A published vacancy; hours are reckoned from the clock.
  @discardableResult
  func vacancy(
    _ title: String, at school: UUID, phases: [String] = ["primary"], subjects: [String] = [],
    roles: [String] = ["teacher"], patterns: [String] = ["full_time"], contract: String = "permanent",
    nqts: Bool = false, visa: Bool = false, pay: Int = 4_000_000, publishedHoursAgo: Double = 24,
    closesInHours: Double = 240, description: String = "", id: UUID? = nil, state: String = "published"
  ) async throws -> UUID {
    let id = id ?? UUID()
    let (published, closes) = (
      clock.now.addingTimeInterval(-3600 * publishedHoursAgo),
      clock.now.addingTimeInterval(3600 * closesInHours)
    )
    try await pool.execute(
      """
      INSERT INTO vacancy (id, reference, school_id, authority_id, state, title, phases, subjects, job_roles,
        contract_type, working_patterns, fte, pay_minimum, pay_maximum, pay_minimum_pence, pay_maximum_pence,
        starts_on, closes_at, nqts_welcome, visa_sponsorship, description, created_at, updated_at, published_at)
      VALUES (\(id), \("V-\(id.uuidString.prefix(8))"), \(school), \(Self.authority), \(state), \(title),
        \(phases), \(subjects), \(roles), \(contract), \(patterns), 1, 'M1', 'M6', 3000000, \(pay),
        '2027-09-01', \(closes), \(nqts), \(visa), \(description), \(published), \(published), \(published))
      """)
    return id
  }

  /// The titles that a query of an address finds, in order.
  func titles(_ query: String) async throws -> [String] {
    try await result(query).page.items.map(\.title)
  }

  /// What a query of an address finds.
  func result(_ query: String, limit: Int = 20) async throws -> VacancySearchResult {
    var problems = Problems()
    let query = VacancyQuery([QueryItem](query: query), limit: limit, problems: &problems)
    try problems.throwIfAny()
    return try await SearchVacancies(services).result(query)
  }

  /// All titles of a query, page by page.
  func walk(_ address: String, limit: Int) async throws -> [String] {
    var titles: [String] = []
    var problems = Problems()
    var query = VacancyQuery([QueryItem](query: address), limit: limit, problems: &problems)
    while true {
      let page = try await SearchVacancies(services)(query)
      titles += page.items.map(\.title)
      guard let next = page.next, titles.count < 1_000 else { return titles }
      query.after = next
    }
  }
}
