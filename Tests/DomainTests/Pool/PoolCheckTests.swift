import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("What officers may find of an entry of the pool") struct PoolCheckTests {
  private static let passed = PoolCheck(isComplete: true, trnIsRight: true, hasConsented: true)

  @Test("A teacher reference number that isn't on record can't be found right; who trains needs none")
  func number() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant(isChecked: false)
      let assess = AssessPoolEntry(pool.services)
      let trainee = try await assess.read(entry.id, by: pool.officer)
      #expect(!trainee.number.isNeeded && trainee.number.number == nil && trainee.check.trnIsRight)
      var teaching: [String: JSONValue] = [
        "status": "qualified", "qts_awarded_on": "2019-07-05", "induction": "completed",
        "training_provider": "Example University", "phases": ["primary"], "age_ranges": ["7-11"],
        "subjects": "Primary",
      ]
      _ = try await SaveSection(pool.services)("teaching", answers: teaching, expectedVersion: nil, by: ada)
      let without = try await assess.read(entry.id, by: pool.officer)
      #expect(without.number.isNeeded && !without.number.mayBeRight && !without.check.trnIsRight)
      let refused = try await outcome {
        _ = try await assess.check(entry.id, Self.passed, expectedVersion: nil, by: pool.officer)
      }
      #expect(refused?.fields == ["trn_is_right"])
      #expect(try await pool.found().isEmpty)
      let half = try await assess.check(
        entry.id, PoolCheck(isComplete: true, trnIsRight: false, hasConsented: true), expectedVersion: nil,
        by: pool.officer)
      #expect(!half.check.isPassed)
      teaching["trn"] = "12/34567"
      _ = try await SaveSection(pool.services)("teaching", answers: teaching, expectedVersion: nil, by: ada)
      let right = try await assess.check(entry.id, Self.passed, expectedVersion: nil, by: pool.officer)
      #expect(right.check.isPassed && right.number.number == "1234567")
      #expect(try await pool.found() == [entry.id])
    }
  }

  @Test("Scores are recorded from the day of the interview on, not before, and not of who can't come")
  func scores() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let assess = AssessPoolEntry(pool.services)
      let criterion = try #require(try await assess.read(entry.id, by: pool.officer).criteria.first)
      func score() async throws -> DomainError? {
        try await outcome { _ = try await assess.score(entry.id, [criterion.id: 3], by: pool.officer) }
      }
      #expect(try await score()?.isConflict == true, "nobody has been invited")
      let tomorrow = pool.desk.clock.now.addingTimeInterval(86_400)
      _ = try await assess.invite(
        entry.id, at: tomorrow, place: "Town Hall", expectedVersion: nil, by: pool.officer)
      #expect(try await score()?.isConflict == true, "the day is still to come")
      _ = try await AnswerPoolInvitation(pool.services)(
        entry.id, .declined, reason: "I am away.", by: ada)
      pool.desk.clock.set(tomorrow.addingTimeInterval(-3_600))
      #expect(try await score()?.isConflict == true, "the person can't come")
      try await pool.services.pool.execute("UPDATE pool_assessment SET invitation_answer = 'accepted'")
      #expect(try await score() == nil, "the day is enough, whatever the hour")
    }
  }

  @Test("A score that is set back to none is taken away, and saving nothing is refused with what to do")
  func clearing() async throws {
    try await PoolFixture.run { pool async throws in
      let (_, entry) = try await pool.entrant()
      let assess = AssessPoolEntry(pool.services)
      let criteria = try await assess.read(entry.id, by: pool.officer).criteria.map(\.id)
      try await PoolFixture.interviewToday(entry.id, pool.services)
      let nothing = try await outcome {
        _ = try await assess.score(entry.id, [:], clearing: Set(criteria), by: pool.officer)
      }
      #expect(nothing?.fields == ["scores"])
      _ = try await assess.score(entry.id, [criteria[0]: 3, criteria[1]: 2], by: pool.officer)
      let one = try await assess.score(
        entry.id, [criteria[1]: 4], clearing: [criteria[0]], by: pool.officer)
      #expect(one.scores.map(\.score) == [4])
      let none = try await assess.score(entry.id, [:], clearing: Set(criteria), by: pool.officer)
      #expect(none.scores.isEmpty)
    }
  }

  @Test("Another officer’s scores show once one’s own are given for every criterion, or with the grade")
  func hiddenScores() async throws {
    try await PoolFixture.run { pool async throws in
      let (_, entry) = try await pool.entrant()
      let assess = AssessPoolEntry(pool.services)
      let second = try await AccountsFixture(pool.services).acting(
        .officer, at: pool.authority.organisation, email: "second@example.org")
      let criteria = try await assess.read(entry.id, by: pool.officer).criteria.map(\.id)
      let all = Dictionary(uniqueKeysWithValues: criteria.map { ($0, 2) })
      try await PoolFixture.interviewToday(entry.id, pool.services)
      _ = try await assess.score(entry.id, all, by: pool.officer)
      let before = try await assess.read(entry.id, by: second)
      #expect(before.scores.isEmpty && before.hiddenOfficers == 1)
      #expect(before.hiddenScoresSentence?.hasPrefix("One other officer has given scores.") == true)
      let part = try await assess.score(entry.id, [criteria[0]: 4], by: second)
      #expect(part.scores.map(\.score) == [4] && part.hiddenOfficers == 1)
      let whole = try await assess.score(entry.id, all, by: second)
      #expect(whole.scores.count == 2 * criteria.count && whole.hiddenScoresSentence == nil)
      _ = try await assess.score(entry.id, [:], clearing: Set(criteria), by: second)
      #expect(try await assess.read(entry.id, by: second).scores.isEmpty)
      let graded = try await assess.grade(entry.id, "A", notes: "", expectedVersion: nil, by: second)
      #expect(graded.scores.count == criteria.count && graded.hiddenOfficers == 0)
    }
  }

  @Test("What the check finds wrong is told to the person whenever it is something else than before")
  func faults() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant(isChecked: false)
      let assess = AssessPoolEntry(pool.services)
      func check(_ isComplete: Bool, _ trnIsRight: Bool) async throws -> [PoolFault]? {
        _ = try await assess.check(
          entry.id, PoolCheck(isComplete: isComplete, trnIsRight: trnIsRight, hasConsented: true),
          expectedVersion: nil, by: pool.officer)
        return try await JoinPool(pool.services).own(entry.id, by: ada).faults
      }
      func told() async throws -> Int {
        try await AccountsFixture(pool.services).subjects(to: "ada@example.org").count {
          $0 == "Your entry in the pool is not right yet"
        }
      }
      #expect(entry.faults == nil)
      let unchecked = try await assess.grade(
        entry.id, "A", notes: "", expectedVersion: nil, by: pool.officer)
      #expect(!unchecked.isChecked && unchecked.check.isPassed)
      for _ in 0..<2 { #expect(try await check(true, false) == [.number]) }
      #expect(try await told() == 1)
      let body = try await pool.services.pool.value(
        "SELECT body FROM outbox_mail WHERE subject = 'Your entry in the pool is not right yet'",
        as: String.self)
      #expect(body.contains("Your teacher reference number is missing") && !body.contains("not complete"))
      #expect(body.contains("/general-application") && body.contains("/pool/\(entry.id)"))
      var waiting = PoolListFilter()
      waiting.waitingOnly = true
      let listed = try await ListPoolEntries(pool.services)(
        pool.authority, year: 2027, waiting, by: pool.officer)
      #expect(listed.items.first?.entry.faults == [.number])
      #expect(try await check(false, false) == [.incomplete, .number])
      #expect(try await told() == 2)
      #expect(try await check(true, true) == [])
      #expect(try await told() == 2)
      #expect(try await assess.read(entry.id, by: pool.officer).isChecked)
    }
  }

  @Test("A grade is refused only where another grade or other notes stand than were read")
  func gradeSeen() async throws {
    try await PoolFixture.run { pool async throws in
      let (_, entry) = try await pool.entrant(isChecked: false)
      let assess = AssessPoolEntry(pool.services)
      try await pool.check(entry)
      let graded = try await assess.grade(
        entry.id, "A", notes: "Calm.", seen: (grade: nil, notes: ""), expectedVersion: nil, by: pool.officer)
      #expect(graded.notes == "Calm.")
      let late = try await outcome {
        _ = try await assess.grade(
          entry.id, "B", notes: "", seen: (grade: nil, notes: ""), expectedVersion: nil, by: pool.officer)
      }
      #expect(late == .staleVersion(current: graded.version))
    }
  }

  @Test("The hint on places shows examples that are found")
  func places() async throws {
    try await PoolFixture.run { pool async throws in
      let find = FindPlace(pool.services)
      try await pool.services.pool.execute("UPDATE school SET postcode = NULL, town = NULL")
      #expect(try await find.hint() == "A town or a school.")
      try await pool.services.pool.execute(
        """
        UPDATE school SET postcode = 'RM17 5YN', town = 'Grays', easting = 561000, northing = 178000
        """)
      #expect(try await find.hint() == "A postcode such as RM17 5YN, a town such as Grays or a school.")
      #expect(try await find("RM17 5YN").name == "RM17 5YN")
      #expect(try await find("Grays").name == "Grays")
    }
  }

  @Test("What the general application says already is filled in when somebody joins")
  func suggested() async throws {
    try await PoolFixture.run { pool async throws in
      let ada = try await pool.person()
      let wanted = try await SuggestPoolPreferences(pool.services)(by: ada)
      #expect(wanted.phases == [.primary] && wanted.keyStages == ["ks1", "ks2"])
      #expect(wanted.subjects == ["primary-general"] && wanted.hours == nil && wanted.places.isEmpty)
      let subjects = try await ReferenceData(pool.services).subjects()
      func named(_ text: String) -> Set<String> {
        Set(SuggestPoolPreferences.suggested(["subjects": .string(text)], subjects: subjects).subjects)
      }
      #expect(named("English; mathematics to GCSE") == ["english", "mathematics"])
      #expect(named("Nothing that is known, nor mathematically") == [])
    }
  }

  @Test("Whoever applies for a vacancy that a school asked about has answered it")
  func applying() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let (school, head) = (pool.desk.school.id, pool.desk.head)
      let vacancy = try await pool.desk.published()
      let other = try await pool.desk.published(VacancyDesk.content("Teacher of music"))
      let express = ExpressPoolInterest(pool.services)
      let asked = try await express(
        in: entry.id, at: school, vacancy: vacancy.id, message: "Join us", by: head)
      let waiting = try await express(
        in: entry.id, at: school, vacancy: other.id, message: "Or this", by: head)
      let submission = UUID()
      for _ in 0..<2 {
        let sent = try await SendApplication(pool.services)(
          vacancy: vacancy.id, answers: CompleteApplication.vacancyAnswers, submission: submission, by: ada)
        let seen = try await express.list(at: school, by: head).items
        let answered = try #require(seen.first { $0.id == asked.id })
        #expect(answered.state == .accepted && answered.application == sent.application.id)
        #expect(answered.version == asked.version + 1)
        #expect(seen.first { $0.id == waiting.id }?.state == .open, "another vacancy is another question")
      }
      let told = try await AccountsFixture(pool.services).subjects(to: "head@example.org")
      #expect(told.count { $0 == "Pool: your interest was accepted" } <= 1)
      let back = try await outcome { _ = try await express.withdraw(asked.id, by: head) }
      #expect(back?.isConflict == true)
    }
  }

  @Test("While names are hidden no mail of an answer comes beside the application and says whose it is")
  func nameless() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let vacancy = try await pool.desk.published()
      _ = try await ExpressPoolInterest(pool.services)(
        in: entry.id, at: pool.desk.school.id, vacancy: vacancy.id, message: "Join us", by: pool.desk.head)
      try await pool.services.pool.execute(
        """
        INSERT INTO vacancy_anonymity (vacancy_id, authority_id, hides_names)
        VALUES (\(vacancy.id), \(vacancy.place.authority), true)
        """)
      _ = try await SendApplication(pool.services)(
        vacancy: vacancy.id, answers: CompleteApplication.vacancyAnswers, submission: UUID(), by: ada)
      let mails = try await pool.services.pool.value(
        "SELECT count(*) FROM outbox_mail WHERE subject LIKE 'Pool: your interest%'", as: Int.self)
      #expect(mails == 0)
    }
  }
}
