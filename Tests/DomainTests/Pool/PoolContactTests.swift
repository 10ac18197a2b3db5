import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Ways to reach somebody of the pool, in what they wrote") struct PoolContactTests {
  @Test("They show to a school only once contact is agreed with it, names at once")
  func agreed() async throws {
    try await PoolFixture.run { pool async throws in
      try await pool.services.pool.execute(
        """
        UPDATE school SET postcode = 'RM17 5TT', easting = 560000, northing = 178000
        WHERE organisation_id = \(pool.desk.school.id)
        """)
      var wanted = PoolFixture.wanted()
      wanted.about =
        "Ring me: 01632 960111. I live at 1 Example Street. Before: 22 Quarry Hill. Insta: wren_flutes."
      wanted.places = [PoolPlace("rm17 6sl", withinMiles: 5)]
      let (ada, entry) = try await pool.entrant("ada@example.org", wanted)
      let words =
        "I am Ada, 01375 000000 or ada@example.org or adasample.example, at 1 Example St, Grays, RM17 6SL."
      _ = try await SaveSection(pool.services)(
        "statement", answers: ["statement": .string(words)], expectedVersion: nil, by: ada)
      let read = ReadPoolPerson(pool.services)
      let before = try await read(entry.id, at: pool.desk.school.id, by: pool.desk.head)
      #expect(
        before.answers["statement"]?["statement"]
          == """
          I am Ada, [contact details] or [contact details] or [contact details], at [contact details], \
          [contact details].
          """)
      #expect("\(before.answers)".contains("2025-09") && "\(before.answers)".contains("Bea Sample"))
      let about =
        "Ring me: [contact details]. I live at [contact details]. Before: [contact details]. Insta: [contact details]."
      #expect(
        before.entry.preferences.about == about
          && before.entry.preferences.places == [PoolPlace("RM17", withinMiles: 5)])
      let listed = try await SearchPool(pool.services)(at: pool.desk.school.id, by: pool.desk.head)
      #expect(listed.page.items.map(\.entry.preferences.about) == [about])
      // Nobody who knows a street or a number finds the person by it, nor by leaving out whoever writes of it.
      func found(_ words: String) async throws -> [PoolEntryID] {
        var criteria = PoolCriteria()
        criteria.words = words
        return try await pool.found(criteria)
      }
      for words in [
        "example street", "01632", "960111", "RM17", "\"example street\" or 960111", "quarry", "flutes",
      ] {
        #expect(try await found(words).isEmpty, "\(words)")
      }
      #expect(try await found("ring -960111") == [entry.id])
      #expect(try await found("-street") == [entry.id])
      #expect(try await found("ring live") == [entry.id])
      #expect(try await found("ring -live").isEmpty)
      let interest = try await ExpressPoolInterest(pool.services)(
        in: entry.id, at: pool.desk.school.id, message: "May we?", by: pool.desk.head)
      _ = try await AnswerPoolInterest(pool.services).accept(interest.id, submission: UUID(), by: ada)
      let after = try await read(entry.id, at: pool.desk.school.id, by: pool.desk.head)
      #expect(after.answers["statement"]?["statement"] == .string(words))
      #expect(
        after.entry.preferences.about == wanted.about
          && after.entry.preferences.places.first?.place == "RM17 6SL")
      let elsewhere = try #require(pool.desk.stranger.account?.memberships.first?.organisation)
      let theirs = try await read(entry.id, at: elsewhere, by: pool.desk.stranger)
      #expect(theirs.answers == before.answers && theirs.entry.preferences.about.hasSuffix("details]."))
    }
  }
}
