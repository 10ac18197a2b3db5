import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The head’s recommendation is due") struct HeadRecommendationTests {
  @Test("It stands with the head, on the board and in reminders within ten working days, until it is made")
  func due() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let id = begun.induction.id
      let end = try #require(begun.induction.plan?.expectedEnd)
      let last = try InductionDeadline.lastDay(of: "head-recommendation", from: end)
      #expect(begun.due.last?.kind == .recommendation && begun.due.last?.dueOn == last)
      try await desk.done(id, .assessment, .review)
      try desk.goTo(end)
      let due = ReadDueItems(desk.services)
      let tasks = try await due(at: desk.desk.school.id, by: desk.head).items
      #expect(tasks.map(\.due.title) == ["The head’s recommendation"] && tasks.first?.turn == .head)
      try desk.goTo(last.adding(days: 1))
      let overdue = try await due.overdue(of: desk.authority.place, .head, by: desk.officer).items
      #expect(overdue.map(\.induction) == [id])
      let chased = try await ChaseOverdue(desk.services)(of: desk.authority.place, by: desk.officer)
      #expect(chased.people == 1 && chased.items == 1)
      _ = try await DecideInduction(desk.services).recommend(
        id, .satisfactory, reasons: "Every Standard is met.", earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      #expect(try await due(at: desk.desk.school.id, by: desk.head).items.isEmpty)
      #expect(try await due.overdue(of: desk.authority.place, by: desk.officer).items.isEmpty)
    }
  }

  @Test(
    "Past the end a head gives a reason where formal assessments are missing, and none where all are received"
  )
  func missing() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let id = begun.induction.id
      try desk.goTo(try #require(begun.induction.plan?.expectedEnd).adding(days: 1))
      let decide = DecideInduction(desk.services)
      func recommend(_ reason: String) async throws -> InductionDecision? {
        try await decide.recommend(
          id, .satisfactory, reasons: "Every Standard is met.", earlyReason: reason, expectedVersion: nil,
          by: desk.head
        ).last
      }
      #expect(try await outcome { _ = try await recommend("") }?.fields == ["early_reason"])
      let reason = "They were received on paper."
      #expect(try await recommend(reason)?.recommendationEarlyReason == reason)
      _ = try await decide.takeBack(
        id, reason: "They are entered now.", expectedVersion: nil, by: desk.head)
      try await desk.done(id, .assessment)
      #expect(try await recommend(reason)?.recommendationEarlyReason == nil)
    }
  }

  @Test("The head is reminded by the same days as of assessments, also when the last post has ended")
  func reminders() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let id = begun.induction.id
      let end = try #require(begun.induction.plan?.expectedEnd)
      let last = try InductionDeadline.lastDay(of: "head-recommendation", from: end)
      try await desk.done(id, .assessment, .review)
      try desk.goTo(end.adding(days: 1))
      _ = try await RecordInduction(desk.services).endPeriod(
        try #require(begun.periods.first).id, of: id, on: end, leavesTeaching: false, expectedVersion: nil,
        by: desk.head)
      #expect(try await desk.record(id).induction.state == .paused)
      let remind = RemindOfInductionDue(desk.services)
      var days: [Int] = []
      for offset in -12...16 {
        try desk.goTo(last.adding(days: offset))
        let before = try await count(desk)
        while try await remind() > 0 {}
        if try await count(desk) > before { days.append(offset) }
      }
      // It is 2 January 2029: seven days before is Boxing Day and the day before is New Year's Day.
      #expect(days == [-11, -4, 0, 1, 8, 15])
    }
  }

  private func count(_ desk: InductionDesk) async throws -> Int {
    try await desk.accounts.subjects(to: "head@example.org").count {
      $0.contains("The head’s recommendation")
    }
  }

  @Test("After an extension it is due once more, at the end of the extension")
  func again() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try await desk.decided(id, .extension, teacher: try await desk.teacher())
      let record = try await desk.record(id)
      let end = try #require(record.induction.plan?.expectedEnd)
      let last = try InductionDeadline.lastDay(of: "head-recommendation", from: end)
      let open = record.due.filter { $0.kind == .recommendation && $0.doneOn == nil }
      #expect(open.map(\.dueOn) == [last])
      #expect(record.due.filter { $0.kind == .recommendation }.count == 2)
    }
  }
}
