import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct AdviceTests {
  /// A school with a head, and an officer of its authority.
  private static func people(_ services: Services) async throws -> School {
    let system = Actor.operatorAtCommandLine
    let authority = try await CreateAuthority(services)(code: "883", name: "Thurrock", by: system)
    let school = try await CreateSchool(services)(
      SchoolDraft(urn: "123456", name: "Example Primary School", phase: .primary, authority: "883"),
      by: system)
    for (role, place, email, name) in [
      (Role.head, school.id, "head@school.example", "Hester Sample"),
      (.officer, authority.organisation, "officer@authority.example", "Olive Sample"),
    ] {
      let account = try await CreateAccount(services)(
        email: email, name: name, password: "three brown horses", by: system)
      try await GrantRole(services)(role, to: account, at: place, by: system)
    }
    return school
  }

  @Test func `guidance is written from a file, published, changed, found and withdrawn`() async throws {
    try await withServices { services, _ async throws in
      _ = try await Self.people(services)
      let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
      defer { try? FileManager.default.removeItem(atPath: file) }
      try Data("# Before you advertise\n\nAgree the criteria.\n".utf8).write(to: URL(filePath: file))
      #expect(
        await status {
          try await run("guidance", "create", "883", "/nowhere.md", "--title", "Panels", with: services)
        } == .invalidData)
      #expect(
        await status {
          try await run(
            "guidance", "create", "883", file, "--title", "Panels", "--audience", "nobody", with: services)
        } == .invalidData)
      let made = try await run(
        "guidance", "create", "883", file, "--title", "Safer panels", "--audience", "schools", "--json",
        with: services
      ).object()
      #expect(made["slug"] as? String == "safer-panels" && made["state"] as? String == "draft")
      #expect(
        await status { try await run("guidance", "publish", "safer-panels", with: services) } == .invalidData)
      let changed = try await run(
        "guidance", "change", "safer-panels", "--summary", "Who sits on them.", "--reviewed",
        "\(services.today)", with: services)
      #expect(changed.lines.contains { $0.contains("Before you advertise") })
      let published = try await run("guidance", "publish", "safer-panels", with: services)
      #expect(published.lines.contains { $0.hasPrefix("State") && $0.hasSuffix("published") })
      #expect(try await run("guidance", "list", "--find", "criteria", with: services).lines.count == 2)
      #expect(
        try await run("guidance", "list", "--find", "giraffe", with: services).remarks
          == ["No pages of guidance."])
      let older = try await run("guidance", "revisions", "safer-panels", with: services)
      #expect(older.lines.count == 2 && older.lines[1].contains("Before you advertise"))
      let at = try await run(
        "guidance", "create", "883", file, "--title", "Panels at once", "--audience", "everybody",
        "--summary", "All about it.", "--reviewed", "\(services.today)", "--publish", "--json", with: services
      ).object()
      #expect(at["state"] as? String == "published")
      _ = try await run("guidance", "withdraw", "safer-panels", with: services)
      let shown = try await run("guidance", "show", "safer-panels", "--json", with: services).object()
      #expect(shown["state"] as? String == "withdrawn" && shown["version"] as? Int == 4)
      let all = try #require(try await run("guidance", "list", "--json", with: services).json() as? [Any])
      #expect(all.count == 2)
      #expect(
        await status { try await run("guidance", "show", "no-such-page", with: services) } == .notFound)
    }
  }

  @Test func `an enquiry is asked, handed out, answered in the officer’s name and closed`() async throws {
    try await withServices { services, _ async throws in
      _ = try await Self.people(services)
      let nobody = await status {
        try await run("enquiries", "ask", "123456", "Panels", "Who must sit on one?", with: services)
      }
      #expect(nobody == .invalidData)
      let asked = try await run(
        "enquiries", "ask", "123456", "Panels", "Who must sit on one?", "--as", "head@school.example",
        "--json", with: services
      ).object()
      let id = try #require((asked["enquiry"] as? [String: Any])?["id"] as? String)
      let assigned = try await run(
        "enquiries", "assign", id, "--to", "officer@authority.example", "--due", "2026-11-20", with: services)
      #expect(assigned.lines.contains { $0.hasPrefix("Owner") && $0.hasSuffix("Olive Sample") })
      #expect(assigned.lines.contains { $0.hasPrefix("Answer by") && $0.hasSuffix("2026-11-20") })
      #expect(
        await status {
          try await run("enquiries", "assign", id, "--to", "head@school.example", with: services)
        } == .invalidData)
      _ = try await run(
        "enquiries", "answer", id, "Look at the guide.", "--note", "--as", "officer@authority.example",
        with: services)
      #expect(await status { try await run("enquiries", "close", id, with: services) } == .invalidData)
      #expect(
        await status { try await run("enquiries", "assign", id, "--due", "2026-10-01", with: services) }
          == .invalidData)
      let old = await status {
        try await run("enquiries", "assign", id, "--nobody", "--if-version", "0", with: services)
      }
      #expect(old == .invalidData)
      let later = try await run("enquiries", "assign", id, "--due", "2026-11-23", with: services)
      #expect(later.lines.contains { $0.hasPrefix("Owner") && $0.hasSuffix("Olive Sample") })
      let open = try await run("enquiries", "list", "--state", "open", with: services)
      #expect(open.lines.count == 2 && open.lines[1].contains("Example Primary School"))
      let answered = try await run(
        "enquiries", "answer", id, "The head and a governor.", "--as", "officer@authority.example",
        with: services)
      #expect(answered.lines.contains { $0.hasPrefix("State") && $0.hasSuffix("answered") })
      #expect(answered.lines.contains { $0.hasPrefix("Note") && $0.contains("Look at the guide.") })
      #expect(answered.lines.contains { $0.hasPrefix("Authority") && $0.contains("Olive Sample: The head") })
      let free = try await run("enquiries", "assign", id, "--nobody", with: services)
      #expect(free.lines.contains { $0.hasPrefix("Owner") && $0.hasSuffix("–") })
      let closed = try await run("enquiries", "close", id, with: services)
      #expect(closed.lines.contains { $0.hasPrefix("State") && $0.hasSuffix("closed") })
      #expect(
        try await run("enquiries", "list", "--overdue", with: services).remarks == ["No enquiries."])
      let trail = try await services.pool.value(
        "SELECT count(*) FROM audit_event WHERE action = 'account.acted_for'", as: Int.self)
      #expect(trail == 3)
    }
  }

  @Test func `training is recorded, listed and struck out`() async throws {
    try await withServices { services, _ async throws in
      _ = try await Self.people(services)
      #expect(
        try await run("training", "list", "123456", with: services).remarks
          == ["Nobody's training is recorded."])
      let recorded = try await run(
        "training", "record", "123456", "head@school.example", "--provider", "Example Training",
        "--completed", "2026-09-04", "--until", "2029-09-04", "--json", with: services)
      let line = try #require((try recorded.json() as? [[String: Any]])?.first)
      #expect(line["name"] as? String == "Hester Sample" && line["counts"] as? Bool == true)
      let id = try #require(line["id"] as? String)
      #expect(
        await status {
          try await run(
            "training", "record", "123456", "officer@authority.example", "--provider", "Example Training",
            "--completed", "2026-09-04", "--until", "2029-09-04", with: services)
        } == .notFound)
      let wrong = await failure {
        try await run(
          "training", "record", "123456", "head@school.example", "--provider", " ", "--completed",
          "2036-09-04", "--until", "2030-09-04", with: services)
      }
      #expect(wrong.first == "--provider: Enter who gave the training, in 2 to 200 characters.")
      #expect(
        wrong.map { line in String(line.prefix { $0 != ":" }) } == ["--provider", "--completed", "--until"])
      #expect(try await run("training", "list", "123456", with: services).lines.count == 2)
      let left = try await run("training", "withdraw", "123456", id, with: services)
      #expect(left.lines.isEmpty && left.remarks.count == 1)
    }
  }
}
