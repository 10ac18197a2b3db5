import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The end of an induction by its plan") struct PlannedEndTests {
  @Test("is none without a post: how much is left is said, first with the last day and then without")
  func noPost() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let today = desk.services.today
      #expect(PlannedEnd(begun, on: today).reason == nil && PlannedEnd(begun, on: today).day != nil)
      try desk.goTo(day("2027-02-01"))
      let ended = try await RecordInduction(desk.services).endPeriod(
        try #require(begun.periods.first).id, of: begun.induction.id, on: day("2027-03-25"),
        leavesTeaching: true, expectedVersion: nil, by: desk.head)
      #expect(
        PlannedEnd(ended, on: desk.services.today).reason
          == "No post after Thursday 25 March 2027, so no end can be planned: then 5 full-time terms are still owed"
      )
      let warning = try #require(ended.induction.plan?.warnings.first)
      #expect(warning.contains("what is left, 5 full-time terms (about "), "\(warning)")
      func listed() async throws -> [String?] {
        try await ReadInductions(desk.services).list(of: desk.authority.place, by: desk.officer).items.map(
          \.noEnd)
      }
      #expect(begun.induction.noEnd == nil)
      #expect(try await listed() == ["No post, so no end can be planned"])
      try desk.goTo(day("2027-03-29"))
      _ = try await SettleInductions(desk.services)()
      let left = try await desk.record(begun.induction.id)
      #expect(left.induction.state == .left)
      #expect(
        PlannedEnd(left, on: desk.services.today).reason
          == "No post at present, so no end can be planned: 5 full-time terms are still owed")
      // Who has left has not served all that is required, so that there is no whole of which a bar could be full.
      let service = try #require(
        try await ReadTimeline(desk.services)(begun.induction.id, by: desk.officer).service)
      #expect(service.served > 0 && service.required == nil && !service.hasEnd)
    }
  }

  @Test("leaves as much as the figures of the plan do, however they are rounded", arguments: 1...30)
  func rounded(lastDay: Int) throws {
    let plan = try PlanInductionTests.plan(
      """
      {"periods":[{"start":"2025-09-01","end":"\(day("2026-06-01").adding(days: lastDay - 1))","fte":1}],
      "absences":[{"start":"2025-11-03","end":"2025-12-12","days":30,"kind":"sickness"}]}
      """)
    #expect(plan.extensionTerms > 0)
    let left = TermWords.fullTime(plan.requiredTerms + plan.extensionTerms - plan.servedTerms)
    #expect(plan.warnings.contains { $0.contains("what is left, \(left) (about ") }, "\(plan.warnings)")
  }

  @Test("is told to be open where the only post was too short to count")
  func tooShort() throws {
    let plan = try PlanInductionTests.plan(
      #"{"periods":[{"start":"2025-09-01","end":"2025-10-17","fte":1}]}"#)
    #expect(plan.expectedEnd == nil && plan.warnings.count == 1)
    #expect(plan.warnings.first?.contains("so no end can be planned: 6 full-time terms (about ") == true)
    #expect(plan.warnings.first?.hasSuffix("are left.") == true, "\(plan.warnings)")
  }
}
