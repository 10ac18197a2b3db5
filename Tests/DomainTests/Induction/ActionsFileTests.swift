import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Files of actions: what is not sent yet, and terms as in the plan") struct ActionsFileTests {
  private static func actions(_ desk: InductionDesk, all: Bool = false) async throws -> [String] {
    try await ExportInductions(desk.services).actions(of: desk.authority, all: all, by: desk.officer)
  }

  private static func kinds(_ desk: InductionDesk) async throws -> [InductionDuty.Kind] {
    try await ReadInductionDuties(desk.services)(of: desk.authority.place, by: desk.officer).items.map(\.kind)
  }

  @Test(
    "What is recorded as sent is offered no more and has told the Secretary of State, until it is refused")
  func sent() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      try desk.goTo(try #require(begun.induction.plan?.expectedEnd).adding(days: 20))
      try await desk.decided(begun.induction.id, .satisfactory, teacher: try await desk.teacher())
      #expect(try await Self.kinds(desk) == [.termlyReturn])
      let file = try #require(try await Self.actions(desk).first)
      let take = ImportActions(desk.services)
      func load(_ text: String) async throws {
        _ = try await take(Array(text.utf8), of: desk.authority, isDryRun: false, by: desk.officer)
      }
      try await load(file)
      #expect(try await Self.actions(desk).isEmpty)
      #expect(try await Self.actions(desk, all: true) == [file])
      #expect(try await Self.kinds(desk).isEmpty)
      let letters = try await InductionLetters(desk.services).list(begun.induction.id, by: desk.officer)
      #expect(letters.last?.sentOn == desk.services.today && letters.last?.means == .electronic)
      let lines = file.split(whereSeparator: \.isNewline)
      try await load("\(lines[0]),Error message\r\n\(lines[1]),Wrong date.\r\n")
      #expect(try await Self.actions(desk) == [file])
      #expect(try await Self.kinds(desk) == [.termlyReturn])
    }
  }

  @Test(
    "Less than a term in employment counts nothing in plan and file, whatever follows at another school"
  )
  func short() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun(InductionDesk.content(startsOn: "2026-09-01"), on: "2026-09-01")
      let id = begun.induction.id
      try desk.goTo(day("2026-11-03"))
      let ended = try await RecordInduction(desk.services).endPeriod(
        try #require(begun.periods.first).id, of: id, on: day("2026-11-02"), leavesTeaching: false,
        expectedVersion: nil, by: desk.head)
      #expect(ended.induction.plan?.servedTerms == 0)
      #expect(try await Self.actions(desk).joined().contains(",2026-11-02,0.0,release"))
      _ = try await desk.begun(
        InductionDesk.content(startsOn: "2026-11-03"), on: "2026-11-03", by: desk.desk.stranger)
      #expect(try await Self.actions(desk).joined().contains(",2026-11-02,0.0,release"))
    }
  }

  @Test(
    "Terms go to the nearest tenth, a half up",
    arguments: [
      ("59/20", "3.0"), ("2.94", "2.9"), ("2.95", "3.0"), ("1/21", "0.0"), ("1/20", "0.1"), ("1/3", "0.3"),
      ("2/3", "0.7"), ("6", "6.0"), ("0", "0.0"),
    ])
  func tenths(_ text: String, _ expected: String) throws {
    #expect(try #require(TermFraction(text: text)).tenths == expected)
  }
}
