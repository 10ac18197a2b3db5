import Domain
import Foundation
import HTTPTypes
import NIOCore
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Feeds, calendar files, robots.txt and sitemap")
struct FeedTests {
  @Test("A search's feed has what the search finds, escaped, with names and times that stay")
  func feeds() async throws {
    try await Website.run { site in
      let vacancy = try await site.vacancy("Teacher of <maths> & \u{0C}music")
      site.clock.advance(seconds: 60)
      let browser = site.browser()
      let atom = try await browser.get("/vacancies/feed.atom?phase=primary")
      #expect(atom.status == .ok)
      #expect(atom.headers[.contentType] == "application/atom+xml; charset=utf-8")
      #expect(atom.shows("<id>urn:uuid:\(vacancy.id)</id>"))
      #expect(atom.shows("Teacher of &lt;maths&gt; &amp; music"))
      #expect(atom.shows("href=\"http://staffroom.test/vacancies/feed.atom?phase=primary\""))
      #expect(atom.shows("<updated>2026-11-02T09:00:00Z</updated>"))
      #expect(try await browser.get("/vacancies/feed.atom?phase=primary").text == atom.text)
      #expect(try await browser.get("/vacancies/feed.atom?phase=secondary").shows("<entry>") == false)
      let json = try await browser.get("/vacancies/feed.json?phase=primary")
      let feed = try JSONDecoder().decode(JSONValue.self, from: Data(json.text.utf8)).object
      #expect(feed?["version"] == "https://jsonfeed.org/version/1.1")
      #expect(feed?["items"]?.array?.first?.object?["id"]?.string == "urn:uuid:\(vacancy.id)")
    }
  }

  @Test("Who has a feed already is told that it has not changed")
  func notModified() async throws {
    try await Website.run { site in
      _ = try await site.vacancy()
      let first = try await site.browser().get("/vacancies/feed.atom")
      let tag = try #require(first.headers[.eTag])
      let again = try await site.client.execute(
        uri: "/vacancies/feed.atom", method: .get, headers: [.ifNoneMatch: tag], body: nil)
      #expect(again.status == .notModified)
      #expect(again.body.readableBytes == 0)
    }
  }

  @Test("The calendar file has the closing and the interviews, escaped and folded")
  func calendar() async throws {
    try await Website.run { site in
      let first = try await site.vacancy()
      var content = first.content
      content.title = "Teacher; of music, \\ and \"ŷ\" " + String(repeating: "ŷ", count: 40)
      content.interviewDates = [day("2026-12-10")]
      let vacancy = try await ChangeVacancy(site.services)(
        first.id, content: content, expectedVersion: nil, by: .operatorAtCommandLine)
      let file = try await site.browser().get("/vacancies/\(vacancy.id)/calendar.ics")
      #expect(file.headers[.contentType] == "text/calendar; charset=utf-8")
      let lines = file.text.components(separatedBy: "\r\n")
      #expect(lines.allSatisfy { $0.utf8.count <= 75 })
      #expect(lines.contains("DTSTART:20261202T170000Z"))
      #expect(lines.contains("DTSTART;VALUE=DATE:20261210"))
      #expect(lines.contains("DTEND;VALUE=DATE:20261211"))
      let whole = file.text.replacing("\r\n ", with: "")
      #expect(whole.contains("SUMMARY:Applications close: Teacher\\; of music\\, \\\\ and \"ŷ\" ŷŷ"))
      #expect(whole.contains("UID:vacancy-\(vacancy.id)-closing@staffroom.test"))
    }
  }

  @Test("Search engines are shown what is public, and where the list of it is")
  func robots() async throws {
    try await Website.run { site in
      let vacancy = try await site.vacancy()
      let browser = site.browser()
      let robots = try await browser.get("/robots.txt")
      #expect(robots.shows("Disallow: /school/\n") && !robots.shows("Disallow: /schools"))
      #expect(robots.shows("Sitemap: http://staffroom.test/sitemap.xml"))
      let index = try await browser.get("/sitemap.xml")
      #expect(index.headers[.contentType] == "application/xml; charset=utf-8")
      #expect(index.shows("<loc>http://staffroom.test/sitemap/vacancies-1.xml</loc>"))
      #expect(!index.shows("vacancies-2.xml"))
      let part = try await browser.get("/sitemap/vacancies-1.xml")
      #expect(
        part.shows(
          "<loc>http://staffroom.test/vacancies/\(vacancy.id)</loc><lastmod>2026-11-02T09:00:00Z</lastmod>"))
      #expect(try await browser.get("/sitemap/schools.xml").shows("/schools/123456</loc>"))
      let pages = try await browser.get("/sitemap/pages.xml")
      for path in [
        "/vacancies", "/activities", "/schemes", "/advice", "/induction/plan", "/induction/deadlines",
        "/privacy",
      ] {
        #expect(pages.shows("<loc>http://staffroom.test\(path)</loc>"), "\(path)")
        #expect(try await browser.get(path).status == .ok, "\(path)")
      }
      for name in ["vacancies-2.xml", "vacancies-0.xml", "vacancies-x.xml", "other.xml", "schools"] {
        #expect(try await browser.get("/sitemap/\(name)").status == .notFound, "\(name)")
      }
    }
  }
}
