import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Asking for the self-disclosure") struct DisclosureReminderTests {
  private static func body(to email: String, _ hiring: HiringDesk) async throws -> String {
    try await hiring.services.pool.value(
      "SELECT body FROM outbox_mail WHERE recipient = \(email) ORDER BY created_at DESC, id DESC LIMIT 1",
      as: String.self)
  }

  @Test("The mail of the shortlist and that of the invitation ask for it with its link")
  func asked() async throws {
    try await HiringDesk.run { hiring async throws in
      let sent = try await hiring.application(.underConsideration)
      hiring.clock.advance(seconds: 60)
      try await AgreeShortlist(hiring.services)(
        hiring.vacancy.id, .shortlist,
        [ApplicationChoice(sent.id, version: sent.version, isChosen: true)], exception: "A small school.",
        by: hiring.head)
      let link = "/applications/\(sent.id)/disclosure"
      #expect(try await Self.body(to: "ada@example.org", hiring).contains(link))
      hiring.clock.advance(seconds: 60)
      _ = try await InviteToInterview(hiring.services)(sent.id, message: "On Monday.", by: hiring.head)
      let invitation = try await Self.body(to: "ada@example.org", hiring)
      #expect(invitation.contains("On Monday.") && invitation.contains(link))
    }
  }

  @Test("A school reminds at most once a day, and nobody who has sent it or is not on the shortlist")
  func reminds() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let remind = RemindOfDisclosure(hiring.services)
      #expect(try await remind.last(application.id, by: hiring.head) == nil)
      hiring.clock.advance(seconds: 60)
      try await remind(application.id, by: hiring.head)
      #expect(
        try await Self.body(to: "ada@example.org", hiring).contains(
          "/applications/\(application.id)/disclosure"))
      #expect(try await remind.last(application.id, by: hiring.recruiter) == hiring.services.now())
      let again = try await outcome { try await remind(application.id, by: hiring.head) }
      #expect(again?.isConflict == true)
      hiring.clock.advance(days: 2)
      try await remind(application.id, by: hiring.recruiter)
      #expect(try await hiring.audited("application.disclosure_reminded") == 2)
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let refused = try await outcome { try await remind(application.id, by: actor) }
        #expect(refused == .notFound("application"), "\(who)")
      }
      let panel = try await outcome { try await remind(application.id, by: hiring.panelMember) }
      #expect(panel == .notFound("application"))
      hiring.clock.advance(days: 2)
      try await hiring.services.pool.execute(
        "UPDATE account SET closed_at = now() WHERE email = 'ada@example.org'")
      let closed = try await outcome { try await remind(application.id, by: hiring.head) }
      #expect(
        closed == .conflict("\(application.applicantName) has closed their account and can’t be reminded."))
      try await hiring.services.pool.execute(
        "UPDATE account SET closed_at = NULL WHERE email = 'ada@example.org'")
      try await hiring.services.pool.execute(
        """
        INSERT INTO self_disclosure (application_id, form_version, answers, saved_at, sent_at)
        VALUES (\(application.id), 1, '{}', \(hiring.services.now()), \(hiring.services.now()))
        """)
      let sent = try await outcome { try await remind(application.id, by: hiring.head) }
      #expect(sent?.isConflict == true)
    }
  }
}
