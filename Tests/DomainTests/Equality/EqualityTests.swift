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
      try await answer.remove(sent[0].id, by: people[0])
      #expect(try await !answer.isAnswered(sent[0].id, by: people[0]))
    }
  }

  @Test("Totals are the officer's, by stage, safe, and the same for a month")
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
      // What has come this month counts from the next.
      let early = try await totals(of: authority, by: officer)
      #expect(early.characteristics.allSatisfy { $0.table.stages.isEmpty })
      desk.clock.set(try #require(LondonTime.instant(day("2026-12-02"), hour: 9, minute: 0)))
      let later = try await AccountsFixture(desk.services).acting("o@example.org")
      let report = try await totals(of: authority, by: later)
      let sex = try #require(report.characteristics.first { $0.question.key == "sex" }?.table)
      #expect(sex.stages == [.applied])
      #expect(sex.totals == [14])
      #expect(sex.rows.map(\.category) == ["female"])
      #expect(sex.others?.counts == [6])
      #expect(report.csv.contains("sex,\"Female\",applied,8"))
      // Another answer in the same month doesn't change what was given out.
      try await answer.remove(sent[0].id, by: people[0])
      let again = try await totals(of: authority, by: later)
      #expect(again.characteristics.first { $0.question.key == "sex" }?.table == sex)
      for actor in [desk.head, desk.recruiter, people[0], VacancyDesk.visitor] {
        let refused = try await outcome { _ = try await totals(of: authority, by: actor) }
        #expect(refused == .notFound("page"))
      }
      let refused4 = try await outcome { _ = try await totals(of: authority, year: 1990, by: later) }
      #expect(refused4?.fields == ["year"])
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
