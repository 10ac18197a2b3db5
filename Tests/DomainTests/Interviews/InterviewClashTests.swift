import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Interviews that would clash") struct InterviewClashTests {
  private static func draft(
    _ panel: [Actor], on date: String = "2026-11-16", times: [String] = ["09:00", "09:45"], minutes: Int = 40,
    rooms: [String] = ["Library"]
  ) throws -> InterviewDayDraft {
    InterviewDayDraft(
      heldOn: day(date), place: "The school", chooseBy: min(day(date), day("2026-11-13")),
      panel: try panel.map { try #require($0.account?.id) }, times: times, minutes: minutes, rooms: rooms)
  }

  /// What comes of arranging a day, with the words of every problem.
  private static func refusal(
    _ hiring: HiringDesk, _ draft: InterviewDayDraft, for vacancy: VacancyID? = nil
  ) async throws -> [FieldProblem] {
    let found = try await outcome {
      _ = try await ArrangeInterviews(hiring.services)(
        vacancy ?? hiring.vacancy.id, draft, by: hiring.recruiter)
    }
    if case .invalid(let problems) = found { return problems }
    return []
  }

  @Test("are refused by the slot: one that runs into the next, one that is over, more rooms than people")
  func slots() async throws {
    try await HiringDesk.run { hiring async throws in
      let long = try await Self.refusal(hiring, try Self.draft([hiring.head], minutes: 50))
      #expect(long.map(\.field) == ["times"])
      #expect(long.first?.message.contains("9am to 9:50am, Library runs into the one at 9:45am") == true)
      // It is nine o'clock on 2 November.
      let now = LondonTime.clockTime(hiring.services.now())
      let past = try await Self.refusal(
        hiring, try Self.draft([hiring.head], on: "2026-11-02", times: ["00:05", "23:00"]))
      #expect(past.map(\.field) == ["times"], "now is \(now)")
      #expect(past.first?.message.contains("12:05am to 12:45am, Library begins before now") == true)
      let rooms = try await Self.refusal(hiring, try Self.draft([hiring.head], rooms: ["Library", "Hall"]))
      #expect(rooms.map(\.field) == ["rooms"])
      #expect(
        try await Self.refusal(
          hiring, try Self.draft([hiring.head, hiring.panelMember], rooms: ["Library", "Hall"])
        )
        .isEmpty)
      #expect(try await AccountsFixture(hiring.services).count("interview_slot") == 4)
    }
  }

  @Test("are refused by the person and the room, also when a day is moved there")
  func elsewhere() async throws {
    try await HiringDesk.run { hiring async throws in
      let music = try await hiring.desk.published(VacancyDesk.content("Teacher of music"))
      let arrange = ArrangeInterviews(hiring.services)
      _ = try await arrange(hiring.vacancy.id, try Self.draft([hiring.head]), by: hiring.recruiter)
      let taken = try await Self.refusal(
        hiring, try Self.draft([hiring.head], times: ["09:30"], minutes: 10, rooms: ["LIBRARY"]),
        for: music.id)
      #expect(Set(taken.map(\.field)) == ["panel", "rooms"])
      #expect(
        taken.allSatisfy { $0.message.contains("Year 4 class teacher") && $0.message.contains("9:30am") })
      let between = try await Self.refusal(
        hiring, try Self.draft([hiring.panelMember], times: ["09:40"], minutes: 5), for: music.id)
      #expect(between.isEmpty, "the slots have a break there")
      let other = try await arrange(
        music.id, try Self.draft([hiring.head], on: "2026-11-17"), by: hiring.recruiter)
      let moved = try await outcome {
        _ = try await ChangeInterviewDay(hiring.services)(
          other.id,
          InterviewDayDraft(heldOn: day("2026-11-16"), place: "The school", chooseBy: day("2026-11-13")),
          expectedVersion: nil, by: hiring.recruiter)
      }
      #expect(moved?.fields.first == "held_on")
    }
  }

  @Test("are not made by two people who arrange days at the same moment")
  func race() async throws {
    try await HiringDesk.run { hiring async throws in
      let music = try await hiring.desk.published(VacancyDesk.content("Teacher of music"))
      let draft = try Self.draft([hiring.head])
      let (services, recruiter) = (hiring.services, hiring.recruiter)
      let results = try await withThrowingTaskGroup(of: DomainError?.self, returning: [DomainError?].self) {
        group in
        for vacancy in [hiring.vacancy.id, music.id] {
          group.addTask {
            try await outcome {
              _ = try await ArrangeInterviews(services)(vacancy, draft, by: recruiter)
            }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results.count { $0 == nil } == 1)
      #expect(results.compactMap { $0 }.first?.fields == ["panel", "rooms"])
    }
  }

  @Test(
    "Who interviews is changed: who joins, stays and goes has the calendar right; handed-in scores keep theirs"
  )
  func interviewers() async throws {
    try await HiringDesk.run { hiring async throws in
      let services = hiring.services
      let held = try await ArrangeInterviews(services)(
        hiring.vacancy.id, try Self.draft([hiring.panelMember]), by: hiring.recruiter)
      let change = ChangeInterviewers(services)
      let head = try #require(hiring.head.account?.id)
      let member = try #require(hiring.panelMember.account?.id)
      let outsider = try #require(hiring.officer.account?.id)
      for (panel, wrong) in [([], "nobody"), ([outsider], "an outsider")] as [([AccountID], String)] {
        let refused = try await outcome { _ = try await change(held.id, panel, by: hiring.recruiter) }
        #expect(refused?.fields.first == "panel", "\(wrong)")
      }
      let stale = try await outcome {
        _ = try await change(held.id, [head], expectedVersion: 7, by: hiring.recruiter)
      }
      #expect(stale == .staleVersion(current: 1))
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let refused = try await outcome { _ = try await change(held.id, [head], by: actor) }
        #expect(refused == .notFound("interview day"), "\(who)")
      }
      let changed = try await change(held.id, [head], expectedVersion: 1, by: hiring.recruiter)
      #expect(changed.version == 2)
      #expect(try await change.read(held.id, by: hiring.head).map(\.account) == [head])
      #expect(try await hiring.audited("vacancy.interviewers_changed") == 1)
      #expect(
        try await hiring.mails(to: "head@example.org").contains("Who interviews on Monday 16 November 2026"))
      let cancelled = try await services.pool.value(
        """
        SELECT attachment ->> 'text' FROM outbox_mail WHERE recipient = 'panel@example.org'
          AND subject = 'You no longer interview on Monday 16 November 2026'
        """, as: String.self)
      #expect(cancelled.components(separatedBy: "STATUS:CANCELLED").count == 3)
      #expect(
        try await change(held.id, [head], by: hiring.recruiter).version == 2, "nothing is changed twice")

      let application = try await hiring.application(.shortlisted)
      _ = try await InviteToInterview(services)(application.id, day: held.id, message: "", by: hiring.head)
      try await services.pool.execute(
        """
        INSERT INTO interview_sheet (application_id, account_id, scores, notes, saved_at, handed_in_at)
        VALUES (\(application.id), \(head), '{}', 'Warm.', \(services.now()), \(services.now()))
        """)
      let kept = try await outcome { _ = try await change(held.id, [member], by: hiring.recruiter) }
      #expect(kept?.fields == ["panel"])
      _ = try await change(held.id, [head, member], by: hiring.recruiter)
    }
  }

  @Test("Before an interview notes are kept and no scores")
  func early() async throws {
    try await HiringDesk.run { hiring async throws in
      let services = hiring.services
      let held = try await ArrangeInterviews(services)(
        hiring.vacancy.id, try Self.draft([hiring.panelMember]), by: hiring.recruiter)
      let application = try await hiring.application(.shortlisted)
      _ = try await InviteToInterview(services)(application.id, day: held.id, message: "", by: hiring.head)
      let question = try #require(
        try await SetInterviewQuestions(services)(
          hiring.vacancy.id, [InterviewQuestion(wording: "How do you win a class over?")], by: hiring.head
        ).first?.id)
      let score = ScoreInterview(services)
      let early = try await outcome {
        _ = try await score(
          application.id, scores: [question: 3], notes: "", handsIn: false, by: hiring.panelMember)
      }
      #expect(early?.isConflict == true)
      let noted = try await score(
        application.id, scores: [:], notes: "Ask about phonics.", handsIn: false, by: hiring.panelMember)
      #expect(noted.own?.notes == "Ask about phonics." && noted.own?.scores == [:])
    }
  }

  @Test("An invitation waits for whoever fills the vacancy at the same moment, and is refused then")
  func filling() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, head) = (hiring.services, hiring.head)
      let application = try await hiring.application(.shortlisted)
      let refused = try await Self.whileChanging(
        """
        UPDATE vacancy SET state = 'closed', closed_at = \(services.now()) WHERE id = \(hiring.vacancy.id)
        """, services
      ) {
        try await outcome {
          _ = try await InviteToInterview(services)(application.id, message: "Come on Monday.", by: head)
        }
      }
      #expect(refused == nil, "a closed vacancy goes on to interviews")
      let bo = try await hiring.application2(services)
      let late = try await Self.whileChanging(
        """
        UPDATE vacancy SET state = 'filled', filled_through = 'staffroom', posts_filled = 1,
          outcome_at = \(services.now()) WHERE id = \(hiring.vacancy.id)
        """, services
      ) {
        try await outcome {
          _ = try await InviteToInterview(services)(bo, message: "Come on Monday.", by: head)
        }
      }
      #expect(late?.isConflict == true)
    }
  }

  @Test("Interest in somebody of the pool for a vacancy waits for whoever closes it at the same moment")
  func closing() async throws {
    try await PoolFixture.run { pool async throws in
      let (services, head, school) = (pool.services, pool.desk.head, pool.desk.school.id)
      let (_, entry) = try await pool.entrant()
      let vacancy = try await pool.desk.published()
      let late = try await Self.whileChanging(
        "UPDATE vacancy SET state = 'closed', closed_at = \(services.now()) WHERE id = \(vacancy.id)",
        services
      ) {
        try await outcome {
          _ = try await ExpressPoolInterest(services)(
            in: entry.id, at: school, vacancy: vacancy.id, message: "Come and see us.", by: head)
        }
      }
      #expect(late?.fields == ["vacancy_id"])
      #expect(try await AccountsFixture(services).count("pool_interest") == 0)
    }
  }

  @Test("All faults of a day are told at once: its own, the people’s, and those of times and rooms")
  func atOnce() async throws {
    try await HiringDesk.run { hiring async throws in
      let music = try await hiring.desk.published(VacancyDesk.content("Teacher of music"))
      _ = try await ArrangeInterviews(hiring.services)(
        music.id, try Self.draft([hiring.head]), by: hiring.recruiter)
      try await CompleteApplication.save(by: hiring.panelMember, hiring.services)
      _ = try await SendApplication(hiring.services)(
        vacancy: hiring.vacancy.id, submission: UUID(), by: hiring.panelMember)
      var draft = try Self.draft([hiring.head, hiring.panelMember])
      (draft.place, draft.chooseBy) = ("", nil)
      let found = try await Self.refusal(hiring, draft)
      #expect(found.map(\.field) == ["place", "choose_by", "panel", "panel", "rooms"])
      let day = try await ArrangeInterviews(hiring.services)(
        hiring.vacancy.id, try Self.draft([hiring.head], on: "2026-11-17"), by: hiring.recruiter)
      let moved = try await outcome {
        _ = try await ChangeInterviewDay(hiring.services)(
          day.id, InterviewDayDraft(heldOn: TestSupport.day("2026-11-16"), chooseBy: nil),
          expectedVersion: nil, by: hiring.head)
      }
      #expect(moved?.fields == ["place", "choose_by", "held_on", "held_on"])
    }
  }

  @Test("Scores of somebody who is taken off the day at the same moment wait for that, and never land")
  func removedWhileScoring() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, head, member) = (hiring.services, hiring.head, hiring.panelMember)
      let day = try await ArrangeInterviews(services)(
        hiring.vacancy.id, try Self.draft([head, member]), by: hiring.recruiter)
      let application = try await hiring.application(.shortlisted)
      _ = try await InviteToInterview(services)(application.id, day: day.id, message: "", by: head)
      let removed = try #require(member.account?.id)
      let refused = try await Self.whileChanging(
        """
        WITH day AS (SELECT id FROM interview_day WHERE id = \(day.id) FOR UPDATE)
        DELETE FROM interview_panelist p USING day WHERE p.day_id = day.id AND p.account_id = \(removed)
        """, services
      ) {
        try await outcome {
          _ = try await ScoreInterview(services)(
            application.id, scores: [:], notes: "Kept for later.", handsIn: false, by: member)
        }
      }
      #expect(refused == .notFound("application"))
      #expect(try await AccountsFixture(services).count("interview_sheet") == 0)
    }
  }

  /// Runs something while another transaction has changed a vacancy and not committed yet; it must wait for that.
  private static func whileChanging<Value: Sendable>(
    _ change: Statement, _ services: Services, _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
      try await services.pool.withTransaction { tx in
        try await tx.execute(change)
        group.addTask { try await body() }
        #expect(try await somebodyWaits(services.pool))
      }
      return try #require(try await group.next())
    }
  }
}

extension HiringDesk {
  /// Somebody else on the shortlist, put there as the vacancy stands.
  fileprivate func application2(_ services: Services) async throws -> ApplicationID {
    try await services.pool.execute("UPDATE vacancy SET state = 'published', closed_at = NULL")
    let bo = try await application(.shortlisted, by: try await Self.person("bo@example.org", desk)).id
    try await services.pool.execute("UPDATE vacancy SET state = 'closed', closed_at = closes_at")
    return bo
  }
}
