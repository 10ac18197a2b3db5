import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Interest of a school for a vacancy that has been applied for, or declined") struct PoolStandingTests {
  private static func hideNames(of vacancy: Vacancy, _ pool: PoolFixture, _ hides: Bool = true) async throws {
    try await pool.services.pool.execute(
      """
      INSERT INTO vacancy_anonymity (vacancy_id, authority_id, hides_names)
      VALUES (\(vacancy.id), \(vacancy.place.authority), \(hides))
      ON CONFLICT (vacancy_id) DO UPDATE SET hides_names = excluded.hides_names
      """)
  }

  private static func apply(_ vacancy: Vacancy, by actor: Actor, _ pool: PoolFixture) async throws
    -> SentApplication
  {
    try await SendApplication(pool.services)(
      vacancy: vacancy.id, answers: CompleteApplication.vacancyAnswers, submission: UUID(), by: actor
    ).application
  }

  /// Once told it stays so, for whoever comes back, leaves again and comes back.
  private static func comeBack(
    _ entry: PoolEntryID, _ asked: PoolInterestID, at school: OrganisationID, head: Actor, by ada: Actor,
    _ pool: PoolFixture
  ) async throws {
    for state in [PoolState.active, .left, .active] {
      _ = try await ChangePoolEntry(pool.services)(entry, to: state, by: ada)
      let all = try await ExpressPoolInterest(pool.services).list(at: school, by: head).items
      #expect(all.filter { $0.id == asked }.map(\.state) == [.ended], "\(state)")
    }
  }

  private static func toldEnded(_ pool: PoolFixture) async throws -> Int {
    try await pool.services.pool.value(
      "SELECT count(*) FROM outbox_mail WHERE subject LIKE 'Pool: somebody whom you asked is no longer%'",
      as: Int.self)
  }

  @Test("While names are hidden, the school doesn't learn which application an answer made")
  func nameless() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let (school, head) = (pool.desk.school.id, pool.desk.head)
      let vacancy = try await pool.desk.published()
      let express = ExpressPoolInterest(pool.services)
      let asked = try await express(
        in: entry.id, at: school, vacancy: vacancy.id, message: "Join us", by: head)
      try await Self.hideNames(of: vacancy, pool)
      let answer = AnswerPoolInterest(pool.services)
      let accepted = try await answer.accept(
        asked.id, answers: CompleteApplication.vacancyAnswers, submission: UUID(), by: ada)
      let application = try #require(accepted.application)
      func seen() async throws -> [PoolInterest] {
        try await express.list(at: school, by: head).items
          + ReadPoolPerson(pool.services)(entry.id, at: school, by: head).interests
      }
      let hidden = try await seen()
      #expect(hidden.count == 2)
      #expect(
        hidden.allSatisfy {
          $0.state == .open && $0.application == nil && $0.answeredAt == nil && $0.reply == nil
            && $0.version == asked.version
        })
      #expect(try await answer.read(asked.id, by: ada).application == application)
      // To ask again, or to take the question back, goes as it does while nobody has answered.
      let same = try await express(
        in: entry.id, at: school, vacancy: vacancy.id, message: "Join us", by: head)
      #expect(same.id == asked.id && same.state == .open)
      let again = try await outcome {
        _ = try await express(in: entry.id, at: school, vacancy: vacancy.id, message: "Hi", by: head)
      }
      let moment = LondonTime.dateAndTime(asked.createdAt)
      #expect(
        again
          == .conflict("Your question of \(moment) still waits for an answer, so this one was not sent."))
      let (_, other) = try await pool.entrant("bea@example.org")
      let waiting = try await express(
        in: other.id, at: school, vacancy: vacancy.id, message: "Join us", by: head)
      for question in [asked, waiting] {
        let kept = try await outcome { _ = try await express.withdraw(question.id, by: head) }
        #expect(
          kept
            == .conflict(
              "Names are hidden for this vacancy, so a question for it can’t be taken back: that could tell who has "
                + "applied."))
      }
      // Whoever pauses is out of the school's sight, and who leaves is no longer available, answered or not.
      let change = ChangePoolEntry(pool.services)
      _ = try await change(entry.id, to: .paused, by: ada)
      let paused = try await express.list(at: school, by: head).items.first { $0.id == asked.id }
      #expect(paused?.state == .open && paused?.isAvailable == false)
      _ = try await change(entry.id, to: .left, by: ada)
      let left = try await express.list(at: school, by: head).items.first { $0.id == asked.id }
      #expect(left?.state == .ended && left?.isAvailable == false && left?.answeredAt != nil)
      let once = try await Self.toldEnded(pool)
      #expect(once > 0)
      try await Self.comeBack(entry.id, asked.id, at: school, head: head, by: ada, pool)
      #expect(try await Self.toldEnded(pool) == once)
      try await Self.hideNames(of: vacancy, pool, false)
      let known = try await seen()
      #expect(known.count == 3 && known.filter { $0.application == application }.count == 2)
      #expect(known.count { $0.state == .accepted && $0.answeredAt != nil } == 2)
    }
  }

  @Test("Who has applied and closes their account is not known by that until names show")
  func closed() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let (services, school, head) = (pool.services, pool.desk.school.id, pool.desk.head)
      let vacancy = try await pool.desk.published()
      let express = ExpressPoolInterest(services)
      let asked = try await express(
        in: entry.id, at: school, vacancy: vacancy.id, message: "Join us", by: head)
      try await Self.hideNames(of: vacancy, pool)
      let accepted = try await AnswerPoolInterest(services).accept(
        asked.id, answers: CompleteApplication.vacancyAnswers, submission: UUID(), by: ada)
      let id = try #require(accepted.application)
      _ = try await CloseOwnAccount(services)(password: AccountsFixture.password, by: ada)
      #expect(try await express.list(at: school, by: head).items.isEmpty)
      func isClosed() async throws -> Bool {
        try await ReadApplication(services)(id, by: head).application.isAccountClosed
      }
      func trail() async throws -> [AuditEvent] {
        try await ReadAuditTrail(services)(
          AuditQuery(.organisation(vacancy.place), limit: 500), by: head
        ).items
      }
      func write(_ body: String) async throws {
        try await WriteMessage(services)(id, body, submission: UUID(), by: head)
      }
      #expect(try await !isClosed())
      let hidden = try await trail()
      #expect(hidden.contains { $0.action == "application.sent" })
      #expect(hidden.allSatisfy { $0.actorAccount != ada.account?.id })
      #expect(hidden.allSatisfy { $0.action != "pool.interest_accepted" && $0.action != "account.closed" })
      // What is written is kept, and nobody is mailed.
      try await write("May we call you?")
      let told = try await services.pool.value(
        "SELECT count(*) FROM outbox_mail WHERE subject LIKE 'A new message about application%'",
        as: Int.self)
      #expect(told == 0)
      #expect(try await AccountsFixture(services).count("application_message") == 1)
      try await Self.hideNames(of: vacancy, pool, false)
      #expect(try await isClosed())
      #expect(try await trail().contains { $0.action == "pool.interest_accepted" })
      #expect(try await outcome { try await write("Hello?") }?.isConflict == true)
    }
  }

  @Test("Who has applied is not asked for the same vacancy, save where refusing would tell that they have")
  func applied() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let vacancy = try await pool.desk.published()
      let express = ExpressPoolInterest(pool.services)
      let (school, head, recruiter) = (pool.desk.school.id, pool.desk.head, pool.desk.recruiter)
      func ask(_ vacancy: VacancyID? = nil, by actor: Actor) async throws -> DomainError? {
        try await outcome {
          _ = try await express(in: entry.id, at: school, vacancy: vacancy, message: "Hi", by: actor)
        }
      }
      func known(to actor: Actor) async throws -> Set<VacancyID> {
        try await ReadPoolPerson(pool.services)(entry.id, at: school, by: actor).appliedFor
      }
      #expect(try await known(to: head).isEmpty)
      let sent = try await Self.apply(vacancy, by: ada, pool)
      #expect(
        try await ask(vacancy.id, by: head)
          == .conflict(
            "This person has already applied for this vacancy: their application is \(sent.reference)."))
      #expect(try await known(to: head) == [vacancy.id])
      try await Self.hideNames(of: vacancy, pool)
      #expect(try await known(to: head).isEmpty)
      #expect(try await ask(vacancy.id, by: head) == nil)
      let told = try await pool.services.pool.value(
        """
        SELECT count(*) FROM outbox_mail
        WHERE recipient = 'ada@example.org' AND body LIKE '%so there is nothing to answer%'
        """, as: Int.self)
      #expect(told == 1)
      #expect(try await ask(by: head) == nil)
      _ = try await WithdrawApplication(pool.services)(sent.id, by: ada)
      #expect(try await ask(vacancy.id, by: head) == nil)
      // Nor is it told to who has applied for the post themselves, and reads no other application for it.
      let other = try await pool.desk.published(VacancyDesk.content("Teacher of music"))
      try await CompleteApplication.save(by: recruiter, pool.services)
      for actor in [ada, recruiter] { _ = try await Self.apply(other, by: actor, pool) }
      #expect(try await known(to: head) == [other.id])
      #expect(try await known(to: recruiter).isEmpty)
      #expect(try await ask(other.id, by: recruiter) == nil)
    }
  }

  @Test("Who has applied since reads that the application stands; new answers are refused, not lost")
  func appliedSince() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let vacancy = try await pool.desk.published()
      let asked = try await ExpressPoolInterest(pool.services)(
        in: entry.id, at: pool.desk.school.id, vacancy: vacancy.id, message: "Hi", by: pool.desk.head)
      let answer = AnswerPoolInterest(pool.services)
      #expect(try await answer.standing(asked, by: ada) == nil)
      let sent = try await Self.apply(vacancy, by: ada, pool)
      #expect(try await answer.standing(asked, by: ada) == sent.id)
      let hidden = try await outcome { _ = try await answer.standing(asked, by: pool.desk.head) }
      #expect(hidden == .notFound("interest"))
      let refused = try await outcome {
        _ = try await answer.accept(
          asked.id, statement: "Something new.", answers: CompleteApplication.vacancyAnswers,
          submission: UUID(), by: ada)
      }
      #expect(refused?.isConflict == true)
      let answered = try await answer.read(asked.id, by: ada)
      #expect(answered.state == .accepted && answered.application == sent.id)
      let late = try await outcome { _ = try await answer.decline(asked.id, by: ada) }
      #expect(late?.isConflict == true)
    }
  }

  @Test(
    "Who has said no to a vacancy is not asked for it again; for another they are, in general with a reason")
  func declined() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let vacancy = try await pool.desk.published()
      let other = try await pool.desk.published(VacancyDesk.content("Teacher of music"))
      let express = ExpressPoolInterest(pool.services)
      func ask(_ vacancy: VacancyID?) async throws -> PoolInterest {
        try await express(
          in: entry.id, at: pool.desk.school.id, vacancy: vacancy, message: "Hi", by: pool.desk.head)
      }
      let asked = try await ask(vacancy.id)
      _ = try await AnswerPoolInterest(pool.services).decline(asked.id, by: ada)
      let again = try await outcome { _ = try await ask(vacancy.id) }
      #expect(
        again
          == .conflict(
            "This person has said no to this vacancy. You can ask them for another one, or in general if you have a "
              + "new reason."))
      #expect(try await ask(other.id).state == .open)
      let person = try await ReadPoolPerson(pool.services)(
        entry.id, at: pool.desk.school.id, by: pool.desk.head)
      #expect(person.declinedFor == [vacancy.id])
      let general = try await outcome { _ = try await ask(nil) }
      #expect(general?.fields == ["new_reason"])
    }
  }
}
