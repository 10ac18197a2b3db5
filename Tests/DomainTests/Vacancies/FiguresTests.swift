import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Figures of vacancies") struct FiguresTests {
  @Test("The desk counts vacancies by what there is to do, and what has come of each")
  func desk() async throws {
    try await VacancyDesk.run { desk async throws in
      let services = desk.services
      _ = try await desk.draft()
      let live = try await desk.published()
      try await services.pool.execute(
        """
        INSERT INTO vacancy_view (vacancy_id, day, views) VALUES (\(live.id), '2026-11-02', 3),
          (\(live.id), '2026-11-03', 4)
        """)
      let saver = try await AccountsFixture(services).person("saver@example.org")
      try await services.pool.execute(
        """
        INSERT INTO saved_vacancy (account_id, vacancy_id, saved_at)
        VALUES (\(saver), \(live.id), \(services.now()))
        """)
      let reading = ReadDesk(services)
      let counts = try await reading.counts(school: desk.school.id, by: desk.recruiter)
      #expect(counts == [.drafts: 1, .live: 1])
      let lines = try await reading(school: desk.school.id, tab: .live, by: desk.recruiter).items
      #expect(lines.map(\.vacancy.id) == [live.id])
      #expect(lines.first?.views == 7 && lines.first?.saves == 1 && lines.first?.applications == 0)
      desk.clock.advance(days: 40)
      #expect(
        try await reading.counts(school: desk.school.id, by: desk.head) == [.drafts: 1, .unanswered: 1])
      #expect(
        try await reading(school: desk.school.id, tab: .unanswered, by: desk.head).items.count == 1)
      await #expect(throws: DomainError.notFound("school")) {
        try await reading.counts(school: desk.school.id, by: desk.stranger)
      }
    }
  }

  @Test("Applications are counted week by week from Monday in London")
  func weeks() async throws {
    try await VacancyDesk.run { desk async throws in
      let services = desk.services
      let vacancy = try await desk.published()
      let account = try await AccountsFixture(services).person("ada@example.org")
      let applicant = Actor(
        .account(
          ActingAccount(
            id: account, email: "ada@example.org", name: "Ada Sample", emailConfirmed: true, memberships: [])),
        face: .web)
      try await CompleteApplication.save(by: applicant, services)
      desk.clock.advance(days: 6)
      _ = try await SendApplication(services)(vacancy: vacancy.id, submission: UUID(), by: applicant)
      desk.clock.advance(days: 1)
      let reading = ApplicationsOverTime(services)
      let weeks = try await reading(school: desk.school.id, weeks: 3, by: desk.head)
      #expect(weeks.map(\.monday) == [day("2026-10-26"), day("2026-11-02"), day("2026-11-09")])
      #expect(weeks.map(\.count) == [0, 1, 0])
      #expect(try await reading(vacancy: vacancy.id, weeks: 3, by: desk.head) == weeks)
      await #expect(throws: DomainError.notFound("vacancy")) {
        try await reading(vacancy: vacancy.id, by: desk.stranger)
      }
      // For a recruiter who has applied for it there are none.
      try await CompleteApplication.save(by: desk.recruiter, services)
      _ = try await SendApplication(services)(vacancy: vacancy.id, submission: UUID(), by: desk.recruiter)
      await #expect(throws: DomainError.notFound("vacancy")) {
        try await reading(vacancy: vacancy.id, by: desk.recruiter)
      }
      #expect(
        try await reading(school: desk.school.id, weeks: 3, by: desk.recruiter).map(\.count) == [0, 0, 0])
      let lines = ReadDesk(services)
      let own = try await lines(school: desk.school.id, tab: .live, by: desk.recruiter).items.first
      #expect(own?.hasApplied == true && own?.stages.isEmpty == true)
      await #expect(throws: DomainError.notFound("vacancy")) {
        try await lines(vacancy.id, by: desk.recruiter)
      }
      let others = try await lines(school: desk.school.id, tab: .live, by: desk.head).items.first
      #expect(others?.hasApplied == false && others?.stages == [.sent: 2])
      let list = ListSchoolVacancies(services)
      #expect(try await list(school: desk.school.id, by: desk.recruiter).items.map(\.applications) == [nil])
      #expect(try await list(school: desk.school.id, by: desk.head).items.map(\.applications) == [2])
    }
  }

  @Test("The borough's figures count what was published, how it ended and how long it took")
  func borough() async throws {
    try await VacancyDesk.run { desk async throws in
      let services = desk.services
      var music = VacancyDesk.content("Music teacher")
      music.subjects = ["music"]
      music.phases = [.primary, .secondary]
      let filled = try await desk.published(music)
      _ = try await desk.published()
      let open = VacancyDesk.content("Still open")
      desk.clock.advance(days: 20)
      _ = try await CloseDueVacancies(services)()
      _ = try await RecordVacancyOutcome(services)(filled.id, outcome: "agency", by: desk.head)
      var later = open
      later.closesOn = day("2026-12-10")
      _ = try await desk.published(later)
      _ = try await desk.draft()
      let officer = try await Self.officer(desk)
      let figures = try await BoroughFigures(services)(authority: desk.school.authority, by: officer)
      let all = try #require(figures.lines.first { $0.group == .all })
      #expect(all.published == 3 && all.open == 1 && all.unanswered == 1 && all.filled == 1)
      #expect(all.daysToFill == 20)
      let phases = figures.lines.filter { $0.group == .phase }
      #expect(phases.map(\.name).sorted() == ["Primary", "Secondary"])
      #expect(phases.first { $0.code == "primary" }?.published == 3)
      #expect(figures.lines.filter { $0.group == .subject }.map(\.code) == ["music"])
      #expect(figures.outcomes.first { $0.code == "agency" }?.count == 1)
      #expect(figures.outcomes.reduce(0) { $0 + $1.count } == 1)
      let none = try await BoroughFigures(services)(
        authority: desk.school.authority, from: day("2020-01-01"), to: day("2020-12-31"), by: officer)
      #expect(none.lines.allSatisfy { $0.published == 0 })
      let turned = try await outcome {
        _ = try await BoroughFigures(services)(
          authority: desk.school.authority, from: day("2021-01-01"), to: day("2020-01-01"), by: officer)
      }
      #expect(turned?.fields == ["to"])
      let refusal = try await outcome {
        _ = try await BoroughFigures(services)(authority: desk.school.authority, by: desk.head)
      }
      #expect(refusal == .notFound("page"))
    }
  }

  private static func officer(_ desk: VacancyDesk) async throws -> Actor {
    let seat = try await desk.services.pool.value(
      "SELECT id FROM organisation WHERE kind = 'authority'", as: OrganisationID.self)
    return try await AccountsFixture(desk.services).acting(
      .officer, at: seat, email: "officer@authority.example")
  }
}
