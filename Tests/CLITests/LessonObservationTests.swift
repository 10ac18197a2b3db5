import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct LessonObservationTests {
  @Test func `a lesson observation is written from a file, shared, opened again and listed`() async throws {
    try await withServices { services, _ async throws in
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      let school = try await CreateSchool(services)(
        SchoolDraft(urn: "123456", name: "Example Primary", phase: .primary, authority: "883"),
        by: .operatorAtCommandLine)
      let induction = try await BegunInduction.make(at: school, services).description
      let file = FileManager.default.temporaryDirectory.appending(path: "observation-\(UUID()).json")
      defer { try? FileManager.default.removeItem(at: file) }
      func observations(_ arguments: String...) async throws -> [String: Any] {
        try await run(["induction", "observations"] + arguments + ["--json"], with: services).object()
      }
      try #"{"context": "Year 4, mathematics", "observer_role": "mentor"}"#.write(
        to: file, atomically: true, encoding: .utf8)
      let begun = try await observations("begin", induction, file.path)
      let id = try #require((begun["observation"] as? [String: Any])?["id"] as? String)
      #expect((begun["problems"] as? [Any])?.isEmpty == false)
      #expect(
        await status { try await run("induction", "observations", "share", id, with: services) }
          == .invalidData)
      #expect(try await run("induction", "observations", "tasks", "123456", with: services).lines.count == 2)
      let today = services.today
      try """
      {"observer_name": "Mo Mentor", "observer_role": "mentor", "observer_qualified": true,
       "observed_on": "\(today)", "context": "Year 4, mathematics", "standards": ["4"],
       "strengths": "Questions reach every table.", "areas": "Time for pupils to explain.",
       "steps": "Two questions a lesson in pairs.", "steps_by": "\(today.adding(days: 14))"}
      """.write(to: file, atomically: true, encoding: .utf8)
      #expect((try await observations("save", id, file.path)["problems"] as? [Any])?.isEmpty == true)
      let shared = try await observations("share", id)
      #expect((shared["history"] as? [Any])?.count == 1)
      #expect(
        await status { try await run("induction", "observations", "discard", id, with: services) } != .done)
      _ = try await observations("reopen", id, "It was Year 5.")
      let shown = try await run("induction", "observations", "show", id, with: services)
      #expect(shown.lines.contains { $0.hasPrefix("Lesson") && $0.hasSuffix("Year 4, mathematics") })
      let listed = try await run("induction", "observations", "list", induction, with: services)
      #expect(listed.lines.count == 2 && listed.lines.joined().contains("Mo Mentor, mentor"))
      let other = try await observations("begin", induction, file.path)
      let draft = try #require((other["observation"] as? [String: Any])?["id"] as? String)
      _ = try await run("induction", "observations", "discard", draft, with: services)
      #expect(try await run("induction", "observations", "list", induction, with: services).lines.count == 2)
      #expect(
        await status {
          try await run("induction", "observations", "begin", induction, "/none", with: services)
        }
          == .invalidData)
    }
  }
}
