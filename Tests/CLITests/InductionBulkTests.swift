import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct InductionBulkTests {
  @Test func `claims are looked at, taken once and written`() async throws {
    try await withServices { services, _ async throws in
      let id = try await RegistrationsTests.registered(services)
      _ = try await run("induction", "registrations", "submit", id, with: services)
      let folder = FileManager.default.temporaryDirectory
      let (file, errors) = (
        folder.appending(path: UUID().uuidString).path, folder.appending(path: UUID().uuidString).path
      )
      defer { for path in [file, errors] { try? FileManager.default.removeItem(atPath: path) } }
      let header = "TRN,Date of birth,Induction programme,Induction period start date"
      try Data("\(header)\n1234567,2000-02-29,school-led,2026-11-02\n".utf8).write(to: URL(filePath: file))
      let looked = try await run(
        "induction", "bulk", "import-claims", "883", file, "--dry-run", with: services)
      #expect(looked.lines == ["1 rows: 1 claimed, 0 before, 0 faulty"] && looked.remarks.count == 1)
      _ = try await run("induction", "bulk", "import-claims", "883", file, with: services)
      let again = try await run("induction", "bulk", "import-claims", "883", file, "--json", with: services)
      #expect(try again.object()["is_stored"] as? Bool == true)
      try Data("\(header)\n1,2000-02-29,school-led,2026-11-02\n".utf8).write(to: URL(filePath: file))
      #expect(
        await status {
          try await run("induction", "bulk", "import-claims", "883", file, "--errors", errors, with: services)
        } == .invalidData)
      #expect(FileManager.default.contents(atPath: errors)?.isEmpty == false)
      let claims = try await run("induction", "bulk", "claims", "883", with: services)
      #expect(claims.lines.joined().contains("1234567,2000-02-29,school-led,2026-11-02"))
      #expect(
        try await run("induction", "bulk", "actions", "883", with: services).remarks == ["Nothing to send."])
      let actions = "TRN,Date of birth,Induction period end date,Number of terms,Outcome"
      try Data("\(actions)\n1234567,2000-02-29,2026-11-02,0.0,release\n".utf8).write(
        to: URL(filePath: file))
      let sent = try await run("induction", "bulk", "import-actions", "883", file, with: services)
      #expect(sent.lines == ["1 row: 1 sent, 0 refused, 0 unknown"])
      #expect(try await run("induction", "bulk", "sent", "883", with: services).lines.count == 2)
      #expect(
        try await run("induction", "bulk", "sent", "883", "--refused", with: services).remarks
          == ["Nothing was sent."])
      let all = try await run("induction", "bulk", "registrations", "883", "--json", with: services)
      #expect((try all.json() as? [Any])?.count == 1)
    }
  }
}
