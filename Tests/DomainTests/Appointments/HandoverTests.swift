import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What follows an appointment") struct HandoverTests {
  /// Appoints the person of an application that is at its interview.
  @discardableResult
  static func appoint(
    _ application: SentApplication, _ applicant: Actor, _ hiring: HiringDesk
  ) async throws -> SentApplication {
    let services = hiring.services
    _ = try await MakeOffer(services)(
      application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
    _ = try await AnswerOffer(services)(application.id, accepts: true, by: applicant)
    try await services.pool.execute(
      """
      UPDATE pre_employment_check SET outcome = 'satisfactory', checked_on = '2026-11-02', checked_by = 'R'
      WHERE applies AND application_id = \(application.id)
      """)
    return try await AppointApplicant(services)(application.id, by: hiring.head)
  }

  private static func vacancy(_ hiring: HiringDesk) async throws -> Vacancy {
    try await FindVacancy(hiring.services)(hiring.vacancy.id, by: hiring.head)
  }

  @Test(
    "A vacancy with its only post taken is filled, advertised no more, and those who wait are told in one go")
  func fills() async throws {
    try await HiringDesk.run { hiring async throws in
      let services = hiring.services
      var waiting: [SentApplication] = []
      for (email, state) in [("bo@example.org", ApplicationState.interviewing), ("cy@example.org", .sent)] {
        waiting.append(
          try await hiring.application(state, by: try await HiringDesk.person(email, hiring.desk)))
      }
      let candidates = WaitingCandidates(services)
      #expect(try await candidates(hiring.vacancy.id, by: hiring.head).waiting.isEmpty, "it is not filled")
      let early = try await outcome {
        try await candidates.tell(hiring.vacancy.id, message: "Sorry.", by: hiring.head)
      }
      #expect(early?.isConflict == true)
      try await Self.appoint(try await hiring.application(.interviewing), hiring.applicant, hiring)

      let filled = try await Self.vacancy(hiring)
      #expect(filled.storedState == .filled && filled.closesAt == services.now())
      #expect(filled.outcome?.code == "staffroom" && filled.outcome?.postsFilled == 1)
      #expect(try await hiring.audited("vacancy.filled") == 1)
      let found = try await SearchVacancies(services)(VacancyQuery())
      #expect(found.total == 0)
      #expect(
        try await hiring.mails(to: "head@example.org").contains {
          $0.hasPrefix("Filled, and others still wait for an answer")
        })
      let left = try await candidates(hiring.vacancy.id, by: hiring.recruiter).waiting
      #expect(Set(left.map(\.id)) == Set(waiting.map(\.id)))
      let paged = try await readThrough {
        try await candidates.list(hiring.vacancy.id, limit: 1, after: $0, by: hiring.recruiter).page
      }
      #expect(paged.map(\.id) == left.map(\.id))
      let invited = try await outcome {
        _ = try await InviteToInterview(services)(waiting[1].id, message: "Come.", by: hiring.head)
      }
      #expect(invited?.isConflict == true)
      for (who, actor) in hiring.strangers + [("panel", hiring.panelMember), ("applicant", hiring.applicant)]
      {
        let refused = try await outcome { _ = try await candidates(hiring.vacancy.id, by: actor) }
        #expect(refused == .notFound("vacancy"), "\(who)")
      }
      let recruiter = try await outcome {
        try await candidates.tell(hiring.vacancy.id, message: "Sorry.", by: hiring.recruiter)
      }
      #expect(recruiter?.isNotAllowed == true)
      let message = WaitingCandidates.usualMessage(for: filled)
      let told = try await candidates.tell(hiring.vacancy.id, message: message, by: hiring.head)
      #expect(Set(told.map(\.id)) == Set(waiting.map(\.id)) && told.allSatisfy { $0.state == .unsuccessful })
      #expect(try await candidates.tell(hiring.vacancy.id, message: message, by: hiring.head).isEmpty)
      #expect(try await hiring.mails(to: "cy@example.org").count { $0.hasPrefix("Your application to") } == 1)
      #expect(
        try await AccountsFixture(services).count("sift_exception") == 0,
        "the post is filled, nobody is sifted")
    }
  }

  @Test("A vacancy of two posts stays open until both are taken, also when both are taken at the same moment")
  func posts() async throws {
    try await HiringDesk.run(posts: 2) { hiring async throws in
      try await Self.appoint(try await hiring.application(.interviewing), hiring.applicant, hiring)
      #expect(try await Self.vacancy(hiring).storedState == .published)
      let bo = try await HiringDesk.person("bo@example.org", hiring.desk)
      try await Self.appoint(try await hiring.application(.interviewing, by: bo), bo, hiring)
      let filled = try await Self.vacancy(hiring)
      #expect(filled.storedState == .filled && filled.outcome?.postsFilled == 2)
      // Both are in the lists of those appointed, page by page, each with what is theirs.
      let (school, head) = (hiring.desk.school.id, hiring.head)
      let record = CentralRecord(hiring.services)
      let lines = try await readThrough { try await record(school: school, limit: 1, after: $0, by: head) }
      #expect(lines.count == 2 && Set(lines.map(\.application.id)).count == 2)
      #expect(lines.allSatisfy { $0.offer.application == $0.application.id && !$0.checks.isEmpty })
      let read = ReadRegistrations(hiring.services)
      let candidates = try await readThrough {
        try await read.candidates(at: school, limit: 1, after: $0, by: head)
      }
      #expect(candidates.map(\.application) == lines.map(\.application.id))
    }
    try await HiringDesk.run(posts: 2) { hiring async throws in
      let services = hiring.services
      var ids: [ApplicationID] = []
      for email in ["bo@example.org", "cy@example.org"] {
        let person = try await HiringDesk.person(email, hiring.desk)
        let application = try await hiring.application(.interviewing, by: person)
        _ = try await MakeOffer(services)(
          application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
        _ = try await AnswerOffer(services)(application.id, accepts: true, by: person)
        ids.append(application.id)
      }
      try await services.pool.execute(
        """
        UPDATE pre_employment_check SET outcome = 'satisfactory', checked_on = '2026-11-02', checked_by = 'R'
        WHERE applies
        """)
      let head = hiring.head
      try await withThrowingTaskGroup(of: Void.self) { group in
        for id in ids {
          group.addTask { _ = try await AppointApplicant(services)(id, by: head) }
        }
        try await group.waitForAll()
      }
      #expect(try await Self.vacancy(hiring).storedState == .filled)
      #expect(try await hiring.audited("vacancy.filled") == 1)
    }
  }

  @Test(
    "The person leaves the pool, is told how to come back, and decides themselves on their other applications"
  )
  func person() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, applicant) = (hiring.services, hiring.applicant)
      let authority = try await Authority.find(code: "883", in: services.pool)
      _ = try await OpenPoolYear(services)(
        2027, of: authority, from: day("2026-10-01"), to: day("2027-08-31"), by: hiring.officer)
      let entry = try await JoinPool(services)(
        2027, of: authority.id, PoolFixture.wanted(), consents: true, by: applicant)
      // Another vacancy, with a time for an interview.
      let music = try await hiring.desk.published(VacancyDesk.content("Teacher of music"))
      let other = try await SendApplication(services)(vacancy: music.id, submission: UUID(), by: applicant)
        .application
      for state in [ApplicationState.underConsideration, .shortlisted] {
        try await services.pool.execute("UPDATE application SET state = \(state) WHERE id = \(other.id)")
      }
      let held = try await ArrangeInterviews(services)(
        music.id,
        InterviewDayDraft(
          heldOn: day("2026-11-16"), place: "The school", chooseBy: day("2026-11-13"),
          panel: [try #require(hiring.head.account?.id)], times: ["09:00"], minutes: 40), by: hiring.head)
      _ = try await InviteToInterview(services)(other.id, day: held.id, message: "", by: hiring.head)
      let slot = try #require(try await ChooseSlot(services).read(other.id, by: applicant).free.first)
      _ = try await ChooseSlot(services)(other.id, slot: slot.id, by: applicant)
      let application = try await hiring.application(.interviewing)
      let others = OtherApplications(services)
      let early = try await outcome { _ = try await others(application.id, by: applicant) }
      #expect(early == .notFound("appointment"))
      try await Self.appoint(application, applicant, hiring)

      let placed = try await JoinPool(services).own(entry.id, by: applicant)
      #expect(placed.state == .placed)
      #expect(
        try await hiring.mails(to: "ada@example.org").contains("You are no longer shown in the pool of 2027"))
      #expect(try await ChangePoolEntry(services)(entry.id, to: .active, by: applicant).state == .active)

      let news = try await services.pool.value(
        """
        SELECT body FROM outbox_mail WHERE recipient = 'ada@example.org' AND body LIKE '%/others%'
        """, as: String.self)
      #expect(news.contains("one other application"))
      let found = try await others(application.id, by: applicant)
      #expect(found.map(\.application.id) == [other.id] && found[0].interviewAt == slot.startsAt)
      for (who, actor) in hiring.strangers + [("head", hiring.head)] {
        let refused = try await outcome { _ = try await others(application.id, by: actor) }
        #expect(refused == .notFound("application"), "\(who)")
      }
      let empty = try await outcome { try await others.withdraw([], beside: application.id, by: applicant) }
      #expect(empty?.fields == ["application_ids"])
      let own = try await outcome {
        try await others.withdraw([application.id], beside: application.id, by: applicant)
      }
      #expect(own?.fields == ["application_ids"])
      let state = try await ReadApplication(services)(other.id, by: applicant).application.state
      #expect(state == .interviewing, "nothing is withdrawn without their word")
      let withdrawn = try await others.withdraw([other.id], beside: application.id, by: applicant)
      #expect(withdrawn.map(\.state) == [.withdrawn])
      #expect(try await others(application.id, by: applicant).isEmpty)
      #expect(try await AccountsFixture(services).count("interview_booking") == 0)
    }
  }

  @Test("A filled vacancy goes back from the agencies that had it, and they are told")
  func agencies() async throws {
    try await AgencyDesk.run { agencies async throws in
      let services = agencies.services
      let (first, _) = try await agencies.release()
      let hiring = HiringDesk(
        desk: agencies.desk, vacancy: agencies.vacancy,
        applicant: try await HiringDesk.person("ada@example.org", agencies.desk),
        panelMember: agencies.head, officer: agencies.officer, administrator: agencies.officer)
      try await Self.appoint(try await hiring.application(.interviewing), hiring.applicant, hiring)
      let release = try await ReadReleases(services).ofSchool(first.id, by: agencies.head)
      #expect(release.takenBackAt == services.now())
      #expect(try await hiring.audited("vacancy.taken_back_from_agency") == 2)
      let mails = try await hiring.mails(to: "kit@agency.example")
      #expect(mails.contains("Taken back: Year 4 class teacher, Sample Primary School"))
    }
  }
}
