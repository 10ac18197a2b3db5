import Domain
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite struct RegistrationFaultTests {
  /// A head who has begun a registration, and its address.
  private static func draft(_ website: Website) async throws -> (head: Browser, base: String) {
    _ = try await website.vacancy()
    _ = try await RegistrationPageTests.officer(website)
    let head = try await website.staff()
    let desk = try await head.get("/school/123456/inductions")
    let made = try await head.submit(desk, to: "/school/123456/inductions/registrations")
    return (head, try #require(made.location))
  }

  @Test("A date that can’t be read is told together with everything else that is wrong with a part")
  func unread() async throws {
    try await Website.run { website async throws in
      let (head, base) = try await Self.draft(website)
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
      let (head, base) = try await Self.draft(website)
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

  @Test("The list of a draft names what is still to do, and opens a part with a wrong answer at its faults")
  func toDo() async throws {
    try await Website.run { website async throws in
      let (head, base) = try await Self.draft(website)
      let fresh = try await head.get(base)
      #expect(fresh.shows("Still to do: What kind of institution"), "\(fresh.text)")
      #expect(!fresh.shows("?check=1"))
      let part = "\(base)/edit/earlier"
      let unread = try await head.submit(
        try await head.get(part), to: part, ["served_elsewhere": "yes", "earlier_fte": "1/3"])
      #expect(unread.status == .unprocessableContent && unread.shows("with at most nine decimals"))
      let saved = try await head.submit(
        try await head.get(part), to: part,
        [
          "served_elsewhere": "yes", "earlier_terms": "6", "earlier_body": "Another Body",
          "earlier_fte": "1.333",
        ])
      #expect(saved.location == "\(part)?kept=1")
      let kept = try await head.get("\(part)?kept=1")
      #expect(
        kept.status == .ok && kept.shows("value=\"1.333\"") && kept.shows("This is saved as you entered it"))
      #expect(kept.shows("only if the body before has extended") && kept.shows("at most nine decimals"))
      // What nobody has answered yet waits.
      #expect(!kept.shows("Which appropriate body?</a>"))
      let list = try await head.get(base)
      #expect(list.shows("3 to do") && list.shows("\(part)?check=1"))
      #expect(list.shows("Still to do: Enter the terms as a number") && list.shows("at most nine decimals"))
      #expect(!list.shows("\(base)/edit/institution?check=1"))
      let opened = try await head.get("\(part)?check=1")
      #expect(opened.shows("There is a problem") && opened.shows("only if the body before has extended"))
    }
  }
}
