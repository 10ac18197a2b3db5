import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Interviews of those who have closed their account, and offers") struct ClosedAccountTests {
  private static func close(_ hiring: HiringDesk) async throws -> DomainError {
    _ = try await CloseOwnAccount(hiring.services)(password: AccountsFixture.password, by: hiring.applicant)
    let name = try await hiring.services.pool.value("SELECT applicant_name FROM application", as: String.self)
    return .conflict("\(name) has closed their account and can’t be invited to interview or given a time.")
  }

  /// What the applicant was written last.
  private static func lastBody(
    _ hiring: HiringDesk, to recipient: String = "ada@example.org"
  ) async throws -> String {
    try await hiring.services.pool.value(
      """
      SELECT body FROM outbox_mail WHERE recipient = \(recipient) ORDER BY created_at DESC, id DESC LIMIT 1
      """, as: String.self)
  }

  @Test("Nobody who has closed their account is invited, with or without a day, and no mail goes to them")
  func shortlisted() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      #expect(!application.isAccountClosed)
      let day = try await InterviewInvitationTests.day(hiring)
      let closed = try await Self.close(hiring)
      let before = try await hiring.mails(to: "ada@example.org").count
      let invite = InviteToInterview(hiring.services)
      for day in [nil, day.id] {
        let refused = try await outcome {
          _ = try await invite(application.id, day: day, message: "Monday at 9am.", by: hiring.recruiter)
        }
        #expect(refused == closed)
      }
      let stands = try await ReadApplication(hiring.services)(application.id, by: hiring.head).application
      #expect(stands.isAccountClosed && stands.state == .shortlisted)
      #expect(try await invite.isOpen(for: stands, by: hiring.recruiter) == false)
      #expect(try await hiring.mails(to: "ada@example.org").count == before)
    }
  }

  @Test("Who is shortlisted after closing their account is told so, asked for nothing, sent no links")
  func putOnShortlist() async throws {
    try await HiringDesk.run { hiring async throws in
      let sent = try await hiring.application(.underConsideration)
      _ = try await Self.close(hiring)
      hiring.clock.advance(seconds: 60)
      try await AgreeShortlist(hiring.services)(
        hiring.vacancy.id, .shortlist,
        [ApplicationChoice(sent.id, version: sent.version, isChosen: true)], exception: "A small school.",
        by: hiring.head)
      let body = try await Self.lastBody(hiring)
      #expect(body.hasPrefix("You are on the school’s shortlist.\n\nVacancy:"))
      #expect(body.hasSuffix("Application: \(sent.reference)"))
    }
  }

  @Test("Who is turned down or loses the vacancy after closing their account reads of no general application")
  func turnedDown() async throws {
    try await HiringDesk.run { hiring async throws in
      let open = try await HiringDesk.person("bo@example.org", hiring.desk)
      let applications = [
        try await hiring.application(.underConsideration),
        try await hiring.application(.underConsideration, by: open),
      ]
      _ = try await CloseOwnAccount(hiring.services)(
        password: AccountsFixture.password, by: hiring.applicant)
      hiring.clock.advance(seconds: 60)
      try await RejectApplications(hiring.services)(
        hiring.vacancy.id,
        applications.map { Rejection($0.id, version: $0.version, reason: "Others were stronger.") },
        message: RejectApplications.usualMessage(for: hiring.vacancy), exception: "A small school.",
        by: hiring.head)
      let told = try await Self.lastBody(hiring)
      #expect(told.contains("disappointing. We would be glad to hear from you again.\n\nApplication:"))
      let general = "Your general application stays as it is"
      #expect(try await Self.lastBody(hiring, to: "bo@example.org").contains(general))
      hiring.clock.advance(seconds: 60)
      _ = try await WithdrawVacancy(hiring.services)(hiring.vacancy.id, reason: "No need.", by: hiring.head)
      #expect(try await Self.lastBody(hiring).hasSuffix("The reason given: No need."))
      let other = try await Self.lastBody(hiring, to: "bo@example.org")
      #expect(other.contains("No need.\n\n\(general), and you can"))
    }
  }

  @Test("Nor to another day, nor given a time, who was invited before")
  func invited() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await InterviewInvitationTests.booked(hiring)
      let other = try await InterviewInvitationTests.day(hiring, on: "2026-11-18")
      let closed = try await Self.close(hiring)
      let slot = try #require(
        try await ArrangeInterviews(hiring.services).list(hiring.vacancy.id, by: hiring.head)
          .flatMap(\.slots).first)
      let given = try await outcome {
        try await ChooseSlot(hiring.services).assign(application.id, slot: slot.id, by: hiring.recruiter)
      }
      #expect(given == closed)
      let moved = try await outcome {
        _ = try await InviteToInterview(hiring.services)(
          application.id, day: other.id, message: "", by: hiring.recruiter)
      }
      #expect(moved == closed)
      // The day moves without them; that it is called off promises them nothing.
      let before = try await hiring.mails(to: "ada@example.org").count
      let days = ChangeInterviewDay(hiring.services)
      let theirs = try #require(
        try await ArrangeInterviews(hiring.services).list(hiring.vacancy.id, by: hiring.head)
          .map(\.day).first { $0.heldOn == day("2026-11-16") })
      _ = try await days(
        theirs.id,
        InterviewDayDraft(heldOn: day("2026-11-17"), place: "The school", chooseBy: day("2026-11-13")),
        expectedVersion: nil, by: hiring.head)
      #expect(try await hiring.mails(to: "ada@example.org").count == before)
      hiring.clock.advance(seconds: 60)
      try await days.callOff(theirs.id, reason: "Snow", expectedVersion: nil, by: hiring.head)
      let body = try await Self.lastBody(hiring)
      #expect(body.contains("do not take place.\n") && body.contains("Why: Snow"))
      #expect(!body.contains("still on the shortlist") && !body.contains("/applications/"))
    }
  }

  @Test("Nobody who has closed their account is offered the post, given more time, or taken up again for it")
  func offered() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.interviewing)
      _ = try await Self.close(hiring)
      let closed = DomainError.conflict(
        "\(application.applicantName) has closed their account, so they can’t answer an offer.")
      let before = try await hiring.mails(to: "ada@example.org").count
      let refused = try await outcome {
        _ = try await MakeOffer(hiring.services)(
          application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
      }
      #expect(refused == closed)
      #expect(try await hiring.mails(to: "ada@example.org").count == before)
      for step in [ApplicationState.offered, .offerDeclined] {
        try await hiring.services.pool.execute(
          "UPDATE application SET state = \(step), version = version + 1 WHERE id = \(application.id)")
        guard step == .offered else { continue }
        let longer = try await outcome {
          _ = try await ExtendOffer(hiring.services)(application.id, answerBy: nil, by: hiring.head)
        }
        #expect(longer == closed)
      }
      let reopen = ReopenOffer(hiring.services)
      #expect(try await reopen.isOpen(application.id, by: hiring.head) == false)
      let again = try await outcome {
        _ = try await reopen(application.id, reason: "The first choice declined.", by: hiring.head)
      }
      #expect(again == closed)
    }
  }
}
