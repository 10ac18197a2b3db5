import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct InductionBoardTests {
  private static let reasons = "Every Standard is met."

  @Test("What is overdue is counted by whose turn it is, and asked for in one mail a person and day")
  func chase() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      _ = try await desk.begun(InductionDesk.content(trn: "2345678", email: "bo@people.example"))
      let board = ReadInductionBoard(desk.services)
      #expect(try await board(of: desk.authority.place, by: desk.officer).overdue.isEmpty)
      desk.clock.advance(days: 300)
      let teacher = try await desk.teacher()
      let assess = AssessInduction(desk.services)
      let review = try await assess.open(id, .review, number: 1, by: desk.tutor).assessment.id
      _ = try await assess.save(
        review, ["progress": "satisfactory", "summary": "Goes well in every way."], expectedVersion: nil,
        by: desk.tutor)
      _ = try await assess.sign(review, expectedVersion: nil, by: desk.tutor)
      let found = try await board(of: desk.authority.place, by: desk.officer)
      #expect(found.overdue.first { $0.turn == .head }?.count == 1)
      let tutors = try #require(found.overdue.first { $0.turn == .tutor }?.count)
      #expect(tutors >= 3)
      #expect(found.states.first { $0.state == .serving }?.count == 2)
      let due = ReadDueItems(desk.services)
      let tasks = try await due(at: desk.desk.school.id, by: desk.tutor).items
      #expect(tasks.filter { $0.isOverdue(on: desk.services.today) }.count == tutors + 1)
      #expect(try await due.own(by: teacher).items.allSatisfy { $0.induction == id })
      #expect(try await due.overdue(of: desk.authority.place, .head, by: desk.officer).items.count == 1)

      let chase = ChaseOverdue(desk.services)
      try await desk.services.pool.execute("DELETE FROM outbox_mail")
      let report = try await chase(of: desk.authority.place, by: desk.officer)
      #expect(report.people == 2 && report.items == tutors + 1 && report.unreachable == 0)
      let mails = try await desk.services.pool.query(
        "SELECT recipient, subject, body FROM outbox_mail ORDER BY recipient")
      #expect(mails.count == 2)
      #expect(try mails.contains { try $0.decode("body", as: String.self).contains("Progress review 1") })
      // Two officers who click at once, and one who clicks again: nobody is asked twice on a day.
      #expect(try await chase(of: desk.authority.place, by: desk.officer).items == 0)
      desk.clock.advance(days: 1)
      async let one = chase(of: desk.authority.place, by: desk.officer)
      async let other = chase(of: desk.authority.place, by: desk.officer)
      #expect(try await one.items + other.items == tutors + 1)
      try await Self.file(desk, of: id, holding: tutors + 1)
      for actor in [desk.head, teacher, VacancyDesk.visitor] {
        #expect(
          try await outcome { _ = try await chase(of: desk.authority.place, by: actor) } == .notFound("page"))
        #expect(
          try await outcome { _ = try await board(of: desk.authority.place, by: actor) } == .notFound("page"))
      }
    }
  }

  /// A file has all that is overdue, however much that is.
  private static func file(_ desk: InductionDesk, of id: InductionID, holding count: Int) async throws {
    try await desk.services.pool.execute(
      """
      INSERT INTO induction_due (id, induction_id, kind, number, due_on)
      SELECT gen_random_uuid(), \(id), 'review', n, DATE '2027-01-04' + n % 3 FROM generate_series(101, 1300) n
      """)
    let (due, place) = (ReadDueItems(desk.services), desk.authority.place)
    func lines(_ turn: DueTurn? = nil) async throws -> [String] {
      try await due.overdueCSV(of: place, turn, by: desk.officer).components(separatedBy: "\r\n").dropLast()
    }
    let all = try await lines()
    #expect(all.first == "due_on,state,kind,what,turn,name,reference,school,induction")
    #expect(all.count == 1 + count + 1_200 && Set(all).count == all.count)
    #expect(try await lines(.head).count == 2)
    let school = try await due.csv(at: desk.desk.school.id, by: desk.tutor)
    #expect(school.components(separatedBy: "\r\n").count > count + 1_200)
    // The pages have each of them once, in the order of their days.
    let late = try await Page.every {
      try await due.overdue(of: place, limit: 400, after: $0, by: desk.officer)
    }
    #expect(late.count == count + 1_200 && Set(late.map(\.due.title)).count > 1_200)
    #expect(late.map(\.due.dueOn) == late.map(\.due.dueOn).sorted())
    let tasks = try await Page.every {
      try await due(at: desk.desk.school.id, limit: 400, after: $0, by: desk.tutor)
    }
    #expect(tasks.count == school.components(separatedBy: "\r\n").count - 2)
    #expect(tasks.map(\.due.dueOn) == tasks.map(\.due.dueOn).sorted())
    #expect(
      try await outcome { _ = try await due.overdueCSV(of: place, by: desk.head) } == .notFound("page"))
    #expect(
      try await outcome { _ = try await due.csv(at: desk.desk.school.id, by: VacancyDesk.visitor) }
        == .notFound("school"))
  }

  @Test("Leave that extends at request only puts no induction at risk, and other absence does")
  func absence() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, record) = (try await desk.begun().induction.id, RecordInduction(desk.services))
      desk.clock.set(try #require(LondonTime.instant(day("2027-04-30"), hour: 12, minute: 0)))
      try await desk.services.pool.execute("UPDATE induction_due SET done_on = due_on")
      func risks() async throws -> [InductionRisk] {
        try await desk.risks(of: id)
      }
      _ = try await record.absence(
        id, from: day("2027-02-01"), until: day("2027-03-05"), days: 20, kind: "maternity",
        expectedVersion: nil, by: desk.head)
      #expect(try await risks().contains(.absence) == false)
      _ = try await record.absence(
        id, from: day("2027-01-04"), until: day("2027-01-29"), days: 20, kind: "sickness",
        expectedVersion: nil, by: desk.head)
      #expect(try await risks().contains(.absence))
      let listed = try await ReadInductions(desk.services).list(
        of: desk.authority.place, .init(isAtRisk: true), by: desk.officer)
      #expect(listed.items.map(\.id) == [id])
      _ = try await record.absence(
        id, from: day("2027-03-08"), until: day("2027-03-19"), days: 10, kind: "sickness",
        expectedVersion: nil, by: desk.head)
      let long = try await risks()
      #expect(long.contains(.longAbsence) && !long.contains(.absence))
    }
  }

  @Test("Many are received and completed at once, those with exceptions by themselves, a failure never")
  func close() async throws {
    try await InductionDesk.run { desk async throws in
      let (place, close) = (desk.authority.place, CloseTerm(desk.services))
      var ids: [InductionID] = []
      for number in 0..<3 {
        ids.append(
          try await desk.begun(
            InductionDesk.content(trn: "234567\(number)", email: "nia\(number)@people.example")
          ).induction.id)
      }
      desk.clock.advance(days: 900)
      // Of the first everything is done; of the second an assessment is missing; the third should not pass.
      try await desk.services.pool.execute(
        "UPDATE induction_due SET done_on = due_on WHERE induction_id <> \(ids[1])")
      let decide = DecideInduction(desk.services)
      for (id, recommended) in zip(ids, [InductionOutcome.satisfactory, .satisfactory, .notSatisfactory]) {
        _ = try await decide.recommend(
          id, recommended, reasons: Self.reasons, earlyReason: "Most of it was served elsewhere.",
          expectedVersion: nil, by: desk.head)
      }
      let read = ReadTermClosing(desk.services)
      let all = try await read.toDecide(of: place, by: desk.officer).items
      // One after the other they are the same, and the last page says that it is.
      var pages: [Domain.Page<InductionToDecide>] = []
      for _ in all {
        pages.append(
          try await read.toDecide(of: place, limit: 1, after: pages.last?.next, by: desk.officer))
      }
      #expect(pages.flatMap(\.items).map(\.id) == all.map(\.id))
      #expect(pages.map { $0.next == nil } == [false, false, true])
      let own = ReadInductions(desk.services)
      let named = try await own.own(limit: 2, by: desk.tutor).tutored
      let others = try await own.own(limit: 2, after: named.next, by: desk.tutor).tutored
      #expect(named.items.count == 2 && others.next == nil)
      #expect(Set((named.items + others.items).map(\.id)) == Set(ids))
      let today = desk.services.today
      #expect(all.count == 3)
      #expect(all.filter { $0.exceptions(on: today).isEmpty }.map(\.id) == [ids[0]])
      #expect(
        try await read.toDecide(of: place, InductionCohort(code: "2026-spring"), by: desk.officer)
          .items.count == 3)
      #expect(
        try await read.toDecide(of: place, InductionCohort(code: "2025-spring"), by: desk.officer)
          .items.isEmpty)
      let chosen = all.map { CloseTerm.Choice(id: $0.id.rawValue, version: $0.version) }
      #expect(
        try await outcome { _ = try await close.complete(chosen, reasons: "", of: place, by: desk.officer) }?
          .fields
          == ["reasons"])
      #expect(
        try await outcome {
          _ = try await close.complete([], reasons: Self.reasons, of: place, by: desk.officer)
        }?
        .fields == ["inductions"])
      // Clicked twice at once: decided once.
      async let one = close.complete(chosen, reasons: Self.reasons, of: place, by: desk.officer)
      async let other = close.complete(chosen, reasons: Self.reasons, of: place, by: desk.officer)
      let results = try await [one, other]
      #expect(results.flatMap { $0 }.filter { $0.problem == nil }.map(\.id) == ["\(ids[0])"])
      let told = results.flatMap { $0 }.filter { $0.id == "\(ids[0])" }.compactMap { $0.problem }
      let how =
        "satisfactory, by \(desk.officer.account?.name ?? ""), \(LondonTime.dateAndTime(desk.services.now()))"
      #expect(told == ["It has been decided already: \(how)."])
      let states = try await desk.services.pool.query("SELECT state FROM induction ORDER BY trn").map {
        try $0.decode("state", as: InductionState.self)
      }
      #expect(states == [.satisfactory, .recommended, .recommended])
      let board = try await ReadInductionBoard(desk.services)(of: place, by: desk.officer)
      #expect(board.toDecide == 2 && board.cohorts.map(\.title) == ["Spring 2026/27"])
      #expect(board.cohorts.first?.satisfactory == 1 && board.schools.first?.begun == 3)
      #expect(InductionBoard.csv(board.cohorts, of: "cohort").hasSuffix("Spring 2026/27,3,2,1,0,0,0,0,0\r\n"))
      #expect(board.atRisk == 2)
      #expect(try await desk.risks(of: ids[0]).isEmpty)
      #expect(try await desk.risks(of: ids[1]) == [.late])
      #expect(try await desk.risks(of: ids[2]) == [.recommendation])
      let listed = try await ReadInductions(desk.services).list(
        of: place, .init(isAtRisk: true), by: desk.officer)
      #expect(Set(listed.items.map(\.id)) == Set(ids[1...]))
    }
  }

  @Test("Assessments that teachers have confirmed are received together, each once")
  func receive() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (teacher, assess) = (try await desk.teacher(), AssessInduction(desk.services))
      let place = desk.authority.place
      for number in [1, 2] {
        let one = try await assess.open(id, .assessment, number: number, by: desk.tutor).assessment.id
        _ = try await assess.save(
          one,
          try AssessmentTests.answers(number == 1 ? "satisfactory" : "unsatisfactory").merging(
            ["support_plan": "Weekly observations by the head."]) { $1 }, expectedVersion: nil, by: desk.tutor
        )
        for actor in [desk.tutor, desk.head, teacher] {
          desk.clock.advance(seconds: 1)
          _ = try await assess.sign(one, expectedVersion: nil, by: actor)
        }
      }
      let read = ReadTermClosing(desk.services)
      let waiting = try await read.toReceive(of: place, by: desk.officer).items
      let first = try await read.toReceive(of: place, limit: 1, by: desk.officer)
      let rest = try await read.toReceive(of: place, limit: 1, after: first.next, by: desk.officer)
      #expect((first.items + rest.items).map(\.id) == waiting.map(\.id) && rest.next == nil)
      #expect(waiting.map(\.isConcern) == [false, true])
      let chosen = waiting.map { CloseTerm.Choice(id: $0.id.rawValue, version: $0.version) }
      let close = CloseTerm(desk.services)
      #expect(
        try await outcome { _ = try await close.receive(chosen, of: place, by: desk.head) }
          == .notFound("page"))
      let results = try await close.receive([chosen[0]], of: place, by: desk.officer)
      #expect(results.allSatisfy { $0.problem == nil })
      let again = try await close.receive(chosen, of: place, by: desk.officer)
      #expect(again.map { $0.problem == nil } == [false, true])
      #expect(try await read.toReceive(of: place, by: desk.officer).items.isEmpty)
    }
  }
}
