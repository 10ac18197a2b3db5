import Domain
import Foundation
import HTTPTypes
import NIOCore
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Search pages")
struct SearchTests {
  @Test("The filters are in the address, each with its count, and what is set can be taken away")
  func filters() async throws {
    try await Website.run { site in
      _ = try await site.vacancy("Class teacher, Year 2")
      let page = try await site.browser().get("/vacancies?phase=primary&nqts_welcome=true")
      #expect(page.status == .ok)
      #expect(page.shows("1 vacancy"))
      #expect(page.shows("value=\"primary\" checked"))
      #expect(page.shows("Primary <span class=\"staffroom-count\">(1)</span>"))
      #expect(page.shows("href=\"/vacancies?nqts_welcome=true\""))
      #expect(page.shows("href=\"/vacancies?phase=primary\""))
      #expect(page.shows("Clear filters"))
      try await site.services.pool.execute(
        "UPDATE school SET postcode = 'RM17 5TT', easting = 561500, northing = 177800 WHERE urn = 123456")
      for path in ["/vacancies", "/alerts/new"] {
        let near = try await site.browser().get("\(path)?near=RM17+6SL")
        #expect(
          near.shows("where RM17 6SL is, so distances are measured from the middle of RM17."), "\(path)")
      }
    }
  }

  @Test(
    "A wrong value is named on the page, which shows the rest",
    arguments: [
      "phase=moon", "within=9999&near=Grays", "pay_from=much", "sort=random", "subject=alchemy",
      "near=Atlantis",
      "after=nonsense", "school=1", "subject=%22%3E%3Cscript%3E",
    ])
  func wrong(_ query: String) async throws {
    try await Website.run { site in
      _ = try await site.vacancy()
      let page = try await site.browser().get("/vacancies?\(query)")
      #expect(page.status == .unprocessableContent)
      #expect(page.shows("There is a problem"))
      #expect(page.shows("Class teacher, Year 2"))
      #expect(!page.shows("<script>"))
    }
  }

  @Test("Words that find nothing are corrected, with a way back; a search without hits says what to try")
  func help() async throws {
    try await Website.run { site in
      _ = try await site.vacancy("Mathematics teacher")
      let corrected = try await site.browser().get("/vacancies?q=matehmatics")
      #expect(corrected.shows("Showing results for <strong>mathematics</strong>"))
      #expect(corrected.shows("/vacancies?q=matehmatics&amp;exact=true"))
      let none = try await site.browser().get("/vacancies?q=mathematics&phase=secondary")
      #expect(none.shows("0 vacancies"))
      #expect(none.shows("Leave out Secondary</a> (1)"))
    }
  }

  @Test("Whoever hasn’t signed in gets a page for all: tagged, and not sent again to whom has it")
  func shared() async throws {
    try await Website.run { site in
      let vacancy = try await site.vacancy()
      let staff = try await site.staff()
      for path in ["/vacancies", "/schools", "/schools/123456"] {
        let first = try await site.client.execute(uri: path, method: .get)
        let tag = try #require(first.headers[.eTag])
        #expect(first.headers[.cacheControl]?.hasPrefix("public") == true)
        #expect(first.headers[.vary] == "Cookie")
        #expect(first.headers[.setCookie] == nil)
        #expect(!String(buffer: first.body).contains("_token"))
        let again = try await site.client.execute(
          uri: path, method: .get, headers: [.ifNoneMatch: "\"x\", W/\(tag)"]
        )
        #expect(again.status == .notModified && again.body.readableBytes == 0)
        #expect(again.headers[.eTag] == tag)
        let own = try await staff.get(path)
        #expect(own.headers[.eTag] == nil)
        #expect(own.headers[.cacheControl]?.contains("public") != true)
        #expect(own.shows("Sign out"))
      }
      try await site.services.pool.execute(
        "UPDATE vacancy SET title = 'Drama teacher' WHERE id = \(vacancy.id)")
      #expect(try await site.browser().get("/vacancies").shows("Drama teacher"))
    }
  }

  @Test("Kept pages are never those of somebody who has signed in, nor shown to one")
  func apart() async throws {
    try await Website.run { site in
      _ = try await site.vacancy()
      let task = Task { await site.services.searchCache.run(site.services) }
      defer { task.cancel() }
      while site.services.pool.listeningPeriod("live_vacancy") == nil { await Task.yield() }
      let staff = try await site.staff()
      for _ in 0..<2 {
        #expect(try await staff.get("/vacancies").shows("Sign out"))
        let other = try await site.browser().get("/vacancies")
        #expect(other.shows("Create an account") && !other.shows("Hester"))
      }
      #expect(site.services.searchCache.count > 0)
    }
  }
}

@Suite("School pages")
struct SchoolDirectoryTests {
  @Test("The list has filters, vacancies and a map whose marks lead to the schools")
  func directory() async throws {
    try await Website.run { site in
      _ = try await site.vacancy()
      _ = try await CreateSchool(site.services)(
        SchoolDraft(urn: "123457", name: "Other <School>", phase: .secondary, authority: "883"),
        by: .operatorAtCommandLine)
      try await site.services.pool.execute(
        "UPDATE school SET easting = 560000 + (urn % 2) * 4000, northing = 178000, town = 'Grays'")
      let page = try await site.browser().get("/schools")
      #expect(page.shows("<svg class=\"staffroom-map\""))
      #expect(
        page.shows(
          "<a href=\"/schools/123456\" class=\"is-hiring\"><title>Example Primary School, 1 vacancy"))
      #expect(page.shows("Other &lt;School&gt;"))
      #expect(try await site.browser().get("/schools?hiring=true").shows("1 school"))
      #expect(try await site.browser().get("/schools?phase=secondary").shows("1 school"))
      #expect(try await site.browser().get("/schools?phase=moon").status == .unprocessableContent)
    }
  }

  @Test("A head writes the school’s own words, which its page shows; a lost race shows both")
  func profile() async throws {
    try await Website.run { site in
      _ = try await site.vacancy()
      let head = try await site.staff()
      let form = try await head.get("/school/123456/page")
      let saved = try await head.submit(
        form, to: "/school/123456/page", ["about": "A school <by> the river.", "contact_email": "x"])
      #expect(saved.status == .unprocessableContent)
      let right = try await head.submit(
        form, to: "/school/123456/page", ["about": "A school <by> the river."])
      #expect(right.location == "/school/123456/page?saved=yes")
      #expect(try await site.browser().get("/schools/123456").shows("A school &lt;by&gt; the river."))
      let late = try await head.submit(form, to: "/school/123456/page", ["about": "Another text."])
      #expect(late.status == .conflict && late.shows("Another text."))
      let panel = try await site.staff(.panelMember, "panel@school.example")
      #expect(try await panel.get("/school/123456/page").status == .forbidden)
    }
  }
}
