import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("One person and several ways to a vacancy")
struct AgencyDuplicateTests {
  @Test("The first agency with which somebody agrees counts, without either knowing of the other")
  func firstConsent() async throws {
    try await AgencyDesk.run { agencies async throws in
      let releases = try await agencies.release()
      let (first, token) = try await agencies.submit(releases.first)
      let (second, _) = try await agencies.submit(releases.second, by: agencies.rival)
      try await agencies.agree(token)
      #expect(try await agencies.standing(first) == .agreed)
      #expect(try await agencies.standing(second, by: agencies.rival) == .represented)
      let mails = try await agencies.services.pool.query(
        "SELECT subject || body AS text FROM outbox_mail WHERE recipient = 'sam@rival.example'"
      ).map { try $0.decode("text", as: String.self) }
      #expect(mails.contains { $0.contains("Represented by another agency") })
      #expect(!mails.contains { $0.contains("First Agency") })
      // Whoever comes later is not told before the person answers: nobody finds out by trying.
      let release = try await ReadReleases(agencies.services).list(
        to: agencies.second.id, by: agencies.rival
      ).items[0]
      let (third, late) = try await agencies.submit(release, by: agencies.rival)
      #expect(try await agencies.standing(third, by: agencies.rival) == .waiting)
      #expect(try await agencies.agree(late).standing == .represented)
    }
  }

  @Test("Of two who are agreed with at once, one represents the person", arguments: 0..<4)
  func race(round: Int) async throws {
    try await AgencyDesk.run { agencies async throws in
      let releases = try await agencies.release()
      if round % 2 == 0 { try await agencies.accounts.person("ada@people.example") }
      let (first, one) = try await agencies.submit(releases.first)
      let (second, two) = try await agencies.submit(releases.second, by: agencies.rival)
      async let yes = outcome { try await agencies.agree(one) }
      async let also = outcome { try await agencies.agree(two) }
      _ = try await [yes, also]
      let standings = [
        try await agencies.standing(first), try await agencies.standing(second, by: agencies.rival),
      ]
      #expect(Set(standings) == [.agreed, .represented])
    }
  }

