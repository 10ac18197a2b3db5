import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Days of interviews that change")
struct ChangeInterviewDayTests {
  private static func day(_ hiring: HiringDesk, on date: String = "2026-11-16") async throws -> InterviewDay {
    let panel = try #require(hiring.panelMember.account?.id)
    return try await ArrangeInterviews(hiring.services)(
      hiring.vacancy.id,
      InterviewDayDraft(
        heldOn: TestSupport.day(date), place: "The school", chooseBy: TestSupport.day("2026-11-13"),
        tasks: "Bring your passport.", panel: [panel], times: ["09:00", "09:45"], minutes: 40,
        rooms: ["Library"]), by: hiring.recruiter)
  }

  private static let bring = "What candidates do on the day, and should bring:\nBring your passport."

  /// The words of the mails to the panel with a subject that begins so.
  private static func told(_ hiring: HiringDesk, _ subject: String) async throws -> String {
    try await hiring.services.pool.value(
      """
      SELECT string_agg(body, '') FROM outbox_mail
      WHERE recipient = 'panel@example.org' AND starts_with(subject, \(subject))
      """, as: String.self)
  }

  /// The applicant, with the first slot of a day.
  private static func booked(_ hiring: HiringDesk, _ day: InterviewDay) async throws -> SentApplication {
    let application = try await hiring.application(.shortlisted)
    _ = try await InviteToInterview(hiring.services)(
      application.id, day: day.id, message: "", by: hiring.recruiter)
    let choosing = ChooseSlot(hiring.services)
    let free = try await choosing.read(application.id, by: hiring.applicant).free
    _ = try await choosing(application.id, slot: free[0].id, by: hiring.applicant)
    return application
  }

  /// The calendar files of the mails with a subject that begins so.
  private static func calendar(_ hiring: HiringDesk, to email: String, _ subject: String) async throws
    -> String
  {
    try await hiring.services.pool.value(
      """
      SELECT coalesce(string_agg(attachment ->> 'text', ''), '') FROM outbox_mail
      WHERE recipient = \(email) AND starts_with(subject, \(subject))
      """, as: String.self)
  }

