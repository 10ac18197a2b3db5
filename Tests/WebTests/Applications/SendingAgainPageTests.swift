import Domain
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("What was typed and not sent, on pages") struct SendingAgainPageTests {
  @Test("Other answers from a second tab are told of and given back, with the same statement, too")
  func answers() async throws {
    try await Website.run { website async throws in
      let (_, browser, address) = try await website.applying()
      let (first, second) = (try await browser.get(address), try await browser.get(address))
      _ = try await browser.submit(
        first, to: address, ["statement": "My words.", "close_relationship": "no"])
      let late = try await browser.submit(
        second, to: address,
        [
          "statement": "My words.", "close_relationship": "yes",
          "relationship_details": "My cousin <Cy> is a governor.",
        ])
      #expect(late.status == .conflict && late.shows("You had already sent your application"))
      #expect(late.shows("My cousin &lt;Cy&gt; is a governor.") && late.shows("My words."))
      #expect(late.shows("<li>For this vacancy</li>"))
      #expect(try await website.applications() == 1)
    }
  }

  @Test("A draft for a vacancy that has closed says so")
  func closedDraft() async throws {
    try await Website.run { website async throws in
      let (vacancy, browser, address) = try await website.applying()
      let hidden = try await browser.get(address).hiddenFields(ofFormTo: address)
      // Gone back to and saved once more, it is no conflict.
      for _ in 0..<2 {
        let saved = try await browser.post("\(address)/draft", hidden + [("statement", "Begun.")])
        #expect(saved.location == "/applications?draft=1")
        website.clock.advance(seconds: 60)
      }
      #expect(try await !browser.get("/applications").shows("It takes no more applications."))
      try await website.services.pool.execute(
        "UPDATE vacancy SET closes_at = \(website.services.now()) WHERE id = \(vacancy.id)")
      #expect(try await browser.get("/applications").shows("It takes no more applications."))
      let history = try await website.staff().get("/school/vacancies/\(vacancy.id)/history")
      #expect(history.status == .ok && !history.shows("Ada Sample"))
    }
  }

  @Test("An entry without any answer is not kept, and can be saved with another after an error")
  func emptyEntry() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let (list, add) = ("/general-application/qualifications", "/general-application/qualifications/add")
      let page = try await browser.get(add)
      let empty = try await browser.submit(page, to: add)
      #expect(empty.status == .unprocessableContent && empty.shows("There is a problem"))
      #expect(empty.shows("Save and add another"))
      #expect(try await browser.get(list).shows("You have not added anything yet."))
      let later = try await browser.submit(page, to: add, [SaveButtons.later: "1"])
      #expect(later.location == "/general-application?saved=draft")
      #expect(try await browser.get(list).shows("You have not added anything yet."))
    }
  }

  @Test("Who chose nothing is not thanked for answers on equality")
  func equality() async throws {
    try await Website.run { website async throws in
      let (_, browser, address) = try await website.applying()
      _ = try await browser.submit(
        try await browser.get(address), to: address, ["statement": "Mine.", "close_relationship": "no"])
      let id = try await website.services.pool.value("SELECT id::text FROM application", as: String.self)
      let form = "/applications/\(id)/equality"
      let nothing = try await browser.submit(try await browser.get(form), to: form)
      #expect(nothing.location == "/applications/\(id)?equality=none")
      #expect(try await browser.get("/applications/\(id)?equality=none").shows("so none are kept"))
    }
  }
}
