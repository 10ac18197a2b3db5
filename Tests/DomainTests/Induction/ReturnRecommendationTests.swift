import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Recommendations before the end, taken back and sent back") struct ReturnRecommendationTests {
  private static let reasons = "Every Standard is met."

  @Test(
    "Before the end by the plan the head gives a reason; from its day on none; an extension takes none",
    arguments: [InductionOutcome.satisfactory, .notSatisfactory, .extension])
  func early(recommended: InductionOutcome) async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let end = try #require(begun.induction.plan?.expectedEnd)
      func recommend() async throws {
        _ = try await DecideInduction(desk.services).recommend(
          begun.induction.id, recommended, reasons: Self.reasons, expectedVersion: nil, by: desk.head)
      }
      try await desk.done(begun.induction.id, .assessment)
      try desk.goTo(end.adding(days: -1))
      if recommended != .extension {
        #expect(try await outcome { try await recommend() }?.fields == ["early_reason"])
        try desk.goTo(end)
      }
      #expect(try await outcome { try await recommend() } == nil)
    }
  }

  @Test("Nothing is recommended of who has left before the end, and of who served to it something is")
  func left() async throws {
    for (last, isLeft) in [("2027-07-21", true), ("2028-12-20", false)] {
      try await InductionDesk.run { desk async throws in
        let begun = try await desk.begun()
        try desk.goTo(day(last))
        let ended = try await RecordInduction(desk.services).endPeriod(
          try #require(begun.periods.last).id, of: begun.induction.id, on: day(last), leavesTeaching: true,
          expectedVersion: nil, by: desk.head)
        #expect(ended.induction.state == (isLeft ? .left : .paused))
        let found = try await outcome {
          _ = try await DecideInduction(desk.services).recommend(
            begun.induction.id, .satisfactory, reasons: Self.reasons, earlyReason: Self.reasons,
            expectedVersion: nil, by: desk.head)
        }
        #expect(isLeft ? found?.isConflict == true : found == nil)
      }
    }
  }

  private static func recommended(_ desk: InductionDesk) async throws -> (InductionID, CivilDate) {
    let begun = try await desk.begun()
    let end = try #require(begun.induction.plan?.expectedEnd)
    try desk.goTo(end)
    _ = try await DecideInduction(desk.services).recommend(
      begun.induction.id, .satisfactory, reasons: Self.reasons, earlyReason: "They were received on paper.",
      expectedVersion: nil, by: desk.head)
    return (begun.induction.id, end)
  }

  private static func due(_ id: InductionID, _ desk: InductionDesk) async throws -> InductionDue? {
    try await desk.record(id).due.last { $0.kind == .recommendation }
  }

  @Test("The head takes it back until it is decided; it is due again and stays on the record")
  func takenBack() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, end) = try await Self.recommended(desk)
      let (teacher, decide) = (try await desk.teacher(), DecideInduction(desk.services))
      // What is missing is said before it is decided.
      #expect(try await decide.list(id, by: desk.officer).last?.missingAssessments == 2)
      #expect(try await decide.list(id, by: teacher).last?.missingAssessments == 2)
      #expect(
        try await outcome {
          _ = try await decide.takeBack(id, reason: "", expectedVersion: nil, by: desk.head)
        }?
        .fields == ["reason"])
      for actor in [desk.tutor, desk.officer, teacher] {
        #expect(
          try await outcome {
            _ = try await decide.takeBack(id, reason: "Sent too soon.", expectedVersion: nil, by: actor)
          } != nil)
      }
      let taken = try await decide.takeBack(
        id, reason: "Sent before the last assessment.", expectedVersion: nil, by: desk.head)
      #expect(taken.last?.returned?.way == .takenBack && taken.last?.isOpen == false)
      let due = try #require(try await Self.due(id, desk))
      #expect(
        try due.doneOn == nil && due.dueOn == InductionDeadline.lastDay(of: "head-recommendation", from: end))
      #expect(try await desk.record(id).induction.state == .serving)
      #expect(
        try await ReadInductionDuties(desk.services)(of: desk.authority.place, by: desk.officer).items.isEmpty
      )
      #expect(
        try await desk.accounts.subjects(to: "officer@example.org").contains {
          $0.hasPrefix("Recommendation taken back")
        })
      #expect(
        try await outcome {
          _ = try await decide.decide(
            id, .satisfactory, reasons: Self.reasons, earlyReason: Self.reasons, expectedVersion: nil,
            by: desk.officer)
        }?.isConflict == true)
      try await desk.decided(id, .satisfactory, teacher: teacher)
      #expect(
        try await outcome {
          _ = try await decide.takeBack(id, reason: "Sent too soon.", expectedVersion: nil, by: desk.head)
        } != nil)
      let all = try await decide.list(id, by: desk.officer)
      #expect(all.count == 2 && all.first?.returned != nil && all.last?.decidedAt != nil)
      let titles = try await ReadTimeline(desk.services)(id, by: desk.head).entries.map(\.title)
      #expect(titles.contains("Recommendation taken back by the school"))
    }
  }

  @Test("An officer sends it back with a reason: the head is told and has ten working days again")
  func sentBack() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, _) = try await Self.recommended(desk)
      let decide = DecideInduction(desk.services)
      desk.clock.advance(days: 14)
      #expect(
        try await outcome {
          _ = try await decide.sendBack(id, reason: "Sign it first.", expectedVersion: nil, by: desk.head)
        }?.isNotAllowed == true)
      let sent = try await decide.sendBack(
        id, reason: "The last assessment is not signed.", expectedVersion: nil, by: desk.officer)
      #expect(sent.last?.returned?.way == .sentBack)
      let due = try #require(try await Self.due(id, desk))
      let again = try InductionDeadline.lastDay(of: "head-recommendation", from: desk.services.today)
      #expect(due.doneOn == nil && due.dueOn == again)
      // Reckoned again, it stays so.
      try await desk.services.pool.execute("UPDATE induction SET plan_is_stale = true")
      _ = try await ReplanStaleInductions(desk.services)()
      #expect(try await Self.due(id, desk)?.dueOn == again)
      #expect(
        try await desk.accounts.subjects(to: "head@example.org").contains {
          $0.hasPrefix("Your recommendation was sent back")
        })
      #expect(try await desk.accounts.audited("induction.recommendation_sent_back") == 1)
      _ = try await decide.recommend(
        id, .satisfactory, reasons: Self.reasons, earlyReason: "They were received on paper.",
        expectedVersion: nil, by: desk.head)
      #expect(try await Self.due(id, desk)?.doneOn == desk.services.today)
    }
  }

  @Test("A failure that was proposed is withdrawn with a recommendation that its head takes back")
  func proposed() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, _) = try await Self.recommended(desk)
      let decide = DecideInduction(desk.services)
      _ = try await decide.represent(id, "I have seen it.", by: try await desk.teacher())
      _ = try await decide.decide(
        id, .notSatisfactory, reasons: Self.reasons, earlyReason: Self.reasons, expectedVersion: nil,
        by: desk.officer)
      #expect(
        try await outcome {
          _ = try await decide.sendBack(id, reason: "Sign it first.", expectedVersion: nil, by: desk.officer)
        }?.isConflict == true)
      _ = try await decide.takeBack(
        id, reason: "Sent before the last assessment.", expectedVersion: nil, by: desk.head)
      let seen = try await decide.list(id, by: desk.officer).last
      #expect(seen?.outcome == nil && seen?.withdrawnProposals.count == 1)
      #expect(try await decide.list(id, by: desk.head).last?.withdrawnProposals.isEmpty == true)
    }
  }

  @Test("A mentor who is named sees no recommendation; the tutor and the teacher do")
  func mentor() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, _) = try await Self.recommended(desk)
      let decide = DecideInduction(desk.services)
      let mentor = try await desk.teacher("mentor@school.example")
      #expect(try await ReadInductions(desk.services).find(id, by: mentor).induction.id == id)
      #expect(try await decide.list(id, by: mentor).isEmpty)
      #expect(
        try await !ReadTimeline(desk.services)(id, by: mentor).entries.contains {
          $0.title.hasPrefix("Recommended")
        })
      for reader in [desk.tutor, desk.head, desk.officer, try await desk.teacher()] {
        #expect(try await decide.list(id, by: reader).count == 1)
      }
    }
  }
}
