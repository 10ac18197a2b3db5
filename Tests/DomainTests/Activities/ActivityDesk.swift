import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// A borough with an officer, an alliance and a school that takes part in activities, on 2 November 2026.
struct ActivityDesk {
  let desk: VacancyDesk
  let authority: Authority
  let officer: Actor
  let alliance: Organisation
  let lead: Actor

  var services: Services { desk.services }
  var clock: TestClock { desk.clock }
  var head: Actor { desk.head }
  var accounts: AccountsFixture { AccountsFixture(services) }

  static func run(_ body: (ActivityDesk) async throws -> Void) async throws {
    try await VacancyDesk.run { desk async throws in try await body(ActivityDesk(desk)) }
  }

  /// Runs a test at a desk over so many connections of its own, for much at once.
  static func run(connections: Int, _ body: (ActivityDesk) async throws -> Void) async throws {
    try await withTestDatabase { database async throws in
      let pool = Pool(
        configuration: PoolConfiguration(
          connectionString: database.connectionString, size: connections, acquireTimeout: .seconds(120),
          applicationName: "test"), logger: testLogger)
      let result: Result<Void, any Error>
      do {
        let clock = TestClock()
        try await body(
          ActivityDesk(VacancyDesk(TestServices.make(pool: pool, clock: clock), clock: clock)))
        result = .success(())
      } catch {
        result = .failure(error)
      }
      await pool.shutdown()
      try result.get()
    }
  }

  init(_ desk: VacancyDesk) async throws {
    self.desk = desk
    let accounts = AccountsFixture(desk.services)
    authority = try await Authority.find(code: "883", in: desk.services.pool)
    officer = try await accounts.acting(
      .officer, at: authority.organisation, email: "officer@example.org")
    alliance = try await CreateOrganisation(desk.services)(
      kind: .alliance, name: "Sample Alliance", authority: authority.id, by: .operatorAtCommandLine)
    lead = try await accounts.acting(.allianceLead, at: alliance.id, email: "lead@alliance.example")
  }

  static func content(
    _ title: String = "Phonics for beginners", price: Int = 0, isProgramme: Bool = false, required: Int = 1
  ) -> ActivityContent {
    ActivityContent(
      title: title, kind: "subject-workshop", isProgramme: isProgramme,
      description: "Two hours on teaching children to read.", audiences: [.nqt, .mentor],
      place: "Civic Hall, Sampletown", pricePence: price, booksFrom: day("2026-11-01"),
      booksUntil: day("2026-12-01"), freeDays: 7, sessionsRequired: required)
  }

  static func session(_ date: String = "2026-12-01", places: Int = 30) -> ActivitySessionContent {
    ActivitySessionContent(
      heldOn: day(date), startsAt: "16:00", endsAt: "17:30", room: "Room 2", places: places)
  }

  /// A published activity with sessions on these days.
  func published(
    _ content: ActivityContent = content(), on dates: [String] = ["2026-12-01"], places: Int = 30
  ) async throws -> Activity {
    let made = try await ManageActivities(services).create(
      of: authority.organisation, content, by: officer)
    for date in dates {
      _ = try await ManageSessions(services).add(
        to: made.id, Self.session(date, places: places), by: officer)
    }
    clock.advance(seconds: 1)
    return try await ManageActivities(services).publish(made.id, expectedVersion: nil, by: officer)
  }
}

extension ActivityDesk {
  /// Somebody who is known as newly qualified, since they are in the pool.
  func newTeacher(_ email: String, name: String = "Nia Sample") async throws -> Actor {
    try await accounts.person(email, name: name)
    let actor = try await accounts.acting(email)
    try await services.pool.execute(
      """
      INSERT INTO pool_year (authority_id, year, opens_on, closes_on)
      VALUES (\(authority.id), 2027, '2026-10-01', '2027-08-31') ON CONFLICT DO NOTHING
      """)
    try await services.pool.execute(
      """
      INSERT INTO pool_entry (id, authority_id, year, account_id, state, phases, key_stages, subjects, available_from,
        hours, about, joined_at, active_at)
      VALUES (\(services.newID(PoolEntryID.self)), \(authority.id), 2027, \(try actor.requireAccount().id), 'active',
        '{primary}', '{KS2}', '{}', '2027-01-01', 'either', '', \(services.now()), \(services.now()))
      """)
    return actor
  }
}
