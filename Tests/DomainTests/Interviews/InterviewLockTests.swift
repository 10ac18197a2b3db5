import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Vacancy, day, application, times: whoever waits for a day holds nothing behind it, so that no two wait for each
/// other.
@Suite("In which order interviews are locked") struct InterviewLockTests {
  private static func day(_ hiring: HiringDesk) async throws -> InterviewDay {
    let panel = try #require(hiring.panelMember.account?.id)
    return try await ArrangeInterviews(hiring.services)(
      hiring.vacancy.id,
      InterviewDayDraft(
        heldOn: TestSupport.day("2026-11-16"), place: "The school", chooseBy: TestSupport.day("2026-11-13"),
        panel: [panel], times: ["09:00", "09:45"], minutes: 40, rooms: ["Library"]), by: hiring.recruiter)
  }

  /// Does something while another transaction holds the day, and looks whether the application is free meanwhile.
  private static func whileDayIsHeld(
    _ day: InterviewDay, _ application: SentApplication, _ hiring: HiringDesk,
    _ body: @escaping @Sendable () async throws -> Void
  ) async throws {
    let pool = hiring.services.pool
    try await withThrowingTaskGroup(of: Void.self) { group in
      try await pool.withTransaction { tx in
        try await tx.execute("SELECT 1 FROM interview_day WHERE id = \(day.id) FOR UPDATE")
        group.addTask { try await body() }
        #expect(try await somebodyWaits(pool))
        try await tx.execute("SELECT 1 FROM application WHERE id = \(application.id) FOR UPDATE NOWAIT")
        try await tx.execute("SELECT 1 FROM interview_slot WHERE day_id = \(day.id) FOR UPDATE NOWAIT")
      }
      try await group.waitForAll()
    }
  }

  @Test("Inviting to a day and giving a time of it wait for the day before they hold the application")
  func dayFirst() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await Self.day(hiring)
      let application = try await hiring.application(.shortlisted)
      try await Self.whileDayIsHeld(day, application, hiring) {
        _ = try await InviteToInterview(hiring.services)(
          application.id, day: day.id, message: "", by: hiring.recruiter)
      }
      let free = try await ChooseSlot(hiring.services).read(application.id, by: hiring.applicant).free
      try await Self.whileDayIsHeld(day, application, hiring) {
        try await ChooseSlot(hiring.services).assign(application.id, slot: free[0].id, by: hiring.recruiter)
      }
      let interview = try await ChooseSlot(hiring.services).read(application.id, by: hiring.applicant)
      #expect(interview.slot?.id == free[0].id)
    }
  }

  @Test("Calling a day off waits for whoever is about to leave before it takes their times")
  func callingOff() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await Self.day(hiring)
      let application = try await hiring.application(.shortlisted)
      _ = try await InviteToInterview(hiring.services)(
        application.id, day: day.id, message: "", by: hiring.recruiter)
      let choosing = ChooseSlot(hiring.services)
      let free = try await choosing.read(application.id, by: hiring.applicant).free
      _ = try await choosing(application.id, slot: free[0].id, by: hiring.applicant)
      let pool = hiring.services.pool
      try await withThrowingTaskGroup(of: Void.self) { group in
        try await pool.withTransaction { tx in
          try await tx.execute("SELECT 1 FROM application WHERE id = \(application.id) FOR UPDATE")
          group.addTask {
            try await ChangeInterviewDay(hiring.services).callOff(
              day.id, reason: "The boiler is broken.", expectedVersion: nil, by: hiring.head)
          }
          #expect(try await somebodyWaits(pool))
          try await tx.execute(
            "SELECT 1 FROM interview_booking WHERE application_id = \(application.id) FOR UPDATE NOWAIT")
        }
        try await group.waitForAll()
      }
      #expect(
        try await ReadApplication(hiring.services)(application.id, by: hiring.applicant).application.state
          == .shortlisted)
    }
  }

  @Test("What a candidate can do about their time is said as it is now")
  func choosing() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await Self.day(hiring)
      let application = try await hiring.application(.shortlisted)
      _ = try await InviteToInterview(hiring.services)(
        application.id, day: day.id, message: "", by: hiring.recruiter)
      let choosing = ChooseSlot(hiring.services)
      func words() async throws -> String {
        try await choosing.read(application.id, by: hiring.applicant).choosing
      }
      #expect(try await words() == "You can choose and change until 13 November 2026 at 11:59pm.")
      let free = try await choosing.read(application.id, by: hiring.applicant).free
      hiring.clock.set(free[0].startsAt.addingTimeInterval(-3_600))
      #expect(try await words().hasSuffix("Write to the school if you need a time."))
      try await choosing.assign(application.id, slot: free[0].id, by: hiring.recruiter)
      #expect(try await words().hasSuffix("Write to the school if you need another time."))
      hiring.clock.set(free[0].startsAt)
      #expect(try await words() == "Your interview has begun, so its time stays as it is.")
      let late = try await outcome {
        _ = try await choosing(application.id, slot: free[1].id, by: hiring.applicant)
      }
      #expect(late == .conflict("Your interview has begun, so its time stays as it is."))
    }
  }
}
