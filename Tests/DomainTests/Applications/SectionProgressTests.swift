import Domain
import Foundation
import TestSupport
import Testing

@Suite("How far a section of the general application is filled in") struct SectionProgressTests {
  @Test("A section in which nothing is entered is not started, however often that was saved")
  func empty() async throws {
    try await withServices { services, _ async throws in
      let accounts = AccountsFixture(services)
      try await accounts.person("ada@example.org")
      let actor = try await accounts.acting("ada@example.org")
      func save(_ answers: [String: JSONValue]) async throws -> SectionProgress {
        try await SaveSection(services)(
          "personal", answers: answers, expectedVersion: nil, by: actor
        ).progress
      }
      #expect(try await save([:]) == .notStarted)
      #expect(try await save(["first_names": " ", "town": "\n"]) == .notStarted)
      #expect(try await save(["first_names": "Ada"]) == .inProgress)
      #expect(try await save(["first_names": ""]) == .notStarted)
    }
  }
}
