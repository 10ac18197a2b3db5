import CLI
import Domain
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
      let graded = try await run(
        "pool", "grade", entry.id.description, "A", "--notes", "Calm", with: services)
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
      let usual = try await run("pool", "criteria", "883", with: services)
      #expect(usual.lines.joined().contains("Understanding of safeguarding"))
      let set = try await run(
        "pool", "criteria", "883", "--set", "Warmth", "--set", "Voice", "--highest", "2", with: services)
      #expect(set.lines.contains { $0.contains("Voice") && $0.contains("2") })
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
      let posts = try await run("figures", "posts", "883", "--json", with: services)
      let line = try #require(try posts.json() as? [[String: Any]]).first
      #expect(line?["schools"] as? String == "All schools" && line?["advertised"] as? Int == 0)
      let sent = try await run("figures", "applications", "883", "--term", "autumn", with: services)
      #expect(sent.lines.count == 2 && sent.lines[0].hasPrefix("SCHOOLS"))
      #expect(try await run("figures", "times", "883", "--year", "2025", with: services).lines.count == 5)
      #expect(
        await status { try await run("figures", "times", "883", "--term", "winter", with: services) }
          == .invalidData)
    }
  }
}
