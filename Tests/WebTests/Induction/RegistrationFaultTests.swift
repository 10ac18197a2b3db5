import Domain
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite struct RegistrationFaultTests {
  @Test("A date that can’t be read is told together with everything else that is wrong with a part")
  func unread() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      _ = try await RegistrationPageTests.officer(website)
      let head = try await website.staff()
      let desk = try await head.get("/school/123456/inductions")
      let base = try #require(
        try await head.submit(desk, to: "/school/123456/inductions/registrations").location)
      let answer = try await head.submit(
        try await head.get("\(base)/edit/teacher"), to: "\(base)/edit/teacher",
        [
          "first_names": "Nia", "birth_date-day": "99", "birth_date-month": "2", "birth_date-year": "2000",
          "trn": "12",
        ])
      #expect(answer.status == .unprocessableContent)
      for told in ["Enter a real date", "Enter the teacher’s last name.", "e-mail address in full"] {
        #expect(answer.shows(told), "\(told)")
      }
      #expect(answer.shows("value=\"99\"") && answer.shows("value=\"12\""))
    }
  }

  @Test("Parts say nothing of faults at first, and name them once somebody has tried to send it")
  func firstView() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      _ = try await RegistrationPageTests.officer(website)
      let head = try await website.staff()
      let desk = try await head.get("/school/123456/inductions")
      let base = try #require(
        try await head.submit(desk, to: "/school/123456/inductions/registrations").location)
      // As an application fills it in: something is known of the part, and much is not.
      try await website.services.pool.execute(
        "UPDATE induction_registration SET content = content || '{\"first_names\": \"Nia\"}'")
      let part = "\(base)/edit/teacher"
      let first = try await head.get(part)
      #expect(first.shows("value=\"Nia\"") && !first.shows("There is a problem"))
      let whole = try await head.get(base)
      #expect(!whole.shows("\(part)?check=1"))
      let refused = try await head.submit(whole, to: "\(base)/submit")
      #expect(refused.status == .unprocessableContent && refused.shows("\(part)?check=1"))
      #expect(try await head.get("\(part)?check=1").shows("Enter the teacher’s last name."))
    }
  }
}
