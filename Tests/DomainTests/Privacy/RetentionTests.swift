import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Retention") struct RetentionTests {
  private func authority(_ hiring: HiringDesk) async throws -> Authority {
    try await Authority.find(code: "883", in: hiring.services.pool)
  }

  private func rejected(_ hiring: HiringDesk, by actor: Actor? = nil) async throws -> SentApplication {
    let application = try await hiring.application(.underConsideration, by: actor)
    return try await MoveApplication(hiring.services)(
      application.id, to: .unsuccessful, reason: "Others were stronger.", exception: "Alone.",
      expectedVersion: nil, by: hiring.head)
  }

  private func exists(_ application: SentApplication, _ hiring: HiringDesk) async throws -> Bool {
    try await hiring.services.pool.value(
      "SELECT EXISTS (SELECT FROM application WHERE id = \(application.id))", as: Bool.self)
  }

  @Test("What is held is passed over and listed, by application or by person, until it is lifted")
  func holds() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, authority) = (hiring.services, try await authority(hiring))
      let eve = try await HiringDesk.person("eve@example.org", hiring.desk)
      let (first, second) = (try await rejected(hiring), try await rejected(hiring, by: eve))
      let holding = HoldRecords(services)
      let wrong = try await outcome {
        _ = try await holding(first.id, reason: "x", reviewOn: day("2026-01-01"), by: hiring.head)
      }
      #expect(wrong?.fields == ["reason", "review_on"])
      for (who, actor) in hiring.strangers {
        let refused = try await outcome {
          _ = try await holding(first.id, reason: "A complaint.", reviewOn: day("2027-06-01"), by: actor)
        }
        #expect(refused == .notFound("application"), "\(who)")
      }
      let recruiter = try await outcome {
        _ = try await holding(
          first.id, reason: "A complaint.", reviewOn: day("2027-06-01"), by: hiring.recruiter)
      }
      #expect(recruiter?.isNotAllowed == true)
      _ = try await holding(first.id, reason: "A complaint.", reviewOn: day("2027-06-01"), by: hiring.head)
      let unknown = try await outcome {
        _ = try await holding.person(
          "nobody@example.org", reason: "A claim, number 7.", reviewOn: day("2027-06-01"), of: authority,
          by: hiring.officer)
      }
      #expect(unknown?.fields == ["email"])
      let person = try await holding.person(
        "eve@example.org", reason: "A claim, number 7.", reviewOn: day("2027-07-01"), of: authority,
        by: hiring.officer)
      let closing = try await outcome {
        _ = try await CloseOwnAccount(services)(password: AccountsFixture.password, by: eve)
      }
      #expect(closing?.isConflict == true)
      hiring.clock.advance(days: 200)
      let line = try #require(
        try await ReadRetention(services)(authority, by: hiring.officer).first {
          $0.period.kind == .application
        })
      #expect(line.due == 0 && line.held == 2)
      _ = try await RunRetention(services)()
      #expect(try await exists(first, hiring))
      #expect(try await exists(second, hiring))
      let listed = try await holding.list(authority, by: hiring.officer).items
      #expect(
        listed.map(\.reference) == [first.reference, nil] && listed.map(\.email) == [nil, "eve@example.org"])
      #expect(listed.map(\.reason) == [nil, "A claim, number 7."])
      let head = try await outcome { _ = try await holding.list(authority, by: hiring.head) }
      #expect(head == .notFound("page"))
      let page = try await holding.list(authority, limit: 1, by: hiring.officer)
      let rest = try await holding.list(authority, limit: 1, after: page.next, by: hiring.officer)
      #expect(
        page.items.map(\.reference) == [first.reference] && rest.items.map(\.email) == ["eve@example.org"])
      #expect(rest.next == nil)
      try await holding.lift(first.id, by: hiring.head)
      try await holding.lift(person.id, of: authority, by: hiring.officer)
      _ = try await RunRetention(services)()
      #expect(try await !exists(first, hiring))
      #expect(try await !exists(second, hiring))
    }
  }

  @Test("An authority neither holds nor finds what is another's")
  func otherAuthority() async throws {
    try await HiringDesk.run { hiring async throws in
      let services = hiring.services
      let mine = try await rejected(hiring)
      let other = try await CreateAuthority(services)(
        code: "882", name: "Southend-on-Sea", by: .operatorAtCommandLine)
      let officer = try await AccountsFixture(services).acting(
        .officer, at: other.organisation, email: "other@authority.example")
      let holding = HoldRecords(services)
      let unknown = try await outcome {
        _ = try await holding.person(
          "ada@example.org", reason: "A claim, number 7.", reviewOn: day("2027-07-01"), of: other, by: officer
        )
      }
      #expect(unknown?.fields == ["email"])
      // Even a hold that stands there holds nothing here.
      let account = try #require(hiring.applicant.account?.id)
      try await services.pool.execute(
        """
        INSERT INTO retention_hold (id, authority_id, organisation_id, account_id, reason, review_on, placed_at)
        VALUES (gen_random_uuid(), \(other.id), \(other.organisation), \(account), 'A claim, number 7.', '2027-07-01',
          \(services.now()))
        """)
      hiring.clock.advance(days: 200)
      _ = try await RunRetention(services)()
      #expect(try await !exists(mine, hiring))
    }
  }

  @Test("Whoever can’t close their account is told who keeps it and where to ask why")
  func askingWhy() async throws {
    try await HiringDesk.run { hiring async throws in
      let authority = try await authority(hiring)
      _ = try await hiring.application(.sent)
      _ = try await HoldRecords(hiring.services).person(
        "ada@example.org", reason: "A claim, number 7.", reviewOn: day("2027-07-01"), of: authority,
        by: hiring.officer)
      let refused = try await outcome {
        _ = try await CloseOwnAccount(hiring.services)(
          password: AccountsFixture.password, by: hiring.applicant)
      }
      #expect(
        refused
          == .conflict(
            "Your account can’t be closed at the moment: \(authority.name) must keep what is held about you. To ask "
              + "why, write to its officers: officer@example.org."))
    }
  }

  @Test("Nobody overwrites a hold or a period that another has just stored")
  func versions() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, authority) = (hiring.services, try await authority(hiring))
      let application = try await rejected(hiring)
      let holding = HoldRecords(services)
      let review = day("2027-06-01")
      func hold(_ reason: String, _ version: Int) async throws -> RetentionHold {
        try await holding(
          application.id, reason: reason, reviewOn: review, expectedVersion: version, by: hiring.head)
      }
      func person(_ reason: String, _ version: Int) async throws -> RetentionHold {
        try await holding.person(
          "ada@example.org", reason: reason, reviewOn: review, of: authority, expectedVersion: version,
          by: hiring.officer)
      }
      #expect(try await hold("The first reason.", 0).version == 1)
      let late = try await outcome { _ = try await hold("The second reason.", 0) }
      #expect(late == .staleVersion(current: 1))
      #expect(try await hold("The second reason.", 1).version == 2)
      let unseen = try await outcome {
        try await holding.lift(application.id, expectedVersion: 1, by: hiring.head)
      }
      #expect(unseen == .staleVersion(current: 2))
      try await holding.lift(application.id, expectedVersion: 2, by: hiring.head)
      #expect(try await hold("A third reason.", 0).version == 3)
      #expect(try await person("A claim, number 7.", 0).version == 1)
      let again = try await outcome { _ = try await person("A claim, number 8.", 0) }
      #expect(again == .staleVersion(current: 1))
      let setting = SetRetentionPeriod(services)
      for (months, version) in [(9, 0), (10, 1)] {
        try await setting(
          .application, months: months, reason: "Section 123.", of: authority, expectedVersion: version,
          by: hiring.administrator)
      }
      let stale = try await outcome {
        try await setting(
          .application, months: 3, reason: "Section 123.", of: authority, expectedVersion: 1,
          by: hiring.administrator)
      }
      #expect(stale == .staleVersion(current: 2))
      // The usual period, which the operator sets, in the same way.
      let operatorActor = Actor.operatorAtCommandLine
      let usual = try #require(
        try await ReadRetention(services).ofInstallation(by: operatorActor).first { $0.period.kind == .mail })
      func set(_ months: Int) async throws {
        try await setting(
          .mail, months: months, reason: "UK GDPR, article 5(1)(e).", of: nil,
          expectedVersion: usual.period.version, by: operatorActor)
      }
      try await set(4)
      #expect(try await outcome { try await set(5) } == .staleVersion(current: usual.period.version + 1))
    }
  }

  @Test("What schools keep of somebody who has closed their account is held as well; every fault is named")
  func closedAccount() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, authority) = (hiring.services, try await authority(hiring))
      let eve = try await HiringDesk.person("eve@example.org", hiring.desk)
      let application = try await rejected(hiring, by: eve)
      _ = try await CloseOwnAccount(services)(password: AccountsFixture.password, by: eve)
      let empty = try await outcome {
        _ = try await HoldRecords(services).person(
          "", reason: "", reviewOn: nil, of: authority, by: hiring.officer)
      }
      #expect(empty?.fields == ["email", "reason", "review_on"])
      _ = try await HoldRecords(services).person(
        "Eve@example.org", reason: "A claim, number 7.", reviewOn: day("2027-07-01"), of: authority,
        by: hiring.officer)
      hiring.clock.advance(days: 400)
      _ = try await RunRetention(services)()
      #expect(try await exists(application, hiring))
    }
  }

  @Test("A hold waits for what an erasing run has in hand")
  func race() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, authority) = (hiring.services, try await authority(hiring))
      let application = try await rejected(hiring)
      try await withThrowingTaskGroup(of: Void.self) { group in
        try await services.pool.withTransaction { tx in
          // As the run does: the row is locked, the holds have been looked at.
          try await tx.execute("SELECT 1 FROM application WHERE id = \(application.id) FOR UPDATE")
          group.addTask {
            _ = try await HoldRecords(services).person(
              "ada@example.org", reason: "A claim, number 7.", reviewOn: day("2027-07-01"), of: authority,
              by: hiring.officer)
          }
          #expect(try await somebodyWaits(services.pool))
          #expect(try await AccountsFixture(services).count("retention_hold") == 0)
        }
        try await group.waitForAll()
      }
      #expect(try await AccountsFixture(services).count("retention_hold") == 1)
    }
  }

  @Test(
    "An accepted offer that nobody finishes is kept for a year from the first day, and erased after a reminder"
  )
  func accepted() async throws {
    try await HiringDesk.run { hiring async throws in
      let services = hiring.services
      let application = try await hiring.accepted()
      let remind = RemindOfAppointments(services)
      // The first day is 4 January 2027.
      for (moment, count) in [("2027-01-17T12:00:00Z", 0), ("2027-01-18T12:00:00Z", 1)] {
        hiring.clock.set(try Date(moment, strategy: .iso8601))
        #expect(try await remind() == count, "\(moment)")
      }
      #expect(try await remind() == 0)
      let mails = try await services.pool.query(
        "SELECT body FROM outbox_mail WHERE subject LIKE 'Has Ada Sample begun?%'"
      ).map { try $0.decode("body", as: String.self) }
      #expect(mails.count == 1)
      #expect(mails.first?.contains("was to begin on Monday 4 January 2027") == true)
      #expect(mails.first?.contains("12 months after that day") == true)
      #expect(
        try await hiring.mails(to: "head@example.org").contains { $0.hasPrefix("Has Ada Sample begun?") })
      hiring.clock.set(try Date("2028-01-03T12:00:00Z", strategy: .iso8601))
      _ = try await RunRetention(services)()
      #expect(try await exists(application, hiring))
      // Nothing goes that the school was not reminded of, nor what is held.
      hiring.clock.advance(days: 40)
      try await services.pool.execute("UPDATE offer SET reminded_at = NULL")
      _ = try await RunRetention(services)()
      #expect(try await exists(application, hiring))
      #expect(try await remind() == 1)
      hiring.clock.advance(days: 14)
      _ = try await HoldRecords(services)(
        application.id, reason: "A complaint.", reviewOn: day("2028-06-01"), by: hiring.head)
      let held = try await RunRetention(services)().first { $0.kind == .unfinishedAppointment }
      #expect(held?.held == 1 && held?.count == 0)
      try await HoldRecords(services).lift(application.id, by: hiring.head)
      _ = try await RunRetention(services)()
      #expect(try await !exists(application, hiring))
    }
  }

  @Test("An enquiry that was answered is erased two years later with its thread; an open one stays")
  func enquiries() async throws {
    try await HiringDesk.run { hiring async throws in
      let services = hiring.services
      let ask = AskEnquiry(services)
      let answered = try await ask(
        for: hiring.desk.school.id, subject: "Panels", message: "Who may sit on one?", by: hiring.head)
      let open = try await ask(
        for: hiring.desk.school.id, subject: "Pay", message: "Which scale holds?", by: hiring.head)
      _ = try await ReplyToEnquiry(services)(answered.id, message: "Two trained people.", by: hiring.officer)
      let authority = try await authority(hiring)
      hiring.clock.advance(days: 720)
      _ = try await RunRetention(services)()
      #expect(try await AccountsFixture(services).count("enquiry") == 2)
      let hold = try await HoldRecords(services).person(
        "head@example.org", reason: "A claim, number 7.", reviewOn: day("2029-07-01"), of: authority,
        by: hiring.officer)
      hiring.clock.advance(days: 20)
      let held = try await RunRetention(services)().first { $0.kind == .enquiry }
      #expect(held?.held == 1 && held?.count == 0)
      try await HoldRecords(services).lift(hold.id, of: authority, by: hiring.officer)
      _ = try await RunRetention(services)()
      let left = try await services.pool.query(
        "SELECT e.id, m.body FROM enquiry e JOIN enquiry_message m ON m.enquiry_id = e.id")
      #expect(try left.map { try $0.decode("id", as: EnquiryID.self) } == [open.id])
      let named = try await services.pool.value(
        "SELECT count(*) FROM audit_event WHERE subject_id = \(answered.id.description)", as: Int.self)
      #expect(named == 0)
    }
  }

  @Test(
    "A dry run counts and erases nothing; workers at once erase each thing once and the trail counts them")
  func runs() async throws {
    try await HiringDesk.run { hiring async throws in
      let services = hiring.services
      for name in 1...7 {
        _ = try await rejected(
          hiring, by: try await HiringDesk.person("person\(name)@example.org", hiring.desk))
      }
      hiring.clock.advance(days: 200)
      let dry = try await RunRetention(services)(isDryRun: true)
      #expect(dry.first { $0.kind == .application }?.count == 7)
      let all = try await withThrowingTaskGroup(of: Int.self, returning: Int.self) { group in
        for _ in 0..<3 {
          group.addTask {
            try await RunRetention(services)(batch: 2).filter { $0.kind == .application }.reduce(0) {
              $0 + $1.count
            }
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(all == 7)
      #expect(try await AccountsFixture(services).count("application") == 0)
      let counted = try await services.pool.value(
        """
        SELECT sum((details ->> 'count')::int)::bigint FROM audit_event
        WHERE action = 'retention.erased' AND subject_id = 'application'
        """, as: Int.self)
      #expect(counted == 7)
      let refused = try await outcome { _ = try await RunRetention(services)(by: hiring.administrator) }
      #expect(refused?.isNotAllowed == true)
    }
  }

  @Test("An administrator sets a period with its reason; the operator those of the installation")
  func periods() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, authority) = (hiring.services, try await authority(hiring))
      let setting = SetRetentionPeriod(services)
      let wrong = try await outcome {
        try await setting(.application, months: 0, reason: "No.", of: authority, by: hiring.administrator)
      }
      #expect(wrong?.fields == ["months", "reason"])
      let officer = try await outcome {
        try await setting(.application, months: 9, reason: "Section 123.", of: authority, by: hiring.officer)
      }
      #expect(officer == .notFound("page"))
      let mail = try await outcome {
        try await setting(.mail, months: 9, reason: "Long enough.", of: authority, by: hiring.administrator)
      }
      #expect(mail?.isNotAllowed == true)
      try await setting(
        .application, months: 9, reason: "Section 123.", of: authority, by: hiring.administrator)
      let application = try await rejected(hiring)
      hiring.clock.advance(days: 200)
      _ = try await RunRetention(services)()
      #expect(try await exists(application, hiring))
      hiring.clock.advance(days: 80)
      _ = try await RunRetention(services)()
      #expect(try await !exists(application, hiring))
      #expect(try await hiring.audited("retention.period_set") == 1)
      try await setting(.mail, months: 1, reason: "Long enough.", of: nil, by: .operatorAtCommandLine)
      let lines = try await ReadRetention(services).ofInstallation(by: .operatorAtCommandLine)
      #expect(lines.map(\.period.months) == [72, 1])
    }
  }

  @Test("Signing in after the warning keeps an account; staff stay as a row without a name")
  func accounts() async throws {
    try await HiringDesk.run { hiring async throws in
      let services = hiring.services
      let accounts = AccountsFixture(services)
      let eve = try await accounts.person("eve@example.org")
      let left = try #require(hiring.panelMember.account?.id)
      try await services.pool.execute(
        "UPDATE membership SET ended_at = granted_at WHERE account_id = \(left)")
      hiring.clock.advance(days: 72 * 30.4375 - 10)
      _ = try await RunRetention(services)()
      #expect(try await accounts.subjects(to: "eve@example.org").contains("Your account will be deleted"))
      _ = try await accounts.acting("eve@example.org")
      hiring.clock.advance(days: 20)
      _ = try await RunRetention(services)()
      let names = try await services.pool.query(
        "SELECT name FROM account WHERE id = ANY (\([eve, left].map(\.rawValue))) ORDER BY name"
      ).map { try $0.decode("name", as: String.self) }
      #expect(names == ["Closed account", "Robin Sample"])
      let again = try await RunRetention(services)(isDryRun: true)
      #expect(again.first { $0.kind == .account }?.count == 0)
    }
  }

  @Test("The trail takes no other change than blanking, and that only by what erases")
  func trail() async throws {
    try await HiringDesk.run { hiring async throws in
      await #expect(throws: PostgresError.self) {
        try await hiring.services.pool.execute("UPDATE audit_event SET subject_id = 'erased'")
      }
      await #expect(throws: PostgresError.self) {
        try await hiring.services.pool.withTransaction { tx in
          try await tx.execute("SELECT set_config('staffroom.erases', 'yes', true)")
          try await tx.execute("UPDATE audit_event SET action = 'nothing'")
        }
      }
      await #expect(throws: PostgresError.self) {
        try await hiring.services.pool.withTransaction { tx in
          try await tx.execute("SELECT set_config('staffroom.erases', 'yes', true)")
          try await tx.execute("DELETE FROM audit_event")
        }
      }
    }
  }

  private func sexes(_ hiring: HiringDesk) async throws -> EqualityTable? {
    let report = try await EqualityTotals(hiring.services)(
      of: try await authority(hiring), year: 2026, by: hiring.officer)
    return report.terms[0].characteristics.first { $0.question.key == "sex" }?.table
  }

  @Test("Equality answers wait for the totals of their term, which stay what they are when they are erased")
  func equality() async throws {
    try await HiringDesk.run { hiring async throws in
      let services = hiring.services
      try await SetRetentionPeriod(services)(
        .equalityAnswer, months: 1, reason: "Totals serve.", of: try await authority(hiring),
        by: hiring.administrator)
      for name in 1...14 {
        let actor = try await HiringDesk.person("person\(name)@example.org", hiring.desk)
        let application = try await rejected(hiring, by: actor)
        try await AnswerEquality(services)(application.id, ["sex": name > 6 ? "female" : "male"], by: actor)
      }
      hiring.clock.advance(days: 60)
      _ = try await RunRetention(services)()
      #expect(try await AccountsFixture(services).count("equality_answer") == 14)
      hiring.clock.advance(days: 40)
      _ = try await RunRetention(services)()
      #expect(try await AccountsFixture(services).count("equality_answer") == 0)
      let sex = try #require(try await sexes(hiring))
      #expect(sex.totals == [14] && !sex.rows.isEmpty)
      hiring.clock.advance(days: 200)
      _ = try await RunRetention(services)()
      #expect(try await AccountsFixture(services).count("application") == 0)
      #expect(try await sexes(hiring) == sex)
    }
  }
}
