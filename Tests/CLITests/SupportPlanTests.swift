import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct SupportPlanTests {
  @Test func `a support plan is opened, gets targets and meetings, is reviewed and closed`() async throws {
    try await withServices { services, _ async throws in
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      let school = try await CreateSchool(services)(
        SchoolDraft(urn: "123456", name: "Example Primary", phase: .primary, authority: "883"),
        by: .operatorAtCommandLine)
      let induction = try await BegunInduction.make(at: school, services).description
      func support(_ arguments: String...) async throws -> [String: Any] {
        try await run(["induction", "support"] + arguments + ["--json"], with: services).object()
      }
      #expect(
        await status {
          try await run("induction", "support", "open", induction, "luck", "Late", with: services)
        }
          == .invalidData)
      let id = try #require(
        try await support("open", induction, "concern", "Lessons begin late.")["id"] as? String)
      let review = services.today.adding(days: 14).description
      let words = [
        "--standard", "7", "--success", "Lessons begin in time.", "--support", "Two visits a week.",
      ]
      let target = words + ["--supporter", "Mo Mentor", "--review", review]
      let set = try await run(["induction", "support", "target", id] + target + ["--json"], with: services)
        .object()
      let one = try #require((set["targets"] as? [[String: Any]])?.first?["id"] as? String)
      _ = try await run(["induction", "support", "change", id, one] + target, with: services)
      _ = try await support(
        "meeting", id, services.today.description, "--present", "Nia, Tara", "--notes", "It gets quicker.")
      #expect(
        await status {
          try await run("induction", "support", "close", id, "on_track", "It went well.", with: services)
        } == .invalidData)
      _ = try await support("review", id, one, "partly", "--note", "Four lessons of five.")
      let closed = try await support("close", id, "on_track", "It went well.")
      #expect(closed["outcome"] as? String == "on_track")
      let listed = try await run("induction", "support", "list", induction, with: services)
      #expect(listed.lines.count == 2 && listed.lines.joined().contains("1 of 1 reviewed"))
      let shown = try await run("induction", "support", "show", id, with: services)
      #expect(shown.lines.contains { $0.hasPrefix("Summed up") && $0.hasSuffix("It went well.") })
    }
  }
}
