import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Completion without an assessment, and after an extension") struct CompletionCheckTests {
  private static let reasons = "Every Standard is met."

  @Test(
    "A completion without the assessments of the plan takes a reason that is kept; with all it takes none")
  func missing() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let decide = DecideInduction(desk.services)
      desk.clock.advance(days: 900)
      let today = desk.services.today
      #expect(
        try await desk.record(id).completion.objections(on: today)
          == ["2 formal assessments are not received."])
      _ = try await decide.recommend(
        id, .satisfactory, reasons: Self.reasons, earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      let refused = try await outcome {
        _ = try await decide.decide(
          id, .satisfactory, reasons: Self.reasons, expectedVersion: nil, by: desk.officer)
      }
      #expect(refused?.fields == ["early_reason"])
      let all = try await ReadTermClosing(desk.services).toDecide(of: desk.authority.place, by: desk.officer)
        .items
      #expect(all.map { $0.exceptions(on: today) } == [["2 formal assessments are not received."]])
      let decided = try await decide.decide(
        id, .satisfactory, reasons: Self.reasons, earlyReason: "Both were received on paper.",
        expectedVersion: nil, by: desk.officer)
      #expect(decided.last?.earlyReason == "Both were received on paper.")
      #expect(decided.last?.missingAssessments == 2)
    }
  }

  @Test(
    "An extension after the last assessment ends with one of its own, and is not ended early without a reason"
  )
  func extended() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, decide) = (begun.induction.id, DecideInduction(desk.services))
      let teacher = try await desk.teacher()
      let end = try #require(begun.induction.plan?.expectedEnd)
      try desk.goTo(end)
      for number in [1, 2] { try await desk.received(id, number: number, teacher: teacher) }
      let reviews = try await desk.record(id).due.count { $0.kind == .review }
      try await desk.decided(id, .extension, teacher: teacher)
      let record = try await desk.record(id)
      let last = try #require(record.induction.plan?.expectedEnd)
      #expect(last > end && record.due.count { $0.kind == .review } == reviews)
      let assessments = record.due.filter { $0.kind == .assessment }
      #expect(
        assessments.map(\.number) == [1, 2, 3]
          && assessments.map { $0.doneOn == nil } == [false, false, true])
      #expect(assessments.last?.dueOn == last)
      #expect(record.induction.plan?.formalAssessments.map(\.number) == [1, 2, 3])
      #expect(record.completion.missing == 1)
      // The head says why completion is recommended before the extension has ended.
      let early = try await outcome {
        _ = try await decide.recommend(
          id, .satisfactory, reasons: Self.reasons, expectedVersion: nil, by: desk.head)
      }
      #expect(early?.fields == ["early_reason"])
      let opened = try await AssessInduction(desk.services).open(id, .assessment, number: 3, by: desk.tutor)
      #expect(opened.assessment.state == .draft)
      try desk.goTo(last)
      try await desk.received(id, number: 3, teacher: teacher)
      #expect(try await desk.record(id).completion.objections(on: desk.services.today).isEmpty)
      // Reckoned again, it asks for no other one.
      try await desk.services.pool.execute("UPDATE induction SET plan_is_stale = true")
      _ = try await ReplanStaleInductions(desk.services)()
      #expect(try await desk.record(id).due.count { $0.kind == .assessment } == 3)
      try await desk.decided(id, .satisfactory, teacher: teacher)
      #expect(try await desk.record(id).induction.state == .satisfactory)
    }
  }

  @Test("A reduction or a long absence after an assessment was received leaves the final one to be made")
  func reducedAfterReceipt() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, record) = (begun.induction.id, RecordInduction(desk.services))
      let teacher = try await desk.teacher()
      _ = try await record.extend(
        id, byTerms: 1, reason: "Standards 2 and 6.", expectedVersion: nil, by: desk.officer)
      let first = try #require(try await desk.record(id).due.first { $0.kind == .assessment })
      try desk.goTo(first.dueOn)
      try await desk.received(id, number: 1, teacher: teacher)
      let reduced = try await record.reduce(
        id, toTerms: 3, consentedOn: desk.services.today, reason: "Taught abroad for six years.",
        isConfirmed: true, expectedVersion: nil, by: desk.officer)
      let end = try #require(reduced.induction.plan?.expectedEnd)
      #expect(end > first.dueOn)
      #expect(reduced.induction.plan?.formalAssessments.map(\.number) == [1, 2])
      #expect(reduced.due.filter { $0.kind == .assessment && $0.doneOn == nil }.map(\.dueOn) == [end])
      #expect(reduced.completion.missing == 1)
      // Where the end moves on by absences once more, the assessment that was made for it isn't the last.
      try desk.goTo(end)
      try await desk.received(id, number: 2, teacher: teacher)
      _ = try await record.absence(
        id, from: end.adding(days: -60), until: end.adding(days: -1), days: 35, kind: "sickness",
        expectedVersion: nil, by: desk.head)
      let absent = try await desk.record(id)
      #expect(absent.induction.plan?.formalAssessments.map(\.number) == [1, 2, 3])
      #expect(absent.completion.missing == 1)
    }
  }

  @Test("An extension that is recommended early takes the head’s reason, which is kept")
  func headsReason() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      _ = try await RecordInduction(desk.services).extend(
        id, byTerms: 1, reason: "Standards 2 and 6.", expectedVersion: nil, by: desk.officer)
      let sent = try await DecideInduction(desk.services).recommend(
        id, .satisfactory, reasons: Self.reasons, earlyReason: "Taught abroad for six years.",
        expectedVersion: nil, by: desk.head)
      #expect(sent.last?.recommendationEarlyReason == "Taught abroad for six years.")
    }
  }
}
