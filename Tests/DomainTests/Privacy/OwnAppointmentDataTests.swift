import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What somebody who is to be appointed can take away") struct OwnAppointmentDataTests {
  @Test(
    "Disclosure, invitation, time, offer, checks and feedback are given out; what the school thought is not")
  func appointed() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, person) = (hiring.services, hiring.applicant)
      let application = try await InterviewInvitationTests.booked(hiring)
      _ = try await AnswerDisclosure(services)(
        application.id, answers: ["unspent": "no"], sends: false, expectedVersion: nil, by: person)
      _ = try await MakeOffer(services)(
        application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
      _ = try await AnswerOffer(services)(application.id, accepts: true, note: "With joy", by: person)
      try await services.pool.execute(
        """
        UPDATE pre_employment_check SET outcome = 'satisfactory', checked_on = '2026-11-02', checked_by = 'R. Checker',
          evidence = 'Kept in the safe' WHERE kind = 'identity'
        """)
      let data = try await DownloadOwnData(services)(by: person)
      let text = "\(data)"
      for held in [
        "M3 of the outer London scale", "2027-01-04", "With joy", "2026-11-16T09:00:00Z", "Identity",
        "Satisfactory", "2026-11-02", "Accepted", "unspent",
      ] {
        #expect(text.contains(held), "\(held)")
      }
      for hidden in ["strongest lesson", "scored on paper", "R. Checker", "Kept in the safe"] {
        #expect(!text.contains(hidden), "\(hidden)")
      }
      let left = DownloadOwnData.leftOut.joined()
      #expect(left.contains("Scores and notes") && left.contains("online search"))
      #expect(left.contains("Officers’ scores and notes"))
    }
  }

  @Test("What was written with an invitation and with a decision is given out, and the reason is not")
  func turnedDown() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, person) = (hiring.services, hiring.applicant)
      let application = try await hiring.application(.shortlisted)
      let invite = InviteToInterview(services)
      _ = try await invite(
        application.id, message: "Tuesday 8 December, 10am, bring ID.", by: hiring.recruiter)
      let read = ReadInterviewMessage(services)
      for actor in [person, hiring.head] {
        #expect(
          try await read(application.id, by: actor)?.text == "Tuesday 8 December, 10am, bring ID.")
      }
      let stranger = try await outcome { _ = try await read(application.id, by: hiring.desk.stranger) }
      #expect(stranger == .notFound("application"))
      _ = try await RejectApplications(services)(
        hiring.vacancy.id, [Rejection(application.id, version: nil, reason: "Too little practice.")],
        message: "Your lesson was warm.", by: hiring.head)
      let text = "\(try await DownloadOwnData(services)(by: person))"
      #expect(text.contains("bring ID") && text.contains("Your lesson was warm."))
      #expect(!text.contains("Too little practice."))
    }
  }
}
