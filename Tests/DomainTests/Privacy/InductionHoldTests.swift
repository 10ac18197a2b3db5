import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Holding inductions and registrations, and what never came to an end") struct InductionHoldTests {
  private static let reason = "A claim, number 7."

  private func work(_ desk: InductionDesk) async throws {
    for task in ScheduledTask.all { _ = try await task.run(desk.services) }
  }

  private func hold(_ desk: InductionDesk, days: Int = 100) async throws -> RetentionHold {
    try await HoldRecords(desk.services).person(
      "nia@people.example", reason: Self.reason, reviewOn: desk.services.today.adding(days: days),
      of: desk.authority, by: desk.officer)
  }

  private func leave(_ record: InductionRecord, _ desk: InductionDesk) async throws {
    desk.clock.advance(days: 270)
    _ = try await RecordInduction(desk.services).endPeriod(
      try #require(record.periods.last).id, of: record.induction.id, on: day("2027-07-21"),
      leavesTeaching: true, expectedVersion: nil, by: desk.head)
  }

  @Test("A hold finds an induction by the teacher's address alone, and keeps it until it is lifted")
  func induction() async throws {
    try await InductionDesk.run { desk async throws in
      let record = try await desk.begun()
      _ = try await desk.teacher()
      try await leave(record, desk)
      let hold = try await hold(desk)
      desk.clock.advance(days: 365 * 7)
      let line = try #require(
        try await ReadRetention(desk.services)(desk.authority, by: desk.officer).first {
          $0.period.kind == .induction
        })
      #expect(line.due == 0 && line.held == 1)
      _ = try await RunRetention(desk.services)()
      #expect(try await desk.accounts.count("induction") == 1)
      try await HoldRecords(desk.services).lift(hold.id, of: desk.authority, by: desk.officer)
      _ = try await RunRetention(desk.services)()
      #expect(try await desk.accounts.count("induction") == 0)
    }
  }

  @Test("A hold of another authority keeps nothing here")
  func elsewhere() async throws {
    try await InductionDesk.run { desk async throws in
      let record = try await desk.begun()
      let teacher = try await desk.teacher()
      try await leave(record, desk)
      _ = try await desk.submitted(InductionDesk.content(trn: "7654321"))
      let other = try await CreateAuthority(desk.services)(
        code: "882", name: "Southend-on-Sea", by: .operatorAtCommandLine)
      try await desk.services.pool.execute(
        """
        INSERT INTO retention_hold (id, authority_id, organisation_id, account_id, reason, review_on, placed_at)
        VALUES (gen_random_uuid(), \(other.id), \(other.organisation), \(try teacher.requireAccount().id),
          'A claim, number 7.', '2040-07-01', \(desk.services.now()))
        """)
      desk.clock.advance(days: 365 * 7)
      _ = try await RunRetention(desk.services)()
      #expect(try await desk.accounts.count("induction") == 0)
      #expect(try await desk.accounts.count("induction_registration") == 0)
    }
  }

  @Test("A registration that nobody decided goes after a year, unless its teacher is held by their address")
  func registrations() async throws {
    try await InductionDesk.run { desk async throws in
      let sent = try await desk.submitted()
      let queried = try await desk.submitted(
        InductionDesk.content(trn: "7654321", email: "ola@people.example"))
      _ = try await DecideRegistration(desk.services).query(
        queried.id, "Which school?", expectedVersion: nil, by: desk.officer)
      let teacher = try await desk.teacher()
      let data = try await DownloadOwnData(desk.services)(by: teacher)
      let own = try #require(data["induction_registrations"]?.array)
      #expect(own.count == 1)
      #expect(own.first?.object?["reference"]?.string == sent.reference)
      #expect(own.first?.object?["entered"]?.object?["trn"]?.string == "1234567")
      let text = "\(own)"
      #expect(!text.contains("mentor@school.example") && !text.contains("ola@people.example"))
      let hold = try await hold(desk)
      desk.clock.advance(days: 300)
      _ = try await RunRetention(desk.services)()
      #expect(try await desk.accounts.count("induction_registration") == 2)
      desk.clock.advance(days: 100)
      _ = try await RunRetention(desk.services)()
      #expect(try await desk.accounts.count("induction_registration") == 1)
      try await HoldRecords(desk.services).lift(hold.id, of: desk.authority, by: desk.officer)
      _ = try await RunRetention(desk.services)()
      #expect(try await desk.accounts.count("induction_registration") == 0)
    }
  }

  @Test("An induction that was never taken up again goes six years after its last day of service")
  func paused() async throws {
    try await InductionDesk.run { desk async throws in
      let record = try await desk.begun()
      desk.clock.set(try #require(LondonTime.instant(day("2027-07-22"), hour: 12, minute: 0)))
      _ = try await RecordInduction(desk.services).endPeriod(
        try #require(record.periods.last).id, of: record.induction.id, on: day("2027-07-21"),
        leavesTeaching: false, expectedVersion: nil, by: desk.head)
      #expect(
        try await ReadInductions(desk.services).find(record.induction.id, by: desk.officer).induction.state
          == .paused)
      desk.clock.set(try #require(LondonTime.instant(day("2033-07-20"), hour: 12, minute: 0)))
      _ = try await RunRetention(desk.services)()
      #expect(try await desk.accounts.count("induction") == 1)
      desk.clock.advance(days: 4)
      _ = try await RunRetention(desk.services)()
      #expect(try await desk.accounts.count("induction") == 0)
    }
  }
}

