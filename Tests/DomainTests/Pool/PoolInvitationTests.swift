import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Invitations to the interview day of the pool") struct PoolInvitationTests {
  @Test("Officers narrow the list, take it as a file, and invite those whom they choose: all of them or none")
  func many() async throws {
    try await PoolFixture.run { pool async throws in
      let (services, accounts) = (pool.services, AccountsFixture(pool.services))
      let (_, ada) = try await pool.entrant()
      pool.desk.clock.advance(seconds: 1)
      let (person, bea) = try await pool.entrant("bea@example.org", PoolFixture.wanted("music"))
      try await services.pool.execute("UPDATE account SET name = 'Bea Oakes' WHERE email = 'bea@example.org'")
      let list = ListPoolEntries(services)
      func found(_ change: (inout PoolListFilter) -> Void) async throws -> [PoolEntryID] {
        var filter = PoolListFilter()
        change(&filter)
        return try await list(pool.authority, year: 2027, filter, by: pool.officer).items.map(\.entry.id)
      }
      _ = try await ChangePoolEntry(services)(bea.id, to: .paused, by: person)
      #expect(try await found { _ in } == [bea.id, ada.id])
      #expect(try await found { $0.name = "oakes BE" } == [bea.id])
      #expect(try await found { $0.wanted.subject = "music" } == [bea.id])
      #expect(try await found { $0.wanted.keyStage = "ks2" } == [bea.id, ada.id])
      #expect(try await found { $0.wanted.phase = .secondary } == [])
      #expect(try await found { $0.state = .active } == [ada.id])
      #expect(try await found { $0.isInvited = false } == [bea.id, ada.id])
      let unknown = try await outcome { _ = try await found { $0.wanted.grade = "Z" } }
      #expect(unknown?.fields == ["grade"])

      let invite = InviteManyFromPool(services)
      let (both, when) = ([ada.id, bea.id], pool.desk.clock.now.addingTimeInterval(5 * 86_400))
      let nothing = try await outcome { try await invite([], at: nil, place: " ", by: pool.officer) }
      #expect(nothing?.fields == ["entries", "interview_at", "interview_place"])
      let paused = try await outcome {
        try await invite(both.map { PoolInvitee($0) }, at: when, place: "Town Hall", by: pool.officer)
      }
      #expect(paused?.fields == ["entries", "entries[1]"])
      #expect("\(String(describing: paused))".contains("Bea Oakes"))
      #expect(try await found { $0.isInvited = true } == [])
      _ = try await ChangePoolEntry(services)(bea.id, to: .active, by: person)
      let foreign = try await outcome {
        try await invite([PoolInvitee(ada.id)], at: when, place: "Town Hall", by: pool.desk.head)
      }
      #expect(foreign == .notFound("entry of the pool"))
      let stale = try await outcome {
        try await invite([PoolInvitee(ada.id, version: 0)], at: when, place: "Town Hall", by: pool.officer)
      }
      #expect(stale == .staleVersion(current: 1))
      try await invite(
        both.map { PoolInvitee($0, version: 1) }, at: when, place: "Town Hall", by: pool.officer)
      #expect(try await found { $0.isInvited = true } == [bea.id, ada.id])
      for address in ["ada@example.org", "bea@example.org"] {
        let told = try await accounts.subjects(to: address)
        #expect(told.filter { $0 == "Interview for the pool" }.count == 1)
      }
      var invited = PoolListFilter()
      (invited.isInvited, invited.name) = (true, "bea")
      let file = try await list.csv(pool.authority, year: 2027, invited, by: pool.officer)
      #expect(file.hasPrefix("name,state,joined,") && file.contains("Bea Oakes,Open to offers,"))
      #expect(file.contains("Town Hall") && !file.contains(ada.id.description))
    }
  }

  @Test("The person answers and may change their mind; moving asks again, and the officer is told each time")
  func answering() async throws {
    try await PoolFixture.run { pool async throws in
      let (services, accounts) = (pool.services, AccountsFixture(pool.services))
      let (ada, entry) = try await pool.entrant()
      let (assess, answer) = (AssessPoolEntry(services), AnswerPoolInvitation(services))
      #expect(try await answer.read(entry.id, by: ada) == nil)
      let none = try await outcome { try await answer(entry.id, .accepted, by: ada) }
      #expect(none == .notFound("invitation"))
      let first = pool.desk.clock.now.addingTimeInterval(5 * 86_400)
      _ = try await assess.invite(
        entry.id, at: first, place: "Town Hall", expectedVersion: nil, by: pool.officer)
      try await answer(entry.id, .declined, reason: "I teach that day.", by: ada)
      let seen = try await assess.read(entry.id, by: pool.officer)
      #expect(seen.invitation?.answer == .declined && seen.invitation?.reason == "I teach that day.")
      try await answer(entry.id, .accepted, by: ada)
      try await answer(entry.id, .accepted, by: ada)
      let told = try await accounts.subjects(to: "officer@example.org")
      #expect(told.filter { $0.hasPrefix("Interview for the pool: ") }.count == 2)
      #expect(try await accounts.audited("pool.invitation_accepted") == 1)
      let long = try await outcome {
        try await answer(entry.id, .declined, reason: String(repeating: "x", count: 1001), by: ada)
      }
      #expect(long?.fields == ["reason"])
      let silent = try await outcome {
        try await answer(entry.id, nil, reason: String(repeating: "x", count: 1001), by: ada)
      }
      #expect(silent?.fields == ["answer", "reason"])
      let unread = try await outcome {
        _ = try await assess.invite(
          entry.id, at: nil, place: " ",
          unread: [FieldProblem(field: "interview_time", message: "Enter the time.")], expectedVersion: nil,
          by: pool.officer)
      }
      #expect(unread?.fields == ["interview_time", "interview_place"])

      let second = first.addingTimeInterval(3_600)
      let moved = try await assess.invite(
        entry.id, at: second, place: "Library", expectedVersion: seen.version + 1, by: pool.officer)
      #expect(moved.invitation?.answer == nil && moved.invitation?.place == "Library")
      // The same again tells nobody.
      _ = try await assess.invite(
        entry.id, at: second, place: "Library", expectedVersion: nil, by: pool.officer)
      let mails = try await accounts.subjects(to: "ada@example.org")
      #expect(mails.filter { $0 == "Your interview for the pool has moved" }.count == 1)
      let old = try await outcome { try await answer(entry.id, .accepted, at: first, by: ada) }
      #expect(old?.isConflict == true)
      #expect(try await answer(entry.id, .accepted, at: second, by: ada).answer == .accepted)
      let data = "\(try await DownloadOwnData(services)(by: ada))"
      #expect(data.contains("Library"))
      pool.desk.clock.set(second)
      let late = try await outcome { try await answer(entry.id, .declined, by: ada) }
      #expect(late?.isConflict == true)
    }
  }

  @Test("The officer who has invited hears of whoever leaves before the day", arguments: [0, 1, 2])
  func leaving(way: Int) async throws {
    try await PoolFixture.run { pool async throws in
      let (services, accounts) = (pool.services, AccountsFixture(pool.services))
      let (ada, entry) = try await pool.entrant()
      func told() async throws -> Int {
        try await accounts.subjects(to: "officer@example.org").filter {
          $0.hasPrefix("Somebody does not come to the pool interview on ")
        }.count
      }
      let change = ChangePoolEntry(services)
      let (bo, other) = try await pool.entrant("bo@example.org")
      _ = try await change(other.id, to: .left, by: bo)
      _ = try await AssessPoolEntry(services).invite(
        entry.id, at: pool.desk.clock.now.addingTimeInterval(86_400), place: "Town Hall",
        expectedVersion: nil, by: pool.officer)
      _ = try await change(entry.id, to: .paused, by: ada)
      #expect(try await told() == 0)
      switch way {
      case 0: _ = try await change(entry.id, to: .left, by: ada)
      case 1: _ = try await change(entry.id, to: .placed, by: ada)
      default: _ = try await CloseOwnAccount(services)(password: AccountsFixture.password, by: ada)
      }
      #expect(try await told() == 1)
    }
  }

  @Test("Officers cancel, and the person is told; nobody else answers or reads")
  func cancelling() async throws {
    try await PoolFixture.run { pool async throws in
      let (services, accounts) = (pool.services, AccountsFixture(pool.services))
      let (_, entry) = try await pool.entrant()
      let (assess, answer) = (AssessPoolEntry(services), AnswerPoolInvitation(services))
      let eve = try await pool.person("eve@example.org")
      _ = try await assess.invite(
        entry.id, at: pool.desk.clock.now.addingTimeInterval(86_400), place: "Town Hall",
        expectedVersion: nil,
        by: pool.officer)
      for actor in [eve, pool.officer, pool.desk.head] {
        let refused = try await outcome { try await answer(entry.id, .accepted, by: actor) }
        #expect(refused == .notFound("entry of the pool"))
        let unread = try await outcome { _ = try await answer.read(entry.id, by: actor) }
        #expect(unread == .notFound("entry of the pool"))
      }
      let head = try await outcome {
        _ = try await assess.cancelInvitation(entry.id, expectedVersion: nil, by: pool.desk.head)
      }
      #expect(head == .notFound("entry of the pool"))
      for _ in 0..<2 {
        let found = try await assess.cancelInvitation(entry.id, expectedVersion: nil, by: pool.officer)
        #expect(found.invitation == nil)
      }
      let mails = try await accounts.subjects(to: "ada@example.org")
      #expect(mails.filter { $0 == "Your interview for the pool is cancelled" }.count == 1)
    }
  }
}
