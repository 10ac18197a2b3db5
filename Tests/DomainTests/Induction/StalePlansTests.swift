import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Plans between new term dates and the worker") struct StalePlansTests {
  private static func store(
    _ desk: InductionDesk, of owner: SetSchoolTerms.Owner? = nil
  ) async throws {
    let set = SetSchoolTerms(desk.services)
    let owner = owner ?? .authority(desk.authority)
    var dates = try await set.read(2028, of: owner)
    dates.halves[1].endsOn = dates.halves[1].endsOn.adding(days: 3)
    try await set(dates, of: owner, by: .operatorAtCommandLine)
  }

  private static func begun(_ desk: InductionDesk) async throws -> [InductionID] {
    [
      try await desk.begun().induction.id,
      try await desk.begun(
        InductionDesk.content(trn: "7654321", email: "bo@people.example"), by: desk.desk.stranger
      ).induction.id,
    ]
  }

  @Test("From the moment that new dates are stored no stale day is shown, counted or reminded of")
  func hidden() async throws {
    try await InductionDesk.run { desk async throws in
      let ids = try await Self.begun(desk)
      let (read, place) = (ReadInductions(desk.services), desk.authority.place)
      let (due, progress) = (ReadDueItems(desk.services), ReadPlanProgress(desk.services))
      desk.clock.advance(days: 300)
      let teacher = try await desk.teacher()
      #expect(try await !due.overdue(of: place, by: desk.officer).items.isEmpty)
      #expect(try await progress(of: place, by: desk.officer).left == 0)
      try await Self.store(desk)
      #expect(
        try await desk.services.pool.value("SELECT bool_or(plan_is_stale) FROM induction", as: Bool.self)
          == false)
      for actor in [desk.officer, desk.head, teacher] {
        let record = try await read.find(ids[0], by: actor)
        #expect(record.induction.isReckoning && record.induction.plan == nil && record.due.isEmpty)
        #expect(TransferInduction.nothingLeft(record, from: day("2040-01-01")) == nil)
        #expect(try await !ReadTimeline(desk.services)(ids[0], by: actor).entries.contains { $0.isExpected })
      }
      let listed = try await read.list(of: place, by: desk.officer).items
      #expect(listed.allSatisfy { $0.isReckoning && $0.plan == nil && $0.nextDue == nil })
      #expect(try await read.list(of: place, .init(isOverdue: true), by: desk.officer).items.isEmpty)
      #expect(try await read.list(of: place, .init(isAtRisk: true), by: desk.officer).items.isEmpty)
      #expect(try await due.overdue(of: place, by: desk.officer).items.isEmpty)
      #expect(try await due(at: desk.desk.school.id, by: desk.head).items.isEmpty)
      #expect(try await due.own(by: teacher).items.isEmpty)
      #expect(try await ChaseOverdue(desk.services)(of: place, by: desk.officer).people == 0)
      #expect(try await RemindOfInductionDue(desk.services)() == 0)
      let board = try await ReadInductionBoard(desk.services)(of: place, by: desk.officer)
      #expect(board.plans == PlanProgress(left: 2, total: 2) && board.overdue.isEmpty && board.atRisk == 0)
      for file in [
        try await due.overdueCSV(of: place, by: desk.officer),
        try await due.csv(at: desk.desk.school.id, by: desk.head),
      ] {
        // A file leaves nobody out, and says which days are those of before.
        #expect(file.contains(",reckoning,review,") && !file.contains(",overdue,"), "\(file)")
      }
      #expect(board.plans.sentenceOfFile?.contains("has the state “reckoning”") == true)
      #expect(board.plans.sentence?.hasPrefix("2 of 2 inductions are yet to be reckoned again") == true)
      #expect(try await progress(at: desk.desk.school.id, by: desk.head).left == 1)
      let data = try await DownloadOwnData(desk.services)(by: teacher)
      #expect(data["inductions"]?.array?.first?.object?["due"]?.array?.isEmpty == true)
      // The worker comes, and everything is shown again.
      while try await ReplanStaleInductions(desk.services)() > 0 {}
      #expect(try await progress(of: place, by: desk.officer).left == 0)
      #expect(try await !due.overdueCSV(of: place, by: desk.officer).contains(",reckoning,"))
      #expect(try await read.find(ids[0], by: teacher).induction.plan != nil)
      #expect(try await !due.overdue(of: place, by: desk.officer).items.isEmpty)
      for actor in [desk.head, desk.tutor, VacancyDesk.visitor] {
        #expect(try await outcome { _ = try await progress(of: place, by: actor) } == .notFound("page"))
      }
    }
  }

  @Test("A worker that is killed between two batches leaves the rest stale, and the next goes on behind it")
  func resumed() async throws {
    try await InductionDesk.run { desk async throws in
      let ids = try await Self.begun(desk).sorted { $0.description < $1.description }
      let read = ReadInductions(desk.services)
      try await Self.store(desk)
      #expect(try await StalePlans.mark(batch: 1, desk.services))
      #expect(try await desk.accounts.count("induction_terms_work") == 1)
      let marked = try await desk.services.pool.query("SELECT id FROM induction WHERE plan_is_stale").map {
        try $0.decode("id", as: InductionID.self)
      }
      #expect(marked == [ids[0]])
      for id in ids { #expect(try await read.find(id, by: desk.officer).induction.isReckoning) }
      // Dates that are stored meanwhile begin again from the first.
      try await Self.store(desk)
      #expect(try await ReplanStaleInductions(desk.services)() == 2)
      #expect(try await desk.accounts.count("induction_terms_work") == 0)
      for id in ids { #expect(try await !read.find(id, by: desk.officer).induction.isReckoning) }
    }
  }

  @Test("A review that was open is overdue when new dates put its day into the past, and is not lost")
  func review() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try desk.goTo(day("2027-03-10"))
      let (set, due) = (SetSchoolTerms(desk.services), ReadDueItems(desk.services))
      func ended(_ last: String) async throws -> InductionDue? {
        var dates = try await set.read(2026, of: .school(desk.desk.school))
        dates.halves[3].endsOn = day(last)
        try await set(dates, of: .school(desk.desk.school), by: .operatorAtCommandLine)
        while try await ReplanStaleInductions(desk.services)() > 0 {}
        return try await desk.record(id).due.first { $0.kind == .review }
      }
      func shown() async throws -> [Int] {
        [
          try await due.overdue(of: desk.authority.place, by: desk.officer).items,
          try await due(at: desk.desk.school.id, by: desk.head).items,
          try await due(at: desk.desk.school.id, by: desk.tutor).items,
        ].map { $0.count { $0.due.kind == .review && $0.due.dueOn == day("2027-03-05") } }
      }
      #expect(try await desk.record(id).due.first { $0.kind == .review }?.dueOn == day("2027-03-25"))
      let moved = try await ended("2027-03-05")
      #expect(moved?.dueOn == day("2027-03-05") && moved?.doneOn == nil && moved?.isNotNeeded == false)
      #expect(try await shown() == [1, 1, 1])
      let back = try await ended("2027-03-24")
      #expect(back?.dueOn == day("2027-03-24") && back?.doneOn == nil)
      #expect(try await shown() == [0, 0, 0])
      // Under the number of what was due in another term it was not asked for before.
      try await desk.services.pool.execute(
        """
        UPDATE induction_due SET planned_on = '2027-07-21', due_on = '2027-07-21'
        WHERE kind = 'review' AND number = 1
        """)
      #expect(try await ended("2027-03-05")?.isNotNeeded == true)
    }
  }

  @Test("A school’s own dates leave the inductions of other schools as they are")
  func ownSchool() async throws {
    try await InductionDesk.run { desk async throws in
      let ids = try await Self.begun(desk)
      try await Self.store(desk, of: .school(desk.desk.school))
      let read = ReadInductions(desk.services)
      #expect(try await read.find(ids[0], by: desk.officer).induction.isReckoning)
      #expect(try await !read.find(ids[1], by: desk.officer).induction.isReckoning)
      let progress = try await ReadPlanProgress(desk.services)(of: desk.authority.place, by: desk.officer)
      #expect(progress == PlanProgress(left: 1, total: 2))
    }
  }

  @Test("What is recorded and decided meanwhile goes by a plan that is reckoned at once")
  func decided() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.begun(desk)[0]
      try await Self.store(desk)
      let decide = DecideInduction(desk.services)
      _ = try await decide.recommend(
        id, .satisfactory, reasons: "Every Standard is met.", earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      let closing = try #require(
        try await ReadTermClosing(desk.services).toDecide(of: desk.authority.place, by: desk.officer).items
          .first)
      #expect(closing.isReckoning && closing.expectedEnd == nil)
      #expect(closing.exceptions(on: desk.services.today).contains { $0.contains("being reckoned again") })
      let early = try await outcome {
        _ = try await decide.decide(
          id, .satisfactory, reasons: "Every Standard is met.", expectedVersion: nil, by: desk.officer)
      }
      #expect(early?.fields == ["early_reason"])
      guard case .invalid(let problems) = early else { return }
      #expect(problems.first?.message.contains("By the plan, induction ends on") == true)
    }
  }

  @Test("What is frozen meanwhile is whole: a signature, and the record that is given over")
  func frozen() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.begun(desk)[0]
      desk.clock.advance(days: 300)
      let (assess, use) = (AssessInduction(desk.services), TransferInduction(desk.services))
      let review = try await assess.open(id, .review, number: 1, by: desk.tutor).assessment.id
      _ = try await assess.save(
        review, ["progress": "satisfactory", "summary": "Teaches calmly and well."], expectedVersion: nil,
        by: desk.tutor)
      let formal = try #require(try await desk.record(id).due.first { $0.kind == .assessment }).dueOn
      try await desk.done(id, .assessment)
      try await Self.store(desk)
      let signed = try await assess.sign(review, expectedVersion: nil, by: desk.tutor)
      let facts = try #require(signed.signatures.last).facts
      #expect(facts["terms_served"] != nil && facts["days_served"] != nil, "\(facts)")
      #expect(try await desk.record(id).induction.isReckoning)
      // Soon after a formal assessment no interim one is asked for.
      let first = formal.adding(days: 5)
      let made = try await use.begin(
        id, TransferCase.content(on: first.description), expectedVersion: nil, by: desk.officer)
      #expect(made.interim == .notNeeded)
      #expect(
        try await desk.services.pool.value(
          "SELECT count(*) FROM outbox_mail WHERE strpos(body, 'Write an interim assessment') > 0",
          as: Int.self) == 0)
      _ = try await use.record(.give, of: made.transfer.id, expectedVersion: nil, by: desk.officer)
      let given = try await use.bundle(made.transfer.id, by: desk.officer)
      #expect(given.frozenAt != nil && given.bundle.terms != nil && !given.bundle.explanation.isEmpty)
    }
  }

  @Test("Nothing is said to stand against a completion until the plan is reckoned")
  func objections() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.begun(desk)[0]
      #expect(try await !desk.record(id).completion.objections(on: desk.services.today).isEmpty)
      try await Self.store(desk)
      #expect(try await desk.record(id).completion.objections(on: desk.services.today).isEmpty)
      while try await ReplanStaleInductions(desk.services)() > 0 {}
      #expect(try await !desk.record(id).completion.objections(on: desk.services.today).isEmpty)
    }
  }
}
