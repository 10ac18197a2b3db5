import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Invitations to interview, and who leaves before theirs")
struct InterviewInvitationTests {
  static func day(
    _ hiring: HiringDesk, on date: String = "2026-11-16", panel: Actor? = nil
  ) async throws -> InterviewDay {
    try await ArrangeInterviews(hiring.services)(
      hiring.vacancy.id,
      InterviewDayDraft(
        heldOn: TestSupport.day(date), place: "The school", chooseBy: TestSupport.day("2026-11-13"),
        panel: [try #require((panel ?? hiring.panelMember).account?.id)], times: ["09:00", "09:45"],
        minutes: 40), by: hiring.recruiter)
  }

  /// The applicant, invited to a day, with its first slot.
  static func booked(_ hiring: HiringDesk) async throws -> SentApplication {
    let day = try await day(hiring)
    let application = try await hiring.application(.shortlisted)
    _ = try await InviteToInterview(hiring.services)(
      application.id, day: day.id, message: "", by: hiring.recruiter)
    let choosing = ChooseSlot(hiring.services)
    let free = try await choosing.read(application.id, by: hiring.applicant).free
    _ = try await choosing(application.id, slot: free[0].id, by: hiring.applicant)
    return application
  }

  private static func cancelled(_ hiring: HiringDesk, to email: String) async throws -> Int {
    try await hiring.services.pool.value(
      """
      SELECT count(*) FROM outbox_mail WHERE recipient = \(email)
        AND strpos(attachment ->> 'text', 'STATUS:CANCELLED') > 0
      """, as: Int.self)
  }

  private static let begins = LondonTime.instant(TestSupport.day("2026-11-16"), hour: 9, minute: 0)
    .map(LondonTime.dateAndTime)

  private static func bookings(_ hiring: HiringDesk) async throws -> Int {
    try await hiring.services.pool.value("SELECT count(*) FROM interview_booking", as: Int.self)
  }

  @Test("Who was invited without a day is listed, invited to a day by mail, and given a time")
  func withoutDay() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let invite = InviteToInterview(hiring.services)
      func words() async throws -> String {
        try await ScoreInterview(hiring.services).read(application.id, by: hiring.head).withoutDay
      }
      #expect(try await words().hasSuffix("is on the shortlist and is not invited to interview yet."))
      _ = try await invite(application.id, message: "Monday at 9am.", by: hiring.recruiter)
      #expect(try await words().contains("is invited without a day."))
      let arranging = ArrangeInterviews(hiring.services)
      #expect(
        try await arranging.withoutDay(hiring.vacancy.id, by: hiring.head).map(\.id) == [application.id])
      #expect(try await arranging.withoutDay(hiring.vacancy.id, by: hiring.panelMember).isEmpty)
      #expect(try await ScoreInterview(hiring.services).exists(for: application, by: hiring.head) == false)
      let invited = try await ReadApplication(hiring.services)(application.id, by: hiring.head).application
      #expect(try await ScoreInterview(hiring.services).exists(for: invited, by: hiring.head))
      #expect(try await invite.isOpen(for: invited, by: hiring.recruiter))
      #expect(try await ScoreInterview(hiring.services).read(application.id, by: hiring.head).day == nil)
      let silent = try await outcome {
        _ = try await invite(application.id, message: "Or Tuesday.", by: hiring.recruiter)
      }
      #expect(silent?.isConflict == true)
      let day = try await Self.day(hiring)
      let again = try await invite(application.id, day: day.id, message: "At last.", by: hiring.recruiter)
      #expect(again.state == .interviewing)
      _ = try await invite(application.id, day: day.id, message: "", by: hiring.recruiter)
      let mails = try await hiring.mails(to: "ada@example.org").filter {
        $0 == "Choose your time for the interview: Year 4 class teacher"
      }
      #expect(mails.count == 1)
      #expect(try await arranging.withoutDay(hiring.vacancy.id, by: hiring.head).isEmpty)
      #expect(
        try await arranging.list(hiring.vacancy.id, by: hiring.head)[0].waiting.map(\.id)
          == [application.id])
      let slots = try await ChooseSlot(hiring.services).read(application.id, by: hiring.applicant).free
      try await ChooseSlot(hiring.services).assign(application.id, slot: slots[1].id, by: hiring.recruiter)
      let other = try await Self.day(hiring, on: "2026-11-18")
      let booked = try await outcome {
        _ = try await invite(application.id, day: other.id, message: "", by: hiring.recruiter)
      }
      #expect(booked?.isConflict == true)
      #expect(try await invite.isOpen(for: invited, by: hiring.recruiter) == false)
      let stranger = try await outcome {
        _ = try await invite(application.id, day: day.id, message: "", by: hiring.desk.stranger)
      }
      #expect(stranger == .notFound("application"))
    }
  }

  @Test("Nobody is invited to a day that is over")
  func over() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await Self.day(hiring)
      let application = try await hiring.application(.shortlisted)
      hiring.clock.set(try #require(LondonTime.instant(TestSupport.day("2026-11-17"), hour: 9, minute: 0)))
      let late = try await outcome {
        _ = try await InviteToInterview(hiring.services)(
          application.id, day: day.id, message: "", by: hiring.recruiter)
      }
      #expect(late?.isConflict == true)
    }
  }

  @Test("Nobody is invited to choose when the time for choosing is over", arguments: [false, true])
  func tooLateToChoose(isInvited: Bool) async throws {
    try await HiringDesk.run { hiring async throws in
      let (day, invite) = (try await Self.day(hiring), InviteToInterview(hiring.services))
      let application = try await hiring.application(.shortlisted)
      if isInvited { _ = try await invite(application.id, message: "Monday.", by: hiring.recruiter) }
      hiring.clock.set(day.chooseBy)
      let late = try await outcome {
        _ = try await invite(application.id, day: day.id, message: "", by: hiring.recruiter)
      }
      guard case .conflict(let words)? = late else {
        Issue.record("\(String(describing: late))")
        return
      }
      #expect(words.contains("ive them a time instead."))
      #expect(words.contains("Invite them without a day") == !isInvited)
      if !isInvited { _ = try await invite(application.id, message: "Monday.", by: hiring.recruiter) }
      let choosing = ChooseSlot(hiring.services)
      let days = try await ArrangeInterviews(hiring.services).list(hiring.vacancy.id, by: hiring.head)
      let slot = try #require(days.first?.slots.first).id
      try await choosing.assign(application.id, slot: slot, by: hiring.recruiter)
      #expect(try await choosing.read(application.id, by: hiring.applicant).slot?.id == slot)
    }
  }

  @Test("A day whose panel has no training that counts on it says so, until it is recorded")
  func training() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await Self.day(hiring)
      #expect(day.warnings == [InterviewDay.trainingWarning])
      let authority = try await Authority.find(code: "883", in: hiring.services.pool)
      let panels = ReadUntrainedPanels(hiring.services)
      let missing = try await panels(of: authority, by: hiring.officer).items
      #expect(missing.map(\.heldOn) == [day.heldOn] && missing.map(\.members) == [1])
      let account = try #require(hiring.panelMember.account?.id)
      func record(until: String) async throws -> [String] {
        try await hiring.services.pool.execute("DELETE FROM safer_recruitment_training")
        _ = try await RecordTraining(hiring.services)(
          of: account, at: hiring.desk.school.id, provider: "Sample Training",
          completedOn: TestSupport.day("2026-01-05"), validUntil: TestSupport.day(until), by: hiring.head)
        let schedules = try await ArrangeInterviews(hiring.services).list(hiring.vacancy.id, by: hiring.head)
        return schedules[0].day.warnings
      }
      #expect(try await record(until: "2026-11-15") == [InterviewDay.trainingWarning])
      #expect(try await record(until: "2026-11-16").isEmpty)
      #expect(try await panels(of: authority, by: hiring.officer).items.isEmpty)
      #expect(try await ChangeInterviewDay(hiring.services).read(day.id, by: hiring.head).warnings.isEmpty)
    }
  }

  @Test(
    "Who withdraws, or is turned down, frees their time, and it leaves every calendar",
    arguments: [true, false])
  func leaves(withdraws: Bool) async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await Self.booked(hiring)
      if withdraws {
        _ = try await WithdrawApplication(hiring.services)(application.id, by: hiring.applicant)
      } else {
        _ = try await MoveApplication(hiring.services)(
          application.id, to: .unsuccessful, reason: "Not this time.", expectedVersion: nil, by: hiring.head)
      }
      #expect(try await Self.bookings(hiring) == 0)
      #expect(try await Self.cancelled(hiring, to: "panel@example.org") == 1)
      #expect(try await Self.cancelled(hiring, to: "ada@example.org") == 1)
      let subjects = try await hiring.mails(to: "panel@example.org")
      #expect(subjects.contains("Called off: the interview on \(try #require(Self.begins))"))
    }
  }

  @Test("After the interview nobody's time is freed by leaving")
  func leavesAfterwards() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await Self.booked(hiring)
      hiring.clock.set(try #require(LondonTime.instant(TestSupport.day("2026-11-17"), hour: 9, minute: 0)))
      _ = try await WithdrawApplication(hiring.services)(application.id, by: hiring.applicant)
      #expect(try await Self.bookings(hiring) == 1)
      #expect(try await Self.cancelled(hiring, to: "panel@example.org") == 0)
    }
  }

  @Test("A day that is called off tells everybody once")
  func calledOffOnce() async throws {
    try await HiringDesk.run { hiring async throws in
      _ = try await Self.booked(hiring)
      let day = try await ArrangeInterviews(hiring.services).list(hiring.vacancy.id, by: hiring.head)[0].day
      try await ChangeInterviewDay(hiring.services).callOff(
        day.id, reason: "Snow", expectedVersion: nil, by: hiring.head)
      #expect(try await Self.cancelled(hiring, to: "panel@example.org") == 1)
      #expect(try await Self.cancelled(hiring, to: "ada@example.org") == 1)
    }
  }

  @Test("Who closes their account before the interview frees their time; panel and school are told")
  func closes() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await Self.booked(hiring)
      _ = try await CloseOwnAccount(hiring.services)(
        password: AccountsFixture.password, by: hiring.applicant)
      #expect(try await Self.bookings(hiring) == 0)
      #expect(try await Self.cancelled(hiring, to: "panel@example.org") == 1)
      #expect(
        try await hiring.mails(to: "head@example.org").contains(
          "No interview on \(try #require(Self.begins))"))
      let stands = try await ReadApplication(hiring.services)(application.id, by: hiring.head).application
      #expect(stands.state == .interviewing)
    }
  }

  @Test("Whose application is erased before the interview frees their time, and no mail says whose it was")
  func erased() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await Self.booked(hiring)
      try await hiring.services.pool.execute("DELETE FROM outbox_mail")
      // A day that was arranged for long after the application has had its time.
      try await hiring.services.pool.execute(
        "UPDATE interview_slot SET starts_at = starts_at + interval '20 years', ends_at = ends_at + interval '20 years'"
      )
      hiring.clock.advance(days: 3650)
      _ = try await RunRetention(hiring.services)()
      #expect(try await Self.bookings(hiring) == 0)
      #expect(try await Self.cancelled(hiring, to: "panel@example.org") == 1)
      let told = try await hiring.services.pool.value(
        "SELECT coalesce(string_agg(subject || body || coalesce(attachment::text, ''), ''), '') FROM outbox_mail",
        as: String.self)
      #expect(told.contains("Nobody comes to the interview"))
      #expect(!told.contains(application.id.description) && !told.contains("Ada Sample"))
    }
  }
}