  @Test("Who has applied themselves is nobody's candidate, not even after withdrawing")
  func direct() async throws {
    try await AgencyDesk.run { agencies async throws in
      let release = try await agencies.release().first
      let ada = try await HiringDesk.person("ada@people.example", agencies.desk)
      let sent = try await agencies.apply(ada)
      _ = try await WithdrawApplication(agencies.services)(sent.id, by: ada)
      agencies.clock.advance(seconds: 1)
      let (candidate, token) = try await agencies.submit(release)
      #expect(try await SettleCandidates(agencies.services)() == 0)
      #expect(try await agencies.agree(token).standing == .appliedDirectly)
      #expect(try await agencies.standing(candidate) == .appliedDirectly)
      #expect(
        try await ReadCandidates(agencies.services).received(for: agencies.vacancy.id, by: agencies.head)
          .items.isEmpty)
    }
  }

  @Test("Applying and agreeing at once leaves one of the two", arguments: 0..<4)
  func raceWithApplication(round: Int) async throws {
    try await AgencyDesk.run { agencies async throws in
      let release = try await agencies.release().first
      let ada = try await HiringDesk.person("ada@people.example", agencies.desk)
      let (candidate, token) = try await agencies.submit(release)
      async let applied = outcome {
        _ = try await SendApplication(agencies.services)(
          vacancy: agencies.vacancy.id, submission: UUID(), by: ada)
      }
      async let agreed = outcome { try await agencies.agree(token) }
      _ = try await [applied, agreed]
      // Either the application was first, or it came through the agency.
      let standing = try await agencies.standing(candidate)
      #expect(standing == .appliedDirectly || standing == .withSchool)
      let wasFirst = try await agencies.services.pool.value(
        """
        SELECT (SELECT answered_at FROM agency_candidate) IS NOT NULL
          AND (SELECT count(*) FROM application) = 1
        """, as: Bool.self)
      #expect(wasFirst)
    }
  }

  @Test(
    "Whoever applies before answering is settled by the worker; time that is over lapses; then it is erased")
  func settling() async throws {
    try await AgencyDesk.run { agencies async throws in
      let services = agencies.services
      let release = try await agencies.release().first
      let ada = try await HiringDesk.person("ada@people.example", agencies.desk)
      let (direct, token) = try await agencies.submit(release)
      let (silent, _) = try await agencies.submit(release, "bo@people.example")
      _ = try await SendApplication(services)(vacancy: agencies.vacancy.id, submission: UUID(), by: ada)
      #expect(try await SettleCandidates(services)() == 1)
      #expect(try await agencies.standing(direct) == .appliedDirectly)
      let dead = try await outcome { try await agencies.agree(token) }
      #expect(dead?.isGone == true)
      agencies.clock.advance(seconds: 14 * 86_400)
      #expect(try await SettleCandidates(services)() == 1)
      #expect(try await SettleCandidates(services)() == 0)
      #expect(try await agencies.standing(silent) == .lapsed)
      #expect(try await erasedCount(agencies) == 0)
      agencies.clock.advance(seconds: 31 * 86_400)
      #expect(try await erasedCount(agencies) == 2)
      #expect(try await erasedCount(agencies) == 0)
      let left = try await services.pool.value(
        "SELECT count(*) FROM agency_candidate c WHERE to_jsonb(c)::text ~ 'people.example|sings|Year 4'",
        as: Int.self)
      #expect(left == 0)
      let erased = try await ReadCandidates(services).find(silent.id, by: agencies.consultant)
      #expect(erased.isErased && erased.content.name == "Erased" && erased.standing == .lapsed)
    }
  }

  /// Somebody who is ready to apply and states a teacher reference number.
  private func numbered(
    _ email: String, _ agencies: AgencyDesk, isNew: Bool = true
  ) async throws -> Actor {
    if isNew { try await agencies.accounts.person(email) }
    let actor = try await agencies.accounts.acting(email)
    try await CompleteApplication.save(by: actor, agencies.services)
    let teaching: [String: JSONValue] = [
      "status": "qualified", "qts_awarded_on": "2026-07-10", "trn": "7654321", "induction": "in_progress",
      "training_provider": "Example University", "age_ranges": ["5-7"], "phases": ["primary"],
      "subjects": "Primary, ages 5 to 11",
    ]
    _ = try await SaveSection(agencies.services)(
      "teaching", answers: teaching, expectedVersion: nil, by: actor)
    return actor
  }

  private func send(_ actor: Actor, _ agencies: AgencyDesk) async throws -> SentApplication {
    agencies.clock.advance(seconds: 1)
    return try await SendApplication(agencies.services)(
      vacancy: agencies.vacancy.id, submission: UUID(), by: actor
    ).application
  }

  @Test(
    "Somebody with several addresses is known by their number: the first consent counts, the school sees which"
  )
  func severalAddresses() async throws {
    try await AgencyDesk.run { agencies async throws in
      let releases = try await agencies.release()
      let ada = try await numbered("ada@people.example", agencies)
      let other = try await numbered("ada@second.example", agencies)
      let (first, one) = try await agencies.submit(releases.first)
      try await agencies.agree(one)
      let (second, two) = try await agencies.submit(releases.second, "ada@second.example", by: agencies.rival)
      #expect(try await agencies.agree(two).standing == .agreed)
      // The later consent applies first, and stands until the application of the earlier shows them to be one.
      let late = try await send(other, agencies)
      #expect(try await agencies.standing(second, by: agencies.rival) == .withSchool)
      let early = try await send(ada, agencies)
      #expect(try await agencies.standing(first) == .withSchool)
      #expect(try await agencies.standing(second, by: agencies.rival) == .represented)
      let mails = try await agencies.services.pool.query(
        "SELECT subject || body AS text FROM outbox_mail WHERE recipient = 'sam@rival.example'"
      ).map { try $0.decode("text", as: String.self) }
      #expect(mails.contains { $0.contains("Represented by another agency") })
      #expect(!mails.contains { $0.contains("First Agency") || $0.contains("ada@people.example") })
      // The person is told at the address with which they agreed later, and sees it beside that application alone.
      let told = try await agencies.accounts.subjects(to: "ada@second.example")
      #expect(told.contains { $0.hasPrefix("No longer put forward by Second Agency") })
      let atFirst = try await agencies.accounts.subjects(to: "ada@people.example")
      #expect(!atFirst.contains { $0.hasPrefix("No longer put forward") })
      let own = OwnRepresentations(agencies.services)
      let gone = try await own.notRepresenting(in: late, by: other)
      #expect(gone.map { $0.agency } == ["Second Agency"])
      #expect(gone.first?.reason.contains("Another agency represents you") == true)
      #expect(try await own.notRepresenting(in: early, by: ada).isEmpty)
      #expect(try await own.notRepresenting(in: late, by: ada).isEmpty)
      // Whoever consents after that is known at once.
      _ = try await numbered("ada@third.example", agencies)
      let (_, three) = try await agencies.submit(releases.second, "ada@third.example", by: agencies.rival)
      #expect(try await agencies.agree(three).standing == .represented)
      let find = FindLikelyDuplicates(agencies.services)
      func found(_ actor: Actor) async throws -> [ApplicationID: [LikelyDuplicate]] {
        try await find([early.id, late.id], at: agencies.vacancy.place, by: actor)
      }
      let seen = try await found(agencies.head)
      #expect(seen[early.id]?.map(\.reference) == [late.reference])
      #expect(seen[early.id]?.map(\.isEarlier) == [true])
      #expect(seen[late.id]?.map(\.application) == [early.id])
      let read = try await ReadApplication(agencies.services)(late.id, by: agencies.head)
      #expect(read.likelyDuplicates.map(\.reference) == [early.reference])
      for actor in [agencies.consultant, agencies.officer, ada] {
        #expect(try await found(actor).isEmpty)
      }
      #expect(try await ReadApplication(agencies.services)(early.id, by: ada).likelyDuplicates.isEmpty)
    }
  }

  @Test("Who has applied under another address is nobody's candidate")
  func directUnderAnotherAddress() async throws {
    try await AgencyDesk.run { agencies async throws in
      let releases = try await agencies.release()
      _ = try await send(try await numbered("ada@second.example", agencies), agencies)
      // Their own application came before an agency's consent, whether their number is known then or later.
      _ = try await numbered("ada@people.example", agencies)
      let (_, token) = try await agencies.submit(releases.first)
      #expect(try await agencies.agree(token).standing == .appliedDirectly)
      let (later, unknown) = try await agencies.submit(
        releases.second, "ada@third.example", by: agencies.rival)
      try await agencies.agree(unknown)
      #expect(try await agencies.standing(later, by: agencies.rival) == .agreed)
      let third = try await numbered("ada@third.example", agencies, isNew: false)
      _ = try await send(third, agencies)
      #expect(try await agencies.standing(later, by: agencies.rival) == .appliedDirectly)
      let told = try await agencies.accounts.subjects(to: "ada@third.example")
      #expect(told.contains { $0.hasPrefix("No longer put forward by") })
    }
  }

  private func erasedCount(_ agencies: AgencyDesk) async throws -> Int {
    try await RunRetention(agencies.services)().first { $0.kind == .agencyCandidate }?.count ?? 0
  }

  @Test("Closing an account erases what agencies wrote, save where an application came of it")
  func closing() async throws {
    try await AgencyDesk.run { agencies async throws in
      let services = agencies.services
      let release = try await agencies.release().first
      let (candidate, token) = try await agencies.submit(release)
      try await agencies.agree(token)
      let ada = try await agencies.accounts.acting("ada@people.example")
      let held = try await DownloadOwnData(services)(by: ada)
      #expect(held["agencies"]?.array?.count == 1)
      _ = try await CloseOwnAccount(services)(password: AccountsFixture.password, by: ada)
      let found = try await ReadCandidates(services).find(candidate.id, by: agencies.consultant)
      #expect(found.isErased && found.standing == .consentWithdrawn)
      // The consultant and the school are told, the trail knows, and nobody asks again.
      #expect(try await agencies.accounts.audited("agency_candidate.consent_withdrawn") == 1)
      let told = try await agencies.accounts.subjects(to: "kit@agency.example")
      #expect(told.contains { $0.hasPrefix("The person took their consent back") })
      let school = try await agencies.accounts.subjects(to: "head@example.org")
      #expect(school.contains { $0.hasPrefix("No longer put forward") })
      let again = try await outcome { _ = try await agencies.submit(release) }
      #expect(again?.isConflict == true)
      let (kept, other) = try await agencies.submit(release, "bo@people.example")
      try await agencies.agree(other)
      let bo = try await agencies.accounts.acting("bo@people.example")
      _ = try await agencies.apply(bo)
      _ = try await CloseOwnAccount(services)(password: AccountsFixture.password, by: bo)
      #expect(try await agencies.standing(kept) == .withSchool)
    }
  }
}
