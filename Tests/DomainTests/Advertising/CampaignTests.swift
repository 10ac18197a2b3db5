import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Campaigns")
struct CampaignTests {
  private static func content(_ name: String = "Regional paper", cost: Int = 45_000) -> CampaignContent {
    CampaignContent(name: name, channel: "local-press", costPence: cost, startsOn: day("2026-11-01"))
  }

  private func officer(_ desk: VacancyDesk) async throws -> (Actor, OrganisationID) {
    let authority = try await Authority.find(code: "883", in: desk.services.pool)
    let actor = try await AccountsFixture(desk.services).acting(
      .officer, at: authority.organisation, email: "officer@example.org")
    return (actor, authority.organisation)
  }

  /// An application of a new person, sent through a campaign.
  private func apply(
    _ desk: VacancyDesk, _ vacancy: Vacancy, _ email: String, through code: String?
  ) async throws -> SentApplication {
    let id = try await CreateAccount(desk.services)(
      email: email, name: "Ada Sample", password: nil, by: .operatorAtCommandLine)
    let actor = Actor(
      .account(
        ActingAccount(id: id, email: email, name: "Ada Sample", emailConfirmed: true, memberships: [])),
      face: .web)
    try await CompleteApplication.save(by: actor, desk.services)
    return try await SendApplication(desk.services)(
      vacancy: vacancy.id, campaign: code, submission: UUID(), by: actor
    ).application
  }

  @Test("have a link that leads to their vacancy or to all, and each visit is counted by day")
  func links() async throws {
    try await VacancyDesk.run { desk async throws in
      let vacancy = try await desk.published()
      var content = Self.content()
      content.vacancy = vacancy.id
      let create = CreateCampaign(desk.services)
      let one = try await create(of: desk.school.id, content, by: desk.head)
      let all = try await create(of: desk.school.id, Self.content("Fair"), by: desk.head)
      #expect(one.code != all.code && one.path.wholeMatch(of: /\/go\/[0-9a-z]{8}/) != nil)
      let follow = FollowCampaignLink(desk.services)
      #expect(try await follow(code: one.code.uppercased()) == vacancy.id)
      #expect(try await follow(code: one.code) == vacancy.id)
      desk.clock.advance(days: 1)
      #expect(try await follow(code: one.code) == vacancy.id)
      #expect(try await follow(code: all.code) == nil)
      await #expect(throws: DomainError.notFound("campaign")) { try await follow(code: "nonsense") }
      let days = try await desk.services.pool.query(
        "SELECT visits FROM campaign_visit WHERE campaign_id = \(one.id) ORDER BY day"
      ).map { Int(try $0.decode("visits", as: Int32.self)) }
      #expect(days == [2, 1])
    }
  }

  @Test("are reported with what they cost for each application and appointment")
  func report() async throws {
    try await VacancyDesk.run { desk async throws in
      let vacancy = try await desk.published()
      let create = CreateCampaign(desk.services)
      let paper = try await create(of: desk.school.id, Self.content(cost: 1_001), by: desk.head)
      desk.clock.advance(seconds: 1)
      _ = try await create(of: desk.school.id, Self.content("Fair", cost: 500), by: desk.head)
      let first = try await apply(desk, vacancy, "a@example.org", through: paper.code)
      let second = try await apply(desk, vacancy, "b@example.org", through: paper.code)
      _ = try await apply(desk, vacancy, "c@example.org", through: "unknown1")
      _ = try await FollowCampaignLink(desk.services)(code: paper.code)
      let reporting = ReportCampaigns(desk.services)
      let extent = CampaignExtent.school(desk.school.place)
      let before = try await reporting(extent, by: desk.head)
      #expect(before.campaigns.map(\.applications) == [0, 2])
      #expect(before.campaigns[1].costPerApplication == 501 && before.campaigns[0].costPerApplication == nil)
      #expect(before.campaigns[1].visits == 1 && before.otherApplications == 1)
      #expect(before.appointments == 0 && before.costPerAppointment == nil)
      #expect(before.costPence == 1_501 && before.costPerApplication == 751)

      // The post is filled by one of them; the others are turned down.
      desk.clock.set(try #require(vacancy.closesAt).addingTimeInterval(60))
      _ = try await RecordVacancyOutcome(desk.services)(
        vacancy.id, outcome: "staffroom", postsFilled: 1, by: desk.head)
      #expect(try await reporting(extent, by: desk.head).appointments == 0)
      let others = try await desk.services.pool.query(
        "SELECT id FROM application WHERE id <> \(first.id)"
      ).map { try $0.decode("id", as: ApplicationID.self) }
      #expect(others.contains(second.id))
      for id in others {
        _ = try await MoveApplication(desk.services)(
          id, to: .unsuccessful, reason: "Somebody else was appointed.", expectedVersion: nil, by: desk.head)
      }
      let after = try await reporting(extent, by: desk.head)
      #expect(after.appointments == 1 && after.campaigns[1].costPerAppointment == 1_001)
      #expect(after.csv.split(separator: "\r\n").count == 3)
      #expect(
        after.csv.contains(
          "Regional paper,Local press,Sample Primary School,,2026-11-01,,\(paper.path),1001,1,2,1,501,1001"))
      // What is erased is counted all the same, and its campaign stays.
      desk.clock.advance(days: 500)
      _ = try await RunRetention(desk.services)()
      #expect(try await AccountsFixture(desk.services).count("application") == 0)
      let head = try await AccountsFixture(desk.services).acting("head@example.org")
      #expect(try await reporting(extent, by: head).csv == after.csv)
      try await desk.services.pool.execute("DELETE FROM campaign_visit")
      let kept = try await outcome { try await RemoveCampaign(desk.services)(paper.id, by: head) }
      #expect(kept?.isConflict == true)
    }
  }