@Suite("Accounts and the places in activities of their people") struct BookedAccountTests {
  private static let email = "cy@people.example"

  private func colleague(_ desk: ActivityDesk, _ activity: Activity, _ emails: [String]) async throws {
    _ = try await BookActivity(desk.services).colleagues(
      activity.id, people: emails.map { ActivityPerson(name: "Cy Sample", email: $0) },
      of: desk.desk.school.id, isConfirmed: true, by: desk.head)
  }

  private func states(_ desk: ActivityDesk) async throws -> [String] {
    try await desk.services.pool.query("SELECT state FROM activity_booking ORDER BY queue")
      .map { try $0.decode("state") }
  }

  @Test("An account that nobody uses stays while a school has a place for its address, which is held with it")
  func dormant() async throws {
    try await ActivityDesk.run { desk async throws in
      _ = try await desk.accounts.person(Self.email, name: "Cy Sample")
      desk.clock.set(try #require(LondonTime.instant(day("2032-12-01"), hour: 12, minute: 0)))
      var content = ActivityDesk.content()
      (content.booksFrom, content.booksUntil) = (day("2032-11-01"), day("2033-01-20"))
      let activity = try await desk.published(content, on: ["2033-02-01"])
      try await colleague(desk, activity, [Self.email])
      let held = try await HoldRecords(desk.services).person(
        Self.email, reason: "A claim, number 7.", reviewOn: day("2033-01-01"), of: desk.authority,
        by: desk.officer)
      try await HoldRecords(desk.services).lift(held.id, of: desk.authority, by: desk.officer)
      for _ in 1...2 {
        _ = try await RunRetention(desk.services)()
        desk.clock.advance(days: 15)
      }
      #expect(try await states(desk) == ["booked"])
      #expect(
        try await desk.services.pool.value(
          "SELECT count(*) FROM account WHERE email = \(Self.email)", as: Int.self) == 1)
      desk.clock.set(try #require(LondonTime.instant(day("2033-02-02"), hour: 12, minute: 0)))
      for _ in 1...2 {
        _ = try await RunRetention(desk.services)()
        desk.clock.advance(days: 15)
      }
      #expect(
        try await desk.services.pool.value(
          "SELECT count(*) FROM account WHERE email = \(Self.email)", as: Int.self) == 0)
    }
  }

  @Test("Whoever closes their account gives their place to the next, and the school is told")
  func closed() async throws {
    try await ActivityDesk.run { desk async throws in
      let activity = try await desk.published(places: 1)
      try await colleague(desk, activity, [Self.email])
      desk.clock.advance(seconds: 1)
      try await colleague(desk, activity, ["next@people.example"])
      #expect(try await states(desk) == ["booked", "waiting"])
      _ = try await desk.accounts.person(Self.email, name: "Cy Sample")
      let cy = try await desk.accounts.acting(Self.email)
      _ = try await CloseOwnAccount(desk.services)(password: AccountsFixture.password, by: cy)
      #expect(try await states(desk) == ["cancelled", "booked"])
      let trail = try await desk.services.pool.query(
        "SELECT action FROM audit_event WHERE subject_type = 'activity_booking' ORDER BY happened_at, id"
      ).map { try $0.decode("action", as: String.self) }
      #expect(trail.contains("activity_booking.cancelled") && trail.contains("activity_booking.filled"))
      let told = try await desk.services.pool.value(
        "SELECT count(*) FROM outbox_mail WHERE subject = 'Cy Sample can’t come: Phonics for beginners'",
        as: Int.self)
      #expect(told == 1)
    }
  }
}
