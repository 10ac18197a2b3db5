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
      let none = try await run("pool", "list", "883", "2027", "--waiting", with: services)
      #expect(!none.lines.joined().contains("Ada Sample"))
      let totals = try await run("equality", "totals", "883", with: services)
      #expect(totals.lines == ["question,answer,stage,people"])
    }
  }
}
