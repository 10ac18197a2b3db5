import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// A pool that is open, with an officer, two schools and people who may join.
struct PoolFixture {
  let desk: VacancyDesk
  let authority: Authority
  let officer: Actor
  let year = 2027

  var services: Services { desk.services }

  /// Runs a test on a pool of its own.
  static func run(_ body: (PoolFixture) async throws -> Void) async throws {
    try await VacancyDesk.run { desk async throws in
      let authority = try await Authority.find(code: "883", in: desk.services.pool)
      let officer = try await AccountsFixture(desk.services).acting(
        .officer, at: authority.organisation, email: "officer@example.org")
      let fixture = PoolFixture(desk: desk, authority: authority, officer: officer)
      _ = try await OpenPoolYear(desk.services)(
        2027, of: authority, from: day("2026-10-01"), to: day("2027-08-31"), by: officer)
      try await body(fixture)
    }
  }

  /// What most people look for.
  static func wanted(_ subject: String = "primary-general") -> PoolPreferences {
    var wanted = PoolPreferences()
    wanted.phases = [.primary]
    wanted.keyStages = ["ks2"]
    wanted.subjects = [subject]
    wanted.availableFrom = day("2027-09-01")
    wanted.hours = .fullTime
    wanted.about = "I love river walks."
    return wanted
  }

  /// Somebody whose general application is complete.
  func person(_ email: String = "ada@example.org") async throws -> Actor {
    let accounts = AccountsFixture(services)
    try await accounts.person(email)
    let actor = try await accounts.acting(email)
    try await CompleteApplication.save(by: actor, services)
    return actor
  }

  /// Somebody in the pool, checked unless said otherwise.
  func entrant(
    _ email: String = "ada@example.org", _ wanted: PoolPreferences = wanted(), isChecked: Bool = true
  ) async throws -> (Actor, PoolEntry) {
    let actor = try await person(email)
    let entry = try await JoinPool(services)(year, of: authority.id, wanted, consents: true, by: actor)
    if isChecked { try await check(entry) }
    return (actor, try await JoinPool(services).own(entry.id, by: actor))
  }

  /// Officers find an entry right.
  func check(_ entry: PoolEntry) async throws {
    _ = try await AssessPoolEntry(services).check(
      entry.id, PoolCheck(isComplete: true, trnIsRight: true, hasConsented: true), expectedVersion: nil,
      by: officer)
  }

  /// The day of an entry's interview has come.
  static func interviewToday(_ entry: PoolEntryID, _ services: Services) async throws {
    try await services.pool.execute(
      """
      UPDATE pool_assessment SET interview_at = \(services.now()), interview_place = 'Town Hall'
      WHERE entry_id = \(entry)
      """)
  }

  /// The names that a search finds.
  func found(_ criteria: PoolCriteria = PoolCriteria(), by actor: Actor? = nil) async throws -> [PoolEntryID]
  {
    try await SearchPool(services)(at: desk.school.id, criteria, by: actor ?? desk.head).page.items
      .map(\.entry.id)
  }
}
