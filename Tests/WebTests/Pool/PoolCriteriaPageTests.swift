import HTTPTypes
import Testing

@testable import Web

@Suite("Criteria of the pool on pages") struct PoolCriteriaPageTests {
  @Test("An officer changes what the interview day is scored by; faults stand beside their row")
  func criteria() async throws {
    try await Website.run { site async throws in
      _ = try await site.vacancy()
      let officer = try await site.officer()
      let applicant = try await site.applicant()
      let path = "/authority/pool-criteria"
      #expect(try await officer.get("/authority/pool").shows(path))
      #expect(try await applicant.get(path).status == .notFound)
      let page = try await officer.get(path)
      #expect(page.shows("These are the usual ones") && page.shows("Understanding of safeguarding"))
      let wrong = try await officer.submit(page, to: path, ["wording-2": "Voice", "highest-2": "40"])
      #expect(wrong.status == .unprocessableContent && wrong.shows("href=\"#highest-2\""))
      let saved = try await officer.submit(page, to: path, ["wording-0": "Warmth & calm", "highest-0": "6"])
      #expect(saved.status == .seeOther)
      let own = try await officer.get(path)
      #expect(own.shows("These are your own") && own.shows("Warmth &amp; calm"))
      let late = try await officer.submit(page, to: path, ["wording-0": "Calm", "highest-0": "5"])
      #expect(late.shows("Somebody else has changed this") && late.shows("Warmth &amp; calm"))
      // Having seen both, one stands over the other.
      #expect(try await officer.submit(late, to: path).status == .seeOther)
      #expect(try await officer.get(path).shows("value=\"Calm\""))
    }
  }
}
