import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct InductionStateTests {
  private static let table: [String: Set<[String]>] = [
    "registration": Set(
      RegistrationState.transitions.flatMap { from, following in
        following.map { [from.rawValue, $0.rawValue] }
      }),
    "induction": Set(
      InductionState.transitions.flatMap { from, following in following.map { [from.rawValue, $0.rawValue] } }
    ),
    "assessment": Set(
      AssessmentState.transitions.flatMap { from, following in following.map { [from.rawValue, $0.rawValue] }
      }
    ),
    "appeal": Set(
      AppealState.transitions.flatMap { from, following in following.map { [from.rawValue, $0.rawValue] } }),
    "transfer": Set(
      TransferState.transitions.flatMap { from, following in following.map { [from.rawValue, $0.rawValue] } }
    ),
    "claim": Set(
      ClaimState.transitions.flatMap { from, following in following.map { [from.rawValue, $0.rawValue] } }),
  ]

  @Test("The database holds the same states and transitions as the tables in the domain layer")
  func sameTable() async throws {
    try await withServices { services, _ async throws in
      for (kind, states) in [
        ("registration", RegistrationState.allCases.map(\.rawValue)),
        ("induction", InductionState.allCases.map(\.rawValue)),
        ("assessment", AssessmentState.allCases.map(\.rawValue)),
        ("appeal", AppealState.allCases.map(\.rawValue)),
        ("transfer", TransferState.allCases.map(\.rawValue)),
        ("claim", ClaimState.allCases.map(\.rawValue)),
      ] {
        let stored = try await services.pool.query(
          "SELECT state FROM induction_state WHERE kind = \(kind) ORDER BY position"
        ).map { try $0.decode("state", as: String.self) }
        #expect(stored == states)
        let pairs = try await services.pool.query(
          "SELECT from_state, to_state FROM induction_transition WHERE kind = \(kind)"
        ).map { [try $0.decode("from_state", as: String.self), try $0.decode("to_state", as: String.self)] }
        #expect(Set(pairs) == Self.table[kind])
      }
    }
  }

  @Test("The database refuses what may not follow")
  func refused() async throws {
    try await InductionDesk.run { desk async throws in
      let record = try await desk.begun()
      await #expect(throws: PostgresError.self) {
        try await desk.services.pool.execute("UPDATE induction SET state = 'satisfactory'")
      }
      await #expect(throws: PostgresError.self) {
        try await desk.services.pool.execute("UPDATE induction_registration SET state = 'draft'")
      }
      #expect(
        try await ReadInductions(desk.services).find(record.induction.id, by: desk.officer).induction.state
          == .serving)
    }
  }

  @Test("The diagrams in the documentation show every state and every transition, and no other")
  func diagram() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "Sources/Domain/Documentation.docc/InductionLife.md"), encoding: .utf8)
    let lines = page.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    let drawn = lines.compactMap { line in
      line.wholeMatch(of: /([a-z_]+) --> ([a-z_]+)/).map { [String($0.1), String($0.2)] }
    }
    let all = Self.table.values.flatMap { $0 }
    #expect(drawn.count == all.count && Set(drawn) == Set(all))
    for state in RegistrationState.allCases.map(\.rawValue) + InductionState.allCases.map(\.rawValue)
      + AssessmentState.allCases.map(\.rawValue) + AppealState.allCases.map(\.rawValue)
      + TransferState.allCases.map(\.rawValue) + ClaimState.allCases.map(\.rawValue)
    {
      #expect(lines.contains { $0.hasPrefix("- `\(state)`") }, "\(state) is not explained")
    }
  }
}
