import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct InductionOutcomeTests {
  private func begun(_ services: Services) async throws -> String {
    _ = try await run("authority", "create", "883", "Thurrock", with: services)
    let school = try await CreateSchool(services)(
      SchoolDraft(urn: "123456", name: "Example Primary", phase: .primary, authority: "883"),
      by: .operatorAtCommandLine)
    return try await BegunInduction.make(at: school, services).description
  }

  private static func recommend(_ id: String, _ outcome: String, _ services: Services) async throws {
    _ = try await run(
      "induction", "decisions", "recommend", id, outcome, "Standards 2 and 6.", "--early-reason",
      "Most of it was served elsewhere.", with: services)
    try await services.pool.execute("UPDATE induction_decision SET represent_by = '2026-01-01'")
  }

  @Test
  func `an early completion takes a reason, letters are listed and marked, the completion is confirmed`()
    async throws
  {
    try await withServices { services, _ async throws in
      let id = try await begun(services)
      try await Self.recommend(id, "satisfactory", services)
      #expect(
        await status {
          try await run(
            "induction", "decisions", "decide", id, "satisfactory", "Every Standard is met.", with: services)
        } == .invalidData)
      #expect(
        await status {
          try await run("induction", "decisions", "withdraw", id, "The plan is not over.", with: services)
        } == .invalidData)
      _ = try await run(
        "induction", "decisions", "decide", id, "satisfactory", "Every Standard is met.", "--early-reason",
        "Two years were served abroad.", with: services)
      // The school has no head here: all but the teacher's letter wait.
      #expect(try await run("induction", "decisions", "due", "883", with: services).lines.count == 4)
      let due = try await run("induction", "decisions", "due", "883", "--csv", with: services)
      #expect(due.lines.joined().contains(",termly_return,"))
      #expect(try await run("induction", "letters", "list", id, with: services).lines.count == 5)
      let reference = try await services.pool.value("SELECT reference FROM induction", as: String.self)
      #expect(
        try await run("induction", "letters", "list", reference.lowercased(), with: services).lines.count == 5
      )
      #expect(
        await status { try await run("induction", "letters", "list", "I-00000000", with: services) }
          == .notFound)
      let letter = try await services.pool.value(
        "SELECT id::text FROM induction_letter WHERE recipient = 'secretary_of_state'", as: String.self)
      let shown = try await run("induction", "letters", "show", letter, with: services)
      #expect(shown.lines.contains { $0.hasPrefix("Sent") && $0.hasSuffix("not yet") })
      let today = services.today.description
      _ = try await run(
        "induction", "letters", "sent", letter, "--means", "termly_return", "--on", today, with: services)
      #expect(try await run("induction", "decisions", "due", "883", with: services).lines.count == 3)
      let confirmed = try await run("induction", "letters", "confirm", id, "--json", with: services)
      #expect(try confirmed.object()["name"] as? String == "Nia Sample")
      try await checkPDF("induction", "letters", "pdf", letter, with: services)
      try await checkPDF("induction", "letters", "confirmation-pdf", id, with: services)
    }
  }

  @Test func `the employer of a school is set, which mails what waits, shown and forgotten`() async throws {
    try await withServices { services, _ async throws in
      let id = try await begun(services)
      try await Self.recommend(id, "extension", services)
      _ = try await run(
        "induction", "decisions", "decide", id, "extension", "One more term will do.", "--terms", "1",
        with: services)
      #expect(
        await status { try await run("induction", "employer", "show", "123456", with: services) } == .notFound
      )
      let set = try await run(
        "induction", "employer", "set", "123456", "--name", "Sample Trust", "--email",
        "notices@trust.example",
        "--json", with: services)
      #expect(try set.object()["mailed"] as? Int == 1)
      #expect(
        try await run("induction", "employer", "show", "123456", with: services).lines.contains {
          $0.hasSuffix("notices@trust.example")
        })
      #expect(
        try await run("induction", "letters", "list", id, with: services).lines.contains {
          $0.contains("By e-mail to notices@trust.example")
        })
      _ = try await run("induction", "employer", "forget", "123456", with: services)
      #expect(
        await status {
          try await run(
            "induction", "employer", "set", "123456", "--name", "Sample Trust", "--email", "nobody",
            with: services)
        } == .invalidData)
    }
  }

  @Test func `an appeal is recorded step by step`() async throws {
    try await withServices { services, _ async throws in
      let id = try await begun(services)
      try await Self.recommend(id, "extension", services)
      _ = try await run(
        "induction", "decisions", "decide", id, "extension", "One more term.", "--terms", "1", with: services)
      #expect(try await run("induction", "appeals", "list", id, with: services).lines.count == 2)
      let appeal = try await services.pool.value("SELECT id::text FROM induction_appeal", as: String.self)
      let today = services.today.description
      _ = try await run(
        "induction", "appeals", "record", appeal, "lodge", "--on", today, "--text",
        "My support plan was never put into practice.", with: services)
      let varied = try await run(
        "induction", "appeals", "record", appeal, "vary", "--on", today, "--text", "Two terms are needed.",
        "--terms", "2", "--json", with: services)
      #expect(try varied.object()["state"] as? String == "varied")
      #expect(
        await status {
          try await run("induction", "appeals", "record", appeal, "never", "--on", today, with: services)
        } == .invalidData)
    }
  }
}
