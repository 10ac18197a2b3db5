import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Self-disclosures and online searches")
struct DisclosureTests {
  private static let answers: [String: JSONValue] = [
    "unspent": "no", "unprotected": "no", "pending": "no", "abroad": "no", "barred": "no", "prohibited": "no",
    "social_care": "no", "conduct": "yes", "conduct_details": "A complaint in 2020 that was not upheld.",
    "disqualified": "no", "declared_true": "yes",
  ]

  @Test("Asked of the shortlisted only, kept until sent, frozen then, and read by those named alone")
  func discloses() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.sent)
      let answering = AnswerDisclosure(hiring.services)
      let early = try await outcome { _ = try await answering.read(application.id, by: hiring.applicant) }
      #expect(early == .notFound("self-disclosure"))
      try await hiring.services.pool.execute(
        "UPDATE application SET state = 'shortlisted' WHERE id = \(application.id)")
      let reading = ReadDisclosure(hiring.services)
      let kept = try await answering(
        application.id, answers: ["unspent": "no"], sends: false, expectedVersion: 0, by: hiring.applicant)
      #expect(kept.version == 1)
      #expect(try await reading(application.id, by: hiring.head).answers.isEmpty)
      let half = try await outcome {
        _ = try await answering(
          application.id, answers: ["unspent": "no"], sends: true, expectedVersion: 1, by: hiring.applicant)
      }
      #expect(half?.fields.contains("barred") == true)
      let sent = try await answering(
        application.id, answers: Self.answers, sends: true, expectedVersion: nil, by: hiring.applicant)
      #expect(sent.sentAt != nil)
      let again = try await answering(
        application.id, answers: ["unspent": "yes"], sends: true, expectedVersion: nil, by: hiring.applicant)
      #expect(again.answers == Self.answers)
      #expect(try await reading(application.id, by: hiring.head).answers == Self.answers)
      #expect(try await hiring.audited("application.disclosure_read") == 1)
      #expect(
        try await hiring.mails(to: "recruiter@example.org").allSatisfy { !$0.contains("self-disclosure") })
      let unnamed = try await outcome { _ = try await reading(application.id, by: hiring.recruiter) }
      #expect(unnamed?.isNotAllowed == true)
      let recruiter = try #require(hiring.recruiter.account?.id)
      _ = try await SetAppointmentSetting(hiring.services)(
        hiring.vacancy.id, panelReadsReferences: .never, disclosureReaders: [recruiter], expectedVersion: nil,
        by: hiring.head)
      #expect(try await reading(application.id, by: hiring.recruiter).answers == Self.answers)
      let panel = try await outcome { _ = try await reading(application.id, by: hiring.panelMember) }
      #expect(panel == .notFound("application"))
      for (who, actor) in hiring.strangers {
        #expect(
          try await outcome { _ = try await reading(application.id, by: actor) } == .notFound("application"),
          "\(who)")
        let other = try await outcome {
          _ = try await answering(
            application.id, answers: [:], sends: false, expectedVersion: nil, by: actor)
        }
        #expect(other == .notFound("application"), "\(who)")
      }
    }
  }

  @Test("Notes of online searches are added, never changed, and not for the panel")
  func searches() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let noting = NoteOnlineSearch(hiring.services)
      let empty = try await outcome {
        _ = try await noting(
          application.id, searchedOn: day("2026-12-01"), searchedBy: "", found: " ", by: hiring.head)
      }
      #expect(empty?.fields == ["searched_on", "searched_by", "found"])
      _ = try await noting(
        application.id, searchedOn: day("2026-11-02"), searchedBy: "Robin Sample",
        found: "Nothing of concern.",
        by: hiring.recruiter)
      hiring.clock.advance(seconds: 1)
      let notes = try await noting(
        application.id, searchedOn: day("2026-11-02"), searchedBy: "Robin Sample", found: "A public profile.",
        discussedOn: day("2026-11-02"), discussion: "Explained.", by: hiring.head)
      #expect(notes.map(\.found) == ["Nothing of concern.", "A public profile."])
      let panel = try await outcome { _ = try await noting.list(application.id, by: hiring.panelMember) }
      #expect(panel == .notFound("application"))
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let refused = try await outcome { _ = try await noting.list(application.id, by: actor) }
        #expect(refused == .notFound("application"), "\(who)")
      }
    }
  }
}
