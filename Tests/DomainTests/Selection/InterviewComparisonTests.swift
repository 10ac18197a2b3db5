import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Applications side by side") struct InterviewComparisonTests {
  /// Two people who are invited to a day that has begun, with the question they are asked.
  private static func interviewed(
    _ hiring: HiringDesk
  ) async throws -> (applications: [ApplicationID], question: UUID) {
    let panel = try [hiring.head, hiring.panelMember].map { try $0.requireAccount().id }
    let day = try await ArrangeInterviews(hiring.services)(
      hiring.vacancy.id,
      InterviewDayDraft(
        heldOn: TestSupport.day("2026-11-16"), place: "The school", chooseBy: TestSupport.day("2026-11-13"),
        panel: panel, times: ["09:00", "9:45"], minutes: 40), by: hiring.head)
    let questions = try await SetInterviewQuestions(hiring.services)(
      hiring.vacancy.id, [InterviewQuestion(wording: "How do you win a class over?")], by: hiring.head)
    var applications: [ApplicationID] = []
    for email in ["bo@example.org", "cy@example.org"] {
      let person = try await HiringDesk.person(email, hiring.desk)
      let sent = try await hiring.application(.shortlisted, by: person)
      _ = try await InviteToInterview(hiring.services)(
        sent.id, day: day.id, message: "", by: hiring.head)
      applications.append(sent.id)
    }
    hiring.clock.set(try #require(LondonTime.instant(TestSupport.day("2026-11-16"), hour: 12, minute: 0)))
    return (applications, try #require(questions[0].id))
  }

  @Test("show what the interview scored once all who interview have handed in, and nothing before")
  func interviews() async throws {
    try await HiringDesk.run { hiring async throws in
      let (applications, question) = try await Self.interviewed(hiring)
      let score = ScoreInterview(hiring.services)
      func compared() async throws -> Comparison {
        try await CompareApplications(hiring.services)(hiring.vacancy.id, applications, by: hiring.recruiter)
      }
      _ = try await score(
        applications[0], scores: [question: 4], notes: "Warm.", handsIn: true, by: hiring.head)
      let early = try await compared()
      let half = try #require(early.columns[0].interview)
      #expect(half.members == 2 && half.handedIn == 1 && half.sheets.isEmpty && half.average == nil)
      #expect(early.questions.map(\.wording) == ["How do you win a class over?"])
      _ = try await score(
        applications[0], scores: [question: 1], notes: "Unsure.", handsIn: true, by: hiring.panelMember)
      let whole = try #require(try await compared().columns[0].interview)
      #expect(whole.average == 2.5 && Set(whole.sheets.map(\.notes)) == ["Warm.", "Unsure."])
      #expect(Set(whole.scores(of: question).map(\.score)) == [1, 4])
      #expect(try await compared().columns[1].interview?.handedIn == 0)
    }
  }

  @Test("say what to choose when none, one, too many or the same are chosen")
  func number() async throws {
    try await SelectionDesk.run(applicants: 7) { desk async throws in
      func message(_ chosen: [ApplicationID]) async throws -> String? {
        let refused = try await outcome {
          _ = try await CompareApplications(desk.services)(desk.vacancy.id, chosen, by: desk.head)
        }
        guard case .invalid(let problems) = refused else { return nil }
        return problems.first?.message
      }
      let all = desk.applications
      #expect(try await message([]) == "None is chosen. Choose two to six applications to compare.")
      #expect(try await message([all[0]])?.hasPrefix("Only one is chosen.") == true)
      #expect(try await message(all) == "7 are chosen. Choose six at most.")
      #expect(try await message([all[0], all[1], all[1]]) == "Choose each application once.")
      #expect(try await message([all[0], all[1]]) == nil)
      #expect(try await message(Array(all.prefix(6))) == nil)
    }
  }
}
