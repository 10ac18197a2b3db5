import CLI
import Domain
import Foundation
import TestSupport
import Testing

@Suite struct VacanciesTests {
  private func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "vacancies-\(UUID().uuidString).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try await body(file.path)
  }

  private func withSchool(_ body: (Services) async throws -> Void) async throws {
    try await withServices { services, _ async throws in
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      _ = try await CreateSchool(services)(
        SchoolDraft(urn: "900101", name: "Sample Primary School", phase: .primary, authority: "883"),
        by: .operatorAtCommandLine)
      try await body(services)
    }
  }

  private static let whole = """
    external_reference,title,job_roles,phases,contract_type,working_patterns,fte,pay_minimum,pay_maximum,starts_in_term,closes_on,closes_at_time,description
    job-1,Year 1 teacher,teacher,primary,permanent,full_time,1,M1,M6,2027-spring,2026-11-20,12:00,"A class of 28 in a two-form school by the river, next door to a partner."
    """

  @Test func `a file is tried, imported once, exported and imported again`() async throws {
    try await withSchool { services async throws in
      try await withFile(Self.whole) { path async throws in
        let dry = try await run(
          "vacancies", "import", path, "--school", "900101", "--dry-run", with: services)
        #expect(dry.lines == ["1 rows: 1 new, 0 changed, 0 unchanged, 0 published"])
        #expect(dry.remarks == ["This was a dry run: nothing was stored."])
        let done = try await run(
          "vacancies", "import", path, "--school", "900101", "--publish", with: services)
        #expect(done.lines == ["1 rows: 1 new, 0 changed, 0 unchanged, 1 published"])
        let again = try await run("vacancies", "import", path, "--school", "900101", "--json", with: services)
        #expect(try again.object()["is_stored"] as? Bool == true)
      }
      let export = try await run("vacancies", "export", "--state", "published", with: services)
      #expect(export.lines.joined().contains("Year 1 teacher"))
      let kept = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
      defer { try? FileManager.default.removeItem(atPath: kept) }
      let toFile = ["vacancies", "export", "--state", "published", "--to", kept]
      #expect(try await run(toFile, with: services).lines.isEmpty)
      let content = try #require(FileManager.default.contents(atPath: kept))
      #expect(String(decoding: content, as: UTF8.self).contains("Year 1 teacher"))
      let mode = try FileManager.default.attributesOfItem(atPath: kept)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(await faulty { try await run(toFile, with: services) } == ["--to"])
      #expect(FileManager.default.contents(atPath: kept) == content)
      try await withFile(export.lines.joined(separator: "\n")) { path async throws in
        let report = try await run("vacancies", "import", path, with: services)
        #expect(report.lines == ["1 rows: 0 new, 0 changed, 1 unchanged, 0 published"])
      }
    }
  }

  @Test func `faults of a file are told by line and end with the code for wrong data`() async throws {
    try await withSchool { services async throws in
      try await withFile("external_reference,title,fte\na,Teacher,half") { path async throws in
        #expect(
          await status { try await run("vacancies", "import", path, "--school", "900101", with: services) }
            == .invalidData)
      }
      #expect(
        await status { try await run("vacancies", "import", "/nowhere", with: services) } == .invalidData)
    }
  }

  @Test func `vacancies are shown, published, closed and withdrawn by any of their names`() async throws {
    try await withSchool { services async throws in
      try await withFile(
        Self.whole + "\n" + Self.whole.split(separator: "\n")[1].replacing("job-1", with: "job-2")
      ) {
        path async throws in
        _ = try await run("vacancies", "import", path, "--school", "900101", with: services)
      }
      let shown = try await run("vacancies", "show", "job-1", "--json", with: services).object()
      let reference = try #require(shown["reference"] as? String)
      let id = try #require(shown["id"] as? String)
      let published = try await run("vacancies", "publish", reference, "--json", with: services).object()
      #expect(published["state"] as? String == "published")
      let closed = try await run("vacancies", "close", id, "--json", with: services).object()
      #expect(closed["state"] as? String == "closed")
      let withdrawn = try await run(
        "vacancies", "withdraw", "job-2", "--reason", "Not needed.", "--json", with: services
      ).object()
      #expect(withdrawn["state"] as? String == "withdrawn")
      let list = try await run("vacancies", "list", "--school", "900101", "--state", "closed", with: services)
      #expect(list.lines.contains { $0.contains(reference) })
    }
  }
}
