import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct TimelineTests {
  @Test("The whole life of an induction stands in order, with who did it and what is to come")
  func whole() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let teacher = try await desk.teacher()
      _ = try await RecordInduction(desk.services).absence(
        id, from: day("2027-02-01"), until: day("2027-02-05"), days: 5, kind: "maternity", reason: "",
        expectedVersion: nil, by: desk.head)
      let assess = AssessInduction(desk.services)
      let opened = try await assess.open(id, .assessment, number: 1, by: desk.tutor).assessment.id
      _ = try await assess.save(opened, try AssessmentTests.answers(), expectedVersion: nil, by: desk.tutor)
      _ = try await assess.sign(opened, expectedVersion: nil, by: desk.tutor)
      try await desk.services.pool.execute(
        """
        INSERT INTO induction_registration_message (id, registration_id, from_school, author_name, body, written_at)
        SELECT gen_random_uuid(), id, false, 'Olive Sample', 'Which contract is it?', \(desk.services.now())
        FROM induction_registration
        """)
      let read = ReadTimeline(desk.services)
      let timeline = try await read(id, by: desk.head)
      #expect(timeline.entries.contains { $0.detail == "Which contract is it?" && $0.who == "Olive Sample" })
      #expect(timeline.entries.map(\.day) == timeline.entries.map(\.day).sorted())
      let titles = timeline.entries.map(\.title)
      for wanted in [
        "Registered by the school", "Accepted by the appropriate body", "Formal assessment 1: drafted",
        "Formal assessment 1 due", "Induction ends by the plan",
      ] { #expect(titles.contains(wanted), "\(titles)") }
      #expect(titles.contains { $0.hasPrefix("Absent") })
      #expect(timeline.entries.first { $0.title == "Formal assessment 1: drafted" }?.who.isEmpty == false)
      #expect(
        timeline.entries.suffix(2).map(\.title) == [
          "Induction ends by the plan", "The head’s recommendation due",
        ])
      #expect(timeline.entries.last?.isExpected == true)
      // The teacher sees an assessment once the head has completed it.
      #expect(try await !read(id, by: teacher).entries.contains { $0.detail == "Which contract is it?" })
      let theirs = try await read(id, by: teacher).entries.map(\.title)
      #expect(!theirs.contains("Formal assessment 1: drafted"))
      #expect(theirs.contains("Induction ends by the plan"))
      #expect(timeline.csv(on: desk.services.today).hasPrefix("day,kind,state,what,detail,who\r\n"))
      #expect(
        timeline.csv(on: desk.services.today).components(separatedBy: "\r\n").count == timeline.entries.count
          + 2)
      let days = timeline.daysCSV.components(separatedBy: "\r\n")
      #expect(days.first == "term,starts_on,ends_on,school_days,served_days,days_to_come,absent_days")
      let first = try #require(timeline.service?.terms.first)
      #expect(days[1].hasPrefix("\(first.title),\(first.start),\(first.end),\(first.schoolDays),"))
      #expect(days.count == (timeline.service?.terms.count ?? 0) + 2)
      for stranger in [desk.desk.stranger, VacancyDesk.visitor] {
        #expect(try await outcome { _ = try await read(id, by: stranger) } == .notFound("induction"))
      }
    }
  }

  @Test("Days served grow day by day to those required; half time counts by halves")
  func days() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content()
      content.fte = Decimal(string: "0.5")
      let id = try await desk.begun(content).induction.id
      let read = ReadTimeline(desk.services)
      let before = try #require(try await read(id, by: desk.head).service)
      let required = try #require(before.required)
      #expect(before.served == 0 && required > 300)
      let spring = try #require(before.terms.first)
      #expect(spring.title == "Spring 2027")
      #expect(spring.toCome == Double(spring.schoolDays) / 2)
      desk.clock.advance(days: 190)
      let later = try #require(try await read(id, by: desk.head).service)
      #expect(later.required == required)
      #expect(later.terms[0].served == spring.toCome && later.terms[0].toCome == 0)
      #expect(later.served > spring.toCome)
    }
  }

  @Test("Within a day what follows from something else stands behind it, and an outcome ends no post")
  func causes() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let teacher = try await desk.teacher()
      try desk.goTo(day("2028-12-18"))
      try await desk.done(id, .assessment)
      let decide = DecideInduction(desk.services)
      let reasons = "Standards 2 and 6 were looked at."
      _ = try await decide.recommend(id, .extension, reasons: reasons, expectedVersion: nil, by: desk.head)
      _ = try await decide.represent(id, "I have seen it.", by: teacher)
      _ = try await decide.decide(
        id, .extension, reasons: reasons, extensionTerms: 1, expectedVersion: nil, by: desk.officer)
      let appeals = AppealInduction(desk.services)
      let appeal = try #require(try await appeals.list(id, by: teacher).first)
      func decided(by actor: Actor) async throws -> String? {
        try await ReadTimeline(desk.services)(id, by: actor).entries.first {
          $0.title == "Decided: extension"
        }?.detail
      }
      let last = LondonTime.longDate(appeal.appealBy)
      #expect(try await decided(by: teacher) == "An appeal is possible until \(last)")
      _ = try await appeals.record(
        .lodge, AppealEntry(text: "My class was changed twice in the last term."), of: appeal.id,
        expectedVersion: nil, by: teacher)
      func titles() async throws -> [String] {
        try await ReadTimeline(desk.services)(id, by: desk.officer).entries.filter {
          $0.day == desk.services.today && !$0.isExpected
        }.map(\.title)
      }
      let found = try await titles()
      let order = ["Recommended", "The teacher answered", "Decided", "Notice sent", "Appeal made"].map {
        start in
        found.firstIndex { $0.hasPrefix(start) } ?? -1
      }
      #expect(!order.contains(-1) && order == order.sorted(), "\(found)")
      let today = LondonTime.longDate(desk.services.today)
      #expect(
        try await decided(by: desk.officer) == "An appeal was made on \(today) and is not decided yet")
      _ = try await appeals.record(
        .withdraw, AppealEntry(), of: appeal.id, expectedVersion: nil, by: teacher)
      #expect(try await decided(by: teacher) == "Appeal withdrawn, \(today)")
    }
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let teacher = try await desk.teacher()
      try desk.goTo(day("2028-12-18"))
      try await desk.done(id, .assessment)
      try await desk.decided(id, .satisfactory, teacher: teacher)
      let titles = try await ReadTimeline(desk.services)(id, by: desk.officer).entries.map(\.title)
      #expect(titles.contains("Last day of induction at Sample Primary School"), "\(titles)")
      #expect(!titles.contains { $0.hasPrefix("Last day of this post") })
    }
  }
}
