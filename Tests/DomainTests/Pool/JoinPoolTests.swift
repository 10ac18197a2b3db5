import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct JoinPoolTests {
  @Test("Joining asks for what is needed, and only once a year")
  func joins() async throws {
    try await PoolFixture.run { pool async throws in
      let join = JoinPool(pool.services)
      let ada = try await pool.person()
      let empty = try await outcome {
        _ = try await join(2027, of: pool.authority.id, PoolPreferences(), consents: false, by: ada)
      }
      #expect(empty?.fields == ["phases", "subjects", "available_from", "hours", "consents"])
      var odd = PoolFixture.wanted("no-such-subject")
      odd.keyStages = ["ks9"]
      odd.places = [PoolPlace("Nowhere at all", withinMiles: nil), PoolPlace(" ", withinMiles: 5)]
      let unknown = try await outcome {
        _ = try await join(2027, of: pool.authority.id, odd, consents: true, by: ada)
      }
      #expect(
        unknown?.fields
          == ["key_stages", "subjects", "places[0].place", "places[0].within_miles", "places[1].place"])
      odd.places = Array(repeating: PoolPlace("Nowhere", withinMiles: 5), count: 6)
      let many = try await outcome {
        _ = try await join(2027, of: pool.authority.id, odd, consents: true, by: ada)
      }
      #expect(many?.fields.contains("places") == true)
      let ids = try await withThrowingTaskGroup(of: PoolEntryID.self, returning: Set<PoolEntryID>.self) {
        group in
        for _ in 0..<5 {
          group.addTask {
            try await join(2027, of: pool.authority.id, PoolFixture.wanted(), consents: true, by: ada).id
          }
        }
        return try await group.reduce(into: []) { $0.insert($1) }
      }
      #expect(ids.count == 1)
      let other = try await outcome {
        _ = try await join(2028, of: pool.authority.id, PoolFixture.wanted(), consents: true, by: ada)
      }
      #expect(other == .notFound("year of the pool"))
    }
  }

  @Test("Nobody joins without a complete general application, or when the pool is not open")
  func refuses() async throws {
    try await PoolFixture.run { pool async throws in
      let join = JoinPool(pool.services)
      let accounts = AccountsFixture(pool.services)
      try await accounts.person("eve@example.org")
      let eve = try await accounts.acting("eve@example.org")
      let early = try await outcome {
        _ = try await join(2027, of: pool.authority.id, PoolFixture.wanted(), consents: true, by: eve)
      }
      #expect(early?.isConflict == true)
      let ada = try await pool.person()
      _ = try await OpenPoolYear(pool.services)(
        2027, of: pool.authority, from: day("2027-01-04"), to: day("2027-08-31"), by: pool.officer)
      let closed = try await outcome {
        _ = try await join(2027, of: pool.authority.id, PoolFixture.wanted(), consents: true, by: ada)
      }
      #expect(closed?.isConflict == true)
    }
  }

  @Test("An entry is its person's: nobody else reads, changes, pauses or hides it")
  func own() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let eve = try await pool.person("eve@example.org")
      for actor in [eve, pool.desk.head, pool.officer] {
        let tries: [() async throws -> Void] = [
          { _ = try await JoinPool(pool.services).own(entry.id, by: actor) },
          {
            _ = try await JoinPool(pool.services).change(
              entry.id, PoolFixture.wanted(), expectedVersion: nil, by: actor)
          },
          { _ = try await ChangePoolEntry(pool.services)(entry.id, to: .paused, by: actor) },
          { try await ChangePoolEntry(pool.services).hide(entry.id, from: [], by: actor) },
        ]
        for attempt in tries {
          let refused1 = try await outcome(attempt)
          #expect(refused1 == .notFound("entry of the pool"))
        }
      }
      var wanted = PoolFixture.wanted("music")
      wanted.about = "Choirs."
      let changed = try await JoinPool(pool.services).change(
        entry.id, wanted, expectedVersion: entry.version, by: ada)
      #expect(changed.preferences == wanted)
      let stale = try await outcome {
        _ = try await JoinPool(pool.services).change(
          entry.id, wanted, expectedVersion: entry.version, by: ada)
      }
      #expect(stale == .staleVersion(current: changed.version))
    }
  }

  @Test("Every change of state is allowed or refused as the table says", arguments: PoolState.allCases)
  func states(_ from: PoolState) async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      for next in PoolState.allCases where next != from {
        try await pool.services.pool.execute("UPDATE pool_entry SET state = \(from) WHERE id = \(entry.id)")
        let refused = try await outcome {
          _ = try await ChangePoolEntry(pool.services)(entry.id, to: next, by: ada)
        }
        #expect(
          (refused == nil) == from.next.contains(next), "\(from) → \(next): \(String(describing: refused))")
      }
    }
  }

  @Test("People who do nothing are asked, and the year ends for everybody")
  func tasks() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      #expect(try await RemindPoolEntrants(pool.services)() == 0)
      pool.desk.clock.advance(days: 43)
      #expect(try await RemindPoolEntrants(pool.services)() == 1)
      #expect(try await RemindPoolEntrants(pool.services)() == 0)
      let subjects = try await AccountsFixture(pool.services).subjects(to: "ada@example.org")
      #expect(subjects.contains("Are you still looking for a post?"))
      #expect(try await ClosePoolYears(pool.services)() == 0)
      pool.desk.clock.set(try #require(LondonTime.instant(day("2027-09-01"), hour: 9, minute: 0)))
      #expect(try await ClosePoolYears(pool.services)() == 1)
      #expect(try await ClosePoolYears(pool.services)() == 0)
      #expect(try await JoinPool(pool.services).own(entry.id, by: ada).state == .closed)
      #expect(try await pool.found().isEmpty)
    }
  }
}
