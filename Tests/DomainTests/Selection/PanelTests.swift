import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The panel of a vacancy") struct PanelTests {
  @Test("is named by the head or a recruiter, out of the school's people, two at least, one in the chair")
  func named() async throws {
    try await SelectionDesk.run(applicants: 1) { desk async throws in
      let name = NamePanel(desk.services)
      let head = try desk.head.requireAccount().id
      let member = try desk.member.requireAccount().id
      let stranger = try desk.desk.stranger.requireAccount().id
      let alone = try await outcome {
        _ = try await name(desk.vacancy.id, members: [head], chair: nil, expectedVersion: 0, by: desk.head)
      }
      #expect(alone?.fields == ["members", "chair"])
      let foreign = try await outcome {
        _ = try await name(
          desk.vacancy.id, members: [head, stranger], chair: head, expectedVersion: 0, by: desk.head)
      }
      #expect(foreign?.fields == ["members[1]"])
      let panel = try await name(
        desk.vacancy.id, members: [head, member], chair: member, expectedVersion: 0, by: desk.recruiter)
      #expect(panel.members.map(\.account) == [member, head] && panel.members[0].isChair)
      #expect(panel.selection.version == 1)
      let late = try await outcome {
        _ = try await name(
          desk.vacancy.id, members: [head, member], chair: head, expectedVersion: 0, by: desk.head)
      }
      #expect(late == .staleVersion(current: 1))
      for actor in [desk.member, desk.desk.stranger, desk.applicants[0], VacancyDesk.visitor] {
        let refused = try await outcome {
          _ = try await name(
            desk.vacancy.id, members: [head, member], chair: head, expectedVersion: nil, by: actor)
        }
        #expect(refused == .notFound("vacancy"))
      }
      #expect(try await AccountsFixture(desk.services).audited("selection.panel_named") == 1)
    }
  }

  @Test("opens the vacancy's applications to its members, who see no others")
  func reading() async throws {
    try await SelectionDesk.run(applicants: 1) { desk async throws in
      let read = ReadApplication(desk.services)
      let before = try await outcome { _ = try await read(desk.applications[0], by: desk.member) }
      #expect(before == .notFound("application"))
      let list = ListApplications(desk.services)
      #expect(try await list.received(school: desk.desk.school.id, by: desk.member).items.isEmpty)
      try await desk.panel()
      #expect(try await read(desk.applications[0], by: desk.member).answers["support"] == nil)
      #expect(try await list.received(school: desk.desk.school.id, by: desk.member).items.count == 1)
      #expect(try await list.received(vacancy: desk.vacancy.id, by: desk.member).items.count == 1)
      let panels = try await ReadPanelWork(desk.services)(at: desk.desk.school.id, by: desk.member)
      #expect(panels.items.map(\.vacancy.id) == [desk.vacancy.id] && panels.items[0].isOnPanel)
      let other = try await desk.desk.published()
      let hidden = try await outcome { _ = try await list.received(vacancy: other.id, by: desk.member) }
      #expect(hidden == .notFound("vacancy"))
      let members = try [desk.head, desk.member].map { try $0.requireAccount().id }
      _ = try await NamePanel(desk.services)(
        other.id, members: members, chair: members[0], isAnonymous: nil, expectedVersion: nil, by: desk.head)
      let work = ReadPanelWork(desk.services)
      let both = try await readThrough {
        try await work(at: desk.desk.school.id, limit: 1, after: $0, by: desk.member)
      }
      #expect(both.count == 2 && Set(both.map(\.vacancy.id)) == [desk.vacancy.id, other.id])
    }
  }

  @Test("never has somebody on it who applies, who then sees nothing of the others either")
  func rivals() async throws {
    try await SelectionDesk.run(applicants: 1) { desk async throws in
      try await desk.panel()
      try await CompleteApplication.save(by: desk.member, desk.services)
      let own = try await SendApplication(desk.services)(
        vacancy: desk.vacancy.id, submission: UUID(), by: desk.member
      ).application
      let read = try await outcome {
        _ = try await ReadSift(desk.services).sheet(desk.applications[0], by: desk.member)
      }
      #expect(read == .notFound("application"))
      let write = try await outcome { try await desk.submit(2, on: 0, by: desk.member) }
      #expect(write == .notFound("application"))
      let named = try await outcome { try await desk.panel(anonymous: true) }
      #expect(named?.fields == ["members[2]"])
      // The two who are left are enough.
      try await desk.submit(2, on: 0, by: desk.head)
      try await desk.submit(1, on: 0, by: desk.recruiter)
      #expect(try await ReadSift(desk.services).sheet(desk.applications[0], by: desk.head).isRevealed)
      // Whoever withdraws has had a part in it and stays out.
      _ = try await WithdrawApplication(desk.services)(own.id, by: desk.member)
      for id in [desk.applications[0], own.id] {
        let sheet = try await outcome { _ = try await ReadSift(desk.services).sheet(id, by: desk.member) }
        #expect(sheet == .notFound("application"))
      }
      #expect(try await ReadPanelWork(desk.services)(at: desk.desk.school.id, by: desk.member).items.isEmpty)
      let again = try await outcome { try await desk.panel(anonymous: true) }
      #expect(again?.fields == ["members[2]"])
    }
  }

  @Test("Staff are told before they apply that they have no part in choosing then; others are told nothing")
  func beforeApplying() async throws {
    try await SelectionDesk.run(applicants: 1) { desk async throws in
      let read = ReadBeforeApplying(desk.services)
      let member = try await read(desk.vacancy, by: desk.member)
      #expect(member.ownSchool?.contains("no part in choosing") == true && member.withoutNames == nil)
      #expect(member.ownSchool?.contains("Nobody else") == false)
      let head = try await read(desk.vacancy, by: desk.head)
      #expect(head.ownSchool?.contains("Nobody else") == false, "the recruiter can choose")
      try await CompleteApplication.save(by: desk.recruiter, desk.services)
      let sent = try await SendApplication(desk.services)(
        vacancy: desk.vacancy.id, submission: UUID(), by: desk.recruiter)
      _ = try await WithdrawApplication(desk.services)(sent.application.id, by: desk.recruiter)
      let alone = try await read(desk.vacancy, by: desk.head)
      #expect(alone.ownSchool?.hasSuffix("the role of head or recruiter before you apply.") == true)
      try await desk.services.pool.execute(
        """
        INSERT INTO vacancy_anonymity (vacancy_id, authority_id, hides_names)
        VALUES (\(desk.vacancy.id), \(desk.vacancy.place.authority), true)
        ON CONFLICT (vacancy_id) DO UPDATE SET hides_names = true
        """)
      let outsider = try await read(desk.vacancy, by: desk.applicants[0])
      #expect(outsider.ownSchool == nil && outsider.withoutNames?.contains("how to reach you") == true)
    }
  }

  @Test(
    "counts training as running out in its last three months, its last day included",
    arguments: [
      ("2026-11-01", .expired), ("2026-11-02", .runningOut), ("2027-02-01", .runningOut),
      ("2027-02-02", .valid),
    ] as [(String, TrainingStanding)])
  func standing(until: String, expected: TrainingStanding) {
    #expect(TrainingStanding(validUntil: day(until), today: day("2026-11-02")) == expected)
  }

  @Test("is warned of as long as nobody on it has training that counts")
  func training() async throws {
    try await SelectionDesk.run(applicants: 0) { desk async throws in
      #expect(try await desk.panel().lacksTraining)
      let record = RecordTraining(desk.services)
      let member = try desk.member.requireAccount().id
      let authority = try await Authority.find(code: "883", in: desk.services.pool)
      let officer = try await AccountsFixture(desk.services).acting(
        .officer, at: authority.organisation, email: "officer@example.org")
      let untrained = ReadUntrainedPanels(desk.services)
      func people(_ standing: TrainingStanding?) async throws -> [AccountID] {
        let read = ReadTrainingOfSchools(desk.services)
        return try await read(of: authority, standing, by: officer).items.map(\.training.account)
      }
      #expect(try await untrained(of: authority, by: officer).items.map(\.vacancy) == [desk.vacancy.id])
      #expect(try await people(nil).isEmpty)
      let empty = try await outcome {
        try await record(
          of: member, at: desk.desk.school.id, provider: " ", completedOn: nil, validUntil: nil, by: desk.head
        )
      }
      #expect(empty?.fields == ["provider", "completed_on", "valid_until"])
      let nobody = try await outcome {
        try await record(
          of: nil, at: desk.desk.school.id, provider: "", completedOn: nil, validUntil: nil, by: desk.head)
      }
      #expect(nobody?.fields == ["account", "provider", "completed_on", "valid_until"])
      let forever = try await outcome {
        try await record(
          of: member, at: desk.desk.school.id, provider: "Sample Trainers", completedOn: day("2026-10-01"),
          validUntil: day("2031-10-02"), by: desk.head)
      }
      #expect(forever?.fields == ["valid_until"])
      #expect(SaferRecruitmentTraining.lastDay(after: day("2024-02-29")) == day("2029-02-28"))
      let backwards = try await outcome {
        try await record(
          of: member, at: desk.desk.school.id, provider: "Sample Trainers", completedOn: day("2026-10-01"),
          validUntil: day("2026-09-01"), by: desk.head)
      }
      #expect(backwards?.fields == ["valid_until"])
      try await record(
        of: member, at: desk.desk.school.id, provider: "Sample Trainers", completedOn: day("2020-10-01"),
        validUntil: day("2023-10-01"), by: desk.head)
      #expect(try await ReadPanel(desk.services)(desk.vacancy.id, by: desk.head).lacksTraining)
      #expect(try await untrained(of: authority, by: officer).items.map(\.kind) == ["panel"])
      #expect(try await people(.expired) == [member])
      let counting = try await record(
        of: member, at: desk.desk.school.id, provider: "Sample Trainers", completedOn: day("2026-10-01"),
        validUntil: day("2029-10-01"), by: desk.recruiter)
      let panel = try await ReadPanel(desk.services)(desk.vacancy.id, by: desk.member)
      #expect(panel.trained.map(\.account) == [member])
      #expect(try await untrained(of: authority, by: officer).items.isEmpty)
      // What lasts longest stands for the person.
      let (expired, all) = (try await people(.expired), try await people(nil))
      #expect(expired.isEmpty && all == [member])
      #expect(
        try await ReadTrainingOfSchools(desk.services).csv(of: authority, .valid, by: officer).contains(
          "Sample Trainers,2026-10-01,2029-10-01,valid\r\n"))
      for actor in [desk.head, desk.member, VacancyDesk.visitor] {
        let refused = try await outcome {
          _ = try await ReadTrainingOfSchools(desk.services)(of: authority, by: actor)
        }
        let hidden = try await outcome {
          _ = try await ReadUntrainedPanels(desk.services)(of: authority, by: actor)
        }
        #expect(refused == .notFound("page") && hidden == .notFound("page"))
      }
      let listed = try await readThrough {
        try await record.list(at: desk.desk.school.id, limit: 1, after: $0, by: desk.head)
      }
      #expect(listed.map(\.validUntil) == [day("2029-10-01"), day("2023-10-01")])
      let panelist = try await outcome {
        try await record.strike(counting.id, at: desk.desk.school.id, by: desk.member)
      }
      #expect(panelist?.isNotAllowed == true)
      try await record.strike(counting.id, at: desk.desk.school.id, by: desk.head)
      #expect(try await ReadPanel(desk.services)(desk.vacancy.id, by: desk.head).lacksTraining)
    }
  }

  @Test("loses a member by the head alone once scores were submitted, which may show what is complete then")
  func leaving() async throws {
    try await SelectionDesk.run(applicants: 1) { desk async throws in
      try await desk.panel()
      try await desk.submit(2, on: 0, by: desk.head)
      try await desk.submit(3, on: 0, by: desk.recruiter)
      let two = try [desk.head, desk.recruiter].map { try $0.requireAccount().id }
      let name = NamePanel(desk.services)
      let refused = try await outcome {
        _ = try await name(
          desk.vacancy.id, members: two, chair: two[0], expectedVersion: nil, by: desk.recruiter)
      }
      #expect(refused?.isNotAllowed == true)
      _ = try await name(desk.vacancy.id, members: two, chair: two[0], expectedVersion: nil, by: desk.head)
      #expect(try await ReadSift(desk.services).sheet(desk.applications[0], by: desk.head).others.count == 1)
    }
  }
}
