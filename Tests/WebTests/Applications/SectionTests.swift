import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("A section of the general application") struct SectionTests {
  private static let personal = "/general-application/personal"

  @Test("keeps everything that is typed, right or wrong, and says what needs attention")
  func savesAnything() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let overview = try await browser.get("/general-application")
      let menu = "aria-controls=\"staffroom-menu\" hidden>Menu</button>"
      #expect(overview.shows(menu))
      #expect(try await !website.browser().get("/vacancies").shows(menu))
      #expect(overview.shows("You have completed 0 of the 10 sections that schools need."))
      #expect(overview.shows("Not started"))
      let page = try await browser.get(Self.personal)
      #expect(!page.shows("There is a problem"))
      let saved = try await browser.submit(
        page, to: Self.personal,
        ["first_names": "Ada <script>alert(1)</script>", "postcode": "nowhere", "town": " "])
      #expect(saved.location == "\(Self.personal)?saved=1")
      let checked = try await browser.get("\(Self.personal)?saved=1")
      #expect(checked.status == .ok)
      #expect(checked.shows("Saved. Some answers still need attention"))
      #expect(checked.shows("<a href=\"#postcode\">Enter a full postcode such as RM17 6SL.</a>"))
      #expect(checked.shows("value=\"nowhere\""))
      #expect(checked.shows("value=\"Ada &lt;script&gt;alert(1)&lt;/script&gt;\""))
      #expect(!checked.shows("<script>alert"))
      #expect(try await browser.get("/general-application").shows("In progress"))
    }
  }

  @Test("that is complete leads on, and is shown for checking")
  func completes() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let page = try await browser.get(Self.personal)
      let saved = try await browser.submit(
        page, to: Self.personal,
        [
          "first_names": "Ada", "last_name": "Sample", "address_line_1": "1 Example Street", "town": "Grays",
          "postcode": "RM17 6SL", "telephone": "01375 000000",
        ])
      #expect(saved.location == "/general-application?saved=1")
      #expect(try await browser.get("/general-application?saved=1").shows("Completed"))
      let check = try await browser.get("/general-application/check")
      #expect(check.shows("1 Example Street"))
      #expect(check.shows("href=\"/general-application/personal\""))
    }
  }

  @Test("can be left as a draft")
  func later() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let page = try await browser.get(Self.personal)
      let saved = try await browser.submit(page, to: Self.personal, ["first_names": "Ada", "later": "1"])
      #expect(saved.location == "/general-application?saved=draft")
      #expect(try await browser.get("/general-application?saved=draft").shows("Come back whenever you like"))
    }
  }

  @Test("asks what depends on an answer under that answer, and keeps impossible dates as typed")
  func conditions() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let address = "/general-application/teaching"
      let page = try await browser.get(address)
      #expect(page.shows("If you choose “I have qualified teacher status (QTS)”:"))
      #expect(page.shows("name=\"qts_awarded_on-day\""))
      #expect(
        page.shows("Answer this if you chose “I am training and expect to gain QTS” or “I have qualified"))
      let saved = try await browser.submit(
        page, to: address,
        [
          "status": "qualified", "qts_awarded_on-day": "31", "qts_awarded_on-month": "feb",
          "qts_awarded_on-year": "2020", "phases": "primary", "phases": "special",
        ])
      #expect(saved.location == "\(address)?saved=1")
      let checked = try await browser.get("\(address)?saved=1")
      #expect(checked.shows("<a href=\"#qts_awarded_on\">Enter a real date"))
      #expect(checked.shows("name=\"qts_awarded_on-day\" type=\"text\" inputmode=\"numeric\" value=\"31\""))
      #expect(checked.shows("value=\"feb\""))
      #expect(checked.shows("value=\"special\" checked"))
    }
  }

  @Test("sent twice is saved once and is no conflict")
  func twice() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let page = try await browser.get(Self.personal)
      for _ in 0..<2 {
        let saved = try await browser.submit(page, to: Self.personal, ["first_names": "Ada", "later": "1"])
        #expect(saved.status == .seeOther)
      }
      let again = try await browser.get(Self.personal)
      #expect(try again.hidden("version", ofFormTo: Self.personal) == "1")
    }
  }

  @Test("changed in two windows shows both versions and lets one choose for each answer")
  func conflict() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let (one, other) = (try await browser.get(Self.personal), try await browser.get(Self.personal))
      _ = try await browser.submit(
        one, to: Self.personal, ["first_names": "Ada", "town": "Grays", "later": "1"])
      let conflict = try await browser.submit(
        other, to: Self.personal, ["first_names": "Adah", "town": "Tilbury & “East”", "later": "1"])
      #expect(conflict.status == .preconditionFailed)
      #expect(conflict.shows("Tilbury &amp; “East”"))
      #expect(conflict.shows("Grays"))
      let chosen = try await browser.submit(
        conflict, to: Self.personal, ["keep.first_names": "stored", "keep.town": "yours"])
      #expect(chosen.location == "/general-application?saved=draft")
      let merged = try await browser.get(Self.personal)
      #expect(merged.shows("value=\"Ada\""))
      #expect(merged.shows("value=\"Tilbury &amp; “East”\""))
    }
  }

  @Test("too long for keeping comes back with what was typed")
  func tooLong() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let page = try await browser.get(Self.personal)
      let long = String(repeating: "x", count: 5_000)
      let answer = try await browser.submit(page, to: Self.personal, ["town": long])
      #expect(answer.status == .unprocessableContent)
      #expect(answer.shows("<a href=\"#town\">Shorten “"))
      #expect(answer.shows(long))
    }
  }

  @Test("is saved while typing, and the page learns the new version")
  func autosave() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let page = try await browser.get(Self.personal)
      #expect(page.shows("data-autosave"))
      #expect(page.shows("<noscript><p class=\"govuk-body\">Nothing is saved by itself here"))
      let saved = try await browser.submit(
        page, to: Self.personal, ["first_names": "Ad", "autosave": "1"])
      #expect(saved.status == .ok)
      #expect(saved.text == "{\"version\":1}")
      let stale = try await browser.submit(
        page, to: Self.personal, ["first_names": "Eve", "autosave": "1"])
      #expect(stale.status == .preconditionFailed)
      website.clock.advance(days: 2)
      let late = try await browser.submit(page, to: Self.personal, ["first_names": "E", "autosave": "1"])
      #expect(late.status == .unauthorized)
    }
  }

  @Test("that is not on the form does not exist; nobody fills in without signing in")
  func strangers() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      #expect(try await browser.get("/general-application/hobbies").status == .notFound)
      let visitor = website.browser()
      #expect(try await visitor.get(Self.personal).location == "/sign-in?next=\(Self.personal)")
      let forged = try await visitor.post(Self.personal, [("first_names", "Eve"), ("version", "0")])
      #expect(forged.status == .forbidden)
    }
  }
}
