import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Tasks of a day of interviews") struct InterviewTaskTests {
  private static func files(_ hiring: HiringDesk, to email: String, _ subject: String) async throws -> String
  {
    try await hiring.services.pool.value(
      """
      SELECT coalesce(string_agg(body || (attachment ->> 'text'), ''), '') FROM outbox_mail
      WHERE recipient = \(email) AND starts_with(subject, \(subject))
      """, as: String.self)
  }

  private static let tour = InterviewTask(
    title: " Tour of the school ", timing: .at, startsAt: "8:15", minutes: 30, room: "Hall")
  private static let lesson = InterviewTask(
    title: "A lesson", timing: .before, minutesApart: 30, minutes: 20, observers: "The head",
    note: "Bring a book.")
  private static let talk = InterviewTask(title: "A talk with pupils", timing: .after)

  @Test("are read with their times by whoever has one, and stand in the calendar under names of their own")
  func set() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await InterviewInvitationTests.booked(hiring)
      let (setting, choosing) = (SetInterviewTasks(hiring.services), ChooseSlot(hiring.services))
      let own = try await choosing.read(application.id, by: hiring.applicant)
      let day = try await setting(
        own.day.id, [Self.tour, Self.lesson, Self.talk], expectedVersion: own.day.version,
        by: hiring.recruiter)
      #expect(day.version == own.day.version + 1 && day.taskList.allSatisfy { $0.id != nil })
      #expect(day.taskList[0].startsAt == "08:15")
      let words = day.taskList.map { $0.line(on: day.heldOn, slot: own.slot) }
      #expect(
        words == [
          "8:15am to 8:45am: Tour of the school, Hall",
          "8:30am to 8:50am: A lesson. Seen by: The head. Bring a book.",
          "After your interview: A talk with pupils",
        ])
      #expect(day.taskList[1].when(on: day.heldOn) == "30 minutes before your interview, for 20 minutes")
      let told = try await Self.files(hiring, to: "ada@example.org", "Changed: your interview")
      let lesson = "UID:interview-task-\(try #require(day.taskList[1].id))-of-\(application.id)@"
      // Lines of a calendar file are folded after 75 octets.
      #expect(told.replacing("\r\n ", with: "").contains(lesson))
      #expect(told.contains("DTSTART:20261116T083000Z") && told.contains("- 8:30am to 8:50am: A lesson"))
      #expect(told.components(separatedBy: "BEGIN:VEVENT").count == 4, "the talk has no time")
      let panel = try await hiring.mails(to: "panel@example.org")
      #expect(panel.contains("Changed: what candidates do on Monday 16 November 2026"))
      let changed = try await Self.files(hiring, to: "panel@example.org", "Changed: what candidates do")
        .replacing("\r\n ", with: "")
      let tasks = try day.taskList.map { "UID:interview-task-\(try #require($0.id))" }
      let first = try #require(own.slot).id
      #expect(changed.contains("\(tasks[0])@") && changed.contains("\(tasks[1])-at-\(first)@"))
      #expect(changed.contains("SUMMARY:Tour of the school\r\n"))
      #expect(changed.contains("LOCATION:The school\\, Hall\r\n"))
      #expect(changed.contains("SUMMARY:A lesson: \(application.applicantName)\r\n"))
      #expect(changed.components(separatedBy: "BEGIN:VEVENT").count == 5, "two times, the tour and a lesson")
      let schools = try await ReadInterviewCalendar(hiring.services)(hiring.vacancy.id, by: hiring.head).text
      #expect(schools.contains("SUMMARY:Tour of the school") && schools.contains("SUMMARY:A lesson: "))
      // Another time: the same event, later. Without the lesson it is taken out.
      let second = try await choosing(application.id, slot: own.free[0].id, by: hiring.applicant)
      let later = try await Self.files(hiring, to: "ada@example.org", "Your interview")
      #expect(later.contains("DTSTART:20261116T091500Z"))
      // The panel’s lesson goes from the time that is free now to the other.
      let booked = try await Self.files(hiring, to: "panel@example.org", "Interview on")
      #expect(booked.components(separatedBy: "STATUS:CANCELLED").count == 2)
      #expect(booked.contains("SUMMARY:A lesson\r\n") && booked.contains("SUMMARY:A lesson: "))
      let less = try await setting(day.id, [day.taskList[0]], by: hiring.head)
      let gone = try await Self.files(hiring, to: "panel@example.org", "Changed: what candidates do")
      #expect(gone.components(separatedBy: "STATUS:CANCELLED").count == 2)
      #expect(less.taskList == [day.taskList[0]])
      let all = try await Self.files(hiring, to: "ada@example.org", "Changed: your interview")
      #expect(all.components(separatedBy: "STATUS:CANCELLED").count == 2)
      #expect(second.slot?.id == own.free[0].id)
      _ = try await setting(day.id, [day.taskList[0]], by: hiring.head)
      #expect(try await hiring.audited("vacancy.interview_tasks_set") == 2)
      let stale = try await outcome {
        _ = try await setting(day.id, [], expectedVersion: day.version, by: hiring.head)
      }
      #expect(stale == .staleVersion(current: less.version))
      #expect(try await "\(DownloadOwnData(hiring.services)(by: hiring.applicant))".contains("Tour of"))
    }
  }

  @Test("are told with the invitation, and leave the calendar with a time that is given back")
  func invitation() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await InterviewInvitationTests.day(hiring)
      _ = try await SetInterviewTasks(hiring.services)(day.id, [Self.lesson], by: hiring.recruiter)
      let application = try await hiring.application(.shortlisted)
      _ = try await InviteToInterview(hiring.services)(
        application.id, day: day.id, message: "", by: hiring.recruiter)
      let mails = try await hiring.services.pool.value(
        "SELECT string_agg(body, '') FROM outbox_mail WHERE recipient = 'ada@example.org'", as: String.self)
      #expect(mails.contains("- 30 minutes before your interview, for 20 minutes: A lesson"))
      let choosing = ChooseSlot(hiring.services)
      let slot = try #require(
        try await choosing.read(application.id, by: hiring.applicant).free.first)
      _ = try await choosing(application.id, slot: slot.id, by: hiring.applicant)
      try await AnswerInterviewInvitation(hiring.services)(
        application.id, .declined, slot: slot.id, by: hiring.applicant)
      let left = try await Self.files(hiring, to: "ada@example.org", "You declined the interview")
      #expect(left.components(separatedBy: "STATUS:CANCELLED").count == 3)
      let panel = try await Self.files(hiring, to: "panel@example.org", "Called off: the interview")
      #expect(panel.components(separatedBy: "STATUS:CANCELLED").count == 3)
    }
  }

  @Test("say everything that is wrong with them, and need a room that is free")
  func refuses() async throws {
    try await HiringDesk.run { hiring async throws in
      let panel = try #require(hiring.panelMember.account?.id)
      let arranged = try await ArrangeInterviews(hiring.services)(
        hiring.vacancy.id,
        InterviewDayDraft(
          heldOn: day("2026-11-16"), place: "The school", chooseBy: day("2026-11-13"), panel: [panel],
          times: ["09:00", "09:45"], minutes: 40, rooms: ["Library"]), by: hiring.recruiter)
      let setting = SetInterviewTasks(hiring.services)
      func refusal(_ tasks: [InterviewTask]) async throws -> [String]? {
        let refused = try await outcome { _ = try await setting(arranged.id, tasks, by: hiring.head) }
        return refused?.fields
      }
      #expect(
        try await refusal([
          InterviewTask(title: " ", timing: nil), InterviewTask(title: "A", timing: .at, startsAt: "25:00"),
          InterviewTask(title: "B", timing: .before, minutesApart: 10, minutes: 20),
          // What is entered and has no use with the timing is not dropped in silence.
          InterviewTask(title: "C", timing: .after, startsAt: "10:15"),
          InterviewTask(title: "D", timing: .at, startsAt: "10:15", minutesApart: 9, minutes: 30),
        ]) == [
          "tasks[0].title", "tasks[0].timing", "tasks[1].starts_at", "tasks[1].minutes",
          "tasks[2].minutes_apart", "tasks[3].starts_at", "tasks[4].minutes_apart",
        ])
      // The one who is interviewed first is still in the library.
      var lesson = Self.lesson
      lesson.room = "LIBRARY"
      #expect(try await refusal([lesson]) == ["tasks[0].room"])
      var other = Self.tour
      other.title = "A written task"
      #expect(try await refusal([Self.tour, other]) == ["tasks[1].room"])
      let music = try await hiring.desk.published(VacancyDesk.content("Teacher of music"))
      let concert = try await ArrangeInterviews(hiring.services)(
        music.id,
        InterviewDayDraft(
          heldOn: day("2026-11-16"), place: "The school", chooseBy: day("2026-11-13"),
          panel: [try #require(hiring.head.account?.id)], times: ["08:00"], minutes: 30, rooms: ["Hall"]),
        by: hiring.recruiter)
      #expect(try await refusal([Self.tour]) == ["tasks[0].room"])
      _ = try await setting(arranged.id, [Self.lesson], by: hiring.head)
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let seen = try await outcome { _ = try await setting(arranged.id, [], by: actor) }
        #expect(seen == .notFound("interview day"), "\(who)")
      }
      // No slot goes where a task of the day is.
      var sitting = Self.tour
      (sitting.startsAt, sitting.room) = ("13:00", "Studio")
      _ = try await setting(arranged.id, [sitting], by: hiring.head)
      let slots = try await ChangeSlots(hiring.services).read(arranged.id, by: hiring.head).slots
      let full = try await outcome {
        _ = try await ChangeSlots(hiring.services)(
          arranged.id,
          SlotChange(
            kept: [slots[0].id: "Library", slots[1].id: "Library"], times: ["13:15"], minutes: 20,
            rooms: ["Studio"]), by: hiring.head)
      }
      #expect(full?.fields == ["rooms"])
      try await Self.elsewhere(concert, hiring)
    }
  }

  /// Another day has a task in the studio, from 1pm to 1:30pm on 16 November: nothing of this one goes there.
  private static func elsewhere(_ concert: InterviewDay, _ hiring: HiringDesk) async throws {
    let (services, head) = (hiring.services, hiring.head)
    var solo = Self.tour
    (solo.startsAt, solo.room) = ("13:15", "STUDIO")
    let tasks = [solo]
    let task = try await outcome { _ = try await SetInterviewTasks(services)(concert.id, tasks, by: head) }
    #expect(task?.fields == ["tasks[0].room"])
    let slots = try await ChangeSlots(services).read(concert.id, by: head).slots
    let kept = [slots[0].id: "Hall"]
    let slot = try await outcome {
      _ = try await ChangeSlots(services)(
        concert.id, SlotChange(kept: kept, times: ["13:15"], minutes: 20, rooms: ["Studio"]), by: head)
    }
    #expect(slot?.fields == ["rooms"])
    let moving = ChangeInterviewDay(services)
    func draft(_ heldOn: String) -> InterviewDayDraft {
      InterviewDayDraft(heldOn: day(heldOn), place: "The school", chooseBy: day("2026-11-13"))
    }
    _ = try await moving(concert.id, draft("2026-11-17"), expectedVersion: nil, by: head)
    _ = try await SetInterviewTasks(services)(concert.id, tasks, by: head)
    let moved = try await outcome {
      _ = try await moving(concert.id, draft("2026-11-16"), expectedVersion: nil, by: head)
    }
    #expect(moved?.fields == ["held_on"])
  }
}
