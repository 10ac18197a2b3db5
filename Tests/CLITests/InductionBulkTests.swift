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
        "induction", "bulk", "import-claims", "883", file, "--verified", "--dry-run", with: services)
      #expect(looked.lines == ["1 row: 1 claimed, 0 before, 0 faulty"] && looked.remarks.count == 1)
      #expect(
        await status {
          try await run("induction", "bulk", "import-claims", "883", file, with: services)
        } == .invalidData)
      _ = try await run("induction", "bulk", "import-claims", "883", file, "--verified", with: services)
      let again = try await run("induction", "bulk", "import-claims", "883", file, "--json", with: services)
      #expect(try again.object()["is_stored"] as? Bool == false)
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
      try Data("\(header)\n1234567,2000-02-29,school-led,2026-11-02\n".utf8).write(to: URL(filePath: file))
      let recorded = try await run("induction", "bulk", "record-claims", "883", file, with: services)
      #expect(
        recorded.lines == ["1 row: 1 sent, 0 sent again, 0 accepted, 0 refused, 0 before, 0 unknown"])
      #expect(
        try await run("induction", "bulk", "claims", "883", "--new", with: services).remarks
          == ["Nothing to send."])
      let files = try await run("induction", "bulk", "claim-files", "883", "--json", with: services)
      let sentFile = try #require((try files.json() as? [[String: Any]])?.first?["id"] as? String)
      #expect(
        try await run("induction", "bulk", "claim-files", "883", "--file", sentFile, with: services).lines
          .joined()
          .contains("1234567"))
      #expect(
        try await run("induction", "bulk", "accept-claims", "883", sentFile, with: services).lines
          == ["1 claim accepted"])
      try Data("\(header),Error message\n1234567,2000-02-29,school-led,2026-11-02,Wrong start\n".utf8).write(
        to: URL(filePath: file))
      let answered = try await run(
        "induction", "bulk", "record-claims", "883", file, "--dry-run", with: services)
      #expect(answered.lines.first?.contains("1 refused") == true)
      _ = try await run("induction", "bulk", "record-claims", "883", file, with: services)
      let refused = try await run(
        "induction", "bulk", "sent-claims", "883", "--state", "refused", "--csv", with: services)
      #expect(refused.lines.joined().contains("Wrong start"))
      #expect(
        await status {
          try await run("induction", "bulk", "sent-claims", "883", "--state", "x", with: services)
        }
          == .invalidData)
      let all = try await run("induction", "bulk", "registrations", "883", "--json", with: services)
      #expect((try all.json() as? [Any])?.count == 1)
    }
  }
}
