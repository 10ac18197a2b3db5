import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("The second officer of a failure") struct SecondOfficerTests {
  @Test("The other officers are asked and reminded, and not who has proposed it")
  func asked() async throws {
    try await InductionDesk.run { desk async throws in
      let second = try await desk.secondOfficer()
      let (teacher, id) = (try await desk.teacher(), try await desk.begun().induction.id)
      let (decide, reasons) = (DecideInduction(desk.services), "Standards 2 and 6 were looked at.")
      _ = try await decide.recommend(
        id, .notSatisfactory, reasons: reasons, earlyReason: reasons, expectedVersion: nil, by: desk.head)
      _ = try await decide.represent(id, "I have seen it.", by: teacher)
      let duties = ReadInductionDuties(desk.services)
      #expect(try await duties(of: desk.authority.place, by: second).items.map(\.kind) == [.decision])
      _ = try await decide.decide(
        id, .notSatisfactory, reasons: reasons, earlyReason: reasons, expectedVersion: nil, by: desk.officer)
      #expect(try await duties(of: desk.authority.place, by: second).items.map(\.kind) == [.confirmation])
      func asked(_ address: String) async throws -> Int {
        try await desk.accounts.subjects(to: address).filter { $0.contains("onfirm the failure") }.count
      }
      #expect(try await asked("second@example.org") == 1)
      #expect(try await asked("officer@example.org") == 0)
      desk.clock.advance(days: 20)
      _ = try await RemindOfInductionDuties(desk.services)()
      #expect(try await RemindOfInductionDuties(desk.services)() == 0)
      #expect(try await asked("second@example.org") == 2)
      #expect(try await asked("officer@example.org") == 0)
      _ = try await decide.withdraw(
        id, reason: "The teacher was not heard.", expectedVersion: nil, by: second)
      #expect(try await duties(of: desk.authority.place, by: second).items.map(\.kind) == [.decision])
    }
  }
}
