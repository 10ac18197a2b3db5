import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Interim assessments are due, and nothing is late at birth") struct InterimDueTests {
  private static func end(
    _ begun: InductionRecord, on last: String, leaves: Bool, _ desk: InductionDesk
  ) async throws -> InductionRecord {
    _ = try await RecordInduction(desk.services).endPeriod(
      try #require(begun.periods.last).id, of: begun.induction.id, on: day(last), leavesTeaching: leaves,
      expectedVersion: nil, by: desk.head)
    return try await desk.record(begun.induction.id)
  }

  private static func body(_ desk: InductionDesk) async throws -> String {
    try await desk.services.pool.value(
      """
      SELECT coalesce(max(body), '') FROM outbox_mail
      WHERE recipient = 'tutor@school.example' AND subject LIKE 'An interim assessment of%'
      """, as: String.self)
  }

  @Test("The mail names the last formal assessment where there was one")
  func words() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      try desk.goTo(try #require(begun.induction.plan?.formalAssessments.first).due)
      try await desk.received(begun.induction.id, number: 1, teacher: try await desk.teacher())
      try desk.goTo(day("2028-06-01"))
      _ = try await Self.end(begun, on: "2028-07-21", leaves: false, desk)
      #expect(
        try await Self.body(desk).contains(
          "a term or more in this post has passed since the last formal assessment"))
    }
  }

  @Test(
    "Whoever leaves after a whole term is owed an interim assessment by the last day, and nobody before",
    arguments: [("2027-03-24", false), ("2027-03-25", true)])
  func asked(last: String, isAsked: Bool) async throws {
    for leaves in [false, true] {
      try await InductionDesk.run { desk async throws in
        let begun = try await desk.begun()
        try desk.goTo(day("2027-03-01"))
        let ended = try await Self.end(begun, on: last, leaves: leaves, desk)
        let interim = ended.due.filter { $0.kind == .interim }
        #expect(interim.map(\.dueOn) == (isAsked ? [day(last)] : []))
        let told = try await desk.accounts.subjects(to: "tutor@school.example").count {
          $0 == "An interim assessment of Nia Sample is due"
        }
        #expect(told == (isAsked ? 1 : 0))
        let body = try await Self.body(desk)
        #expect(body.contains("has passed, and no formal assessment was written") == isAsked)
        // The day is changed before it comes: so is what is asked for.
        let earlier = try await Self.end(begun, on: "2027-03-24", leaves: leaves, desk)
        #expect(earlier.due.allSatisfy { $0.kind != .interim })
      }
    }
  }

  @Test(
    "It is due at the school that the teacher has left, with what else is overdue there, until it is received"
  )
  func overdue() async throws {
    for leaves in [false, true] {
      try await InductionDesk.run { desk async throws in
        let begun = try await desk.begun()
        let (id, due) = (begun.induction.id, ReadDueItems(desk.services))
        let teacher = try await desk.teacher()
        try desk.goTo(day("2027-07-21"))
        let ended = try await Self.end(begun, on: "2027-07-21", leaves: leaves, desk)
        #expect(ended.induction.state == (leaves ? .left : .paused))
        try desk.goTo(day("2027-09-10"))
        let open = try await due.overdue(of: desk.authority.place, by: desk.officer).items
        #expect(Set(open.map(\.due.kind)) == [.interim, .review] && open.allSatisfy { $0.turn == .tutor })
        #expect(try await due(at: desk.desk.school.id, by: desk.head).items.count == open.count)
        try await desk.services.pool.execute("DELETE FROM outbox_mail")
        while try await RemindOfInductionDue(desk.services)() > 0 {}
        let subjects = try await desk.accounts.subjects(to: "tutor@school.example")
        #expect(subjects.contains("Overdue: Interim assessment 1 of Nia Sample"))
        #expect(try await ChaseOverdue(desk.services)(of: desk.authority.place, by: desk.officer).people == 1)
        // The teacher goes on elsewhere: it stays with the school that owes it.
        _ = try await desk.begun(
          InductionDesk.content(startsOn: "2027-09-13"), on: "2027-09-13", by: desk.desk.stranger)
        #expect(
          try await outcome {
            _ = try await AssessInduction(desk.services).open(id, .interim, number: 1, by: desk.desk.stranger)
          }?.isNotAllowed == true)
        let assess = AssessInduction(desk.services)
        let one = try await assess.open(id, .interim, number: 1, by: desk.tutor).assessment.id
        _ = try await assess.save(one, try AssessmentTests.answers(), expectedVersion: nil, by: desk.tutor)
        for actor in [desk.tutor, desk.head, teacher, desk.officer] {
          desk.clock.advance(seconds: 1)
          _ = try await assess.sign(one, expectedVersion: nil, by: actor)
        }
        let after = try await due.overdue(of: desk.authority.place, by: desk.officer).items
        #expect(after.allSatisfy { $0.due.kind != .interim })
      }
    }
  }

  @Test("A last day that is recorded late leaves the time of a report to write it")
  func late() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      try desk.goTo(day("2027-09-20"))
      let ended = try await Self.end(begun, on: "2027-07-21", leaves: true, desk)
      let by = try InductionDeadline.lastDay(of: "assessment-report", from: desk.services.today)
      #expect(ended.due.filter { $0.kind == .interim }.map(\.dueOn) == [by])
    }
  }

  @Test(
    "Only a formal assessment that was written covers a time; the record given over names the missing one")
  func missing() async throws {
    for isWritten in [false, true] {
      try await InductionDesk.run { desk async throws in
        let begun = try await desk.begun()
        let (id, use) = (begun.induction.id, TransferInduction(desk.services))
        let first = try #require(begun.induction.plan?.formalAssessments.first)
        try desk.goTo(first.due)
        let teacher = try await desk.teacher()
        if isWritten { try await desk.received(id, number: 1, teacher: teacher) }
        let made = try await use.begin(
          id, TransferCase.content(on: "2028-01-24"), expectedVersion: nil, by: desk.officer)
        #expect(made.interim == (isWritten ? .notNeeded : .asked))
        #expect(try await desk.record(id).due.contains { $0.kind == .interim } == !isWritten)
        let bundle = try await use.bundle(made.transfer.id, by: desk.officer).bundle
        #expect(bundle.missingAssessments?.count == (isWritten ? 0 : 1))
        #expect(
          bundle.csv.contains(
            "Formal assessment 1, due on \(LondonTime.longDate(first.due)), was not written")
            == !isWritten)
      }
    }
  }

  @Test("Terms served here are those without absence that is to be made up, which stands apart")
  func madeUp() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try desk.goTo(day("2027-07-01"))
      _ = try await RecordInduction(desk.services).absence(
        id, from: day("2027-02-01"), until: day("2027-03-25"), days: 30, kind: "sickness",
        expectedVersion: nil, by: desk.head)
      let use = TransferInduction(desk.services)
      let made = try await use.begin(
        id, TransferCase.content(on: "2027-08-01"), expectedVersion: nil, by: desk.officer)
      let bundle = try await use.bundle(made.transfer.id, by: desk.officer).bundle
      let terms = try #require(bundle.terms)
      let absent = try #require(terms.absenceToMakeUp)
      #expect(absent > 0.4 && absent < 0.6)
      #expect(abs(terms.servedHere + absent - 2) < 0.001)
      #expect(abs(terms.required - terms.servedHere - terms.outstanding) < 0.001)
      // What the other body enters: the days once, among the terms in post.
      #expect(terms.toBringForward == 2 && bundle.daysToBringForward == 30)
      #expect(bundle.csv.contains("Days to enter with the terms brought forward"))
      try Self.same(bundle, from: "2027-09-01")
    }
  }

  /// That the plan under the other body leaves what the record says is outstanding.
  private static func same(_ bundle: TransferBundle, from start: String) throws {
    let terms = try #require(bundle.terms)
    let (forward, days) = (try #require(terms.toBringForward), try #require(bundle.daysToBringForward))
    let plan = try PlanInductionTests.plan(
      """
      {"periods":[{"start":"\(start)","end":null,"fte":1}],"brought_forward":\(forward),
      "brought_forward_absence":\(days)}
      """)
    #expect(
      abs(plan.requiredTerms + plan.extensionTerms - forward - terms.outstanding) < 0.02,
      "\(plan.extensionTerms) \(forward) \(terms.outstanding)")
  }

  @Test(
    "Absence counts once under the other body, before and while it is made up, and when that is over",
    arguments: [("2027-08-01", true), ("2028-01-10", false), ("2028-04-24", false)])
  func once(transfersOn: String, hasDays: Bool) async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try desk.goTo(day("2027-07-01"))
      _ = try await RecordInduction(desk.services).absence(
        id, from: day("2027-02-01"), until: day("2027-03-25"), days: 34, kind: "sickness",
        expectedVersion: nil, by: desk.head)
      try desk.goTo(day(transfersOn))
      let use = TransferInduction(desk.services)
      let made = try await use.begin(
        id, TransferCase.content(on: transfersOn), expectedVersion: nil, by: desk.officer)
      let bundle = try await use.bundle(made.transfer.id, by: desk.officer).bundle
      #expect((bundle.daysToBringForward == 34) == hasDays, "\(bundle.daysToBringForward ?? -1)")
      try Self.same(bundle, from: transfersOn)
    }
  }

  @Test("What comes up when its day is over is not late: a review is not needed, an assessment has its time")
  func born() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let end = try #require(try await desk.record(id).induction.plan?.expectedEnd)
      try await desk.done(id, .assessment, .review)
      try desk.goTo(end.adding(days: 230))
      try await desk.services.pool.execute(
        "UPDATE induction_due SET done_on = due_on WHERE kind = 'recommendation'")
      let today = desk.services.today
      let record = try await RecordInduction(desk.services).extend(
        id, byTerms: 1, reason: "Agreed at the time.", expectedVersion: nil, by: desk.officer)
      #expect(record.due.allSatisfy { $0.doneOn != nil || $0.dueOn >= today })
      let new = try #require(record.due.last { $0.kind == .assessment && $0.doneOn == nil })
      #expect(try new.dueOn == InductionDeadline.lastDay(of: "assessment-report", from: today))
      // Days later the day is the same.
      desk.clock.advance(days: 3)
      try await desk.services.pool.execute("UPDATE induction SET plan_is_stale = true")
      _ = try await ReplanStaleInductions(desk.services)()
      #expect(
        try await desk.record(id).due.last { $0.kind == .assessment && $0.doneOn == nil }?.dueOn == new.dueOn)
    }
  }

  @Test("Reviews of terms that were over when a teacher was registered are not needed")
  func registeredLate() async throws {
    try await InductionDesk.run { desk async throws in
      try desk.goTo(day("2027-05-04"))
      let begun = try await desk.begun()
      let review = try #require(begun.due.first { $0.kind == .review })
      #expect(review.dueOn == day("2027-03-25") && review.isNotNeeded)
      #expect(begun.due.filter { $0.kind == .review }.dropFirst().allSatisfy { !$0.isNotNeeded })
      #expect(
        try await ReadDueItems(desk.services).overdue(of: desk.authority.place, by: desk.officer).items
          .isEmpty)
      // It may be written all the same, and is done then.
      _ = try await CompletedReview.complete(begun.induction.id, desk.services)
    }
  }
}
