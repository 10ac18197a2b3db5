import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct SchemesTests {
  /// A published scheme: its identifier.
  private func published(_ services: Services) async throws -> String {
    _ = try await run("authority", "create", "883", "Thurrock", with: services)
    let made = try await run(
      "schemes", "create", "883", "Leadership course", "--kind", "leadership", "--summary",
      "A course for those who want to lead.", "--description", "Six afternoons.", "--amount-pence", "75000",
      "--closes", "2027-06-30", "--induction", "completed", "--judged", "A plan for the school.", "--json",
      with: services)
    let id = try #require(try made.object()["id"] as? String)
    #expect(await status { try await run("schemes", "publish", id, with: services) } != .done)
    _ = try await run("schemes", "budget", id, "2026", "100000", "2", with: services)
    _ = try await run("schemes", "publish", id, with: services)
    return id
  }

  /// An application that was sent.
  private func sent(_ scheme: String, _ services: Services) async throws -> String {
    let facts = SchemeFacts(
      name: "Nia Sample", trn: "1234567", body: "Sample Body", state: .satisfactory,
      completedOn: "2026-07-20",
      school: "Sample School", isInBorough: true)
    let id = try #require(SchemeID(scheme))
    let authority = try await Authority.find(code: "883", in: services.pool)
    return try await services.pool.value(
      """
      INSERT INTO scheme_application (id, scheme_id, authority_id, reference, state, state_changed_at, name, email,
        statement, facts, sent_at, created_at)
      VALUES (gen_random_uuid(), \(id), \(authority.id), 'S-TEST0001', 'sent', \(services.now()), 'Nia Sample',
        'nia@people.example', 'I would like to lead.', \(try JSONColumn.encode(facts)), \(services.now()),
        \(services.now()))
      RETURNING id::text
      """, as: String.self)
  }

  @Test func `schemes are made, budgeted, published, reported and closed`() async throws {
    try await withServices { services, _ async throws in
      let id = try await published(services)
      let list = try await run("schemes", "list", "883", with: services)
      #expect(list.lines.contains { $0.contains("Leadership course") && $0.contains("published") })
      let shown = try await run("schemes", "show", id, with: services)
      #expect(shown.lines.contains { $0.contains("2026/27  £1,000 of £1,000 left, 0 of 2 places taken") })
      try await Self.change(id, services)
      let report = try await run("schemes", "report", "883", "--csv", with: services)
      #expect(
        report.lines.joined().contains(
          "2026/27,Leadership course,Leadership development,100000,0,0,0,0,100000"))
      _ = try await run("schemes", "close", id, with: services)
      #expect(await status { try await run("schemes", "remove", id, with: services) } != .done)
      let ended = try await run("schemes", "withdraw", id, "The grant has ended.", with: services)
      #expect(ended.lines.contains { $0.contains("withdrawn") })
    }
  }

  /// What is not named stays as it was; criteria that are given take the place of all.
  private static func change(_ id: String, _ services: Services) async throws {
    let change = ["schemes", "change", id, "--closes", "2027-07-31", "--up-to"]
    #expect(await status { try await run(change + ["--if-version", "0"], with: services) } == .invalidData)
    let changed = try await run(change, with: services)
    #expect(changed.lines.contains { $0.hasPrefix("Name") && $0.hasSuffix("Leadership course") })
    #expect(changed.lines.contains { $0.hasPrefix("Open") && $0.hasSuffix("to 2027-07-31") })
    #expect(changed.lines.contains { $0.hasPrefix("Criteria") && $0.contains("A plan for the school.") })
    let asked = try await run("schemes", "change", id, "--borough", "--no-up-to", with: services)
    #expect(!asked.lines.contains { $0.contains("A plan for the school.") })
    #expect(await status { try await run("schemes", "change", id, "--name", "No", with: services) } != .done)
  }

  @Test func `applications are checked, awarded, refused and put on the waiting list`() async throws {
    try await withServices { services, _ async throws in
      let scheme = try await published(services)
      let id = try await sent(scheme, services)
      let shown = try await run("schemes", "application", id, "--json", with: services)
      let criteria = try #require(try shown.object()["criteria"] as? [[String: Any]])
      let judged = try #require(criteria.last?["id"] as? String)
      #expect(await status { try await run("schemes", "award", id, with: services) } != .done)
      _ = try await run("schemes", "check", id, judged, with: services)
      let waiting = try await run("schemes", "wait", id, with: services)
      #expect(waiting.lines.contains { $0.contains("waiting, 1") })
      let first = try await run("schemes", "waiting-list", scheme, with: services)
      #expect(first.lines.contains { $0.hasPrefix("1") && $0.contains("Nia Sample") })
      _ = try await run("schemes", "refuse", id, "There is no plan yet.", with: services)
      _ = try await run("schemes", "reopen", id, with: services)
      let offered = try await run("schemes", "award", id, with: services)
      #expect(offered.lines.contains { $0.contains("£750") })
      let file = try await run(
        "schemes", "applications", "883", "--scheme", scheme, "--state", "offered", "--csv", with: services)
      #expect(file.lines.joined().contains("S-TEST0001,Leadership course,Nia Sample,"))
      let list = try await run("schemes", "applications", "883", "--state", "offered", with: services)
      #expect(list.lines.contains { $0.contains("Nia Sample") && $0.contains("offered") })
      #expect(
        await status { try await run("schemes", "applications", "883", "--state", "no", with: services) }
          != .done)
      // The teacher accepts.
      try await services.pool.execute("UPDATE scheme_application SET state = 'accepted'")
      let planned = try await run("schemes", "plan", id, "50000", "2026-11-02", "--json", with: services)
      let payments = try #require(try planned.object()["payments"] as? [[String: Any]])
      let payment = try #require(payments.first?["id"] as? String)
      _ = try await run("schemes", "pay", payment, with: services)
      #expect(await status { try await run("schemes", "unplan", payment, with: services) } != .done)
      _ = try await run("schemes", "undo", payment, with: services)
      _ = try await run("schemes", "unplan", payment, with: services)
      let ended = try await run("schemes", "release", id, "75000", "The teacher has moved.", with: services)
      #expect(ended.lines.contains { $0.contains("ended") })
      let report = try await run("schemes", "report", "883", with: services)
      #expect(report.lines.contains { $0.contains("0 of 2") })
    }
  }
}
