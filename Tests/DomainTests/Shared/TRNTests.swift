import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Teacher reference numbers") struct TRNTests {
  @Test(
    "are read as people write them",
    arguments: [
      ("1234567", "1234567"), ("12 34567", "1234567"), ("12/34567", "1234567"), (" 12-34-567 ", "1234567"),
      ("12\u{2013}34567", "1234567"), ("0000101", "0000101"), ("123456", nil), ("12345678", nil), ("", nil),
      ("RP12/345", nil), ("12,34567", nil), ("١٢٣٤٥٦٧", nil),
    ] as [(String, String?)])
  func reads(_ typed: String, _ digits: String?) {
    #expect(TRN.digits(typed) == digits)
  }

  @Test("are kept as seven digits in the general application, and what is none is told as it is")
  func section() async throws {
    try await withServices { services, _ async throws in
      let accounts = AccountsFixture(services)
      try await accounts.person("ada@example.org")
      let ada = try await accounts.acting("ada@example.org")
      let teaching: [String: JSONValue] = [
        "status": "qualified", "qts_awarded_on": "2019-07-05", "induction": "completed",
        "training_provider": "Example University", "age_ranges": ["5-7"], "phases": ["primary"],
        "subjects": "Primary",
      ]
      func save(_ typed: String) async throws -> FilledSection {
        try await SaveSection(services)(
          "teaching", answers: teaching.merging(["trn": .string(typed)]) { $1 }, expectedVersion: nil, by: ada
        )
      }
      let kept = try await save("12 / 34567")
      #expect(kept.answers["trn"] == "1234567" && kept.problems.isEmpty)
      let wrong = try await save("12 345 678 9")
      #expect(wrong.answers["trn"] == "12 345 678 9" && wrong.problems.map(\.field) == ["trn"])
      #expect(wrong.problems.first?.message.contains("seven digits") == true)
    }
  }

  @Test("are read the same in registrations and in files of the national service")
  func others() throws {
    #expect(try RegistrationContent(members: ["trn": "12/34567"]).trn == "1234567")
    #expect(try RegistrationContent(members: ["trn": "12/3456"]).trn == "12/3456")
    let header = ClaimsFile.columns.joined(separator: ",")
    let file = try ClaimsFile(Array("\(header)\n12/34567,2001-02-28,school-led,2026-10-26".utf8))
    #expect(file.rows.map(\.trn) == ["1234567"])
    #expect(throws: DomainError.self) {
      try ClaimsFile(
        Array(
          "\(header)\n12/34567,2001-02-28,school-led,2026-10-26\n12 34567,2001-02-28,school-led,2026-10-26"
            .utf8))
    }
  }
}