  @Test(
    "Candidate and panel get a calendar file with the mail; another time takes the place of the one before")
  func calendars() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await Self.day(hiring)
      let arranged = try await Self.calendar(hiring, to: "panel@example.org", "You interview on")
      #expect(arranged.components(separatedBy: "SUMMARY:Interview (free)\r\n").count == 3)
      #expect(arranged.components(separatedBy: "\\nBring your passport.\\n").count == 3)
      #expect(try await Self.told(hiring, "You interview on").contains(Self.bring))
      let application = try await Self.booked(hiring, day)
      let own = try await Self.calendar(hiring, to: "ada@example.org", "Your interview")
      #expect(own.contains("UID:interview-of-\(application.id)@"))
      #expect(own.contains("\\nBring your passport.\\n"))
      #expect(own.contains("DTSTART:20261116T090000Z\r\n") && own.contains("LOCATION:The school\\, Library"))
      let panel = try await Self.calendar(hiring, to: "panel@example.org", "Interview on")
      #expect(panel.contains("SUMMARY:Interview: \(application.applicantName)\r\n"))
      let later = try #require(
        try await ChooseSlot(hiring.services).read(application.id, by: hiring.applicant).free.first)
      _ = try await ChooseSlot(hiring.services)(application.id, slot: later.id, by: hiring.applicant)
      let moved = try await Self.calendar(hiring, to: "ada@example.org", "Your interview")
      #expect(moved.contains("UID:interview-of-\(application.id)@"))
      #expect(moved.contains("DTSTART:20261116T094500Z\r\n"))
      let both = try await Self.calendar(hiring, to: "panel@example.org", "Interview on")
      #expect(both.contains("SUMMARY:Interview (free)\r\n") && both.contains("SUMMARY:Interview: "))
    }
  }

  @Test("A day is moved with its slots; whoever has one keeps it and is told, and stale changes are refused")
  func moves() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await Self.day(hiring)
      _ = try await Self.day(hiring, on: "2026-11-18")
      let application = try await Self.booked(hiring, day)
      let change = ChangeInterviewDay(hiring.services)
      let empty = try await outcome {
        _ = try await change(day.id, InterviewDayDraft(), expectedVersion: nil, by: hiring.head)
      }
      #expect(empty?.fields == ["held_on", "place", "choose_by"])
      var draft = InterviewDayDraft(
        heldOn: TestSupport.day("2026-11-18"), place: "The annexe", chooseBy: TestSupport.day("2026-11-16"))
      let taken = try await outcome {
        _ = try await change(day.id, draft, expectedVersion: nil, by: hiring.head)
      }
      #expect(taken?.fields == ["held_on"])
      draft.heldOn = TestSupport.day("2026-11-17")
      let moved = try await change(day.id, draft, expectedVersion: 1, by: hiring.recruiter)
      #expect(moved.version == 2 && moved.place == "The annexe")
      let slot = try #require(
        try await ChooseSlot(hiring.services).read(application.id, by: hiring.applicant).slot)
      #expect(LondonTime.date(of: slot.startsAt) == TestSupport.day("2026-11-17"))
      #expect(LondonTime.clockTime(slot.startsAt) == "9am" && LondonTime.clockTime(slot.endsAt) == "9:40am")
      let own = try await Self.calendar(hiring, to: "ada@example.org", "Changed: your interview")
      #expect(own.contains("DTSTART:20261117T090000Z\r\n") && own.contains("The annexe"))
      let panel = try await Self.calendar(hiring, to: "panel@example.org", "Changed: the interviews")
      #expect(panel.contains("DTSTART:20261117T094500Z\r\n"))
      _ = try await change(day.id, draft, expectedVersion: 2, by: hiring.recruiter)
      #expect(try await hiring.audited("vacancy.interviews_moved") == 1)
      let stale = try await outcome {
        try await change.callOff(day.id, reason: "Snow", expectedVersion: 1, by: hiring.head)
      }
      #expect(stale == .staleVersion(current: 2))
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let refused = try await outcome {
          _ = try await change(day.id, draft, expectedVersion: nil, by: actor)
        }
        #expect(refused == .notFound("interview day"), "\(who)")
      }
      let panelist = try await outcome {
        _ = try await change(day.id, draft, expectedVersion: nil, by: hiring.panelMember)
      }
      #expect(panelist?.isNotAllowed == true)
      hiring.clock.set(try #require(LondonTime.instant(TestSupport.day("2026-11-19"), hour: 9, minute: 0)))
      let over = try await outcome {
        try await change.callOff(day.id, reason: "Snow", expectedVersion: nil, by: hiring.head)
      }
      #expect(over?.isConflict == true)
    }
  }

  @Test("A day that is called off puts its candidates back on the shortlist, to be invited again")
  func callsOff() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await Self.day(hiring)
      let application = try await Self.booked(hiring, day)
      let change = ChangeInterviewDay(hiring.services)
      let silent = try await outcome {
        try await change.callOff(day.id, reason: " ", expectedVersion: nil, by: hiring.head)
      }
      #expect(silent?.fields == ["reason"])
      try await change.callOff(day.id, reason: "The school is closed.", expectedVersion: 1, by: hiring.head)
      let now = try await ReadApplication(hiring.services)(application.id, by: hiring.applicant).application
      #expect(now.state == .shortlisted)
      let answering = AnswerInterviewInvitation(hiring.services)
      let left = try #require(
        try await answering.read(application.id, by: hiring.applicant).calledOff)
      #expect(left.heldOn == day.heldOn && left.reason == "The school is closed.")
      #expect(left.time == "Your time was 9am.")
      #expect(left.whatFollows(nil).hasSuffix("the school writes to you about another time."))
      let told = try await hiring.services.pool.value(
        "SELECT body FROM outbox_mail WHERE recipient = 'ada@example.org' AND starts_with(subject, 'Called off')",
        as: String.self)
      #expect(told.contains("the school writes to you about another time."))
      let own = try await Self.calendar(hiring, to: "ada@example.org", "Called off")
      #expect(own.contains("STATUS:CANCELLED") && own.contains("UID:interview-of-\(application.id)@"))
      let panel = try await Self.calendar(hiring, to: "panel@example.org", "Called off")
      #expect(panel.components(separatedBy: "STATUS:CANCELLED\r\n").count == 3)
      let again = try await Self.day(hiring)
      let invited = try await InviteToInterview(hiring.services)(
        application.id, day: again.id, message: "", by: hiring.recruiter)
      #expect(invited.state == .interviewing)
      #expect(
        try await ChooseSlot(hiring.services).read(application.id, by: hiring.applicant).free.count == 2)
    }
  }

  @Test("The school gives a candidate a time of another day, and both panels are told")
  func assignsAcrossDays() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await Self.booked(hiring, try await Self.day(hiring))
      _ = try await Self.day(hiring, on: "2026-11-18")
      let schedules = try await ArrangeInterviews(hiring.services).list(hiring.vacancy.id, by: hiring.head)
      let slot = try #require(schedules.last?.slots.first)
      try await ChooseSlot(hiring.services).assign(application.id, slot: slot.id, by: hiring.recruiter)
      let own = try await ChooseSlot(hiring.services).read(application.id, by: hiring.applicant)
      #expect(own.slot?.id == slot.id && own.day.heldOn == TestSupport.day("2026-11-18"))
      let freed = try await Self.calendar(hiring, to: "panel@example.org", "No interview on")
      #expect(freed.contains("SUMMARY:Interview (free)\r\n"))
      let unknown = try await outcome {
        try await ChooseSlot(hiring.services).assign(
          application.id, slot: InterviewSlotID(rawValue: UUID()), by: hiring.recruiter)
      }
      #expect(unknown?.fields == ["slot"])
    }
  }
}
