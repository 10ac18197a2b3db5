import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct InductionTransferTests {
  private func begun(_ services: Services) async throws -> String {
    _ = try await run("authority", "create", "883", "Thurrock", with: services)
    let school = try await CreateSchool(services)(
      SchoolDraft(urn: "123456", name: "Example Primary", phase: .primary, authority: "883"),
      by: .operatorAtCommandLine)
    return try await BegunInduction.make(at: school, services).description
  }

  private static func content(_ services: Services) -> [String] {
    [
      "--cause", "school_changes_body", "--body", "Example Hub", "--contact", "hub@hub.example", "--from",
      services.today.adding(days: 20).description, "--reason", "The school has chosen the hub.",
    ]
  }

  @Test
  func `a transfer is asked for, agreed, given over, acknowledged and undone`() async throws {
    try await withServices { services, _ async throws in
      let id = try await begun(services)
      let transfers = ["induction", "transfers"]
      let asked = try await run(
        transfers + ["ask", id, "--json"] + Self.content(services), with: services)
      let shown = try #require(try asked.object()["transfer"] as? [String: Any])
      let transfer = try #require(shown["id"] as? String)
      #expect(shown["state"] as? String == "asked")
      #expect(
        await status { try await run(transfers + ["begin", id] + Self.content(services), with: services) }
          == .invalidData)
      _ = try await run(transfers + ["step", transfer, "agree"], with: services)
      #expect(try await run(transfers + ["list", "883", "--waiting"], with: services).lines.count == 2)
      let given = try await run(transfers + ["step", transfer, "give"], with: services)
      #expect(given.lines.contains { $0.hasPrefix("Record") && $0.contains("hub@hub.example: Works until") })
      let record = try await run(transfers + ["record", transfer], with: services)
      #expect(try record.object()["to_body"] as? String == "Example Hub")
      let csv = try await run(transfers + ["record", transfer, "--csv"], with: services)
      #expect(csv.lines.first?.hasPrefix("part,what,from,until,value,detail") == true)
      try await checkPDF("induction", "transfers", "record-pdf", transfer, with: services)
      #expect(
        await status { try await run(transfers + ["step", transfer, "acknowledge"], with: services) }
          == .invalidData)
      _ = try await run(
        transfers + [
          "step", transfer, "acknowledge", "--on", services.today.description, "--person", "Hal Sample",
        ], with: services)
      #expect(try await run(transfers + ["list", id], with: services).lines.count == 2)
      _ = try await run(
        transfers + ["step", transfer, "undo", "--reason", "The school has stayed after all."], with: services
      )
      let last = try await run(transfers + ["show", transfer, "--json"], with: services)
      #expect((try last.object()["transfer"] as? [String: Any])?["state"] as? String == "undone")
      #expect(
        await status { try await run(transfers + ["step", transfer, "fly"], with: services) } == .invalidData)
    }
  }

  @Test
  func `a teacher who comes back is registered from the record`() async throws {
    try await withServices { services, clock async throws in
      let id = try await begun(services)
      _ = try await run(
        ["induction", "transfers", "begin", id] + Self.content(services), with: services)
      clock.advance(days: 20)
      while try await SettleInductions(services)() > 0 {}
      let draft = try await run(
        "induction", "registrations", "begin", "123456", "--returning", id, "--json", with: services)
      let text = draft.lines.joined()
      #expect(text.contains("1234567") && text.contains("Example Hub"))
    }
  }
}
