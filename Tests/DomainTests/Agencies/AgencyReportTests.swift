import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Fees and outcomes of agencies")
struct AgencyReportTests {
  @Test(
    "A fee is reckoned exactly",
    arguments: [
      (AgencyRate.fixed(pence: 400_000), nil as Int?, nil as String?, 400_000 as Int?),
      (.share(basisPoints: 1_250), 3_600_000, nil, 450_000), (.share(basisPoints: 1_250), nil, nil, nil),
      // A year and more counts once; a half year by its days.
      (.share(basisPoints: 1_000), 3_650_000, "2028-01-03", 365_000),
      (.share(basisPoints: 1_000), 3_650_000, "2027-01-13", 10_000),
      (.share(basisPoints: 1), 5_000, nil, 1), (.share(basisPoints: 1), 4_999, nil, 0),
      (.share(basisPoints: 10_000), 100_000_000, nil, 100_000_000),
    ])
  func fee(rate: AgencyRate, salary: Int?, ends: String?, expected: Int?) {
    let pence = AgencyFee.pence(
      rate, salary: salary, startsOn: day("2027-01-04"), endsOn: ends.map { day($0) })
    #expect(pence == expected)
  }

  @Test("Figures follow a person to the appointment, the fee by the terms at consent; each sees their own")
  func report() async throws {
    try await AgencyDesk.run { agencies async throws in
      let services = agencies.services
      let releases = try await agencies.release()
      let (candidate, token) = try await agencies.submit(releases.first)
      _ = try await agencies.submit(releases.second, "bo@people.example", by: agencies.rival)
      try await agencies.agree(token)
      // Dearer terms afterwards change nothing for those who agreed before.
      _ = try await RecordAgencyTerms(services)(
        of: agencies.first.id, AgencyDesk.terms(.fixed(pence: 9_900_000)), expectedVersion: 1,
        by: agencies.officer)
      let ada = try await agencies.accounts.acting("ada@people.example")
      let sent = try await agencies.apply(ada)
      for state in [ApplicationState.shortlisted, .interviewing] {
        try await services.pool.execute(
          "UPDATE application SET state = \(state), version = version + 1 WHERE id = \(sent.id)")
      }
      _ = try await MakeOffer(services)(
        sent.id, HiringDesk.terms, because: HiringDesk.reasons, by: agencies.head)
      _ = try await AnswerOffer(services)(sent.id, accepts: true, by: ada)
      let before = try await ReportAgencies(services)(.school(agencies.desk.school.place), by: agencies.head)
      #expect(before.sum(\.appointed) == 0 && before.sum(\.feePence) == 0)
      try await services.pool.execute(
        "INSERT INTO appointment (application_id, appointed_at) VALUES (\(sent.id), \(services.now()))")
      try await services.pool.execute("UPDATE application SET state = 'appointed' WHERE id = \(sent.id)")
      #expect(try await agencies.standing(candidate) == .appointed)

      let all = try await ReportAgencies(services)(
        .authority(agencies.authority.place), by: agencies.officer)
      #expect(all.lines.map(\.agencyName) == ["First Agency", "Second Agency"])
      let line = all.lines[0]
      let counts: [Int] = [
        line.submissions, line.consents, line.applications, line.shortlisted, line.interviewed,
        line.appointed,
      ]
      #expect(counts == [1, 1, 1, 1, 1, 1])
      #expect(line.feePence == 450_000 && line.feesOpen == 0)
      #expect(
        all.csv.hasSuffix(
          "First Agency,Sample Primary School,1,1,1,1,1,1,450000,0\r\n"
            + "Second Agency,Sample Primary School,1,0,0,0,0,0,0,0\r\n"))
      let own = try await ReportAgencies(services)(
        .agency(agencies.second.place), by: agencies.rival)
      #expect(own.lines.count == 1 && own.sum(\.submissions) == 1)
      let fees = try await ReportAgencies(services).fees(
        .school(agencies.desk.school.place), by: agencies.head)
      #expect(fees.items.map(\.feePence) == [450_000] && fees.items[0].rate == .share(basisPoints: 1_250))
      let later = try await ReportAgencies(services)(
        .authority(agencies.authority.place), from: day("2026-11-03"), by: agencies.officer)
      #expect(later.lines.isEmpty)
      let today = try await ReportAgencies(services)(
        .authority(agencies.authority.place), from: day("2026-11-02"), until: day("2026-11-02"),
        by: agencies.officer)
      #expect(today.sum(\.submissions) == 2)

      let places: [(AgencyExtent, [Actor])] = [
        (.agency(agencies.first.place), [agencies.rival, agencies.head, ada, VacancyDesk.visitor]),
        (
          .school(agencies.desk.school.place),
          [agencies.consultant, agencies.desk.stranger, agencies.desk.recruiter]
        ),
        (.authority(agencies.authority.place), [agencies.head, agencies.consultant]),
      ]
      for (extent, strangers) in places {
        for actor in strangers {
          let refused = try await outcome { _ = try await ReportAgencies(services)(extent, by: actor) }
          #expect(refused == .notFound("report"))
        }
      }
      let everything = try await outcome {
        _ = try await ReportAgencies(services)(.everything, by: agencies.officer)
      }
      #expect(everything?.isNotAllowed == true)
      // An appointment that is taken back owes nothing.
      try await services.pool.execute("UPDATE application SET state = 'accepted' WHERE id = \(sent.id)")
      let after = try await ReportAgencies(services)(.everything, by: .operatorAtCommandLine)
      #expect(after.sum(\.feePence) == 0 && after.sum(\.appointed) == 0)
    }
  }

  @Test("Who is only invited is not counted as interviewed before their time has begun")
  func interviewed() async throws {
    try await AgencyDesk.run { agencies async throws in
      let services = agencies.services
      let (_, token) = try await agencies.submit(try await agencies.release().first)
      try await agencies.agree(token)
      let sent = try await agencies.apply(try await agencies.accounts.acting("ada@people.example"))
      for state in [ApplicationState.shortlisted, .interviewing] {
        try await services.pool.execute(
          "UPDATE application SET state = \(state), version = version + 1 WHERE id = \(sent.id)")
      }
      func interviewed() async throws -> Int {
        try await ReportAgencies(services)(.school(agencies.desk.school.place), by: agencies.head)
          .sum(\.interviewed)
      }
      #expect(try await interviewed() == 0)
      let begins = services.now().addingTimeInterval(86_400)
      let (day, slot) = (services.newID(InterviewDayID.self), services.newID(InterviewSlotID.self))
      try await services.pool.execute(
        """
        INSERT INTO interview_day (id, vacancy_id, held_on, place, choose_by, created_at)
        VALUES (\(day), \(sent.vacancy), '2026-11-03', 'The school', \(begins), \(services.now()))
        """)
      try await services.pool.execute(
        """
        INSERT INTO interview_slot (id, day_id, starts_at, ends_at)
        VALUES (\(slot), \(day), \(begins), \(begins.addingTimeInterval(1_800)))
        """)
      try await services.pool.execute(
        """
        INSERT INTO interview_booking (slot_id, application_id, booked_at)
        VALUES (\(slot), \(sent.id), \(services.now()))
        """)
      #expect(try await interviewed() == 0)
      _ = try await MakeOffer(services)(
        sent.id, HiringDesk.terms, because: HiringDesk.reasons, by: agencies.head)
      #expect(try await interviewed() == 0, "an offer before the interview is none")
      agencies.clock.set(begins)
      #expect(try await interviewed() == 1)
    }
  }

  @Test("What came of people stays in the report, and their fee, when their applications are erased")
  func erased() async throws {
    try await AgencyDesk.run { agencies async throws in
      let services = agencies.services
      let (_, token) = try await agencies.submit(try await agencies.release().first)
      try await agencies.agree(token)
      let ada = try await agencies.accounts.acting("ada@people.example")
      let sent = try await agencies.apply(ada)
      for state in [ApplicationState.shortlisted, .interviewing] {
        try await services.pool.execute(
          "UPDATE application SET state = \(state), version = version + 1 WHERE id = \(sent.id)")
      }
      _ = try await MakeOffer(services)(
        sent.id, HiringDesk.terms, because: HiringDesk.reasons, by: agencies.head)
      _ = try await AnswerOffer(services)(sent.id, accepts: true, by: ada)
      try await services.pool.execute(
        """
        INSERT INTO appointment (application_id, appointed_at, left_on) VALUES (\(sent.id), \(services.now()), '2027-08-31')
        """)
      try await services.pool.execute("UPDATE application SET state = 'appointed' WHERE id = \(sent.id)")
      let extent = AgencyExtent.authority(agencies.authority.place)
      let before = try await ReportAgencies(services)(extent, by: agencies.officer)
      agencies.clock.advance(days: 365 * 7)
      _ = try await RunRetention(services)()
      #expect(try await agencies.accounts.count("application") == 0)
      let officer = try await agencies.accounts.acting("officer@example.org")
      let after = try await ReportAgencies(services)(extent, by: officer)
      #expect(after.csv == before.csv && after.sum(\.feePence) == 450_000 && after.sum(\.appointed) == 1)
      let fees = try await ReportAgencies(services).fees(extent, by: officer).items
      #expect(fees.map(\.feePence) == [450_000] && fees.map(\.salaryPence) == [nil])
    }
  }
}
