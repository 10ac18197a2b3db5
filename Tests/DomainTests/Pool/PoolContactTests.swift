import Foundation
import TestSupport
import Testing

@testable import Domain

@Suite("Ways to reach somebody of the pool, in what they wrote") struct PoolContactTests {
  @Test(
    "are taken out whosever they are, and other figures stay",
    arguments: [
      ("Ring 01632 960000 or 07700 900123.", "Ring [contact details] or [contact details]."),
      ("(01632) 960000", "[contact details]"), ("+44 (0)1632 960000, please", "[contact details], please"),
      ("Write to ada.s+jobs@mail.sample.example.", "Write to [contact details]."),
      ("Since 2019-2024, 28 pupils, 0.6 of full time, from 01/09/2024 to 31.08.2025", nil),
      ("Nothing of it", nil), ("", nil),
    ] as [(String, String?)])
  func mask(_ text: String, _ expected: String?) {
    #expect(PoolContactMask()(text) == expected ?? text)
  }

  @Test("They show to a school only once contact is agreed with it, names at once")
  func agreed() async throws {
    try await PoolFixture.run { pool async throws in
      var wanted = PoolFixture.wanted()
      wanted.about = "Ring me: 01632 960111."
      let (ada, entry) = try await pool.entrant("ada@example.org", wanted)
      let words = "I am Ada, 01375 000000 or ada@example.org or a.sample@mail.example."
      _ = try await SaveSection(pool.services)(
        "statement", answers: ["statement": .string(words)], expectedVersion: nil, by: ada)
      let read = ReadPoolPerson(pool.services)
      let before = try await read(entry.id, at: pool.desk.school.id, by: pool.desk.head)
      #expect(
        before.answers["statement"]?["statement"]
          == "I am Ada, [contact details] or [contact details] or [contact details].")
      #expect("\(before.answers)".contains("2025-09") && "\(before.answers)".contains("Bea Sample"))
      #expect(before.entry.preferences.about == "Ring me: [contact details].")
      let listed = try await SearchPool(pool.services)(at: pool.desk.school.id, by: pool.desk.head)
      #expect(listed.page.items.map(\.entry.preferences.about) == ["Ring me: [contact details]."])
      let interest = try await ExpressPoolInterest(pool.services)(
        in: entry.id, at: pool.desk.school.id, message: "May we?", by: pool.desk.head)
      _ = try await AnswerPoolInterest(pool.services).accept(interest.id, submission: UUID(), by: ada)
      let after = try await read(entry.id, at: pool.desk.school.id, by: pool.desk.head)
      #expect(after.answers["statement"]?["statement"] == .string(words))
      #expect(after.entry.preferences.about == wanted.about)
      let elsewhere = try #require(pool.desk.stranger.account?.memberships.first?.organisation)
      let theirs = try await read(entry.id, at: elsewhere, by: pool.desk.stranger)
      #expect(theirs.answers == before.answers && theirs.entry.preferences.about.hasSuffix("details]."))
    }
  }
}
