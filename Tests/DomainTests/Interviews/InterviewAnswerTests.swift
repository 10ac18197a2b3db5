import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Who can’t come to an interview") struct InterviewAnswerTests {
  private static func files(_ hiring: HiringDesk, to email: String) async throws -> String {
    try await hiring.services.pool.value(
      "SELECT coalesce(string_agg(attachment ->> 'text', ''), '') FROM outbox_mail WHERE recipient = \(email)",
      as: String.self)
  }

  @Test("asks for another time, which gives the time back and tells everybody; the school gives another one")
  func anotherTime() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, person) = (hiring.services, hiring.applicant)
      let application = try await InterviewInvitationTests.booked(hiring)
      let answering = AnswerInterviewInvitation(services)
      let slot = try #require(try await answering.read(application.id, by: person).slot)
      let empty = try await outcome {
        try await answering(
          application.id, nil, reason: String(repeating: "x", count: 1001), slot: slot.id, by: person)
      }
      #expect(empty?.fields == ["answer", "reason"])
      let unaware = try await outcome {
        try await answering(application.id, .anotherTime, suits: "Any afternoon.", slot: nil, by: person)
      }
      #expect(
        unaware
          == .conflict(
            "You have a time for the interview: Monday 16 November 2026 at 9am, The school. Your answer gives it back, "
              + "so it must name that time. Look at it, then answer again."))
      let mute = try await outcome {
        try await answering(application.id, .anotherTime, reason: " ", slot: slot.id, by: person)
      }
      #expect(mute?.fields == ["suits"])
      for (who, actor) in hiring.strangers + [("head", hiring.head)] {
        let refused = try await outcome {
          try await answering(application.id, .declined, slot: slot.id, by: actor)
        }
        #expect(refused == .notFound("application"), "\(who)")
      }
      let answer = try await answering(
        application.id, .anotherTime, reason: "I teach that morning.", suits: "Any afternoon.", slot: slot.id,
        by: person)
      #expect(answer.ownSentence == "You asked for another time on 2 November 2026 at 9am.")
      // Sent twice it is the same answer, and nobody is told again.
      try await answering(
        application.id, .anotherTime, reason: "I teach that morning.", suits: "Any afternoon.", slot: slot.id,
        by: person)
      #expect(try await hiring.audited("application.interview_time_asked") == 1)
      let state = try await ReadApplication(services)(application.id, by: person).application.state
      #expect(state == .interviewing)
      let own = try await Self.files(hiring, to: "ada@example.org")
      #expect(own.contains("STATUS:CANCELLED") && own.contains("UID:interview-of-\(application.id)@"))
      #expect(try await Self.files(hiring, to: "panel@example.org").contains("STATUS:CANCELLED"))
      let told = try await hiring.mails(to: "head@example.org")
      #expect(told.contains("Another time is asked for: interview for Year 4 class teacher"))
      let words = try await services.pool.value(
        "SELECT string_agg(body, '') FROM outbox_mail", as: String.self)
      #expect(!words.contains("I teach that morning."), "why is read in the service only")
      let schedule = try #require(
        try await ArrangeInterviews(services).list(hiring.vacancy.id, by: hiring.head).first)
      #expect(schedule.slots.allSatisfy { $0.holder == nil })
      #expect(schedule.waiting.map(\.id) == [application.id])
      let reading = ReadInterviewAnswers(services)
      #expect(try await reading(hiring.vacancy.id, by: hiring.recruiter) == [answer])
      #expect(try await reading(hiring.vacancy.id, by: hiring.panelMember).isEmpty)
      #expect(try await reading.of(application.id, by: hiring.panelMember) == nil)
      let seen = try await answering.look(application.id, by: hiring.recruiter)
      #expect(seen.answer == answer && seen.obstacle != nil)
      #expect(try await answering.look(application.id, by: person).obstacle == nil)
      for (who, actor) in hiring.strangers {
        let hidden = try await outcome { _ = try await answering.look(application.id, by: actor) }
        #expect(hidden == .notFound("application"), "\(who)")
      }
      #expect(
        answer.schoolsLines == [
          "Asked on 2 November 2026 at 9am for another time.", "Times that suit: Any afternoon.",
          "Why they can’t come: I teach that morning.",
        ])
      #expect(try await "\(DownloadOwnData(services)(by: person))".contains("Any afternoon."))
      let choosing = ChooseSlot(services)
      let blind = try await outcome { _ = try await choosing(application.id, slot: slot.id, by: person) }
      #expect(blind?.isConflict == true)
      try await choosing.assign(application.id, slot: schedule.slots[1].id, by: hiring.recruiter)
      #expect(try await reading.of(application.id, by: hiring.head) == nil)
      hiring.clock.set(schedule.slots[1].startsAt)
      let late = try await outcome {
        try await answering(application.id, .declined, slot: schedule.slots[1].id, by: person)
      }
      #expect(late == .conflict("Your interview has begun, so there is nothing left to answer."))
    }
  }

  @Test("declines an invitation in words or to a day, and is invited anew, or comes after all")
  func declines() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, person) = (hiring.services, hiring.applicant)
      let application = try await hiring.application(.shortlisted)
      let (invite, answering) = (InviteToInterview(services), AnswerInterviewInvitation(services))
      let early = try await outcome {
        try await answering(application.id, .declined, slot: nil, by: person)
      }
      #expect(early?.isConflict == true)
      _ = try await invite(application.id, message: "Monday at 9am.", by: hiring.recruiter)
      try await answering(application.id, .anotherTime, suits: "Tuesday.", slot: nil, by: person)
      let silent = try await outcome { _ = try await invite(application.id, message: "", by: hiring.head) }
      #expect(silent?.fields == ["message"])
      _ = try await invite(application.id, message: "Tuesday at 9am.", by: hiring.recruiter)
      #expect(try await answering.read(application.id, by: person).answer == nil)
      #expect(
        try await hiring.mails(to: "ada@example.org").contains(
          "Invited again to interview: Year 4 class teacher"))
      let day = try await InterviewInvitationTests.day(hiring)
      _ = try await invite(application.id, day: day.id, message: "", by: hiring.recruiter)
      try await answering(application.id, .declined, slot: nil, by: person)
      #expect(try await hiring.audited("application.interview_declined") == 1)
      #expect(
        try await hiring.mails(to: "head@example.org").contains(
          "An interview is declined: Year 4 class teacher"))
      // The same day again is an invitation anew.
      _ = try await invite(application.id, day: day.id, message: "Do come.", by: hiring.recruiter)
      #expect(try await ReadInterviewAnswers(services)(hiring.vacancy.id, by: hiring.head).isEmpty)
      try await answering(application.id, .declined, slot: nil, by: person)
      let choosing = ChooseSlot(services)
      let free = try await choosing.read(application.id, by: person)
      #expect(free.answer?.kind == .declined && free.choosing.contains("all the same"))
      let taken = try await choosing(
        application.id, slot: free.free[0].id, takesAnswerBack: true, by: person)
      #expect(taken.answer == nil && taken.slot != nil)
      try await answering(application.id, .declined, slot: taken.slot?.id, by: person)
      try await Self.calledOff(application.id, day, hiring)
    }
  }

  /// The day is called off: what was answered stays with those who run the selection until a new invitation.
  private static func calledOff(_ id: ApplicationID, _ day: InterviewDay, _ hiring: HiringDesk) async throws {
    let (services, reading) = (hiring.services, ReadInterviewAnswers(hiring.services))
    let before = try #require(try await reading.of(id, by: hiring.head))
    let words = "Said on 2 November 2026 at 9am that they do not want to be interviewed."
    #expect(before.schoolsSentence == words && !before.isOfDayCalledOff)
    try await ChangeInterviewDay(services).callOff(
      day.id, reason: "Snow", expectedVersion: nil, by: hiring.head)
    let after = try #require(try await reading.of(id, by: hiring.recruiter))
    #expect(after.isOfDayCalledOff)
    #expect(after.schoolsSentence == "\(words) This is about the day of interviews that was called off.")
    #expect(try await reading(hiring.vacancy.id, by: hiring.head) == [after])
    let panel = try await outcome { _ = try await reading.of(id, by: hiring.panelMember) }
    #expect(panel == .notFound("application"), "the panel of a day that is called off interviews nobody")
    let answering = AnswerInterviewInvitation(services)
    #expect(try await answering.look(id, by: hiring.head).answer == after)
    let own = try await answering.read(id, by: hiring.applicant)
    #expect(own.answer == after && own.obstacle?.contains("called off") == true)
    let calledOff = try #require(own.calledOff)
    #expect(calledOff.sentence == "The school has called off its interviews on Monday 16 November 2026.")
    #expect(calledOff.reason == "Snow" && calledOff.time == nil)
    #expect(calledOff.whatFollows(after) == after.whatFollows)
    for (who, actor) in hiring.strangers + [("panel", hiring.panelMember)] {
      let hidden = try await outcome { _ = try await answering.read(id, by: actor) }
      #expect(hidden == .notFound("application"), "\(who)")
    }
    let told = try await services.pool.value(
      "SELECT body FROM outbox_mail WHERE recipient = 'ada@example.org' AND starts_with(subject, 'Called off')",
      as: String.self)
    #expect(told.contains("do not take place.") && told.contains("Why: Snow"))
    #expect(!told.contains("another time"), "nobody is written to about another time who declined")
    _ = try await InviteToInterview(services)(id, message: "Tuesday at 9am.", by: hiring.head)
    #expect(try await reading.of(id, by: hiring.head) == nil)
    let again = try await answering.read(id, by: hiring.applicant)
    #expect(again.calledOff == nil && again.answer == nil)
  }

  @Test("either answers or chooses where both happen at once: the other is told")
  func race() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, person) = (hiring.services, hiring.applicant)
      let day = try await InterviewInvitationTests.day(hiring)
      let application = try await hiring.application(.shortlisted)
      _ = try await InviteToInterview(services)(
        application.id, day: day.id, message: "", by: hiring.recruiter)
      let slot = try #require(try await ChooseSlot(services).read(application.id, by: person).free.first).id
      async let answered = outcome {
        try await AnswerInterviewInvitation(services)(application.id, .declined, slot: nil, by: person)
      }
      async let chosen = outcome {
        _ = try await ChooseSlot(services)(application.id, slot: slot, by: person)
      }
      let results = try await [answered, chosen]
      #expect(results.count { $0 == nil } == 1 && results.count { $0?.isConflict == true } == 1)
      let now = try await AnswerInterviewInvitation(services).read(application.id, by: person)
      #expect((now.answer == nil) == (now.slot != nil))
    }
  }
}
