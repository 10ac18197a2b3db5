import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite struct StalePlanPageTests {
  private static let sentence = "1 of 1 induction is yet to be reckoned again after new term dates."

  @Test("After new term dates every page says what waits, and shows no day until the worker has come")
  func between() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      let school = try await FindSchool(website.services)(
        id: try await website.services.pool.value(
          "SELECT organisation_id FROM school", as: OrganisationID.self))
      let id = try await BegunInduction.make(at: school, website.services)
      let (officer, head) = (try await ClosingPageTests.officer(website), try await website.staff())
      let terms = SetSchoolTerms(website.services)
      try await terms(
        try await terms.read(2027, of: .school(school)), of: .school(school), by: .operatorAtCommandLine)
      let pages = [
        (officer, "/authority/inductions"), (officer, "/authority/inductions/board"),
        (officer, "/authority/inductions/board/overdue"),
        (head, "/school/\(school.urn)/inductions"), (head, "/school/\(school.urn)/term-dates?year=2027"),
      ]
      for (reader, address) in pages {
        #expect(try await reader.get(address).shows(Self.sentence), "\(address)")
      }
      let shown = try await head.get("/inductions/\(id)")
      #expect(shown.shows("Being reckoned again") && !shown.shows("Formal assessment 1"))
      #expect(try await head.get("/inductions/\(id)/timeline").shows("What is to come by it is left out."))
      // The file of days waits for no worker: it is the same afterwards.
      let days = try await head.get("/inductions/\(id)/timeline/days.csv").text
      #expect(days.components(separatedBy: "\r\n").count > 3, "\(days)")
      while try await ReplanStaleInductions(website.services)() > 0 {}
      #expect(try await head.get("/inductions/\(id)/timeline/days.csv").text == days)
      for (reader, address) in pages {
        #expect(try await !reader.get(address).shows("yet to be reckoned"), "\(address)")
      }
      #expect(try await head.get("/inductions/\(id)").shows("Formal assessment 1"))
    }
  }
}
