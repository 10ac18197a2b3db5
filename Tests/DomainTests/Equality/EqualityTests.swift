import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct EqualityTests {
  /// A desk with an officer, and people who have applied on the clock's day.
  private func run(
    _ count: Int, _ body: (VacancyDesk, Authority, Actor, [SentApplication], [Actor]) async throws -> Void
  ) async throws {
    try await VacancyDesk.run { desk async throws in
      let accounts = AccountsFixture(desk.services)
      let authority = try await Authority.find(code: "883", in: desk.services.pool)
      let officer = try await accounts.acting(.officer, at: authority.organisation, email: "o@example.org")
      let vacancy = try await desk.published()
      var sent: [SentApplication] = []
      var people: [Actor] = []
      for number in 0..<count {
        let email = "person\(number)@example.org"
        try await accounts.person(email)
        let actor = try await accounts.acting(email)
        try await CompleteApplication.save(by: actor, desk.services)
        sent.append(
          try await SendApplication(desk.services)(vacancy: vacancy.id, submission: UUID(), by: actor)
            .application)
        people.append(actor)
      }
      try await body(desk, authority, officer, sent, people)
    }
  }

  @Test("Answers are only their applicant's to give, stand apart, and are nowhere shown")
  func apart() async throws {
    try await run(2) { desk, _, officer, sent, people async throws in
      let answer = AnswerEquality(desk.services)
      try await answer(sent[0].id, ["sex": "female", "religion": "sikh"], by: people[0])
      #expect(try await answer.isAnswered(sent[0].id, by: people[0]))
      #expect(try await answer.isOpen(sent[0].id, by: people[0]))
      for actor in [people[1], desk.head, desk.recruiter, officer] {
        let refused1 = try await outcome { try await answer(sent[0].id, ["sex": "male"], by: actor) }
        #expect(refused1 == .notFound("application"))
        let refused2 = try await outcome { _ = try await answer.isAnswered(sent[0].id, by: actor) }
        #expect(refused2 == .notFound("application"))
      }
      let refused3 = try await outcome { try await answer(sent[0].id, ["sex": "unknown"], by: people[0]) }
      #expect(
        refused3?.fields == [
          "sex"
        ])
      let whole = try await ReadApplication(desk.services)(sent[0].id, by: desk.head)
      #expect(!"\(whole)".contains("sikh"))
      let trail = try await desk.services.pool.value(
        "SELECT coalesce(string_agg(details::text, ','), '') FROM audit_event", as: String.self)
      #expect(!trail.contains("sikh"))
      // Nothing in the table of answers names the application or the person.
      let row = try await desk.services.pool.value(
        "SELECT string_agg(to_jsonb(e)::text, ',') FROM equality_answer e", as: String.self)
      #expect(!row.contains(sent[0].id.description))
      #expect(!row.contains(try #require(people[0].account).id.description))
      let empty = try await outcome { try await answer(sent[0].id, ["sex": " "], by: people[0]) }
      #expect(empty?.fields == ["age"])
      #expect(try await answer.isAnswered(sent[0].id, by: people[0]))
      try await answer.remove(sent[0].id, by: people[0])
      #expect(try await !answer.isAnswered(sent[0].id, by: people[0]))
      try await answer(sent[0].id, [:], by: people[0])
      #expect(try await !answer.isAnswered(sent[0].id, by: people[0]))
    }
  }

  private func sexes(_ report: EqualityReport, _ term: RecruitmentTerm = .autumn) -> EqualityTable? {
    report.terms.first { $0.span.term == term }?.characteristics.first { $0.question.key == "sex" }?.table
  }

  private func noon(_ text: String) throws -> Date {
    try #require(LondonTime.instant(day(text), hour: 12, minute: 0))
  }

  @Test("Totals are the officer's, by term, given out once after its end, and safe")
  func totals() async throws {
    try await run(14) { desk, authority, officer, sent, people async throws in
      let answer = AnswerEquality(desk.services)
      for (index, application) in sent.enumerated() {
        try await answer(application.id, ["sex": index < 8 ? "female" : "male"], by: people[index])
      }
      for application in sent.prefix(3) {
        try await desk.services.pool.execute(
          "UPDATE application SET state = 'shortlisted' WHERE id = \(application.id)")
      }
      let totals = EqualityTotals(desk.services)
      desk.clock.set(try noon("2027-01-31"))
      let early = try await totals(of: authority, year: 2026, by: officer)
      #expect(early.terms.map(\.span.title) == ["Autumn term 2026", "Spring term 2027", "Summer term 2027"])
      #expect(early.terms.allSatisfy { !$0.isReleased && $0.characteristics.isEmpty })
      #expect(early.terms.map(\.releasedOn) == [day("2027-02-01"), day("2027-06-01"), day("2027-10-01")])
      #expect(early.csv == "term,question,answer,stage,people\r\n")
      // What is answered on the day of the release comes too late.
      desk.clock.set(try noon("2027-02-01"))
      try await answer(sent[0].id, ["sex": "male"], by: people[0])
      let report = try await totals(of: authority, by: officer)
      #expect(report.terms.map(\.isReleased) == [true, false, false])
      let sex = try #require(sexes(report))
      #expect(sex.stages == [.applied] && sex.totals == [14])
      #expect(sex.rows.map(\.category) == [] || sex.rows.allSatisfy { $0.counts[0] >= 5 })
      // From now on nothing changes it: no answer, no withdrawal, no erasure.
      #expect(try await !answer.isOpen(sent[1].id, by: people[1]))
      let late = try await outcome { try await answer(sent[1].id, ["sex": "male"], by: people[1]) }
      #expect(late?.isConflict == true)
      try await answer.remove(sent[2].id, by: people[2])
      try await desk.services.pool.execute("DELETE FROM equality_answer")
      desk.clock.advance(days: 300)
      #expect(sexes(try await totals(of: authority, year: 2026, by: officer)) == sex)
      await #expect(throws: PostgresError.self) {
        try await desk.services.pool.execute("DELETE FROM equality_term_release")
      }
      for actor in [desk.head, desk.recruiter, people[0], VacancyDesk.visitor] {
        let refused = try await outcome { _ = try await totals(of: authority, by: actor) }
        #expect(refused == .notFound("page"))
      }
      let refused4 = try await outcome { _ = try await totals(of: authority, year: 1990, by: officer) }
      #expect(refused4?.fields == ["year"])
      let future = try await outcome { _ = try await totals(of: authority, year: 2030, by: officer) }
      #expect(future?.fields == ["year"])
    }
  }

  @Test("A term of too few people says so, and looks like one without anybody")
  func tooFew() async throws {
    try await run(3) { desk, authority, officer, sent, people async throws in
      for (application, person) in zip(sent, people) {
        try await AnswerEquality(desk.services)(application.id, ["sex": "female"], by: person)
      }
      desk.clock.set(try noon("2027-06-02"))
      let report = try await EqualityTotals(desk.services)(of: authority, year: 2026, by: officer)
      #expect(report.terms.map(\.isSuppressed) == [true, true, false])
      #expect(report.terms[0].characteristics.allSatisfy { $0.isSuppressed })
      #expect(
        report.csv == "term,question,answer,stage,people\r\nAutumn term 2026,,,,too few to give out\r\n"
          + "Spring term 2027,,,,too few to give out\r\n")
    }
  }

  @Test("Who applies several times in a term counts once, by the furthest stage and the latest answer")
  func people() async throws {
    try await run(9) { desk, authority, officer, sent, people async throws in
      let answer = AnswerEquality(desk.services)
      for (index, application) in sent.enumerated() {
        try await answer(application.id, ["sex": "female"], by: people[index])
      }
      for title in ["Second post", "Third post", "Fourth post"] {
        let vacancy = try await desk.published(VacancyDesk.content(title))
        let again = try await SendApplication(desk.services)(
          vacancy: vacancy.id, submission: UUID(), by: people[0]
        ).application
        try await answer(again.id, ["sex": "male"], by: people[0])
      }
      desk.clock.set(try noon("2027-02-02"))
      let report = try await EqualityTotals(desk.services)(of: authority, year: 2026, by: officer)
      let sex = try #require(sexes(report))
      #expect(sex.totals == [9])
      #expect(!sex.rows.contains { $0.category == "male" })
    }
  }

  @Test("Terms of which answers were counted before totals were given out by term are never given out")
  func withheld() async throws {
    try await run(8) { desk, authority, officer, sent, people async throws in
      let answer = AnswerEquality(desk.services)
      for (index, application) in sent.enumerated() {
        try await answer(application.id, ["sex": "female"], by: people[index])
      }
      // As it was left by an installation that counted on erasure: one is counted, one of last spring erased.
      try await desk.services.pool.withConnection { connection in
        try await connection.executeScript(
          """
          UPDATE application SET equality_counted = true WHERE id = '\(sent[0].id)';
          INSERT INTO equality_total (authority_id, year_from, question, answer, stage, people)
            VALUES ('\(authority.id)', '2025-09-01', 'sex', 'female', 'applied', 1);
          INSERT INTO erased_application (id, authority_id, school_id, vacancy_id, state, sent_on)
            SELECT gen_random_uuid(), authority_id, school_id, vacancy_id, 'unsuccessful', d.day
            FROM application, (VALUES (date '2026-02-01'), (date '2027-02-01')) d (day) WHERE id = '\(sent[0].id)';
          DROP TABLE equality_term_withheld;
          \(try migration("withheld_terms.sql", until: "-- Inductions that were never"))
          """)
      }
      let totals = EqualityTotals(desk.services)
      desk.clock.set(try noon("2027-02-02"))
      _ = try await RunRetention(desk.services)()
      let report = try await totals(of: authority, year: 2026, by: officer)
      #expect(report.terms.map(\.isWithheld) == [true, false, false])
      #expect(report.terms.allSatisfy { !$0.isReleased } && sexes(report) == nil)
      #expect(report.csv == "term,question,answer,stage,people\r\n")
      let before = try await totals(of: authority, year: 2025, by: officer)
      #expect(before.terms.map(\.isWithheld) == [false, true, false])
      #expect(before.terms.map(\.isReleased) == [true, false, true])
      let given = try await desk.services.pool.value(
        "SELECT count(*) FROM equality_term_release WHERE begins_on = '2026-09-01'", as: Int.self)
      #expect(given == 0)
    }
  }

  @Test("How far an application came stays known when its state goes back")
  func reached() async throws {
    try await run(1) { desk, _, _, sent, _ async throws in
      for state in ["shortlisted", "interviewing", "unsuccessful"] {
        try await desk.services.pool.execute(
          "UPDATE application SET state = \(state) WHERE id = \(sent[0].id)")
      }
      let states = try await desk.services.pool.query("SELECT state FROM application_reached ORDER BY state")
        .map { try $0.decode("state", as: String.self) }
      #expect(states == ["interviewing", "sent", "shortlisted", "unsuccessful"])
    }
  }
}
