import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Interviews")
struct InterviewTests {
  private static func day(_ hiring: HiringDesk) async throws -> InterviewDay {
    let panel = try [hiring.head, hiring.panelMember].map { try #require($0.account?.id) }
    return try await ArrangeInterviews(hiring.services)(
      hiring.vacancy.id,
      InterviewDayDraft(
        heldOn: TestSupport.day("2026-11-16"), place: "The school", chooseBy: TestSupport.day("2026-11-13"),
        tasks: "Bring a document with a photograph.", panel: panel, times: ["09:00", "9:45"], minutes: 40,
        rooms: ["Library"]), by: hiring.recruiter)
  }

  /// Somebody on the shortlist, invited to the day.
  private static func invited(
    _ hiring: HiringDesk, _ day: InterviewDay, _ actor: Actor
  ) async throws -> SentApplication {
    let application = try await hiring.application(.shortlisted, by: actor)
    return try await InviteToInterview(hiring.services)(
      application.id, day: day.id, message: "", by: hiring.recruiter)
  }

  @Test("A day has a panel and slots; what is missing is told at once, and strangers see none of it")
  func arranges() async throws {
    try await HiringDesk.run { hiring async throws in
      let arranging = ArrangeInterviews(hiring.services)
      let empty = try await outcome {
        _ = try await arranging(hiring.vacancy.id, InterviewDayDraft(), by: hiring.head)
      }
      #expect(empty?.fields == ["held_on", "place", "choose_by", "panel", "times", "minutes"])
      let outsider = try #require(hiring.officer.account?.id)
      let wrong = try await outcome {
        _ = try await arranging(
          hiring.vacancy.id,
          InterviewDayDraft(
            heldOn: TestSupport.day("2026-11-16"), place: "Here", chooseBy: TestSupport.day("2026-11-17"),
            panel: [outsider], times: ["25:00"], minutes: 40), by: hiring.head)
      }
      #expect(wrong?.fields == ["choose_by", "panel", "times"])
      _ = try await Self.day(hiring)
      let again = try await outcome { _ = try await Self.day(hiring) }
      #expect(again?.fields == ["held_on"])
      #expect(
        try await hiring.mails(to: "panel@example.org").contains("You interview on Monday 16 November 2026"))
      let schedule = try #require(try await arranging.list(hiring.vacancy.id, by: hiring.panelMember).first)
      #expect(schedule.slots.map(\.room) == ["Library", "Library"])
      #expect(LondonTime.clockTime(schedule.slots[1].startsAt) == "9:45am")
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let seen = try await outcome { _ = try await arranging.list(hiring.vacancy.id, by: actor) }
        #expect(seen == .notFound("vacancy"), "\(who)")
      }
    }
  }

  @Test("A candidate chooses a time, and another one, until the school's last day; then the school gives one")
  func chooses() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await Self.day(hiring)
      let early = try await outcome {
        let sent = try await hiring.application(.sent)
        _ = try await InviteToInterview(hiring.services)(sent.id, day: day.id, message: "", by: hiring.head)
      }
      #expect(early?.isConflict == true)
      try await hiring.services.pool.execute("UPDATE application SET state = 'shortlisted'")
      let application = try await ListApplications(hiring.services).own(by: hiring.applicant).items[0]
      let silent = try await outcome {
        _ = try await InviteToInterview(hiring.services)(application.id, message: " ", by: hiring.head)
      }
      #expect(silent?.fields == ["message"])
      let invited = try await InviteToInterview(hiring.services)(
        application.id, day: day.id, message: "We look forward to it.", by: hiring.recruiter)
      #expect(invited.state == .interviewing)
      let choosing = ChooseSlot(hiring.services)
      let free = try await choosing.read(application.id, by: hiring.applicant).free
      #expect(free.count == 2)
      let first = try await choosing(application.id, slot: free[0].id, by: hiring.applicant)
      #expect(first.slot?.id == free[0].id)
      let second = try await choosing(application.id, slot: free[1].id, by: hiring.applicant)
      #expect(second.slot?.id == free[1].id && second.free.map(\.id) == [free[0].id])
      #expect(
        try await hiring.mails(to: "panel@example.org").filter { $0.hasPrefix("Interview on") }.count == 2)
      // The invitation and each confirmation say what to do and bring.
      let told = try await hiring.services.pool.value(
        "SELECT string_agg(body, '') FROM outbox_mail WHERE recipient = 'ada@example.org'", as: String.self)
      let bring = "\n\nWhat you do on the day, and should bring:\nBring a document with a photograph."
      #expect(told.components(separatedBy: bring).count == 4)
      for (who, actor) in hiring.strangers + [("head", hiring.head)] {
        let refused = try await outcome {
          _ = try await choosing(application.id, slot: free[0].id, by: actor)
        }
        #expect(refused == .notFound("application"), "\(who)")
      }
      hiring.clock.set(try #require(LondonTime.instant(TestSupport.day("2026-11-14"), hour: 9, minute: 0)))
      let late = try await outcome {
        _ = try await choosing(application.id, slot: free[0].id, by: hiring.applicant)
      }
      #expect(late?.isConflict == true)
      try await choosing.assign(application.id, slot: free[0].id, by: hiring.recruiter)
      #expect(try await choosing.read(application.id, by: hiring.applicant).slot?.id == free[0].id)
      let panel = try await outcome {
        try await choosing.assign(application.id, slot: free[1].id, by: hiring.panelMember)
      }
      #expect(panel?.isNotAllowed == true, "who interviews somebody knows of them")
      let reading = ReadInterviewMessage(hiring.services)
      #expect(try await outcome { _ = try await reading(application.id, by: hiring.panelMember) } == nil)
      // Whom the applicant wants left alone before the interview may be asked from its beginning on.
      for (moment, isFree) in [(free[0].startsAt.addingTimeInterval(-1), false), (free[0].startsAt, true)] {
        hiring.clock.set(moment)
        let lines = try await ReadReferences(hiring.services)(application.id, by: hiring.head).lines
        #expect((lines.last?.obstacle == nil) == isFree)
      }
    }
  }

  @Test("A slot never goes to two, however many choose it at the same moment; whoever leaves makes it free")
  func once() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await Self.day(hiring)
      var people: [(ApplicationID, Actor)] = []
      for number in 1...5 {
        let person = try await HiringDesk.person("person\(number)@example.org", hiring.desk)
        people.append((try await Self.invited(hiring, day, person).id, person))
      }
      let services = hiring.services
      let slot = try #require(try await ChooseSlot(services).read(people[0].0, by: people[0].1).free.first).id
      let results = try await withThrowingTaskGroup(
        of: (ApplicationID, DomainError?).self, returning: [(ApplicationID, DomainError?)].self
      ) { group in
        for (id, person) in people {
          group.addTask {
            (id, try await outcome { _ = try await ChooseSlot(services)(id, slot: slot, by: person) })
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let winners = results.filter { $0.1 == nil }.map(\.0)
      #expect(winners.count == 1)
      #expect(results.count { $0.1?.isConflict == true } == 4)
      let winner = try #require(people.first { $0.0 == winners.first })
      let other = try #require(people.first { $0.0 != winners.first })
      _ = try await WithdrawApplication(services)(winner.0, by: winner.1)
      #expect(try await ChooseSlot(services).read(other.0, by: other.1).free.contains { $0.id == slot })
      let taken = try await ChooseSlot(services)(other.0, slot: slot, by: other.1)
      #expect(taken.slot?.id == slot)
    }
  }

  @Test(
    "Members score on their own: nobody sees another's scores before all are in, then the panel reads references"
  )
  func scores() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await Self.day(hiring)
      let application = try await Self.invited(hiring, day, hiring.applicant)
      let questions = try await SetInterviewQuestions(hiring.services)(
        hiring.vacancy.id,
        [
          InterviewQuestion(wording: "How do you win a class over?"),
          InterviewQuestion(wording: "Plan a lesson."),
        ],
        by: hiring.recruiter)
      let ids = questions.compactMap(\.id)
      let scoring = ScoreInterview(hiring.services)
      let early = try await outcome {
        _ = try await scoring(
          application.id, scores: [ids[0]: 3, ids[1]: 3], notes: "Warm.", handsIn: true,
          by: hiring.panelMember)
      }
      #expect(early?.isConflict == true)
      hiring.clock.set(try #require(LondonTime.instant(TestSupport.day("2026-11-16"), hour: 9, minute: 0)))
      let half = try await outcome {
        _ = try await scoring(
          application.id, scores: [ids[0]: 5], notes: "", handsIn: true, by: hiring.panelMember)
      }
      #expect(half?.fields == ["scores[0]", "scores[1]", "notes"])
      let kept = try await scoring(
        application.id, scores: [ids[0]: 3], notes: "", handsIn: false, by: hiring.panelMember)
      #expect(kept.own?.scores == [ids[0]: 3] && kept.sheets.isEmpty)
      let stale = try await outcome {
        _ = try await scoring(
          application.id, scores: [:], notes: "", handsIn: false, expectedVersion: 0, by: hiring.panelMember)
      }
      #expect(stale == .staleVersion(current: 1))
      let all = [ids[0]: 3, ids[1]: 4]
      _ = try await scoring(
        application.id, scores: all, notes: "Warm and clear.", handsIn: true, by: hiring.panelMember)
      let again = try await outcome {
        _ = try await scoring(application.id, scores: all, notes: "x", handsIn: true, by: hiring.panelMember)
      }
      #expect(again?.isConflict == true)
      let hidden = try await scoring.read(application.id, by: hiring.head)
      #expect(hidden.sheets.isEmpty && hidden.panel.map(\.hasHandedIn).filter { $0 }.count == 1)
      let outsider = try await outcome {
        _ = try await scoring(application.id, scores: all, notes: "x", handsIn: true, by: hiring.recruiter)
      }
      #expect(outsider?.isNotAllowed == true)
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      #expect(asked.map(\.name) == ["Bea Sample", "Cy Sample"], "the interview has been held")
      let reading = ReadReferences(hiring.services)
      #expect(
        try await outcome { _ = try await reading.whole(asked[0].id, by: hiring.panelMember) }
          == .notFound("reference"))
      let done = try await scoring(
        application.id, scores: all, notes: "Well prepared.", handsIn: true, by: hiring.head)
      #expect(done.sheets.map(\.total) == [7, 7])
      #expect(try await outcome { _ = try await reading.whole(asked[0].id, by: hiring.panelMember) } == nil)
      let fixed = try await outcome {
        _ = try await SetInterviewQuestions(hiring.services)(
          hiring.vacancy.id, [InterviewQuestion(wording: "Another one")], by: hiring.head)
      }
      #expect(fixed?.isConflict == true)
      let unseated = try await AccountsFixture(hiring.services).acting(
        .panelMember, at: hiring.desk.school.id, email: "unseated@example.org")
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant), ("unseated", unseated)] {
        let refused = try await outcome { _ = try await scoring.read(application.id, by: actor) }
        #expect(refused == .notFound("application"), "\(who)")
      }
    }
  }
}
