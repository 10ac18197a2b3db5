import CLI
import Domain
import Postgres
import TestSupport
import Testing

@Suite struct ActivitiesTests {
  /// A published event with one place: its identifier and its session's.
  private func published(_ services: Services) async throws -> (activity: String, session: String) {
    _ = try await run("authority", "create", "883", "Thurrock", with: services)
    let made = try await run(
      "activities", "create", "883", "Phonics for beginners", "--kind", "subject-workshop", "--description",
      "Two hours on teaching children to read.", "--place", "Civic Hall", "--books-until", "2026-12-01",
      "--price-pence", "4500", "--json", with: services)
    let id = try #require(try made.object()["id"] as? String)
    let added = try await run(
      "activities", "add-session", id, "2026-12-01", "16:00", "18:00", "--places", "1", "--json",
      with: services)
    let sessions = try #require(try added.object()["sessions"] as? [[String: Any]])
    _ = try await run("activities", "publish", id, with: services)
    return (id, try #require(sessions.first?["id"] as? String))
  }

  @Test func `activities are planned, published and listed`() async throws {
    try await withServices { services, _ async throws in
      let (id, session) = try await published(services)
      try await Self.change(id, session, services)
      let list = try await run("activities", "list", "883", with: services)
      #expect(list.lines.contains { $0.contains("Phonics for beginners") && $0.contains("published") })
      let shown = try await run("activities", "show", id, with: services)
      #expect(shown.lines.contains { $0.contains("0 of 1 booked") })
      #expect(await status { try await run("activities", "finish", id, with: services) } != .done)
      #expect(await status { try await run("activities", "remove", id, with: services) } != .done)
      // What is cancelled is not the first session.
      let later = ["add-session", id, "2026-12-08", "16:00", "18:00", "--places", "1", "--json"]
      let both = try await run(["activities"] + later, with: services).object()["sessions"]
      let last = try #require((both as? [[String: Any]])?.last?["id"] as? String)
      for (off, first) in [(session, "2026-12-08 16:00"), (last, "–")] {
        _ = try await run("activities", "cancel", id, "Snow.", "--session", off, with: services)
        let list = try await run("activities", "list", "883", with: services)
        let line = try #require(list.lines.first { $0.contains(id) })
        #expect(line.contains(first) && !line.contains("2026-12-01"), "\(line)")
      }
    }
  }

  /// What is not named stays as it was; a session is removed from a draft only.
  private static func change(_ id: String, _ session: String, _ services: Services) async throws {
    let change = ["activities", "change", id, "--price-pence", "5000"]
    #expect(await status { try await run(change + ["--if-version", "0"], with: services) } == .invalidData)
    let changed = try await run(change, with: services)
    #expect(changed.lines.contains { $0.hasPrefix("Price") && $0.contains("£50.00") })
    #expect(changed.lines.contains { $0.hasPrefix("Title") && $0.hasSuffix("Phonics for beginners") })
    let move = ["activities", "change-session", session, "--from", "16:30", "--places"]
    #expect(await status { try await run(move + ["0"], with: services) } == .invalidData)
    #expect(
      await status { try await run(move + ["3", "--if-version", "0"], with: services) } == .invalidData)
    let moved = try await run(move + ["3"], with: services)
    #expect(moved.lines.contains { $0.contains("2026-12-01 16:30") && $0.contains("0 of 3") })
    _ = try await run(move + ["1"], with: services)
    #expect(
      await status { try await run("activities", "remove-session", session, with: services) } == .invalidData)
    let draft = try await run(
      "activities", "create", "883", "Singing in class", "--kind", "subject-workshop", "--description",
      "Two hours on singing with children.", "--place", "Civic Hall", "--books-until", "2026-12-01", "--json",
      with: services
    ).object()
    let added = try await run(
      "activities", "add-session", try #require(draft["id"] as? String), "2026-12-01", "16:00", "18:00",
      "--places", "1", "--json", with: services
    ).object()
    let extra = try #require((added["sessions"] as? [[String: Any]])?.first?["id"] as? String)
    let removed = try await run("activities", "remove-session", extra, with: services)
    #expect(removed.lines.contains { $0.hasPrefix("Sessions") && $0.hasSuffix("–") })
  }

  @Test func `the register, certificates and charges`() async throws {
    try await withServices { services, clock async throws in
      let (id, session) = try await published(services)
      _ = try await CreateSchool(services)(
        SchoolDraft(urn: "137549", name: "First School", phase: .primary, authority: "883"),
        by: .operatorAtCommandLine)
      let made = try await run(
        "activities", "book", id, "137549", "Ada Sample", "ada@school.example", "--confirmed", "--json",
        with: services)
      let booking = try #require((try made.json() as? [[String: Any]])?.first?["id"] as? String)
      #expect(
        await status { try await run("activities", "register", session, "--nobody", with: services) } != .done
      )
      clock.advance(days: 29.5)
      let shown = try await run("activities", "register", session, with: services)
      #expect(shown.remarks.first?.hasPrefix("The code is ") == true)
      _ = try await run("activities", "register", session, "--attended", booking, with: services)
      let certificate = try await run("activities", "certificate", booking, with: services)
      #expect(certificate.lines.contains { $0.contains("2 hours") })
      try await checkPDF("activities", "certificate-pdf", booking, with: services)
      let charges = try await run("activities", "charges", "883", with: services)
      #expect(charges.lines.contains { $0.contains("Autumn 2026") && $0.contains("£45.00") })
      let csv = try await run("activities", "charges", "137549", "--csv", with: services)
      #expect(csv.lines.joined().contains("137549,First School,Phonics for beginners,Thurrock,1,1,4500"))
      let evaluation = try await run("activities", "evaluation", id, with: services)
      #expect(evaluation.lines.contains { $0.hasSuffix("1") })
      for (list, words) in [
        (["register", session], "Ada Sample,ada@school.example,First School,yes,"),
        (["bookings", session], ",Ada Sample,ada@school.example,First School,booked,Attended,"),
        (["evaluation", id], "useful,1,0,"),
      ] {
        let file = try await run(["activities"] + list + ["--csv"], with: services)
        #expect(file.lines.joined().contains(words), "\(file.lines)")
      }
    }
  }

  @Test func `places are booked, taken back and called off`() async throws {
    try await withServices { services, _ async throws in
      let (id, session) = try await published(services)
      _ = try await CreateSchool(services)(
        SchoolDraft(urn: "137549", name: "First School", phase: .primary, authority: "883"),
        by: .operatorAtCommandLine)
      let unknown = await failure {
        try await run("activities", "book", id, "137549", "Ada Sample", "ada@school.example", with: services)
      }
      #expect(unknown.first?.hasPrefix("--confirmed: ") == true, "\(unknown)")
      let kinds = try await run("activities", "kinds", with: services)
      #expect(kinds.lines.contains { $0.hasPrefix("subject-workshop") }, "\(kinds.lines)")
      let made = try await run(
        "activities", "book", id, "137549", "Ada Sample", "ada@school.example", "--confirmed", "--json",
        with: services)
      let booking = try #require((try made.json() as? [[String: Any]])?.first?["id"] as? String)
      _ = try await run(
        "activities", "book", id, "137549", "Ben Sample", "ben@school.example", "--confirmed", with: services)
      let all = try await run("activities", "bookings", session, with: services)
      #expect(all.lines.contains { $0.contains("Ben Sample") && $0.contains("Waiting, number 1") })
      _ = try await run("activities", "cancel-booking", booking, with: services)
      let now = try await run("activities", "bookings", session, with: services)
      #expect(now.lines.contains { $0.contains("Ben Sample") && $0.contains("Place booked") })
      let off = try await run("activities", "cancel", id, "The hall is flooded.", with: services)
      #expect(off.lines.contains { $0.contains("cancelled") })
      #expect(!off.lines.contains { $0.contains(" booked") })
      let list = try await run("activities", "list", "883", with: services)
      #expect(
        list.lines.contains { $0.contains("cancelled") && $0.split(separator: " ").suffix(2) == ["–", "–"] })
    }
  }

  @Test func `what a school is asked for is listed, booked and declined`() async throws {
    try await withServices { services, _ async throws in
      let (id, _) = try await published(services)
      let school = try await CreateSchool(services)(
        SchoolDraft(urn: "137549", name: "First School", phase: .primary, authority: "883"),
        by: .operatorAtCommandLine)
      _ = try await BegunInduction.make(at: school, services)
      try await services.pool.execute(
        """
        INSERT INTO account (id, email, email_normal, name, email_confirmed_at, created_at, updated_at)
        VALUES (\(services.newID(AccountID.self)), \(BegunInduction.email), \(BegunInduction.email), 'Nia Sample',
          \(services.now()), \(services.now()), \(services.now()))
        """)
      func ask() async throws -> String {
        try await services.pool.value(
          """
          INSERT INTO activity_request (id, activity_id, authority_id, session_ids, school_id, account_id, state, asked_at)
          SELECT \(services.newID(PlaceRequestID.self)), a.id, a.authority_id, '{}', \(school.id), p.id, 'asked',
            \(services.now()) FROM activity a, account p WHERE p.email_normal = \(BegunInduction.email)
          RETURNING id::text
          """, as: String.self)
      }
      let first = try await ask()
      let list = try await run("activities", "requests", "list", "137549", "--waiting", with: services)
      #expect(list.lines.contains { $0.contains("Nia Sample") })
      #expect(
        await status { try await run("activities", "requests", "decline", first, "", with: services) }
          != .done)
      let declined = try await run(
        "activities", "requests", "decline", first, "No cover.", with: services)
      #expect(declined.lines.contains { $0.contains("Declined by the school") && $0.contains("No cover.") })
      let booked = try await run("activities", "requests", "approve", try await ask(), with: services)
      #expect(booked.lines.contains { $0.contains("Place booked") && $0.contains("£45.00") })
      #expect(
        try await run("activities", "show", id, with: services).lines.contains { $0.contains("1 of 1") })
      _ = try await ask()
      _ = try await run("activities", "cancel", id, "Snow.", with: services)
      let ended = try await run("activities", "requests", "list", "137549", with: services)
      #expect(
        ended.lines.contains {
          $0.contains("Does not take place") && $0.contains("Tuesday 1 December 2026") && $0.contains("Snow.")
        })
    }
  }
}
