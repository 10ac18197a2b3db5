import CLI
import Domain
import Postgres
import TestSupport
import Testing

@Suite struct RetentionTests {
  @Test func `periods are shown and set, and a run erases what a dry run counts`() async throws {
    try await withServices { services, clock async throws in
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      let periods = try await run("retention", "status", "883", with: services)
      #expect(periods.lines.contains { $0.contains("application") && $0.contains("6") })
      let usual = try await run("retention", "status", with: services)
      #expect(usual.lines.contains { $0.contains("mail") })
      #expect(usual.remarks.count == 1 && usual.remarks[0].contains("'staffroom authority list'"))
      let set = try await run(
        "retention", "set", "mail", "--months", "1", "--reason", "Long enough.", with: services)
      #expect(set.lines == ["Mail that was sent: 1 months."])
      #expect(
        await status {
          try await run("retention", "set", "nothing", "--months", "1", "--reason", "None.", with: services)
        } == .invalidData)
      let unset = await faulty {
        try await run("retention", "set", "mail", "--months", "0", "--reason", "None.", with: services)
      }
      #expect(unset == ["--months", "--reason"])
      _ = try await CreateAccount(services)(
        email: "ada@example.org", name: "Ada Sample", password: "violet ladders hum at noon",
        by: .operatorAtCommandLine)
      try await services.pool.execute(
        """
        INSERT INTO outbox_mail (id, recipient, subject, body, created_at, next_attempt_at)
        VALUES (gen_random_uuid(), 'ada@example.org', 'Hello', 'Hello', \(services.now()), \(services.now()))
        """)
      #expect(try await run("retention", "holds", "883", with: services).remarks == ["Nothing is held."])
      let held = ["retention", "hold", "ada@example.org", "--reason", "A claim, number 7."]
      #expect(
        await status {
          try await run(
            held[0], held[1], held[2], held[3], held[4], "--review-on", "2027-06-01", with: services)
        } == .invalidData)
      let elsewhere = ["retention", "hold", "ada@example.org", "--authority", "883", "--reason", "No."]
      let unheld = await faulty {
        try await run(elsewhere + ["--review-on", "2020-06-01"], with: services)
      }
      #expect(unheld == ["subject", "--reason", "--review-on"])
      #expect(
        await status {
          try await run("retention", "lift", "019a2b3c-0000-7000-8000-000000000000", with: services)
        } == .notFound)
      clock.advance(days: 40)
      let dry = try await run("retention", "run", "--dry-run", with: services)
      #expect(dry.lines.contains { $0.contains("mail") && $0.contains("1") })
      _ = try await run("retention", "run", with: services)
      #expect(try await services.pool.value("SELECT count(*) FROM outbox_mail", as: Int.self) == 0)
    }
  }
}
