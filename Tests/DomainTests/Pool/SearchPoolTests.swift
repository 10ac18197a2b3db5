import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite struct SearchPoolTests {
  @Test("Heads and recruiters of the authority see checked entries, and nobody else sees any")
  func who() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant(isChecked: false)
      #expect(try await pool.found().isEmpty)
      try await pool.check(entry)
      #expect(try await pool.found() == [entry.id])
      #expect(try await pool.found(by: pool.desk.recruiter) == [entry.id])
      let accounts = AccountsFixture(pool.services)
      let panel = try await accounts.acting(
        .panelMember, at: pool.desk.school.id, email: "panel@example.org")
      let read = ReadPoolPerson(pool.services)
      for actor in [pool.desk.stranger, panel, pool.officer, ada, VacancyDesk.visitor] {
        let refused1 = try await outcome { _ = try await pool.found(by: actor) }
        #expect(refused1 == .notFound("page"))
        let refused2 = try await outcome { _ = try await read(entry.id, at: pool.desk.school.id, by: actor) }
        #expect(refused2 == .notFound("entry of the pool"))
      }
      // A head of another authority.
      _ = try await accounts.authority("884")
      let far = try await CreateSchool(pool.services)(
        SchoolDraft(urn: "900777", name: "Far School", phase: .primary, authority: "884"),
        by: .operatorAtCommandLine)
      let head = try await accounts.acting(.head, at: far.id, email: "far@example.org")
      #expect(try await SearchPool(pool.services)(at: far.id, by: head).page.items.isEmpty)
      let refused3 = try await outcome { _ = try await read(entry.id, at: far.id, by: head) }
      #expect(refused3 == .notFound("entry of the pool"))
    }
  }

  @Test("For a school that it is hidden from, an entry doesn't exist, whichever school its head looks for")
  func hidden() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let save = SavePoolEntry(pool.services)
      try await save(entry.id, at: pool.desk.school.id, isSaved: true, by: pool.desk.head)
      _ = try await ExpressPoolInterest(pool.services)(
        in: entry.id, at: pool.desk.school.id, message: "Hello", by: pool.desk.head)
      try await ChangePoolEntry(pool.services).hide(entry.id, from: [pool.desk.school.urn], by: ada)
      #expect(try await pool.found().isEmpty)
      let refused4 = try await outcome {
        _ = try await ReadPoolPerson(pool.services)(entry.id, at: pool.desk.school.id, by: pool.desk.head)
      }
      #expect(refused4 == .notFound("entry of the pool"))
      let refused5 = try await outcome {
        try await save(entry.id, at: pool.desk.school.id, isSaved: true, by: pool.desk.head)
      }
      #expect(refused5 == .notFound("entry of the pool"))
      let interests = try await AnswerPoolInterest(pool.services).list(by: ada).items
      #expect(interests.map(\.state) == [.ended])
      // A head of both schools doesn't find it through the other one.
      let other = try #require(pool.desk.stranger.account)
      try await GrantRole(pool.services)(
        .head, to: other.id, at: pool.desk.school.id, by: .operatorAtCommandLine)
      let both = try await AccountsFixture(pool.services).acting("stranger@example.org")
      let elsewhere = try #require(other.memberships.first?.organisation)
      #expect(try await SearchPool(pool.services)(at: elsewhere, by: both).page.items.isEmpty)
      #expect(
        try await SearchPool(pool.services)(at: elsewhere, by: pool.desk.stranger).page.items.count == 1)
    }
  }

  @Test("Support, addresses and referees' contacts stay unseen until contact is agreed; support always")
  func privacy() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      _ = try await KeepNationalInsuranceNumber(pool.services)("AB123456C", by: ada)
      _ = try await SaveSection(pool.services)(
        "support", answers: ["needs_adjustments": "yes", "adjustments": "A quiet room"], expectedVersion: nil,
        by: ada)
      let read = ReadPoolPerson(pool.services)
      let before = try await read(entry.id, at: pool.desk.school.id, by: pool.desk.head)
      let shown = "\(before.answers)"
      for secret in ["quiet room", "RM17 6SL", "bea@university.example", "AB123456C", "01375"] {
        #expect(!shown.contains(secret))
      }
      #expect(shown.contains("patience and curiosity") && before.email == nil)
      let asked = before.form.sections.flatMap(\.questions).map(\.key)
      #expect(
        !asked.contains("trn") && !asked.contains("postcode") && !asked.contains("adjustments")
          && asked.contains("last_name"))
      let official = try await read.forAuthority(entry.id, by: pool.officer)
      #expect(!"\(official.answers)".contains("quiet room"))
      let interest = try await ExpressPoolInterest(pool.services)(
        in: entry.id, at: pool.desk.school.id, message: "May we?", by: pool.desk.recruiter)
      _ = try await AnswerPoolInterest(pool.services).accept(interest.id, submission: UUID(), by: ada)
      let after = try await read(entry.id, at: pool.desk.school.id, by: pool.desk.head)
      #expect(after.email == "ada@example.org")
      #expect("\(after.answers)".contains("bea@university.example"))
      #expect(!"\(after.answers)".contains("quiet room"))
      // Another school learns nothing from that.
      let elsewhere = try #require(pool.desk.stranger.account?.memberships.first?.organisation)
      let theirs = try await read(entry.id, at: elsewhere, by: pool.desk.stranger)
      #expect(theirs.email == nil && !"\(theirs.answers)".contains("bea@university.example"))
      // Nothing is frozen.
      _ = try await SaveSection(pool.services)(
        "statement", answers: ["statement": "Now about choirs."], expectedVersion: nil, by: ada)
      let now = try await read(entry.id, at: pool.desk.school.id, by: pool.desk.head)
      #expect(now.answers["statement"]?["statement"] == "Now about choirs.")
    }
  }

  @Test("Filters and words find who fits, with slips of the pen")
  func filters() async throws {
    try await PoolFixture.run { pool async throws in
      var music = PoolFixture.wanted("music")
      music.phases = [.secondary]
      music.keyStages = ["ks3"]
      music.hours = .either
      music.availableFrom = day("2027-01-05")
      music.about = "Choirs and samba bands."
      let (_, ada) = try await pool.entrant()
      pool.desk.clock.advance(seconds: 1)
      let (_, bea) = try await pool.entrant("bea@example.org", music)
      _ = try await AssessPoolEntry(pool.services).grade(
        bea.id, "A", notes: "", expectedVersion: nil, by: pool.officer)
      func found(_ change: (inout PoolCriteria) -> Void) async throws -> [PoolEntryID] {
        var criteria = PoolCriteria()
        change(&criteria)
        return try await pool.found(criteria)
      }
      #expect(try await found { _ in } == [bea.id, ada.id])
      #expect(try await found { $0.phase = .secondary } == [bea.id])
      #expect(try await found { $0.subject = "primary-general" } == [ada.id])
      #expect(try await found { $0.keyStage = "ks3" } == [bea.id])
      #expect(try await found { $0.grade = "A" } == [bea.id])
      #expect(try await found { $0.hours = .partTime } == [bea.id])
      #expect(try await found { $0.hours = .fullTime } == [bea.id, ada.id])
      #expect(try await found { $0.availableBy = day("2027-01-31") } == [bea.id])
      #expect(try await found { $0.words = "samba" } == [bea.id])
      #expect(try await found { $0.words = "walks" } == [ada.id])
      #expect(try await found { $0.words = "patience" } == [bea.id, ada.id])
      #expect(try await found { $0.words = "nothinglikethis" } == [])
      #expect(try await found { $0.savedOnly = true } == [])
      try await SavePoolEntry(pool.services)(
        ada.id, at: pool.desk.school.id, isSaved: true, by: pool.desk.recruiter)
      #expect(try await found { $0.savedOnly = true } == [ada.id])
      try await pool.services.pool.execute(
        "INSERT INTO search_word (word) VALUES ('samba') ON CONFLICT DO NOTHING")
      var slip = PoolCriteria()
      slip.words = "sanba"
      let corrected = try await SearchPool(pool.services)(at: pool.desk.school.id, slip, by: pool.desk.head)
      #expect(corrected.spelling == "samba" && corrected.page.items.map(\.entry.id) == [bea.id])
    }
  }

  @Test("Who would travel to the school is found by their distance from any of their places")
  func near() async throws {
    try await PoolFixture.run { pool async throws in
      try await pool.services.pool.execute(
        "UPDATE school SET easting = 560000, northing = 180000, town = 'Grays' WHERE urn = 900101")
      try await pool.services.pool.execute(
        "UPDATE school SET easting = 580000, northing = 180000, town = 'Stanford' WHERE urn = 900102")
      var far = PoolFixture.wanted()
      far.places = [PoolPlace("Stanford", withinMiles: 5)]
      var close = far
      close.places = [PoolPlace("Stanford", withinMiles: 20)]
      var both = far
      both.places = [PoolPlace("stanford", withinMiles: 5), PoolPlace("grays", withinMiles: 1)]
      let (person, _) = try await pool.entrant("far@example.org", far)
      pool.desk.clock.advance(seconds: 1)
      let (_, near) = try await pool.entrant("near@example.org", close)
      pool.desk.clock.advance(seconds: 1)
      let (_, anywhere) = try await pool.entrant("anywhere@example.org")
      var criteria = PoolCriteria()
      criteria.nearSchool = true
      #expect(try await pool.found(criteria) == [anywhere.id, near.id])
      let join = JoinPool(pool.services)
      let entry = try #require(try await join.own(by: person).items.first)
      let changed = try await join.change(entry.id, both, expectedVersion: nil, by: person)
      #expect(
        changed.preferences.places
          == [PoolPlace("Stanford", withinMiles: 5), PoolPlace("Grays", withinMiles: 1)])
      #expect(try await pool.found(criteria) == [anywhere.id, near.id, entry.id])
      both.places.append(PoolPlace("GRAYS", withinMiles: 3))
      let twice = try await outcome {
        _ = try await join.change(entry.id, both, expectedVersion: nil, by: person)
      }
      #expect(twice?.fields == ["places[2].place"])
      // What knows one place only goes on writing it beside the entry.
      try await pool.services.pool.execute(
        """
        UPDATE pool_entry SET postcode = 'Elsewhere', easting = 1, northing = 1, within_miles = 2
        WHERE id = \(entry.id)
        """)
      #expect(
        try await join.own(entry.id, by: person).preferences.places == [
          PoolPlace("Elsewhere", withinMiles: 2)
        ])
      try await pool.services.pool.execute(
        "UPDATE pool_entry SET postcode = NULL, easting = NULL, northing = NULL WHERE id = \(entry.id)")
      #expect(try await join.own(entry.id, by: person).preferences.places.isEmpty)
    }
  }

  @Test("Ten thousand entrants are not read one by one, and words go through their index")
  func plans() async throws {
    try await PoolFixture.run { pool async throws in
      let db = pool.services.pool
      try await db.execute(
        """
        INSERT INTO account (id, email, email_normal, name, created_at, updated_at)
        SELECT md5('a' || i)::uuid, 'p' || i || '@x.example', 'p' || i || '@x.example', 'Person ' || i, now(), now()
        FROM generate_series(1, 10000) i
        """)
      try await db.execute(
        """
        INSERT INTO pool_entry (id, authority_id, year, account_id, state, phases, key_stages, subjects,
          available_from, hours, about, joined_at, active_at, checked_at)
        SELECT md5('e' || i)::uuid, \(pool.authority.id), 2027, md5('a' || i)::uuid, 'active', '{primary}', '{ks2}',
          CASE WHEN i % 500 = 0 THEN '{music}' ELSE '{history}' END::text[], '2027-09-01', 'either',
          CASE WHEN i % 500 = 0 THEN 'samba' ELSE 'walks ' || md5(i::text) END,
          \(pool.desk.clock.now) - i * interval '1 minute', now(), now()
        FROM generate_series(1, 10000) i
        """)
      let vacancy = try await pool.desk.published()
      try await db.execute(
        """
        INSERT INTO application (id, reference, vacancy_id, account_id, school_id, authority_id, state, form_version,
          applicant_name, answers, submission, sent_at, state_changed_at)
        SELECT md5('s' || i)::uuid, 'A-' || i, \(vacancy.id), md5('a' || i)::uuid, \(vacancy.place.organisation),
          \(vacancy.place.authority), CASE WHEN i % 1000 = 1 THEN 'accepted' ELSE 'sent' END,
          (SELECT max(version) FROM application_form), 'Person ' || i, '{}', md5('s' || i)::uuid, now(), now()
        FROM generate_series(1, 5000) i
        """)
      try await db.execute("ANALYZE application")
      try await db.execute(
        """
        INSERT INTO pool_place (entry_id, position, place, easting, northing, within_miles)
        SELECT e.id, n, 'Place ' || n, 0, 0, 5 FROM pool_entry e, generate_series(1, 3) n
        """)
      try await db.execute("ANALYZE pool_entry, pool_place")
      try await db.execute("ANALYZE account")
      let vocabulary = try await SearchVocabulary.read(db)
      func plan(_ criteria: PoolCriteria, _ after: Cursor? = nil) async throws -> String {
        let statement = SearchPool(pool.services).statement(
          pool.desk.school.place, criteria, vocabulary, 25, after, pool.desk.head)
        return try await db.query("EXPLAIN (COSTS OFF) \(fragment: statement)")
          .map { try $0.decode("QUERY PLAN", as: String.self) }.joined(separator: "\n")
      }
      var words = PoolCriteria()
      words.words = "samba"
      var subject = PoolCriteria()
      subject.subject = "music"
      var near = PoolCriteria()
      near.nearSchool = true
      let everybody = try await plan(PoolCriteria())
      #expect(everybody.contains("pool_entry_newest"), "\(everybody)")
      #expect(try await plan(words).contains("pool_entry_words"))
      for criteria in [PoolCriteria(), words, subject, near] {
        let plan = try await plan(criteria, Cursor(instant: pool.desk.clock.now, id: UUID()))
        #expect(!plan.contains("Seq Scan on pool_entry"), "\(plan)")
        #expect(!plan.contains("Seq Scan on account"), "\(plan)")
        #expect(!plan.contains("Seq Scan on pool_place"), "\(plan)")
        #expect(!plan.contains("Seq Scan on application "), "\(plan)")
      }
      #expect(try await pool.found(words).count == 20)
    }
  }
}
