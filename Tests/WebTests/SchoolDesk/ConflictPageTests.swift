import Domain
import HTTPSupport
import HTTPTypes
import Postgres
import Testing

@testable import Web

@Suite("Two people who change the same thing")
struct ConflictPageTests {
  @Test("Answers are compared as the form shows them: texts, days, and choices by their words")
  func rows() {
    var (stored, yours) = (FormData(), FormData())
    stored.set("name", "Stored & kept")
    yours.set("name", " Mine ")
    stored.set("day", CivilDate("2027-01-31"))
    yours.set("day-day", "31")
    yours.set("day-month", "2")
    yours.set("day-year", "2027")
    yours.set("phases", ["primary", "unknown"])
    let rows = Conflict.rows(
      [
        .text("name", "Name"), .date("day", "Day"),
        .chosen("phases", "Phases", [Choice("primary", "Primary"), Choice("middle", "Middle")]),
      ], stored: stored, yours: yours)
    #expect(rows.map(\.stored) == ["Stored & kept", "Sunday 31 January 2027", ""])
    #expect(rows.map(\.yours) == ["Mine", "31 2 2027", "Primary"])
  }

  @Test("Of what a vacancy asks both versions are shown before one is chosen")
  func questions() async throws {
    try await Website.run { site async throws in
      let address = "/school/vacancies/\(try await site.vacancy().id)/questions"
      let head = try await site.staff()
      let page = try await head.get(address)
      let first = try await head.submit(page, to: address, ["question_1": "Why this school?"])
      #expect(first.status == .seeOther)
      let late = try await head.submit(page, to: address, ["question_1": "Why this subject?"])
      #expect(late.status == .conflict && late.shows("Why this school?") && late.shows("Why this subject?"))
      #expect(try await head.get(address).shows("Why this school?"))
      #expect(try await head.submit(late, to: address).status == .seeOther)
      #expect(try await head.get(address).shows("Why this subject?"))
    }
  }

  @Test("The days of a year of the pool are not moved over what another officer has set")
  func poolYear() async throws {
    try await Website.run { site async throws in
      _ = try await site.vacancy()
      let officer = try await site.officer()
      let year = site.services.today.year + 1
      let page = try await officer.get("/authority/pool")
      func set(_ page: ShownPage, month: String) async throws -> ShownPage {
        try await officer.submit(
          page, to: "/authority/pool",
          [
            "year": "\(year)", "opens_on-day": "1", "opens_on-month": "1", "opens_on-year": "\(year)",
            "closes_on-day": "1", "closes_on-month": month, "closes_on-year": "\(year)",
          ])
      }
      #expect(try await set(page, month: "8").location == "/authority/pool?year=\(year)&done=year")
      let late = try await set(page, month: "7")
      #expect(late.status == .conflict && late.shows("1 August \(year)") && late.shows("1 July \(year)"))
      let faulty = try await officer.submit(late, to: "/authority/pool", ["closes_on-month": "13"])
      #expect(faulty.status == .unprocessableContent)
      let chosen = try await set(faulty, month: "7")
      #expect(chosen.location == "/authority/pool?year=\(year)&done=year")
    }
  }

  @Test("An unreadable number of posts hides no other fault of the part")
  func posts() async throws {
    try await Website.run { site async throws in
      let address = "/school/vacancies/\(try await site.vacancy().id)/edit/role"
      let head = try await site.staff()
      let faulty = try await head.submit(
        try await head.get(address), to: address, ["title": "", "posts": "1,5"])
      #expect(faulty.status == .unprocessableContent)
      #expect(faulty.shows("Enter the number of posts") && faulty.shows("href=\"#title\""))
    }
  }
}
