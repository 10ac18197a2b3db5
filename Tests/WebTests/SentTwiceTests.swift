import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Forms that are sent twice, late or by somebody else") struct SentTwiceTests {
  /// An enquiry of the head, and its address.
  private func enquiry(_ site: Website) async throws -> (head: Browser, address: String) {
    _ = try await site.vacancy()
    let (head, new) = (try await site.staff(), "/enquiries/new")
    let asked = try await head.submit(
      try await head.get(new), to: new, ["subject": "Panel", "message": "Who must sit on it?"])
    let location = try #require(asked.location)
    return (head, String(location.prefix { $0 != "?" }))
  }

  private func messages(_ site: Website) async throws -> Int {
    try await site.services.pool.value("SELECT count(*) FROM enquiry_message", as: Int.self)
  }

  @Test(
    "One showing of a form, sent again with the same words, is carried out once; with other words, once more")
  func onceEach() async throws {
    try await Website.run { site async throws in
      let (head, address) = try await enquiry(site)
      let page = try await head.get(address)
      let before = try await messages(site)
      var locations: Set<String?> = []
      for _ in 0..<3 {
        locations.insert(
          try await head.submit(page, to: "\(address)/reply", ["message": "And who leads it?"]).location)
      }
      #expect(locations == ["\(address)?done=added"])
      #expect(try await messages(site) == before + 1)
      let other = try await head.submit(page, to: "\(address)/reply", ["message": "And who writes?"])
      #expect(other.location == "\(address)?done=added")
      #expect(try await messages(site) == before + 2)
      // Another showing is another submission, even with the same words.
      _ = try await head.submit(
        try await head.get(address), to: "\(address)/reply", ["message": "And who writes?"])
      #expect(try await messages(site) == before + 3)
    }
  }

  @Test("Pressed four times at one moment, a button does one thing, and every press leads to it")
  func atOnce() async throws {
    try await Website.run { site async throws in
      let (head, address) = try await enquiry(site)
      let page = try await head.get(address)
      let fields = try page.hiddenFields(ofFormTo: "\(address)/reply") + [("message", "And who leads it?")]
      let before = try await messages(site)
      let statuses = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<4 {
          group.addTask { try await head.post("\(address)/reply", fields).location }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses == Array(repeating: "\(address)?done=added", count: 4))
      #expect(try await messages(site) == before + 1)
    }
  }

  @Test(
    "Going back to a page and changing one’s mind twice is done each time, and a late repeat is a new one")
  func backAndForth() async throws {
    try await Website.run { site async throws in
      let (head, address) = try await enquiry(site)
      let page = try await head.get(address)
      let before = try await messages(site)
      for words in ["One.", "Two.", "One."] {
        let sent = try await head.submit(page, to: "\(address)/reply", ["message": words])
        #expect(sent.location == "\(address)?done=added")
      }
      #expect(try await messages(site) == before + 3)
      site.clock.advance(seconds: 1)
      let other = try await head.get(address)
      _ = try await head.submit(other, to: "\(address)/reply", ["message": "Something else."])
      site.clock.advance(seconds: 1)
      _ = try await head.submit(page, to: "\(address)/reply", ["message": "One."])
      #expect(try await messages(site) == before + 5, "something was done in between")
      site.clock.advance(seconds: 130)
      _ = try await head.submit(page, to: "\(address)/reply", ["message": "One."])
      #expect(try await messages(site) == before + 6)
    }
  }

  @Test("Sent, signed in again and sent again, by whichever way, it is carried out once")
  func signedInAgain() async throws {
    try await Website.run { site async throws in
      let (head, address) = try await enquiry(site)
      let (page, reply) = (try await head.get(address), "\(address)/reply")
      let before = try await messages(site)
      #expect(try await head.submit(page, to: reply, ["message": "Who leads it?"]).status == .seeOther)
      // Signed in again in another tab, the page is offered to be sent again.
      _ = try await head.submit(try await head.get("/account"), to: "/sign-out")
      try await head.signIn("head@school.example")
      let offered = try await head.submit(page, to: reply, ["message": "Who leads it?"])
      #expect(offered.status == .forbidden)
      let repeated = try await head.post(
        reply,
        try page.hiddenFields(ofFormTo: reply).filter { $0.0 == "submission" }
          + (try offered.hiddenFields(ofFormTo: reply).filter { $0.0 == "_token" })
          + [("message", "Who leads it?")])
      #expect(repeated.location == "\(address)?done=added")
      #expect(try await messages(site) == before + 1)
    }
  }

  @Test("A button that forgets a cookie leads a second press to where the first one was")
  func forgottenCookie() async throws {
    try await Website.run { site async throws in
      _ = try await site.account()
      let visitor = site.browser()
      let forgotten = try await visitor.get("/forgot-password")
      _ = try await visitor.submit(forgotten, to: "/forgot-password", ["email": "ada@example.org"])
      let link = try await site.mailedLink(to: "ada@example.org")
      let page = try await visitor.get(link)
      var locations: [String?] = []
      for _ in 0..<2 {
        locations.append(
          try await visitor.submit(page, to: "/reset-password", ["password": "another-long-password-7"])
            .location)
      }
      #expect(locations[0] != nil && locations[0] == locations[1])
    }
  }

  @Test("A claim that a stopped server left behind keeps what was typed, and is taken over after a while")
  func leftBehind() async throws {
    try await Website.run { site async throws in
      let (head, address) = try await enquiry(site)
      let page = try await head.get(address)
      let before = try await messages(site)
      _ = try await head.submit(page, to: "\(address)/reply", ["message": "And who leads it?"])
      try await site.services.pool.execute("DELETE FROM enquiry_message WHERE body = 'And who leads it?'")
      try await site.services.pool.execute("UPDATE idempotent_request SET status = NULL, response = NULL")
      let waiting = try await head.submit(page, to: "\(address)/reply", ["message": "And who leads it?"])
      #expect(waiting.status == .conflict && waiting.shows("And who leads it?"))
      site.clock.advance(seconds: 60)
      #expect(try await head.submit(waiting, to: "\(address)/reply").location == "\(address)?done=added")
      #expect(try await messages(site) == before + 1)
    }
  }

  @Test("What was refused is not kept from being sent again")
  func refused() async throws {
    try await Website.run { site async throws in
      let (head, address) = try await enquiry(site)
      let page = try await head.get(address)
      for _ in 0..<2 {
        let wrong = try await head.submit(page, to: "\(address)/reply", ["message": " "])
        #expect(wrong.status == .unprocessableContent)
      }
      let mended = try await head.submit(page, to: "\(address)/reply", ["message": "Who leads it?"])
      #expect(mended.location == "\(address)?done=added")
    }
  }

  @Test("NUL in a form is left out, and in an address it is refused: neither fails")
  func nul() async throws {
    try await Website.run { site async throws in
      let (head, address) = try await enquiry(site)
      let page = try await head.get(address)
      let sent = try await head.submit(page, to: "\(address)/reply", ["message": "Who \0leads it?"])
      #expect(sent.status == .seeOther)
      #expect(try await head.get(address).shows("Who leads it?"))
      for path in ["/advice?q=%00", "/vacancies?q=a%00b"] {
        #expect(try await head.get(path).status == .badRequest, "\(path)")
      }
    }
  }

  @Test(
    "A form that was filled in before somebody else signed in is neither shown to them nor sent as theirs")
  func somebodyElse() async throws {
    try await Website.run { site async throws in
      let browser = try await site.applicant()
      _ = try await site.account("ben@example.org", name: "Ben Sample")
      let address = "/general-application/statement"
      let words: KeyValuePairs = ["statement": "Ada’s own words about herself."]
      let page = try await browser.get(address)
      let account = try await browser.get("/account")
      _ = try await browser.submit(account, to: "/sign-out")
      // Nobody is signed in: kept for whoever it belongs to.
      let kept = try await browser.submit(page, to: address, words)
      #expect(kept.status == .forbidden && kept.shows("Ada’s own words"))
      let asked = try await browser.submit(kept, to: address)
      #expect(asked.shows("Sign in"))
      let wrong = try await browser.submit(
        asked, to: "/sign-in", ["email": "ben@example.org", "password": Website.password])
      #expect(wrong.shows("You are signed in as Ben Sample") && !wrong.shows("Ada’s own words"))
      // Ben is signed in, and Ada’s page is still open in another tab.
      for stale in [page, kept] {
        let refused = try await browser.submit(stale, to: address, words)
        #expect(refused.status == .forbidden && refused.shows("was not sent"))
        #expect(!refused.shows("Ada’s own words"))
      }
      #expect(try await !browser.get(address).shows("Ada’s own words"))
    }
  }

  @Test("A comma stands before groups of three digits and never before pence")
  func money() {
    let read: [(String, Int?)] = [
      ("45.50", 4_550), ("£1,000", 100_000), ("36,000.5", 3_600_050), (" 1 000 ", 100_000), ("45,50", nil),
      ("1,5", nil), ("142,87", nil), ("1000,50", nil), ("1,0000", nil), ("-5", nil), ("1.005", nil),
      ("", nil),
    ]
    for (typed, pence) in read { #expect(PoundsEntry.pence(typed) == pence, "\(typed)") }
    #expect(CampaignForm.pence(" ") == 0 && CampaignForm.pence("12,34") == nil)
  }
}
