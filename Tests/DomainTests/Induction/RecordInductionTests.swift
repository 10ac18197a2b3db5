import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct RecordInductionTests {
  @Test(
    "Absence of 29 days moves nothing, one day more moves the end by all of them; taken back, it is as before"
  )
  func absence() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, record) = (begun.induction.id, RecordInduction(desk.services))
      let end = begun.induction.plan?.expectedEnd
      desk.clock.set(try #require(LondonTime.instant(day("2027-04-26"), hour: 12, minute: 0)))
      let first = try await record.absence(
        id, from: day("2027-02-01"), until: day("2027-03-25"), days: 29, kind: "sickness",
        expectedVersion: nil,
        by: desk.tutor)
      #expect(first.induction.plan?.expectedEnd == end)
      let second = try await record.absence(
        id, from: day("2027-04-26"), until: day("2027-04-26"), days: 1, kind: "sickness",
        expectedVersion: nil,
        by: desk.head)
      let moved = try #require(second.induction.plan?.expectedEnd)
      #expect(moved > (try #require(end)))
      #expect(second.due.last { $0.kind == .assessment }?.dueOn == moved)
      #expect(
        try await desk.accounts.subjects(to: "nia@people.example").contains { $0.contains("has moved") })
      let back = try await record.remove(
        try #require(second.events.first { $0.startsOn == day("2027-04-26") }).id, of: id,
        expectedVersion: nil, by: desk.tutor)
      #expect(back.induction.plan?.expectedEnd == end && back.events.count { $0.removedAt != nil } == 1)
      #expect(
        try await outcome {
          _ = try await record.absence(
            id, from: day("2027-03-01"), until: day("2027-03-02"), days: 2, kind: "sickness",
            expectedVersion: nil, by: desk.tutor)
        }?.fields == ["starts_on"])
      #expect(
        try await outcome {
          _ = try await record.absence(
            id, from: day("2027-01-03"), until: day("2027-01-02"), days: 9, kind: "hunger",
            expectedVersion: nil,
            by: desk.tutor)
        }?.fields == ["starts_on", "ends_on", "days", "kind"])
    }
  }

  @Test("Reductions and extensions are the body’s, with reasons")
  func decisions() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, record) = (begun.induction.id, RecordInduction(desk.services))
      for actor in [desk.head, desk.tutor] {
        #expect(
          try await outcome {
            _ = try await record.reduce(
              id, toTerms: 3, consentedOn: day("2026-11-02"), reason: "Taught for six years.",
              expectedVersion: nil, by: actor)
          }?.isNotAllowed == true)
      }
      #expect(
        try await outcome {
          _ = try await record.reduce(
            id, toTerms: 6, consentedOn: nil, reason: "", expectedVersion: nil, by: desk.officer)
        }?.fields == ["terms", "consented_on", "reason"])
      #expect(
        try await outcome {
          _ = try await record.reduce(
            id, toTerms: 1, consentedOn: day("2026-11-03"), reason: "Taught for six years.",
            expectedVersion: nil, by: desk.officer)
        }?.fields == ["consented_on"])
      let reduced = try await record.reduce(
        id, toTerms: 1, consentedOn: day("2026-11-02"), reason: "Taught for six years.", expectedVersion: nil,
        by: desk.officer)
      #expect(reduced.induction.plan?.requiredTerms == 1)
      #expect(
        reduced.events.last?.note == "The teacher consented on 2 November 2026. Taught for six years.")
      #expect(reduced.due.filter { $0.kind == .assessment }.count == 1)
      let extended = try await record.extend(
        id, byTerms: 1, reason: "Standards 2 and 6.", expectedVersion: reduced.induction.version,
        by: desk.officer)
      #expect(extended.induction.plan?.extensionTerms == 1)
      #expect(
        try await outcome {
          _ = try await record.extend(
            id, byTerms: 1, reason: "Standards 2 and 6.", expectedVersion: reduced.induction.version,
            by: desk.officer)
        } == .staleVersion(current: extended.induction.version))
    }
  }

  @Test("A reduction counts as agreed on the day of the teacher’s consent, however late it is entered")
  func enteredLate() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try desk.goTo(day("2028-03-01"))
      let reduced = try await RecordInduction(desk.services).reduce(
        id, toTerms: 1, consentedOn: day("2027-01-11"), reason: "Taught for six years.", isConfirmed: true,
        expectedVersion: nil, by: desk.officer)
      let warnings = try #require(reduced.induction.plan).warnings
      #expect(!warnings.contains { $0.hasPrefix("The reduction to") }, "\(warnings)")
    }
  }

  @Test("Head and tutor in one is not told of their own doing, nor blamed for new term dates")
  func ownDoing() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content()
      (content.tutorName, content.tutorEmail) = ("Hanna Head", "head@example.org")
      let id = try await desk.begun(content).induction.id
      try desk.goTo(day("2027-04-26"))
      try await desk.services.pool.execute("UPDATE induction SET plan_is_stale = true WHERE id = \(id)")
      _ = try await RecordInduction(desk.services).absence(
        id, from: day("2027-01-11"), until: day("2027-03-05"), days: 32, kind: "sickness",
        expectedVersion: nil, by: desk.head)
      let mail = try await desk.services.pool.value(
        "SELECT max(body) FROM outbox_mail WHERE recipient = 'nia@people.example' AND subject LIKE '%has moved'",
        as: String.self)
      #expect(mail.contains("reckoned again by the term dates") && !mail.contains("has recorded an absence"))
      #expect(
        try await !desk.accounts.subjects(to: "head@example.org").contains { $0.contains("has moved") })
    }
  }

  @Test("A reduction to less than is served is asked about and warned of, and the head is told of both")
  func lateReduction() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let record = RecordInduction(desk.services)
      func told() async throws -> Int {
        try await desk.accounts.subjects(to: "head@example.org").count {
          $0 == "The end of Nia Sample’s induction has moved"
        }
      }
      func warnings(_ record: InductionRecord) -> [String] {
        record.induction.plan?.warnings.filter { $0.hasPrefix("The reduction to") } ?? []
      }
      try desk.goTo(day("2028-03-01"))
      let unasked = try await outcome {
        _ = try await record.reduce(
          id, toTerms: 1, consentedOn: day("2028-02-28"), reason: "Taught for six years.",
          expectedVersion: nil, by: desk.officer)
      }
      #expect(unasked?.fields == ["confirmed"])
      guard case .invalid(let problems)? = unasked else { return }
      let said = problems.first?.message ?? ""
      #expect(
        said.hasPrefix("Nia Sample has served 3.") && said.contains(" full-time terms already."), "\(said)")
      #expect(
        said.contains("Reduced to 1 term, the induction would have ended on Thursday 25 March 2027"),
        "\(said)")
      #expect(try await desk.record(id).events.isEmpty)
      #expect(try await told() == 0)
      let least = try await record.reduce(
        id, toTerms: 1, consentedOn: day("2028-02-28"), reason: "Taught for six years.", isConfirmed: true,
        expectedVersion: nil, by: desk.officer)
      let warning = try #require(warnings(least).first)
      #expect(warning.hasPrefix("The reduction to 1 term is to less than was served when it was agreed on"))
      #expect(warning.contains("ended on 25 March 2027, before it was agreed"), "\(warning)")
      #expect(try await told() == 1)
      let mail = try await desk.services.pool.value(
        "SELECT max(body) FROM outbox_mail WHERE recipient = 'head@example.org' AND subject LIKE '%has moved'",
        as: String.self)
      #expect(mail.contains("has agreed to a reduction. By the plan the induction of Nia Sample"))
      #expect(mail.contains("To look at:\n") && mail.contains("\n- \(warning)"), "\(mail)")
      let back = try await record.remove(
        try #require(least.events.last).id, of: id, expectedVersion: nil, by: desk.officer)
      #expect(warnings(back).isEmpty)
      let four = try await record.reduce(
        id, toTerms: 4, consentedOn: day("2028-02-28"), reason: "Taught for six years.", expectedVersion: nil,
        by: desk.officer)
      #expect(four.induction.plan?.requiredTerms == 4 && warnings(four).isEmpty)
      #expect(try await told() == 3)
      // What the head has done is not told to them.
      let away = try await record.absence(
        id, from: day("2028-01-10"), until: day("2028-02-29"), days: 30, kind: "sickness",
        expectedVersion: nil, by: desk.head)
      #expect(away.induction.plan?.expectedEnd != four.induction.plan?.expectedEnd)
      #expect(try await told() == 3)
    }
  }

  @Test("Absence comes to the same terms by the record as by the calculator")
  func averageTerm() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try desk.goTo(day("2027-07-01"))
      let record = try await RecordInduction(desk.services).absence(
        id, from: day("2027-02-01"), until: day("2027-03-25"), days: 30, kind: "sickness",
        expectedVersion: nil, by: desk.head)
      let plan = try PlanInductionTests.plan(
        """
        {"periods":[{"start":"2027-01-04","end":null,"fte":1}],
        "absences":[{"start":"2027-02-01","end":"2027-03-25","days":30,"kind":"sickness"}]}
        """)
      let stored = try #require(record.induction.plan)
      #expect(stored.expectedEnd == plan.expectedEnd && stored.extensionTerms == plan.extensionTerms)
      func absence(_ plan: InductionPlan) -> [String] {
        plan.explanation.filter { $0.rule == "absence" }.map(\.text)
      }
      #expect(!absence(plan).isEmpty && absence(stored) == absence(plan))
    }
  }

  @Test("Half the hours from a day on make the rest twice as long; at the same hours nothing changes")
  func hours() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, period) = (begun.induction.id, try #require(begun.periods.first).id)
      let record = RecordInduction(desk.services)
      let changed = try await record.changeHours(
        period, of: id, from: day("2027-09-01"), fte: Decimal(string: "0.5"), expectedVersion: nil,
        by: desk.tutor)
      #expect(changed.periods.map(\.endsOn) == [day("2027-08-31"), nil])
      let expected = try PlanInduction()(
        json: Data(
          """
          {"regime":"ect","periods":[{"start":"2027-01-04","end":"2027-08-31","fte":1},
           {"start":"2027-09-01","end":null,"fte":0.5}]}
          """.utf8))
      #expect(changed.induction.plan?.expectedEnd == expected.expectedEnd)
      #expect(
        try await outcome {
          _ = try await record.changeHours(
            period, of: id, from: day("2027-05-01"), fte: 1, expectedVersion: nil, by: desk.tutor)
        }?.isConflict == true)
      #expect(
        try await outcome {
          _ = try await record.changeHours(
            try #require(changed.periods.last).id, of: id, from: day("2027-09-01"), fte: 0,
            expectedVersion: nil,
            by: desk.head)
        }?.fields == ["fte", "starts_on"])
      let supported = try await record.changeSupport(
        try #require(changed.periods.last).id, of: id, tutor: ("New Tutor", "new@school.example"),
        mentor: ("Mo Mentor", "mentor@school.example"), expectedVersion: nil, by: desk.head)
      #expect(
        supported.periods.last?.tutorName == "New Tutor" && supported.periods.first?.tutorName == "Tara Tutor"
      )
    }
  }

  @Test(
    "Between schools induction pauses and goes on; terms of both count, and each school writes in its own")
  func transfer() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, record) = (begun.induction.id, RecordInduction(desk.services))
      desk.clock.advance(days: 270)
      let paused = try await record.endPeriod(
        try #require(begun.periods.first).id, of: id, on: day("2027-07-21"), leavesTeaching: false,
        expectedVersion: nil, by: desk.head)
      #expect(paused.induction.state == .paused && paused.induction.plan?.expectedEnd == nil)
      let second = try await desk.begun(
        InductionDesk.content(startsOn: "2027-09-01"), on: "2027-09-01", by: desk.desk.stranger)
      #expect(second.induction.id == id && second.induction.state == .serving && second.periods.count == 2)
      let served = try #require(second.induction.plan)
      let whole = try PlanInduction()(
        json: Data(#"{"regime":"ect","periods":[{"start":"2027-01-04","end":null,"fte":1}]}"#.utf8))
      #expect(served.expectedEnd == whole.expectedEnd)
      let period = try #require(second.periods.last).id
      // The school before reads what belongs to its time, and writes nothing any more.
      let former = try await ReadInductions(desk.services).find(id, by: desk.head)
      #expect(
        former.isPartial && former.periods.count == 1 && former.induction.plan == nil)
      #expect(former.due.allSatisfy { $0.doneOn == nil })
      #expect(former.due.filter { $0.dueOn > day("2027-07-21") }.map(\.kind) == [.interim])
      let listed = try await ReadInductions(desk.services).list(at: desk.desk.school.id, by: desk.head).items
      #expect(listed.map(\.state) == [.left] && listed.first?.schoolName == "Sample Primary School")
      #expect(
        try await outcome {
          _ = try await record.absence(
            id, from: day("2027-10-01"), until: day("2027-10-01"), days: 1, kind: "sickness",
            expectedVersion: nil,
            by: desk.head)
        }?.isNotAllowed == true)
      #expect(
        try await outcome {
          _ = try await record.endPeriod(
            period, of: id, on: day("2027-10-01"), leavesTeaching: false, expectedVersion: nil, by: desk.head)
        }?.isNotAllowed == true)
      desk.clock.advance(days: 70)
      let left = try await record.endPeriod(
        period, of: id, on: day("2027-10-01"), leavesTeaching: true, expectedVersion: nil,
        by: desk.desk.stranger)
      #expect(left.induction.state == .left)
      #expect(
        try await outcome {
          _ = try await record.extend(
            id, byTerms: 1, reason: "Standards 2 and 6.", expectedVersion: nil, by: desk.officer)
        }?.isConflict == true)
    }
  }

  @Test("The teacher, strangers and visitors record nothing")
  func secrecy() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let teacher = try await desk.teacher()
      for actor in [teacher, desk.desk.stranger, desk.desk.recruiter, VacancyDesk.visitor] {
        #expect(
          try await outcome {
            _ = try await RecordInduction(desk.services).absence(
              begun.induction.id, from: day("2027-02-01"), until: day("2027-02-01"), days: 1,
              kind: "sickness",
              expectedVersion: nil, by: actor)
          } == .notFound("induction"))
      }
    }
  }
}
