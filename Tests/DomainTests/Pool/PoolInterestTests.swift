import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct PoolInterestTests {
  @Test("Interest in general is asked once, answered once, and mailed both ways")
  func general() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let express = ExpressPoolInterest(pool.services)
      let school = pool.desk.school.id
      let refused1 = try await outcome {
        _ = try await express(in: entry.id, at: school, message: " ", by: pool.desk.head)
      }
      #expect(
        refused1?
          .fields == ["message"])
      let first = try await express(in: entry.id, at: school, message: "May we?", by: pool.desk.head)
      let again = try await express(in: entry.id, at: school, message: "May we? ", by: pool.desk.recruiter)
      #expect(again.id == first.id)
      let other = try await outcome {
        _ = try await express(in: entry.id, at: school, message: "Again?", by: pool.desk.recruiter)
      }
      #expect(other?.isConflict == true, "the question waits, and these words would go nowhere")
      let accounts = AccountsFixture(pool.services)
      #expect(
        try await accounts.subjects(to: "ada@example.org").contains(
          "Sample Primary School is interested in you"))
      let eve = try await pool.person("eve@example.org")
      let answer = AnswerPoolInterest(pool.services)
      for actor in [eve, pool.desk.head, pool.officer, VacancyDesk.visitor] {
        let refused = try await outcome { _ = try await answer.decline(first.id, by: actor) }
        #expect(refused == .notFound("interest"))
      }
      let declined = try await answer.decline(first.id, reply: "Not now.", by: ada)
      #expect(declined.state == .declined)
      let refused2 = try await outcome { _ = try await answer.accept(first.id, submission: UUID(), by: ada) }
      #expect(
        refused2?.isConflict
          == true)
      #expect(
        try await accounts.subjects(to: "head@example.org").contains("Pool: your interest was declined"))
      #expect(try await express.list(at: school, by: pool.desk.head).items.first?.reply == "Not now.")
      let refused3 = try await outcome { _ = try await express.withdraw(first.id, by: pool.desk.stranger) }
      #expect(refused3 == .notFound("interest"))
    }
  }

  @Test("Saying yes for a vacancy sends the application by its usual path, once")
  func vacancy() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let vacancy = try await pool.desk.published()
      let express = ExpressPoolInterest(pool.services)
      let draft = try await pool.desk.draft()
      let refused4 = try await outcome {
        _ = try await express(
          in: entry.id, at: pool.desk.school.id, vacancy: draft.id, message: "Hi", by: pool.desk.head)
      }
      #expect(refused4?.fields == ["vacancy_id"])
      let interest = try await express(
        in: entry.id, at: pool.desk.school.id, vacancy: vacancy.id, message: "Join us", by: pool.desk.head)
      let answer = AnswerPoolInterest(pool.services)
      // What the vacancy asks must be answered, or nothing is stored at all.
      let missing = try await outcome {
        _ = try await answer.accept(interest.id, submission: UUID(), by: ada)
      }
      #expect(missing?.fields == ["close_relationship"])
      #expect(try await answer.read(interest.id, by: ada).state == .open)
      let accepted = try await withThrowingTaskGroup(
        of: ApplicationID?.self, returning: Set<ApplicationID?>.self
      ) { group in
        for _ in 0..<4 {
          group.addTask {
            try await answer.accept(
              interest.id, statement: "For your choir.", answers: CompleteApplication.vacancyAnswers,
              submission: UUID(), by: ada
            ).application
          }
        }
        return try await group.reduce(into: []) { $0.insert($1) }
      }
      #expect(accepted.count == 1)
      let id = try #require(accepted.first ?? nil)
      let whole = try await ReadApplication(pool.services)(id, by: pool.desk.head)
      #expect(whole.application.state == .sent && whole.application.vacancy == vacancy.id)
      #expect(whole.answers["statement"]?["statement"] == "For your choir.")
      let count = try await pool.services.pool.value("SELECT count(*) FROM application", as: Int.self)
      #expect(count == 1)
      let moved = try await MoveApplication(pool.services)(
        id, to: .underConsideration, reason: nil, expectedVersion: nil, by: pool.desk.head)
      #expect(moved.state == .underConsideration)
    }
  }

  @Test("Saying yes and no at once leaves one answer, and leaving answers for all")
  func races() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let express = ExpressPoolInterest(pool.services)
      let answer = AnswerPoolInterest(pool.services)
      for round in 0..<5 {
        let interest = try await express(
          in: entry.id, at: pool.desk.school.id, message: "May we?", newReason: "Round \(round)",
          by: pool.desk.head)
        async let yes = outcome { _ = try await answer.accept(interest.id, submission: UUID(), by: ada) }
        async let no = outcome { _ = try await answer.decline(interest.id, by: ada) }
        let outcomes = try await [yes, no]
        #expect(outcomes.filter { $0 == nil }.count == 1)
      }
      // The school and the person read all of them page by page, each once.
      let (school, head) = (pool.desk.school.id, pool.desk.head)
      let asked = try await readThrough { try await express.list(at: school, limit: 2, after: $0, by: head) }
      let own = try await readThrough { try await answer.list(limit: 2, after: $0, by: ada) }
      #expect(asked.count == 5 && Set(asked.map(\.id)).count == 5 && own.map(\.id) == asked.map(\.id))
      #expect(try await answer.list(openOnly: true, by: ada).items.isEmpty)
      let join = JoinPool(pool.services)
      let entries = try await readThrough { try await join.own(limit: 1, after: $0, by: ada) }
      #expect(entries.map(\.id) == [entry.id])
      let open = try await express(
        in: entry.id, at: pool.desk.school.id, message: "Still?", newReason: "A new post", by: pool.desk.head)
      _ = try await ChangePoolEntry(pool.services)(entry.id, to: .placed, by: ada)
      #expect(try await answer.read(open.id, by: ada).state == .ended)
      let refused5 = try await outcome {
        _ = try await express(
          in: entry.id, at: pool.desk.school.id, message: "Please", by: pool.desk.head)
      }
      #expect(refused5 != nil)
    }
  }

  @Test("Officers check, score and grade; others may not, and schools never see notes")
  func assess() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant(isChecked: false)
      let assess = AssessPoolEntry(pool.services)
      for actor in [ada, pool.desk.head, pool.desk.stranger, VacancyDesk.visitor] {
        let tries: [() async throws -> Void] = [
          { _ = try await assess.read(entry.id, by: actor) },
          { _ = try await assess.grade(entry.id, "A", notes: "", expectedVersion: nil, by: actor) },
          {
            _ = try await assess.check(
              entry.id, PoolCheck(isComplete: true, trnIsRight: true, hasConsented: true),
              expectedVersion: nil,
              by: actor)
          },
        ]
        for attempt in tries {
          let refused6 = try await outcome(attempt)
          #expect(refused6 != nil)
        }
        let list = ListPoolEntries(pool.services)
        let refused7 = try await outcome { _ = try await list(pool.authority, year: 2027, by: actor) }
        let refused8 = try await outcome { _ = try await list.csv(pool.authority, year: 2027, by: actor) }
        #expect(refused7 == .notFound("page") && refused8 == .notFound("page"))
      }
      let seen = try await assess.read(entry.id, by: pool.officer)
      #expect(seen.check.isPassed && seen.version == 0 && seen.criteria.count == 5)
      var waiting = PoolListFilter()
      waiting.waitingOnly = true
      let list = ListPoolEntries(pool.services)
      #expect(try await list(pool.authority, year: 2027, waiting, by: pool.officer).items.count == 1)
      let half = try await assess.check(
        entry.id, PoolCheck(isComplete: true, trnIsRight: false, hasConsented: true), expectedVersion: 0,
        by: pool.officer)
      #expect(half.version == 1 && !half.check.isPassed)
      #expect(try await pool.found().isEmpty)
      try await pool.check(entry)
      #expect(try await pool.found() == [entry.id])
      let refused9 = try await outcome {
        _ = try await assess.grade(entry.id, "Z", notes: "", expectedVersion: nil, by: pool.officer)
      }
      #expect(refused9?.fields == ["grade"])
      let graded = try await assess.grade(
        entry.id, "B", notes: "Only for officers", expectedVersion: nil, by: pool.officer)
      #expect(graded.notes == "Only for officers")
      let past = try await outcome {
        _ = try await assess.invite(
          entry.id, at: pool.desk.clock.now, place: "", expectedVersion: nil, by: pool.officer)
      }
      #expect(past?.fields == ["interview_at", "interview_place"])
      _ = try await assess.invite(
        entry.id, at: pool.desk.clock.now.addingTimeInterval(86_400), place: "Town Hall",
        expectedVersion: nil,
        by: pool.officer)
      #expect(
        try await AccountsFixture(pool.services).subjects(to: "ada@example.org").contains(
          "Interview for the pool"))
      try await PoolFixture.interviewToday(entry.id, pool.services)
      let criterion = try #require(seen.criteria.first)
      let refused8 = try await outcome {
        _ = try await assess.score(entry.id, [criterion.id: 9], by: pool.officer)
      }
      #expect(
        refused8?
          .fields
          == ["scores"])
      let scored = try await assess.score(entry.id, [criterion.id: 4], by: pool.officer)
      #expect(scored.scores.map(\.score) == [4])
      let person = try await ReadPoolPerson(pool.services)(
        entry.id, at: pool.desk.school.id, by: pool.desk.head)
      #expect(person.entry.grade == "B" && !"\(person)".contains("Only for officers"))
    }
  }
}
