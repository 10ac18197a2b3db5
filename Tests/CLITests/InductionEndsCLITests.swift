import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct InductionEndsCLITests {
  private static func begun(_ services: Services) async throws -> String {
    _ = try await run("authority", "create", "883", "Thurrock", with: services)
    let school = try await CreateSchool(services)(
      SchoolDraft(urn: "123456", name: "Example Primary", phase: .primary, authority: "883"),
      by: .operatorAtCommandLine)
    return try await BegunInduction.make(at: school, services).description
  }

  @Test func `a recommendation is taken back and sent back`() async throws {
    try await withServices { services, _ async throws in
      let id = try await Self.begun(services)
      for step in ["take-back", "send-back"] {
        #expect(
          await status {
            try await run("induction", "decisions", step, id, "It was sent too soon.", with: services)
          } == .invalidData)
        _ = try await run(
          "induction", "decisions", "recommend", id, "satisfactory", "Every Standard is met.",
          "--early-reason",
          "Two years were served abroad.", with: services)
        let shown = try await run(
          "induction", "decisions", step, id, "It was sent too soon.", with: services)
        #expect(shown.lines.contains { $0.contains(step == "take-back" ? "taken_back" : "sent_back") })
      }
    }
  }

  private static func state(_ shown: [String: Any]) -> String? {
    (shown["induction"] as? [String: Any])?["state"] as? String
  }

  @Test func `a death is recorded and put right`() async throws {
    try await withServices { services, _ async throws in
      let id = try await Self.begun(services)
      let today = services.today.description
      let ended = try await run(
        "induction", "record", "death", id, "--on", today, "--json", with: services)
      #expect(try Self.state(ended.object()) == "died")
      let back = try await run(
        "induction", "record", "undo-death", id, "It was another teacher.", "--json", with: services)
      #expect(try Self.state(back.object()) == "serving")
    }
  }
}
