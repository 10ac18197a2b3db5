import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct CorrectionTests {
  @Test func `a period is corrected, a change of hours taken back, a lead school set`() async throws {
    try await withServices { services, clock async throws in
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      var schools: [School] = []
      for (urn, name) in [("123456", "Example Primary"), ("123457", "Second Primary")] {
        schools.append(
          try await CreateSchool(services)(
            SchoolDraft(urn: urn, name: name, phase: .primary, authority: "883"), by: .operatorAtCommandLine))
      }
      let induction = try await BegunInduction.make(at: schools[0], services)
      // Commands take the reference that pages show, or the identifier.
      let id = try await services.pool.value("SELECT reference FROM induction", as: String.self)
      func periods() async throws -> [String] {
        try await services.pool.query("SELECT id::text FROM induction_period ORDER BY starts_on").map {
          try $0.decode("id")
        }
      }
      let from = services.today.adding(days: 30).description
      let first = try #require(try await periods().first)
      _ = try await run(
        "induction", "record", "hours", id, first, "--from", from, "--fte", "0.6", with: services)
      let second = try #require(try await periods().last)
      let reason = "It was entered for another teacher."
      let corrected = try await run(
        "induction", "record", "correct", id, second, reason, "--fte", "0.8", with: services)
      #expect(corrected.lines.contains { $0.contains(second) && $0.contains("0.8 of full time") })
      #expect(corrected.lines.contains { $0.contains("hours 0.8, not 0.6") })
      #expect(
        await status {
          try await run("induction", "record", "take-back", id, first, reason, with: services)
        } == .invalidData)
      _ = try await run("induction", "record", "take-back", id, second, reason, with: services)
      #expect(try await periods() == [first])
      clock.advance(seconds: 1)
      _ = try await BegunInduction.also(at: schools[1], services)
      let lead = try await run(
        "induction", "record", "lead", id, "123457", "Most of the teaching is there.", "--from", from,
        with: services)
      #expect(lead.lines.contains { $0.contains("Second Primary, \(from) to now") }, "\(lead.lines)")
      _ = try await run(
        "induction", "record", "extend", induction.description, "1", "Agreed with the teacher.",
        with: services)
      for step in ["take-back", "send-back"] {
        #expect(
          await status {
            try await run("induction", "decisions", step, id, "It is not signed yet.", with: services)
          } == .invalidData)
      }
      let today = services.today.description
      let died = try await run("induction", "record", "death", id, "--on", today, with: services)
      #expect(died.lines.contains { $0.hasPrefix("State") && $0.hasSuffix("died") }, "\(died.lines)")
      #expect(died.lines.contains { $0.hasPrefix("Ended") && $0.hasSuffix("\(today), the teacher has died") })
      let back = try await run("induction", "record", "undo-death", id, reason, with: services)
      #expect(back.lines.contains { $0.hasPrefix("State") && $0.hasSuffix("serving") }, "\(back.lines)")
    }
  }
}
