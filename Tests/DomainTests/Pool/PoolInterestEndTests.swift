import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("When a person ends a school's interest") struct PoolInterestEndTests {
  /// What the person does, and what they are told it was.
  enum Deed: CaseIterable {
    case hide, leave, takePost

    var ending: PoolInterest.Ending {
      switch self {
      case .hide: .hidden
      case .leave: .left
      case .takePost: .placed
      }
    }

    func callAsFunction(_ entry: PoolEntryID, _ pool: PoolFixture, by ada: Actor) async throws {
      let change = ChangePoolEntry(pool.services)
      switch self {
      case .hide: try await change.hide(entry, from: [pool.desk.school.urn], by: ada)
      case .leave: _ = try await change(entry, to: .left, by: ada)
      case .takePost: _ = try await change(entry, to: .placed, by: ada)
      }
    }
  }

  @Test("they are told what they did, and the school the same in any case", arguments: Deed.allCases)
  func told(_ deed: Deed) async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let express = ExpressPoolInterest(pool.services)
      let asked = try await express(
        in: entry.id, at: pool.desk.school.id, message: "May we?", by: pool.desk.head)
      #expect(
        try await express.list(at: pool.desk.school.id, by: pool.desk.head).items.first?.isAvailable == true)
      try await deed(entry.id, pool, by: ada)
      let own = try await AnswerPoolInterest(pool.services).read(asked.id, by: ada)
      #expect(own.state == .ended && own.ending == deed.ending && own.answeredAt != nil)
      let late = try await outcome {
        _ = try await AnswerPoolInterest(pool.services).decline(asked.id, by: ada)
      }
      #expect(late == .conflict(deed.ending.sentence))
      let seen = try #require(try await express.list(at: pool.desk.school.id, by: pool.desk.head).items.first)
      #expect(seen.state == .ended && seen.state.title == "No longer available" && !seen.isAvailable)
      let back = try await outcome { _ = try await express.withdraw(asked.id, by: pool.desk.head) }
      #expect(back?.isConflict == true)
      let mails = try await pool.services.pool.query(
        "SELECT subject, body FROM outbox_mail WHERE recipient = 'head@example.org' AND subject LIKE 'Pool:%'"
      )
      #expect(mails.count == 1)
      let mail = try #require(mails.first)
      #expect(
        try mail.decode("subject", as: String.self) == "Pool: somebody whom you asked is no longer available")
      let body = try mail.decode("body", as: String.self)
      #expect(!body.contains("/school/pool/") && !body.contains("hid") && !body.contains("left"))
    }
  }

  @Test("who had answered already stays answered, and can't be seen by the school any more")
  func answered() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let express = ExpressPoolInterest(pool.services)
      let asked = try await express(
        in: entry.id, at: pool.desk.school.id, message: "May we?", by: pool.desk.head)
      _ = try await AnswerPoolInterest(pool.services).accept(
        asked.id, reply: "Gladly.", submission: UUID(), by: ada)
      try await Deed.hide(entry.id, pool, by: ada)
      let seen = try #require(try await express.list(at: pool.desk.school.id, by: pool.desk.head).items.first)
      #expect(seen.state == .accepted && !seen.isAvailable && seen.reply == "Gladly.")
      try await ChangePoolEntry(pool.services).hide(entry.id, from: [], by: ada)
      #expect(
        try await express.list(at: pool.desk.school.id, by: pool.desk.head).items.first?.isAvailable == true)
    }
  }

  @Test("who had agreed is read by no school once they have left", arguments: [PoolState.left, .placed])
  func agreed(_ state: PoolState) async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let (school, head) = (pool.desk.school.id, pool.desk.head)
      let asked = try await ExpressPoolInterest(pool.services)(
        in: entry.id, at: school, message: "May we?", by: head)
      _ = try await AnswerPoolInterest(pool.services).accept(
        asked.id, reply: "Gladly.", submission: UUID(), by: ada)
      let read = ReadPoolPerson(pool.services)
      #expect(try await read(entry.id, at: school, by: head).email == "ada@example.org")
      _ = try await ChangePoolEntry(pool.services)(entry.id, to: state, by: ada)
      let gone = try await outcome { _ = try await read(entry.id, at: school, by: head) }
      #expect(gone == .notFound("entry of the pool"))
      _ = try await ChangePoolEntry(pool.services)(entry.id, to: .active, by: ada)
      #expect(try await read(entry.id, at: school, by: head).email == "ada@example.org")
    }
  }

  @Test(
    "a postcode that is not known is named, with what to enter instead; so is a grade that there is none of")
  func words() async throws {
    try await PoolFixture.run { pool async throws in
      let ada = try await pool.person()
      try await pool.services.pool.execute(
        """
        UPDATE school SET town = 'Grays', easting = 560000, northing = 178000
        WHERE organisation_id = \(pool.desk.school.id)
        """)
      var wanted = PoolFixture.wanted()
      wanted.places = [PoolPlace("zz99 9zz", withinMiles: 5)]
      let join = JoinPool(pool.services)
      let refused = try await outcome {
        _ = try await join(2027, of: pool.authority.id, wanted, consents: true, by: ada)
      }
      guard case .invalid(let problems) = refused else { throw refused ?? DomainError.notFound("refusal") }
      #expect(problems.map(\.field) == ["places[0].place"])
      let message = problems.first?.message ?? ""
      #expect(message.contains("We don’t know where ZZ99 9ZZ is.") && message.contains("such as Grays,"))
      wanted.places[0].place = "grays"
      let entry = try await join(2027, of: pool.authority.id, wanted, consents: true, by: ada)
      #expect(entry.preferences.places == [PoolPlace("Grays", withinMiles: 5)])
      var criteria = PoolCriteria()
      (criteria.grade, criteria.subject, criteria.keyStage) = ("Z", "klingon", "ks99")
      let unknown = try await outcome {
        _ = try await SearchPool(pool.services)(at: pool.desk.school.id, criteria, by: pool.desk.head)
      }
      #expect(unknown?.fields == ["grade", "key_stage", "subject"])
      #expect("\(String(describing: unknown))".contains("A, B, C"))
    }
  }

  @Test("what ended earlier is said to be the person’s only where it was", arguments: [true, false])
  func earlier(schoolWithdrew: Bool) async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let express = ExpressPoolInterest(pool.services)
      let asked = try await express(
        in: entry.id, at: pool.desk.school.id, message: "May we?", by: pool.desk.head)
      if schoolWithdrew { _ = try await express.withdraw(asked.id, by: pool.desk.head) }
      pool.desk.clock.advance(days: 1)
      try await Deed.hide(entry.id, pool, by: ada)
      let file = try migration("_pool_interest_ends.sql", until: "-- End")
      let found = file[try #require(file.firstRange(of: "UPDATE pool_interest")).lowerBound...]
      try await pool.services.pool.withConnection { connection in
        try await connection.executeScript("UPDATE pool_interest SET ended_by = NULL; \(found)")
      }
      let own = try await AnswerPoolInterest(pool.services).read(asked.id, by: ada)
      #expect(own.ending == (schoolWithdrew ? nil : .hidden))
    }
  }
}
