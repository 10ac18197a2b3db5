import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What a school is mailed about a vacancy") struct RivalMailTests {
  private static let recruiter = "recruiter@example.org"

  /// The recruiter applies for the vacancy themselves.
  private static func apply(_ hiring: HiringDesk) async throws -> SentApplication {
    try await CompleteApplication.save(by: hiring.recruiter, hiring.services)
    return try await SendApplication(hiring.services)(
      vacancy: hiring.vacancy.id, submission: UUID(), by: hiring.recruiter
    ).application
  }

  @Test("goes to nobody there who has applied for it themselves, from the first application to the offer")
  func rivals() async throws {
    try await HiringDesk.run { hiring async throws in
      let services = hiring.services
      let own = try await Self.apply(hiring)
      let before = try await hiring.mails(to: Self.recruiter)
      #expect(before.contains { $0.hasPrefix("Application sent") })
      #expect(!before.contains { $0.hasPrefix("New application for") })
      let application = try await hiring.application(.interviewing)
      try await WriteMessage(services)(
        application.id, "May I come?", submission: UUID(), by: hiring.applicant)
      let asked = try await RequestReferences(services)(application.id, by: hiring.head)
      #expect(!asked.isEmpty)
      _ = try await AnswerReference(services).send(
        try await hiring.token(to: "bea@university.example"), answers: HiringDesk.answers,
        by: VacancyDesk.visitor)
      _ = try await MakeOffer(services)(
        application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
      _ = try await AnswerOffer(services)(application.id, accepts: true, by: hiring.applicant)
      _ = try await WithdrawApplication(services)(application.id, by: hiring.applicant)
      let told = try await hiring.mails(to: "head@example.org")
      for words in [
        "New application for", "A new message", "reference", "Offer accepted", "has been withdrawn",
      ] {
        #expect(told.contains { $0.contains(words) }, "\(words)")
      }
      #expect(try await hiring.mails(to: Self.recruiter) == before)
      // Nor is whoever has withdrawn, but for the word that they have.
      _ = try await WithdrawApplication(services)(own.id, by: hiring.recruiter)
      _ = try await hiring.application(.sent, by: try await HiringDesk.person("bo@example.org", hiring.desk))
      let later = try await hiring.mails(to: Self.recruiter)
      #expect(later.count == before.count + 1)
      #expect(!later.contains { $0.hasPrefix("New application for") })
    }
  }

  @Test("Of interviews neither, though they were to interview; their pages are closed to them")
  func interviews() async throws {
    try await HiringDesk.run { hiring async throws in
      let services = hiring.services
      let panel = try [hiring.head, hiring.recruiter].map { try #require($0.account?.id) }
      let day = try await ArrangeInterviews(services)(
        hiring.vacancy.id,
        InterviewDayDraft(
          heldOn: TestSupport.day("2026-11-16"), place: "The school",
          chooseBy: TestSupport.day("2026-11-13"), panel: panel, times: ["09:00", "09:45"], minutes: 40),
        by: hiring.head)
      _ = try await Self.apply(hiring)
      let before = try await hiring.mails(to: Self.recruiter)
      let application = try await hiring.application(.shortlisted)
      _ = try await InviteToInterview(services)(application.id, day: day.id, message: "", by: hiring.head)
      let choosing = ChooseSlot(services)
      let slot = try #require(try await choosing.read(application.id, by: hiring.applicant).free.first)
      _ = try await choosing(application.id, slot: slot.id, by: hiring.applicant)
      #expect(try await hiring.mails(to: "head@example.org").contains { $0.hasPrefix("Interview on") })
      #expect(try await hiring.mails(to: Self.recruiter) == before)
      let arranging = ArrangeInterviews(services)
      let readings: [() async throws -> Void] = [
        { _ = try await arranging.list(hiring.vacancy.id, by: hiring.recruiter) },
        { _ = try await arranging.withoutDay(hiring.vacancy.id, by: hiring.recruiter) },
        { _ = try await arranging.staff(hiring.vacancy.id, by: hiring.recruiter) },
        { _ = try await SetInterviewQuestions(services).read(hiring.vacancy.id, by: hiring.recruiter) },
        { _ = try await SetAppointmentSetting(services).read(hiring.vacancy.id, by: hiring.recruiter) },
      ]
      for reading in readings {
        #expect(try await outcome { try await reading() } == .notFound("vacancy"))
      }
      let change = try await outcome {
        _ = try await ChangeInterviewDay(services).read(day.id, by: hiring.recruiter)
      }
      #expect(change == .notFound("interview day"))
      // Whoever takes them off the day tells them so, with nobody's name in the calendar.
      _ = try await ChangeInterviewers(services)(day.id, [panel[0]], by: hiring.head)
      let file = try await services.pool.value(
        """
        SELECT attachment ->> 'text' FROM outbox_mail WHERE recipient = \(Self.recruiter)
          AND starts_with(subject, 'You no longer interview')
        """, as: String.self)
      #expect(file.contains("STATUS:CANCELLED") && !file.contains(application.applicantName))
    }
  }

  @Test("Whoever interviews and has applied themselves is not waited for")
  func scores() async throws {
    try await HiringDesk.run { hiring async throws in
      let services = hiring.services
      let panel = try [hiring.head, hiring.recruiter].map { try #require($0.account?.id) }
      let day = try await ArrangeInterviews(services)(
        hiring.vacancy.id,
        InterviewDayDraft(
          heldOn: TestSupport.day("2026-11-16"), place: "The school",
          chooseBy: TestSupport.day("2026-11-13"), panel: panel, times: ["09:00"], minutes: 40),
        by: hiring.head)
      let question = try await SetInterviewQuestions(services)(
        hiring.vacancy.id, [InterviewQuestion(wording: "How do you win a class over?")], by: hiring.head)
      let application = try await hiring.application(.shortlisted)
      _ = try await InviteToInterview(services)(application.id, day: day.id, message: "", by: hiring.head)
      let choosing = ChooseSlot(services)
      let slot = try #require(try await choosing.read(application.id, by: hiring.applicant).free.first)
      _ = try await choosing(application.id, slot: slot.id, by: hiring.applicant)
      let own = try await Self.apply(hiring)
      hiring.clock.set(slot.startsAt)
      let scoring = ScoreInterview(services)
      let scores = [try #require(question.first?.id): 4]
      let whole = try await scoring(
        application.id, scores: scores, notes: "Warm.", handsIn: true, by: hiring.head)
      #expect(whole.sheets.map(\.total) == [4] && whole.panel.map(\.hasHandedIn) == [true])
      let rival = try await outcome { _ = try await scoring.read(application.id, by: hiring.recruiter) }
      #expect(rival == .notFound("application"))
      _ = try await WithdrawApplication(services)(own.id, by: hiring.recruiter)
      let still = try await scoring.read(application.id, by: hiring.head)
      #expect(still.sheets.map(\.total) == [4], "nor after they have withdrawn")
      let after = try await outcome { _ = try await scoring.read(application.id, by: hiring.recruiter) }
      #expect(after == .notFound("application"))
    }
  }
}
