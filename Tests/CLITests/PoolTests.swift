import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct PoolTests {
  @Test func `a year of the pool is opened, and its entries are listed, checked and graded`() async throws {
    try await withServices { services, _ async throws in
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      let opened = try await run(
        "pool", "open", "883", "2027", "--from", "2026-10-01", "--to", "2027-08-31", with: services)
      #expect(opened.lines.joined().contains("2027-08-31"))
      #expect(
        await status { try await run("pool", "open", "883", "2027", "--to", "soon", with: services) }
          == .invalidData)
      let authority = try await Authority.find(code: "883", in: services.pool)
      let account = try await CreateAccount(services)(
        email: "ada@example.org", name: "Ada Sample", password: "violet ladders hum at noon",
        by: .operatorAtCommandLine)
      let ada = Actor(
        .account(
          ActingAccount(
            id: account, email: "ada@example.org", name: "Ada Sample", emailConfirmed: true, memberships: [])),
        face: .web)
      try await CompleteApplication.save(by: ada, services)
      var wanted = PoolPreferences()
      wanted.phases = [.primary]
      wanted.subjects = ["music"]
      wanted.hours = .either
      wanted.availableFrom = day("2027-09-01")
      let entry = try await JoinPool(services)(2027, of: authority.id, wanted, consents: true, by: ada)
      let waiting = try await run("pool", "list", "883", "2027", "--waiting", with: services)
      #expect(waiting.lines.contains { $0.contains("Ada Sample") && $0.contains("active") })
      let checked = try await run("pool", "check", entry.id.description, with: services)
      #expect(checked.lines.joined().contains("yes"))
      // What was read before the check stands against nothing any more.
      let late = await status {
        try await run("pool", "grade", entry.id.description, "B", "--if-version", "0", with: services)
      }
      #expect(late == .invalidData)
      let shown = try await run("pool", "show", entry.id.description, with: services)
      #expect(shown.lines.contains { $0.hasPrefix("Version") && $0.hasSuffix("1") })
      let graded = try await run(
        "pool", "grade", entry.id.description, "A", "--notes", "Calm", "--if-version", "1", with: services)
      #expect(graded.lines.joined().contains("Calm"))
      let invited = try await run(
        "pool", "invite", entry.id.description, "--at", "2027-03-12T09:00:00Z", "--place", "Town Hall",
        with: services)
      #expect(invited.lines.joined().contains("2027-03-12 09:00"))
      let cancelled = try await run("pool", "invite", entry.id.description, "--cancel", with: services)
      #expect(cancelled.lines.joined().contains("not invited"))
      #expect(
        await status { try await run("pool", "invite", entry.id.description, with: services) } == .invalidData
      )
      let many = try await run(
        "pool", "invite-many", "883", entry.id.description, "--at", "2027-03-13T09:00:00Z", "--place",
        "Library",
        with: services)
      #expect(many.lines.contains { $0.contains("Ada Sample") && $0.contains("2027-03-13 09:00") })
      let file = try await run(
        "pool", "list", "883", "2027", "--name", "ADA", "--subject", "music", "--invited", "--csv",
        with: services)
      #expect(file.lines.joined().contains("Ada Sample,Open to offers,"))
      let others = try await run("pool", "list", "883", "2027", "--no-invited", with: services)
      #expect(others.remarks == ["No entries."])
      let usual = try await run("pool", "criteria", "883", with: services)
      #expect(usual.lines.joined().contains("Understanding of safeguarding"))
      let set = try await run(
        "pool", "criteria", "883", "--set", "Warmth", "--set", "Voice", "--highest", "2", with: services)
      #expect(set.lines.contains { $0.contains("Voice") && $0.contains("2") })
      #expect(usual.remarks == ["They are at version 0."])
      let older = await status {
        try await run("pool", "criteria", "883", "--set", "Calm", "--if-version", "0", with: services)
      }
      #expect(older == .invalidData)
      #expect(
        await status { try await run("pool", "criteria", "883", "--set", " ", with: services) }
          == .invalidData)
      let back = try await run("pool", "criteria", "883", "--usual", with: services)
      #expect(back.lines == usual.lines)
      let none = try await run("pool", "list", "883", "2027", "--waiting", with: services)
      #expect(!none.lines.joined().contains("Ada Sample"))
      let totals = try await run("equality", "totals", "883", with: services)
      #expect(totals.lines == ["term,question,answer,stage,people"])
      let terms = try await run("equality", "totals", "883", "--json", with: services)
      #expect(terms.lines.joined().contains("Autumn term 2026"))
      let size = try await run("figures", "pool", "883", "--csv", with: services)
      #expect(
        size.lines == [
          """
          counted_on,measure,code,name,people\r
          2026-11-02,all,,Everybody,1\r
          2026-11-02,phase,primary,Primary,1\r
          2026-11-02,subject,music,Music,1
          """
        ])
      let pairs = try await run("figures", "pool", "883", "--by-subject-and-phase", "--csv", with: services)
      #expect(pairs.lines.joined().hasSuffix("2026-11-02,music,Music,0,1,0,0,0,0,0"))
      let roles = try await run("figures", "posts", "883", "--by-subject-and-role", with: services)
      #expect(roles.lines.count == 1 && roles.lines[0].hasPrefix("SCHOOLS  MEASURE"))
      let references = try await run("figures", "references", "883", "--csv", with: services)
      #expect(references.lines.joined().hasSuffix("All schools,0,0,0,0,0,0,0"))
      for list in ["unfilled", "training", "panels"] {
        #expect(try await run("figures", list, "883", with: services).remarks.count == 1, "\(list)")
        #expect(try await run("figures", list, "883", "--csv", with: services).lines.count == 1, "\(list)")
      }
      #expect(
        await status { try await run("figures", "training", "883", "--show", "lost", with: services) }
          == .invalidData)
      let posts = try await run("figures", "posts", "883", "--json", with: services)
      let line = try #require(try posts.json() as? [[String: Any]]).first
      #expect(line?["schools"] as? String == "All schools" && line?["advertised"] as? Int == 0)
      let sent = try await run("figures", "applications", "883", "--term", "autumn", with: services)
      #expect(sent.lines.count == 2 && sent.lines[0].hasPrefix("SCHOOLS"))
      #expect(try await run("figures", "times", "883", "--year", "2025", with: services).lines.count == 5)
      #expect(
        await status { try await run("figures", "times", "883", "--term", "winter", with: services) }
          == .invalidData)
      try await Self.useAtSchool(entry.id.description, services)
      try await Self.score(entry.id.description, services)
      try await Self.download(services)
    }
  }

  /// A school finds somebody, saves them, asks them and takes its question back.
  private static func useAtSchool(_ entry: String, _ services: Services) async throws {
    _ = try await CreateSchool(services)(
      SchoolDraft(urn: "137549", name: "First School", phase: .primary, authority: "883"),
      by: .operatorAtCommandLine)
    let search = ["pool", "search", "137549"]
    let found = try await run(
      search + ["--phase", "primary", "--subject", "music", "--available-by", "2027-09-01"], with: services)
    #expect(found.lines.count == 2 && found.lines[1].contains("Ada Sample"))
    #expect(try await run(search + ["--phase", "secondary"], with: services).remarks == ["Nobody."])
    #expect(await status { try await run(search + ["--grade", "Z"], with: services) } == .invalidData)
    let saved = try await run("pool", "save", entry, "137549", with: services)
    #expect(saved.lines.contains { $0.hasPrefix("Saved") && $0.hasSuffix("yes") })
    #expect(try await run(search + ["--saved"], with: services).lines.count == 2)
    _ = try await run("pool", "save", entry, "137549", "--undo", with: services)
    #expect(try await run(search + ["--saved"], with: services).remarks == ["Nobody."])
    let ask = ["pool", "ask", entry, "137549", "--message"]
    #expect(await status { try await run(ask + [" "], with: services) } == .invalidData)
    let asked = try await run(ask + ["We look for somebody who sings.", "--json"], with: services)
    let interest = try #require((try asked.json() as? [[String: Any]])?.first?["id"] as? String)
    let list = try await run("pool", "interests", "137549", with: services)
    #expect(list.lines.contains { $0.contains("Ada Sample") && $0.contains("open") })
    let person = try await run("pool", "person", entry, "137549", with: services)
    #expect(person.lines.contains { $0.hasPrefix("Asked") && $0.contains("In general") })
    #expect(person.lines.contains { $0.hasPrefix("E-mail") && $0.hasSuffix("not agreed") })
    let ended = try await run("pool", "withdraw-interest", interest, with: services)
    #expect(ended.lines.contains { $0.contains("withdrawn") })
  }

  /// An officer scores on the day of the interview; then a check finds that something is not right.
  private static func score(_ entry: String, _ services: Services) async throws {
    _ = try await run("accounts", "create", "olive@example.org", "Olive Sample", with: services)
    _ = try await run(
      "roles", "grant", "olive@example.org", "school_improvement_officer", "--at", "883", with: services)
    let score = ["pool", "score", entry]
    let officer = ["--as", "olive@example.org"]
    #expect(await status { try await run(score + ["--score", "1=3"], with: services) } == .invalidData)
    #expect(
      await status { try await run(score + ["--score", "1=3"] + officer, with: services) } == .invalidData)
    try await services.pool.execute(
      "UPDATE pool_assessment SET interview_at = \(services.now()), interview_place = 'Town Hall'")
    for wrong in ["99=1", "1=99", "1=high"] {
      #expect(
        await status { try await run(score + ["--score", wrong] + officer, with: services) } == .invalidData)
    }
    let given = try await run(score + ["--score", "1=3", "--score", "2=4"] + officer, with: services)
    #expect(given.lines[1].hasSuffix("Olive Sample 3") && given.lines[2].hasSuffix("Olive Sample 4"))
    let cleared = try await run(score + ["--clear", "2"] + officer, with: services)
    #expect(cleared.lines.count { $0.contains("Olive Sample") } == 1)
    #expect(try await run(score, with: services).lines == cleared.lines)
    let check = try await run("pool", "check", entry, "--incomplete", "--no-consent", with: services)
    #expect(check.lines.contains { $0.hasPrefix("Checked") && $0.hasSuffix("no") })
    #expect(check.lines.contains { $0.contains(PoolFault.incomplete.words) })
    #expect(check.lines.contains { $0.contains(PoolFault.consent.words) })
    #expect(!check.lines.contains { $0.contains(PoolFault.number.words) })
    #expect(try await run("pool", "search", "137549", with: services).remarks == ["Nobody."])
  }

  /// Everything that is held about somebody is written to a file, for themselves.
  private static func download(_ services: Services) async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: file) }
    #expect(await status { try await run("accounts", "data", file, with: services) } == .invalidData)
    #expect(
      await status { try await run("accounts", "data", "-", "--as", "ada@example.org", with: services) }
        == .invalidData)
    _ = try await run("accounts", "data", file, "--as", "ada@example.org", with: services)
    let content = try #require(FileManager.default.contents(atPath: file))
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    // A file that stands there is left as it is.
    let again = await status {
      try await run("accounts", "data", file, "--as", "ada@example.org", with: services)
    }
    #expect(again == .invalidData && FileManager.default.contents(atPath: file) == content)
    let data = try #require(try JSONSerialization.jsonObject(with: content) as? [String: Any])
    #expect((data["pool"] as? [Any])?.count == 1 && data["left_out"] != nil)
  }
}
