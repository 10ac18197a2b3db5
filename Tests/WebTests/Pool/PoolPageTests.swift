import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("The pool on pages") struct PoolPageTests {
  private static let wanted: KeyValuePairs<String, String> = [
    "phases": "primary", "subjects": "music", "hours": "either", "available_from-day": "1",
    "available_from-month": "9", "available_from-year": "2027", "consents": "yes",
  ]

  /// A year that is open, and an address of its form to join.
  private static func open(_ site: Website) async throws -> Int {
    _ = try await site.vacancy()
    let authority = try await Authority.find(code: "883", in: site.services.pool)
    let today = site.services.today
    let year = today.year + 1
    _ = try await OpenPoolYear(site.services)(
      year, of: authority, from: today.adding(days: -10), to: today.adding(days: 300),
      by: .operatorAtCommandLine)
    return year
  }

  @Test(
    "Whoever comes to join without a year is brought to the one that is open, or to what is to be done first")
  func join() async throws {
    try await Website.run { site async throws in
      let empty = try await site.signedIn("eve@example.org", name: "Eve Sample")
      #expect(try await empty.get("/pool/join").location == "/pool")
      let year = try await Self.open(site)
      #expect(try await empty.get("/pool/join").location == "/pool")
      let ada = try await site.applicant()
      #expect(try await ada.get("/pool/join?year=1999").location == "/pool")
      let page = try await ada.get("/pool/join")
      #expect(page.status == .ok && page.title == "Join the pool for \(year)")
      let joined = try await ada.submit(page, to: "/pool/join", Self.wanted)
      let entry = try #require(joined.location?.split(separator: "?").first.map(String.init))
      #expect(try await ada.get("/pool/join").location == entry)
      try await site.services.pool.execute(
        "UPDATE school SET town = 'Grays', easting = 560000, northing = 178000")
      let form = try await ada.get("\(entry)/edit")
      func change(_ about: String) async throws -> ShownPage {
        try await ada.post(
          "\(entry)/edit",
          try form.hiddenFields(ofFormTo: "\(entry)/edit") + Self.wanted.map { ($0.key, $0.value) }
            + [
              ("about", about), ("place-0", "grays"), ("miles-0", "4"), ("place-4", "Example Primary School"),
              ("miles-4", "1"),
            ])
      }
      #expect(try await change("I sing.").status == .seeOther)
      #expect(
        try await ada.get(entry).shows("Within 4 miles of Grays or 1 mile of Example Primary School"))
      #expect(try await ada.get("\(entry)/edit").shows("value=\"Example Primary School\""))
      let late = try await change("I dance.")
      #expect(late.status == .conflict && late.shows("I sing.") && late.shows("I dance."))
    }
  }

  @Test("A day that doesn't exist is named, in the form and in the search")
  func days() async throws {
    try await Website.run { site async throws in
      let year = try await Self.open(site)
      let ada = try await site.applicant()
      let wrong = try await ada.submit(
        try await ada.get("/pool/join"), to: "/pool/join",
        [
          "phases": "primary", "subjects": "music", "hours": "either", "available_from-day": "31",
          "available_from-month": "2", "available_from-year": "\(year)", "consents": "yes",
          "place-1": "ZZ99 9ZZ", "miles-1": "5", "miles-3": "7",
        ])
      #expect(wrong.status == .unprocessableContent)
      #expect(wrong.shows("There is no 31 February \(year). Enter the day from which you can start."))
      #expect(wrong.shows("We don’t know where ZZ99 9ZZ is.") && wrong.shows("value=\"ZZ99 9ZZ\""))
      #expect(
        wrong.shows("href=\"#place-1\"") && wrong.shows("href=\"#place-3\"") && wrong.shows("value=\"7\""))
      let head = try await site.staff()
      let search = try await head.get(
        "/school/pool?available_by-day=31&available_by-month=2&available_by-year=\(year)")
      #expect(search.shows("There is no 31 February \(year).") && !search.shows("Nobody fits"))
      #expect(try await head.get("/school/pool?grade=Z").shows("Choose among: A, B, C."))
    }
  }

  @Test("The person sees what they answered, and after hiding what happened; the school gets no dead link")
  func interest() async throws {
    try await Website.run { site async throws in
      _ = try await Self.open(site)
      let ada = try await site.applicant()
      let joined = try await ada.submit(try await ada.get("/pool/join"), to: "/pool/join", Self.wanted)
      let own = try #require(joined.location?.split(separator: "?").first.map(String.init))
      try await site.services.pool.execute("UPDATE pool_entry SET checked_at = \(site.services.now())")
      let head = try await site.staff()
      let person = "/school\(own)?school=123456"
      func ask(_ message: String, because reason: String = "") async throws {
        let sent = try await head.submit(
          try await head.get(person), to: "/school\(own)/interest",
          ["message": message, "new_reason": reason])
        #expect(sent.status == .seeOther)
      }
      try await ask("May we?")
      #expect(
        try await ada.get("/pool").shows("Say whether Example Primary School may contact you</a>"))
      let first = try await site.mailedLink(to: "ada@example.org")
      let unsaid = try await ada.submit(try await ada.get(first), to: first, ["answer": "maybe"])
      #expect(unsaid.status == .unprocessableContent && unsaid.shows("Say whether they may contact you"))
      _ = try await ada.submit(
        try await ada.get(first), to: first, ["answer": "decline", "reply": "Not <yet>."])
      let answered = try await ada.get(first)
      #expect(answered.shows("You declined contact.") && answered.shows("Not &lt;yet&gt;."))
      #expect(answered.shows("at 9am") || answered.shows(" at "))
      site.clock.advance(seconds: 60)
      try await ask("And now?", because: "A choir.")
      #expect(try await head.get("/school/pool").shows("href=\"\(person)\""))
      let second = try await site.mailedLink(to: "ada@example.org")
      let choice = try await ada.get("\(own)/hidden")
      _ = try await ada.submit(choice, to: "\(own)/hidden", ["schools": "123456"])
      let older = try await ada.submit(choice.inAnotherTab, to: "\(own)/hidden", [:])
      #expect(older.status == .conflict && older.shows("You saved another choice in another window"))
      #expect(try await ada.get(own).shows("<li>Example Primary School</li>"))
      let told = try await ada.get(second)
      #expect(told.shows("You hid your entry from this school") && !told.shows("Yes, they may"))
      #expect(try await ada.get("/pool").shows("Ended: you hid from the school"))
      let list = try await head.get("/school/pool")
      #expect(list.shows("Ada Sample") && list.shows("No longer available"))
      #expect(!list.shows("\(own)?") && !list.shows("hid from") && !list.shows("Withdrawn"))
      let data = try await ada.get("/account/data")
      #expect(data.shows("You hid your entry from this school") && data.shows("No longer available"))
    }
  }
}
