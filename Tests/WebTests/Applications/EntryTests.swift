import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("A list of the general application") struct EntryTests {
  private static let list = "/general-application/history"
  private static let add = "/general-application/history/add"

  private func job(_ role: String, from: (String, String), to: (String, String)?) -> KeyValuePairs<
    String, String
  > {
    [
      "kind": "teaching", "role": role, "organisation": "Example School", "from-month": from.0,
      "from-year": from.1, "current": to == nil ? "yes" : "no", "to-month": to?.0 ?? "",
      "to-year": to?.1 ?? "",
    ]
  }

  private func entry(_ page: ShownPage, of role: String) throws -> String {
    let row = try #require(page.text.firstRange(of: role + ", Example School</dt>")).upperBound
    return String(
      try #require(
        page.text[row...].firstMatch(of: /href="(\/general-application\/history\/[0-9a-f-]{36})"/)
      ).1)
  }

  @Test("takes entries, finds gaps between them, changes and removes them")
  func journey() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      #expect(try await browser.get(Self.list).shows("You have not added anything yet."))
      let first = try await browser.submit(
        try await browser.get(Self.add), to: Self.add, job("Teacher", from: ("9", "2015"), to: ("7", "2018")))
      #expect(first.location == "\(Self.list)?saved=1")
      _ = try await browser.submit(
        try await browser.get(Self.add), to: Self.add, job("Head of art", from: ("9", "2019"), to: nil))
      let gaps = try await browser.get("\(Self.list)?saved=1")
      #expect(gaps.shows("<a href=\"#entries\">Explain the gap from August 2018 to August 2019"))
      #expect(gaps.shows("September 2015 to July 2018"))
      #expect(gaps.shows("It is shown newest first") && !gaps.shows("Newest first."))
      #expect(
        try #require(gaps.text.firstRange(of: "Head of art")).lowerBound
          < #require(gaps.text.firstRange(of: "September 2015")).lowerBound)
      let address = try entry(gaps, of: "Teacher")
      let page = try await browser.get(address)
      // A month that was given without a day comes back without one.
      #expect(page.shows("name=\"from-day\""))
      #expect(page.text.firstMatch(of: /name="from-day"[^>]*value="[0-9]+"/) == nil)
      #expect(page.shows("value=\"Teacher\""))
      let changed = try await browser.submit(
        page, to: address, job("Teacher", from: ("9", "2015"), to: ("8", "2019")))
      #expect(changed.location == "\(Self.list)?saved=1")
      #expect(try await browser.get("/general-application").shows("Completed"))
      let ask = try await browser.get("\(address)/remove")
      #expect(ask.title == "Remove “Teacher, Example School”?")
      for _ in 0..<2 {
        #expect(try await browser.submit(ask, to: "\(address)/remove").location == Self.list)
      }
      #expect(try await browser.get(address).status == .notFound)
    }
  }

  @Test("keeps an entry that is not complete, and says what it needs")
  func incomplete() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let saved = try await browser.submit(
        try await browser.get(Self.add), to: Self.add,
        ["role": "<b>Teacher</b>", "from-month": "13", "from-year": "201"])
      let address = try #require(saved.location)
      let page = try await browser.get(address)
      #expect(page.shows("<a href=\"#from\">Enter a real month and year"))
      #expect(page.shows("value=\"13\""))
      #expect(page.shows("value=\"201\""))
      let list = try await browser.get("\(Self.list)?saved=1")
      #expect(list.shows("Needs attention") && list.shows("13/201 (not a real date)"))
      #expect(list.shows("&lt;b&gt;Teacher&lt;/b&gt;"))
      #expect(list.shows("href=\"#entry-1\""))
    }
  }

  @Test("sent twice at once, or after going back, adds one entry; another window's entries stay")
  func twice() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let page = try await browser.get(Self.add)
      async let one = browser.submit(page, to: Self.add, job("Teacher", from: ("9", "2015"), to: nil))
      async let two = browser.submit(page, to: Self.add, job("Teacher", from: ("9", "2015"), to: nil))
      let (first, second) = try await (one, two)
      #expect(first.location == "\(Self.list)?saved=1")
      #expect(second.location == "\(Self.list)?saved=1")
      let back = try await browser.submit(
        try await browser.get(Self.add), to: Self.add, job("Teacher", from: ("9", "2015"), to: nil))
      #expect(back.location == "\(Self.list)?saved=already")
      #expect(try await browser.get("\(Self.list)?saved=already").shows("That is in your list already."))
      _ = try await browser.submit(page, to: Self.add, job("Tutor", from: ("1", "2014"), to: nil))
      let list = try await browser.get(Self.list)
      #expect(list.text.matches(of: /\/remove"/).count == 2)
    }
  }

  @Test("changed in two windows shows both versions; one that was removed can be added again")
  func conflict() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      _ = try await browser.submit(
        try await browser.get(Self.add), to: Self.add, job("Teacher", from: ("9", "2015"), to: nil))
      let address = try entry(try await browser.get(Self.list), of: "Teacher")
      let (one, other) = (try await browser.get(address), try await browser.get(address))
      _ = try await browser.submit(one, to: address, job("Teacher of art", from: ("9", "2015"), to: nil))
      let conflict = try await browser.submit(
        other, to: address, job("Teacher of music", from: ("9", "2015"), to: nil))
      #expect(conflict.status == .preconditionFailed)
      let kept = try await browser.submit(conflict, to: address, ["keep.role": "yours"])
      #expect(kept.location == "\(Self.list)?saved=1")
      #expect(try await browser.get(Self.list).shows("Teacher of music"))
      let open = try await browser.get(address)
      _ = try await browser.submit(try await browser.get("\(address)/remove"), to: "\(address)/remove")
      let gone = try await browser.submit(open, to: address, job("Dancer", from: ("9", "2015"), to: nil))
      #expect(gone.status == .conflict)
      #expect(gone.shows("value=\"Dancer\""))
      let added = try await browser.submit(gone, to: Self.add, job("Dancer", from: ("9", "2015"), to: nil))
      #expect(added.location == "\(Self.list)?saved=1")
    }
  }
}
