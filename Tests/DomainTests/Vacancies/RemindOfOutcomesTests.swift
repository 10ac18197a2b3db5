import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Asking whether a vacancy was filled") struct RemindOfOutcomesTests {
  private static func mails(_ desk: VacancyDesk) async throws -> Int {
    try await desk.services.pool.value(
      "SELECT count(*) FROM outbox_mail WHERE subject LIKE 'Did you fill it?%'", as: Int.self)
  }

  @Test("begins seven days after closing, goes on weekly, eight times at most, to heads and recruiters")
  func rhythm() async throws {
    try await VacancyDesk.run { desk async throws in
      let remind = RemindOfOutcomes(desk.services)
      _ = try await desk.closed()
      desk.clock.advance(days: 6)
      #expect(try await remind() == 0)
      desk.clock.advance(days: 1)
      #expect(try await remind() == 1)
      #expect(try await remind() == 0)
      #expect(try await Self.mails(desk) == 2)
      for _ in 0..<20 {
        desk.clock.advance(days: 7)
        _ = try await remind()
      }
      #expect(try await Self.mails(desk) == 2 * RemindOfOutcomes.most)
    }
  }

  @Test("ends with the answer")
  func answered() async throws {
    try await VacancyDesk.run { desk async throws in
      let vacancy = try await desk.closed()
      desk.clock.advance(days: 8)
      #expect(try await RemindOfOutcomes(desk.services)() == 1)
      _ = try await RecordVacancyOutcome(desk.services)(vacancy.id, outcome: "pool", by: desk.recruiter)
      desk.clock.advance(days: 8)
      #expect(try await RemindOfOutcomes(desk.services)() == 0)
    }
  }

  @Test("is done once, however many workers ask at the same time")
  func workers() async throws {
    try await VacancyDesk.run { desk async throws in
      for number in 1...6 { _ = try await desk.published(VacancyDesk.content("Teacher \(number)")) }
      desk.clock.advance(days: 30)
      _ = try await CloseDueVacancies(desk.services)()
      let counts = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 {
          group.addTask {
            var total = 0
            while case let count = try await RemindOfOutcomes(desk.services)(batch: 2), count > 0 {
              total += count
            }
            return total
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(counts == 6)
      #expect(try await Self.mails(desk) == 12)
    }
  }
}
