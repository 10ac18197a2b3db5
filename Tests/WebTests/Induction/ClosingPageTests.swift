import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Postgres
import TestSupport
import Testing

@Suite("Closing a term, on its page") struct ClosingPageTests {
  static func officer(_ website: Website) async throws -> Browser {
    let authority = try await Authority.find(code: "883", in: website.services.pool)
    let account = try await website.account("officer@authority.example", name: "Olive Sample")
    try await GrantRole(website.services)(
      .officer, to: account.id, at: authority.organisation, by: .operatorAtCommandLine)
    let browser = website.browser()
    try await browser.signIn("officer@authority.example")
    return browser
  }

  /// An induction whose review the teacher has confirmed.
  private static func begin(_ website: Website) async throws -> InductionID {
    _ = try await website.vacancy()
    let school = try await FindSchool(website.services)(
      id: try await website.services.pool.value("SELECT organisation_id FROM school", as: OrganisationID.self)
    )
    let id = try await BegunInduction.make(at: school, website.services)
    try await website.services.pool.execute(
      """
      INSERT INTO induction_assessment (id, induction_id, school_id, kind, number, form_version, state, content, created_at,
        updated_at)
      VALUES (gen_random_uuid(), \(id), \(school.id), 'review', 1, '2024-09', 'confirmed',
        '{"progress": "satisfactory", "summary": "Teaches calmly and well."}', \(website.services.now()),
        \(website.services.now()))
      """)
    try await website.services.pool.execute(
      """
      INSERT INTO induction_signature (id, assessment_id, from_state, to_state, signed_by_name, signed_at, content, facts)
      SELECT gen_random_uuid(), id, 'drafted', 'completed', 'Hester Sample', updated_at, content, '{}'
      FROM induction_assessment
      """)
    return id
  }

  private static func ticks(_ page: ShownPage, _ name: String) throws -> [String] {
    page.text.matches(of: try Regex("name=\"\(name)\" value=\"([^\"]+)\"", as: (Substring, Substring).self))
      .map {
        String($0.output.1)
      }
  }

  @Test("What is ticked is received and decided; faults and exceptions are told, and what was typed stays")
  func both() async throws {
    try await Website.run { website async throws in
      let id = try await Self.begin(website)
      let base = "/authority/inductions/closing"
      let (head, officer) = (try await website.staff(), try await Self.officer(website))
      #expect(try await head.get(base).status == .notFound)
      let page = try await officer.get(base)
      let tick = try #require(try Self.ticks(page, "receive").first)
      #expect(page.text.contains("value=\"\(tick)\" checked"))
      let behind = Cursor(instant: website.services.now().addingTimeInterval(1), id: UUID())
      let last = try await officer.get("\(base)?to-receive=\(behind)")
      #expect(last.shows("No more wait to be received.") && last.shows("Back to the first page"))
      let none = try await officer.submit(page, to: "\(base)/receive")
      #expect(none.shows("Choose at least one") && none.text.contains("value=\"\(tick)\">"))
      let received = try await officer.submit(page, to: "\(base)/receive", ["receive": tick])
      #expect(received.shows("1 of 1 received.") && received.shows("No assessment waits to be received."))
      #expect(received.shows("govuk-notification-banner--success"))
      // The back button, and the same button again.
      let again = try await officer.submit(page, to: "\(base)/receive", ["receive": tick])
      #expect(again.shows("0 of 1 received.") && !again.shows("govuk-notification-banner--success"))
      let when = LondonTime.dateAndTime(website.services.now())
      #expect(again.shows("Nia Sample: It has been received already, by Olive Sample, \(when)."))

      _ = try await head.submit(
        try await head.get("/inductions/\(id)"), to: "/inductions/\(id)/decision/recommend",
        [
          "recommend-outcome": "satisfactory", "recommend-reasons": "Every Standard is met.",
          "recommend-early_reason": "Most of it was served elsewhere.",
        ])
      #expect(try await officer.get(base).shows("By the plan, induction ends on"))
      try await website.services.pool.execute("UPDATE induction_due SET done_on = due_on")
      website.clock.advance(days: 1_000)
      try await officer.signIn("officer@authority.example")
      let deciding = try await officer.get(base)
      let choice = try #require(try Self.ticks(deciding, "complete").first)
      #expect(deciding.text.contains("value=\"\(choice)\" checked"))
      let both = try await officer.submit(deciding, to: "\(base)/complete", ["reasons": "Short"])
      #expect(both.shows("Choose at least one"))
      #expect(both.shows("Enter the reasons, in 10 to 5,000 characters."))
      #expect(both.text.contains("value=\"\(choice)\">") && both.text.contains("Short</textarea>"))
      let faulty = try await officer.submit(
        deciding, to: "\(base)/complete", ["complete": choice, "reasons": "Short"])
      #expect(faulty.status == .unprocessableContent)
      #expect(
        faulty.shows("Enter the reasons, in 10 to 5,000 characters.")
          && faulty.text.contains("Short</textarea>"))
      #expect(faulty.text.contains("value=\"\(choice)\" checked"))
      let decided = try await officer.submit(
        deciding, to: "\(base)/complete", ["complete": choice, "reasons": "Every Standard is met."])
      #expect(decided.shows("1 of 1 decided as completed satisfactorily."))
      #expect(!decided.shows("What you had typed"))
      // A colleague who had the same list open: what they typed is not lost with its field.
      let late = try await officer.submit(
        deciding.inAnotherTab, to: "\(base)/complete",
        ["complete": choice, "reasons": "Seen to meet all of them."])
      #expect(late.shows("0 of 1 decided") && !late.shows("govuk-notification-banner--success"))
      let how = "satisfactory, by Olive Sample, \(LondonTime.dateAndTime(website.services.now()))"
      #expect(late.shows("Nia Sample: It has been decided already: \(how)."))
      #expect(late.shows("What you had typed") && late.shows("Seen to meet all of them."))
      #expect(try await officer.get("/inductions/\(id)").shows("Completed"))
    }
  }

  @Test("Everybody of one cohort is asked for what is overdue: how many is said before, what was done after")
  func chase() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      let school = try await FindSchool(website.services)(urn: try #require(URN("123456")))
      _ = try await BegunInduction.make(at: school, website.services)
      _ = try await website.staff()
      website.clock.advance(days: 300)
      let (officer, base) = (try await Self.officer(website), "/authority/inductions/closing")
      try await website.services.pool.execute("DELETE FROM outbox_mail")
      let other = try await officer.get("\(base)?cohort=2025-autumn")
      #expect(other.shows("Nobody is to be asked today") && other.shows("who began in Autumn 2025/26"))
      let page = try await officer.get("\(base)?cohort=2026-autumn")
      #expect(page.shows("1 person will be asked") && page.shows("Ask everybody of this cohort"))
      #expect(try await officer.get(base).shows("1 person will be asked"))
      let asked = try await officer.submit(page, to: "\(base)/chase")
      let after = try await officer.get(try #require(asked.location))
      #expect(after.shows("1 person was asked for") && after.shows("Nobody is to be asked today"))
      let mails = try await website.services.pool.query("SELECT recipient FROM outbox_mail").map {
        try $0.decode("recipient", as: String.self)
      }
      #expect(mails == ["head@school.example"])
      // A cohort that is none is nobody’s, and not everybody’s.
      let fields = try page.inAnotherTab.hiddenFields(ofFormTo: "\(base)/chase")
      let wrong = try await officer.post(
        "\(base)/chase", fields.filter { $0.0 != "cohort" } + [("cohort", "2026")])
      #expect(wrong.status == .notFound)
    }
  }
}
