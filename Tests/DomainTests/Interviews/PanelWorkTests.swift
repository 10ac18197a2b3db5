import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What a member of panels has to do, and scores taken back") struct PanelWorkTests {
  @Test("Interviews and those to be scored are found; scores are reopened before the decision, with a trace")
  func work() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await InterviewInvitationTests.booked(hiring)
      let question = try #require(
        try await SetInterviewQuestions(hiring.services)(
          hiring.vacancy.id, [InterviewQuestion(wording: "Why this school?")], by: hiring.head
        ).first?.id)
      func work() async throws -> [PanelWork] {
        try await ReadPanelWork(hiring.services)(at: hiring.desk.school.id, by: hiring.panelMember).items
      }
      let before = try #require(try await work().first)
      #expect(before.days.count == 1 && before.toScore.isEmpty && !before.isOnPanel && before.toSift == 0)
      #expect(before.nextDay(from: hiring.services.today)?.heldOn == TestSupport.day("2026-11-16"))
      hiring.clock.set(try #require(LondonTime.instant(TestSupport.day("2026-11-16"), hour: 9, minute: 0)))
      #expect(try await work().first?.toScore.map(\.id) == [application.id])
      func handIn(_ score: Int) async throws {
        _ = try await ScoreInterview(hiring.services)(
          application.id, scores: [question: score], notes: "Warm and clear.", handsIn: true,
          by: hiring.panelMember)
      }
      try await handIn(4)
      #expect(try await work().first?.toScore.isEmpty == true)
      let reopen = ReopenInterviewScores(hiring.services)
      let head = try await outcome { try await reopen(application.id, by: hiring.head) }
      #expect(head?.isNotAllowed == true)
      let open = try await reopen(application.id, by: hiring.panelMember)
      #expect(open.own?.handedInAt == nil && open.own?.scores == [question: 4])
      #expect(try await hiring.audited("application.interview_scores_reopened") == 1)
      #expect(try await work().first?.toScore.count == 1)
      try await handIn(3)
      try await hiring.services.pool.execute(
        "UPDATE application SET state = 'offered', version = version + 1 WHERE id = \(application.id)")
      let decided = try await outcome { try await reopen(application.id, by: hiring.panelMember) }
      #expect(decided?.isConflict == true)
      let nobody = try await ReadPanelWork(hiring.services)(at: hiring.desk.school.id, by: hiring.recruiter)
      #expect(nobody.items.isEmpty)
    }
  }
}
