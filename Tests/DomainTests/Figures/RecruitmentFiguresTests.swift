import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Figures of recruitment") struct RecruitmentFiguresTests {
  private func authority(_ hiring: HiringDesk) async throws -> Authority {
    try await Authority.find(code: "883", in: hiring.services.pool)
  }

  private func figures(_ hiring: HiringDesk, _ term: RecruitmentTerm? = nil) async throws
    -> RecruitmentFigures
  {
    let span = try #require(RecruitmentSpan(year: 2026, term: term))
    let officer = try await AccountsFixture(hiring.services).acting("officer@example.org")
    return try await ReadRecruitmentFigures(hiring.services)(try await authority(hiring), span, by: officer)
  }

  private func unfilled(_ hiring: HiringDesk) async throws -> [UnfilledVacancy] {
    let read = ReadUnfilledVacancies(hiring.services)
    let span = try #require(RecruitmentSpan(year: 2026))
    let officer = try await AccountsFixture(hiring.services).acting("officer@example.org")
    let page = try await read(try await authority(hiring), span, limit: 1, by: officer)
    #expect(page.next == nil)
    return page.items
  }

  @Test("Applications, posts and days are counted, and counted still when they are erased")
  func counts() async throws {
    try await HiringDesk.run(posts: 2) { hiring async throws in
      let services = hiring.services
      _ = try await hiring.application(.interviewing)
      let eve = try await hiring.application(
        .underConsideration, by: try await HiringDesk.person("eve@example.org", hiring.desk))
      let bo = try await hiring.application(
        .shortlisted, by: try await HiringDesk.person("bo@example.org", hiring.desk))
      let closes = try #require(hiring.vacancy.closesAt)
      try await services.pool.execute(
        """
        UPDATE application_reached SET reached_at = \(closes.addingTimeInterval(6 * 86_400))
        WHERE state = 'shortlisted'
        """)
      for application in [eve, bo] {
        _ = try await MoveApplication(services)(
          application.id, to: .unsuccessful, reason: "Others were stronger.", exception: "Alone.",
          expectedVersion: nil, by: hiring.head)
      }
      let before = try await figures(hiring)
      let all = try #require(before.lines.first)
      #expect(all.applications.stages.map(\.count) == [3, 2, 1, 0, 0])
      #expect(all.applications.unsuccessful == 2 && all.applications.open == 1)
      #expect(all.posts.advertised == 2 && all.posts.undecided == 2 && all.posts.unanswered == 0)
      #expect(before.posts.map(\.name) == ["No subject of the list", "Teacher"])
      #expect(before.posts.map(\.posts) == [all.posts, all.posts])
      #expect(try await unfilled(hiring).isEmpty)
      #expect(all.toShortlist.median == 6 && all.toShortlist.count == 1 && all.toAppointment.count == 0)
      #expect(before.timesTable.csv.contains("All schools,publication,shortlist,1,24,24,24\r\n"))
      #expect(before.months.map(\.sent) == [0, 0, 3] && before.chosen.group == nil)
      #expect(before.timesTable.csv.contains("All schools,closing,shortlist,1,6,6,6\r\n"))
      let spring = try await figures(hiring, .spring)
      #expect(spring.lines[0].applications.sent == 0 && spring.months.isEmpty)

      hiring.clock.advance(days: 220)
      _ = try await RunRetention(services)()
      #expect(try await AccountsFixture(services).count("application") == 1)
      let long = try await figures(hiring).lines[0].posts
      #expect(long.unanswered == 2 && long.undecided == 0)
      #expect(try await unfilled(hiring).map(\.standing) == [.unanswered])
      _ = try await RecordVacancyOutcome(services)(
        hiring.vacancy.id, outcome: "staffroom", postsFilled: 1,
        by: try await AccountsFixture(services).acting("head@example.org"))
      let after = try await figures(hiring)
      #expect(after.applicationsTable.csv == before.applicationsTable.csv)
      #expect(after.timesTable.csv == before.timesTable.csv)
      #expect(after.months.prefix(3).map(\.sent) == [0, 0, 3])
      let posts = after.lines[0].posts
      #expect(posts.advertised == 2 && posts.filled == 1 && posts.unfilled == 1 && posts.undecided == 0)
      #expect(posts.unanswered == 0)
      #expect(after.subjectsAndRolesTable.csv.hasSuffix("All schools,role,teacher,Teacher,2,1,1,0,0,0\r\n"))
      let partly = try await unfilled(hiring)
      #expect(partly.map(\.standing) == [.partlyFilled] && partly.map(\.roles) == [["Teacher"]])
      #expect(partly.map(\.posts) == [2] && partly.map(\.postsFilled) == [1])
    }
  }

  @Test("Whoever is chosen before a vacancy closes took days from publication, and none from closing")
  func beforeClosing() async throws {
    try await HiringDesk.run { hiring async throws in
      _ = try await hiring.application(.shortlisted)
      try await hiring.services.pool.execute(
        "UPDATE application_reached SET reached_at = \(hiring.services.now().addingTimeInterval(3 * 86_400))")
      hiring.clock.set(try #require(hiring.vacancy.closesAt).addingTimeInterval(60))
      _ = try await CloseDueVacancies(hiring.services)()
      let all = try #require(try await figures(hiring).lines.first)
      #expect(all.toShortlist.count == 0 && all.toShortlist.median == nil)
      #expect(all.publishedToShortlist.median == 3 && all.publishedToAppointment.count == 0)
      #expect(RecruitmentLine.timesNote.contains("took none"))
    }
  }

  @Test("They are for the authority's own staff; to others there is no such page")
  func permissions() async throws {
    try await HiringDesk.run { hiring async throws in
      let (read, authority) = (ReadRecruitmentFigures(hiring.services), try await authority(hiring))
      let span = try read.span()
      _ = try await read(authority, span, by: hiring.administrator)
      _ = try await read(authority, span, by: .operatorAtCommandLine)
      for actor in [hiring.head, hiring.recruiter, hiring.applicant, hiring.panelMember, VacancyDesk.visitor]
      {
        let refused = try await outcome { _ = try await read(authority, span, by: actor) }
        #expect(refused == .notFound("page"))
        let pool = try await outcome { _ = try await ReadPoolSize(hiring.services)(of: authority, by: actor) }
        #expect(pool == .notFound("page"))
        let unfilled = try await outcome {
          _ = try await ReadUnfilledVacancies(hiring.services)(authority, span, by: actor)
        }
        #expect(unfilled == .notFound("page"))
      }
      let unknown = try await outcome {
        _ = try await read(authority, span, schools: "phase-primary", by: hiring.officer)
      }
      #expect(unknown?.fields == ["schools"])
      let wrong = try await outcome { _ = try read.span(year: 2031, term: "winter") }
      #expect(wrong?.fields == ["year", "term"])
    }
  }

  @Test("The pool is counted once a day, by phase and subject, and a past day is told by its last count")
  func pool() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, authority) = (hiring.services, try await authority(hiring))
      _ = try await OpenPoolYear(services)(
        2027, of: authority, from: day("2026-10-01"), to: day("2027-08-31"), by: hiring.officer)
      var wanted = PoolPreferences()
      wanted.phases = [.primary, .secondary]
      wanted.subjects = ["music"]
      wanted.hours = .either
      wanted.availableFrom = day("2027-09-01")
      _ = try await JoinPool(services)(2027, of: authority.id, wanted, consents: true, by: hiring.applicant)
      let live = try await ReadPoolSize(services)(of: authority, by: hiring.officer).pairs
      #expect(live.map(\.name) == ["Music", "Music"] && live.map(\.people) == [1, 1])
      #expect(try await CountPool(services)() == 1)
      #expect(try await CountPool(services)() == 0)
      hiring.clock.advance(days: 8)
      try await services.pool.execute("UPDATE pool_entry SET state = 'placed'")
      #expect(try await CountPool(services)() == 1)
      let read = ReadPoolSize(services)
      let now = try await read(of: authority, by: hiring.officer)
      #expect(now.lines.map(\.people) == [0] && now.weeks.map(\.people) == [1, 0] && now.pairs.isEmpty)
      let then = try await read(of: authority, on: day("2026-11-05"), by: hiring.officer)
      #expect(then.countedOn == day("2026-11-02"))
      #expect(then.lines.map(\.name) == ["Everybody", "Primary", "Secondary", "Music"])
      #expect(then.lines.allSatisfy { $0.people == 1 })
      #expect(then.peopleTable.csv.contains("2026-11-02,phase,primary,Primary,1\r\n"))
      #expect(then.pairs.map(\.phase) == [.primary, .secondary])
      #expect(then.subjectsTable.csv.hasSuffix("2026-11-02,music,Music,0,1,0,1,0,0,0\r\n"))
      let before = try await read(of: authority, on: day("2026-11-01"), by: hiring.officer)
      #expect(before.countedOn == nil && before.lines.isEmpty)
      let future = try await outcome {
        _ = try await read(of: authority, on: day("2027-01-01"), by: hiring.officer)
      }
      #expect(future?.fields == ["on"])
    }
  }
}
