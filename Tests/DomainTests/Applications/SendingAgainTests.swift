import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Sending an application again") struct SendingAgainTests {
  private static let sections = ["personal", "history", "vacancy"].map {
    FormSection(key: $0, title: $0, intro: nil, questions: [], entries: nil, rule: nil)
  }

  @Test(
    "What comes again is compared part by part; what does not come, and empty answers, are no difference",
    arguments: [
      (["vacancy": ["close_relationship": "no"]], []),
      (["vacancy": ["close_relationship": "yes", "details": "A cousin"]], ["vacancy"]),
      (["vacancy": ["close_relationship": " no ", "details": ""]], []), (["vacancy": [:]], ["vacancy"]),
      (["history": ["entries": []]], []), (["history": ["entries": [["role": "Tutor"]]]], ["history"]),
      (["personal": ["town": "Grays"]], []), (["personal": ["town": "Tilbury"]], ["personal"]),
    ] as [([String: [String: JSONValue]], [String])])
  func differences(_ now: [String: [String: JSONValue]], _ expected: [String]) {
    let sent: [String: [String: JSONValue]] = [
      "personal": ["town": "Grays"], "vacancy": ["close_relationship": "no"],
    ]
    #expect(SendingAgain.differences(sent, now, in: Self.sections).map(\.key) == expected)
  }

  @Test("Everything that is sent counts: the statement, answers for the vacancy, the general application")
  func everything() async throws {
    try await VacancyDesk.run { desk async throws in
      let accounts = AccountsFixture(desk.services)
      try await accounts.person("ada@example.org")
      let ada = try await accounts.acting("ada@example.org")
      try await CompleteApplication.save(by: ada, desk.services)
      let vacancy = try await desk.published()
      let send = SendApplication(desk.services)
      let first = UUID()
      func leftOut(
        _ statement: String? = nil, _ answers: [String: JSONValue] = [:], _ submission: UUID = UUID()
      ) async throws -> [String] {
        let sent = try await send(
          vacancy: vacancy.id, statement: statement, answers: answers, submission: submission, by: ada)
        return sent.leftOut
      }
      let own = CompleteApplication.vacancyAnswers
      #expect(try await leftOut("For you.", own, first) == [])
      #expect(try await leftOut("For you.", own) == [])
      #expect(try await leftOut() == [])
      #expect(try await leftOut("Else.", own).count == 1)
      let cousin: [String: JSONValue] = [
        "close_relationship": "yes", "relationship_details": "My cousin is a governor.",
      ]
      #expect(try await leftOut("For you.", cousin) == ["For this vacancy"])
      var personal = try #require(try CompleteApplication.answers()["personal"])
      personal["last_name"] = "Other"
      _ = try await SaveSection(desk.services)("personal", answers: personal, expectedVersion: nil, by: ada)
      #expect(try await leftOut("For you.", own).count == 1)
      #expect(try await leftOut("Else.", cousin, first) == [], "a repeat of what made it")
      let count = try await desk.services.pool.value("SELECT count(*) FROM application", as: Int.self)
      #expect(count == 1)
    }
  }
}
