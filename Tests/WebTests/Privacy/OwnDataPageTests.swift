import HTTPTypes
import Testing

@testable import Web

@Suite("What is held about a person, on pages") struct OwnDataPageTests {
  @Test("It is told in words, and taken away as it is kept")
  func words() async throws {
    try await Website.run { site async throws in
      let applicant = try await site.applicant()
      let page = try await applicant.get("/account/data")
      #expect(page.status == .ok && page.shows("How they know you: "))
      #expect(page.shows("Award you expect") && page.shows("31 July 2027") && page.shows("Personal details"))
      #expect(page.shows("My initial teacher training provider") || page.shows("Training provider"))
      for raw in ["training_provider", "qts_pgce", "2027-07-31", "general_application", "is_relative"] {
        #expect(!page.shows(raw), "\(raw)")
      }
      #expect(try await applicant.get("/account/data.json").text.contains("\"training_provider\""))
    }
  }

  @Test(
    "How they stand with an agency is said to the person in its own words",
    arguments: [
      ("represented", "Represented by another agency"), ("applied_directly", "You have applied yourself"),
      ("retracted", "The agency took it back"), ("with_school", "With the school"),
    ])
  func standings(code: String, words: String) {
    #expect(OwnDataWords.text(code, "state", part: "agencies", codes: [:]) == words)
  }

  @Test("Nobody is led from what they may read to a page that they may not")
  func wayBack() async throws {
    try await Website.run { site async throws in
      _ = try await site.vacancy()
      let page = try await site.administrator().get("/authority/inductions/bodies")
      #expect(page.status == .ok && !page.shows("href=\"/authority/inductions\""))
    }
  }
}
