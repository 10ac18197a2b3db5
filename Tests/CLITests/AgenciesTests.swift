import CLI
import Domain
import Postgres
import TestSupport
import Testing

@Suite struct AgenciesTests {
  @Test func `terms with agencies are recorded, listed and stopped, and fees are reported`() async throws {
    try await withServices { services, _ async throws in
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      _ = try await run(
        "organisations", "create", "agency", "First Agency", "--authority", "883", with: services)
      let id = try await services.pool.value(
        "SELECT id::text FROM organisation WHERE kind = 'agency'", as: String.self)
      let none = try await run("agencies", "list", "883", with: services)
      #expect(none.lines.contains { $0.contains("First Agency") && $0.contains("none") })
      let recorded = try await run(
        "agencies", "set-terms", id, "--from", "2026-10-01", "--until", "2027-09-30", "--share", "1250",
        "--vetted-on", "2026-09-20", "--vetted-until", "2027-09-20", "--vetted-by", "Robin Sample",
        "--checks",
        "Identity and DBS checks.", with: services)
      #expect(recorded.lines.joined().contains("in_force"))
      #expect(
        await status {
          try await run(
            "agencies", "set-terms", id, "--from", "2026-10-01", "--until", "soon", "--fixed", "1",
            with: services)
        } == .invalidData)
      let listed = try await run("agencies", "list", "883", with: services)
      #expect(listed.lines.contains { $0.contains("1250 basis points") && $0.contains("2027-09-30") })
      #expect(
        try await run("agencies", "releases", id, "--open", with: services).remarks == ["No vacancies."])
      let csv = try await run("agencies", "report", "--of", id, "--csv", with: services)
      #expect(csv.lines.joined().hasPrefix("agency,school,submissions"))
      #expect(try await run("agencies", "report", "--from", "2026-01-01", with: services).remarks.count == 1)
      #expect(try await run("agencies", "fees", "--of", "883", with: services).remarks == ["No fee is due."])
      let stopped = try await run("agencies", "stop", id, "Vetting was found wanting.", with: services)
      #expect(stopped.lines.joined().contains("stopped"))
    }
  }
}