  @Test("leave no trace of browsing with an application, and no application is changed by them")
  func privacy() async throws {
    try await VacancyDesk.run { desk async throws in
      let vacancy = try await desk.published()
      let paper = try await CreateCampaign(desk.services)(of: desk.school.id, Self.content(), by: desk.head)
      let sent = try await apply(desk, vacancy, "a@example.org", through: paper.code)
      let kept = try await desk.services.pool.value(
        "SELECT campaign_id FROM application WHERE id = \(sent.id)", as: CampaignID.self)
      #expect(kept == paper.id)
      let columns = try await desk.services.pool.query(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'campaign_visit' ORDER BY 1"
      ).map { try $0.decode("column_name", as: String.self) }
      #expect(columns == ["campaign_id", "day", "visits"])
    }
  }

  @Test("are changed by the version that was read, and removed only while nothing has come through them")
  func changes() async throws {
    try await VacancyDesk.run { desk async throws in
      let campaign = try await CreateCampaign(desk.services)(
        of: desk.school.id, Self.content(), by: desk.head)
      let change = ChangeCampaign(desk.services)
      let changed = try await change(
        campaign.id, Self.content("Renamed"), expectedVersion: campaign.version, by: desk.head)
      #expect(changed.content.name == "Renamed" && changed.code == campaign.code && changed.version == 2)
      await #expect(throws: DomainError.staleVersion(current: 2)) {
        try await change(campaign.id, Self.content(), expectedVersion: 1, by: desk.head)
      }
      _ = try await FollowCampaignLink(desk.services)(code: campaign.code)
      let kept = try await outcome { try await RemoveCampaign(desk.services)(campaign.id, by: desk.head) }
      #expect(kept?.isConflict == true)
      let unused = try await CreateCampaign(desk.services)(
        of: desk.school.id, Self.content("Unused"), by: desk.head)
      try await RemoveCampaign(desk.services)(unused.id, by: desk.head)
      await #expect(throws: DomainError.notFound("campaign")) {
        try await ReadCampaigns(desk.services).find(unused.id, by: desk.head)
      }
    }
  }

  @Test("name every fault")
  func faults() async throws {
    try await VacancyDesk.run { desk async throws in
      let elsewhere = try await DraftVacancy(desk.services)(
        school: try #require(desk.stranger.account?.memberships.first?.organisation),
        content: VacancyContent(title: "Theirs"), by: desk.stranger)
      let found = try await outcome {
        _ = try await CreateCampaign(desk.services)(
          of: desk.school.id,
          CampaignContent(
            name: "x", channel: "smoke signals", costPence: -1, endsOn: nil, vacancy: elsewhere.id),
          by: desk.head)
      }
      #expect(found?.fields == ["name", "channel", "cost_pence", "starts_on", "vacancy_id"])
      var late = Self.content()
      late.endsOn = day("2026-10-01")
      let order = try await outcome {
        _ = try await CreateCampaign(desk.services)(of: desk.school.id, late, by: desk.head)
      }
      #expect(order?.fields == ["ends_on"])
    }
  }

  @Test("are a head's own school's, and the authority's staff's throughout the authority")
  func permissions() async throws {
    try await VacancyDesk.run { desk async throws in
      let (officer, authority) = try await officer(desk)
      let create = CreateCampaign(desk.services)
      let submission = UUID()
      let own = try await create(of: desk.school.id, Self.content(), submission: submission, by: desk.head)
      #expect(
        try await create(of: desk.school.id, Self.content(), submission: submission, by: desk.head).id
          == own.id)
      _ = try await create(of: authority, Self.content("Drive for all"), by: officer)
      let read = ReadCampaigns(desk.services)
      let whole = CampaignExtent.authority(
        Place(organisation: authority, authority: desk.school.place.authority))
      #expect(try await read.list(whole, by: officer).items.count == 2)
      #expect(try await read.list(.school(desk.school.place), by: desk.head).items.count == 1)
      #expect(try await read.find(own.id, by: officer).id == own.id)
      for (extent, actor) in [
        (whole, desk.head), (.school(desk.school.place), desk.stranger), (.everything, officer),
      ] {
        let refused = try await outcome { _ = try await read.list(extent, by: actor) }
        #expect(refused?.isNotAllowed == true)
        await #expect(throws: DomainError.self) {
          try await ReportCampaigns(desk.services)(extent, by: actor)
        }
      }
      for actor in [desk.stranger, VacancyDesk.visitor, desk.recruiter] {
        await #expect(throws: DomainError.notFound("campaign")) { try await read.find(own.id, by: actor) }
        await #expect(throws: DomainError.notFound("campaign")) {
          try await ChangeCampaign(desk.services)(own.id, Self.content(), expectedVersion: nil, by: actor)
        }
        await #expect(throws: DomainError.notFound("campaign")) {
          try await RemoveCampaign(desk.services)(own.id, by: actor)
        }
      }
      #expect(try CampaignExtent.readable(by: officer) == [whole])
      #expect(try CampaignExtent.readable(by: desk.head) == [.school(desk.school.place)])
      await #expect(throws: DomainError.self) {
        try await create(of: authority, Self.content(), by: desk.head)
      }
    }
  }

  @Test("share costs out in whole pence", arguments: [(100, 3, 33), (200, 3, 67), (1, 2, 1), (0, 5, 0)])
  func shares(pence: Int, count: Int, each: Int) {
    #expect(CampaignFigures.share(pence, of: count) == each)
    #expect(CampaignFigures.share(pence, of: 0) == nil)
  }
}
