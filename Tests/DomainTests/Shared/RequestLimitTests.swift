import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Domain

@Suite("Limits of requests")
struct RequestLimitTests {
  /// The same database seen by another process, with counts of its own.
  private func another(_ services: Services) -> Services {
    Services(
      pool: services.pool, settings: services.settings, logger: services.logger,
      passwords: services.passwords, now: services.now)
  }

  @Test("let exactly as many through as they say, and tell how many are left")
  func exact() async throws {
    try await withServices { services, clock async throws in
      let limit = RequestLimit("test", requests: 100, seconds: 60)
      for number in 1...100 {
        let standing = try await limit.count("somebody", services)
        #expect(standing.isWithin)
        #expect(standing.remaining == 100 - number)
      }
      let over = try await limit.count("somebody", services)
      #expect(!over.isWithin && over.remaining == 0 && (1...60).contains(over.resetAfter))
      #expect(try await limit.count("somebody else", services).isWithin)
      clock.advance(seconds: 60)
      #expect(try await limit.count("somebody", services).remaining == 99)
    }
  }

  @Test("cost one statement for each block, and none beyond the limit")
  func cheap() async throws {
    let counts = RequestCounts()
    let limit = RequestLimit("test", requests: 600, seconds: 60)
    let now = Date(timeIntervalSince1970: 0)
    let shared = Mutex((count: 0, statements: 0))
    var allowed = 0
    for _ in 1...5_000 {
      let left = try await counts.take(limit, "somebody", windowStart: 0, at: now) { block in
        shared.withLock {
          $0 = ($0.count + block, $0.statements + 1)
          return $0.count
        }
      }
      if left != nil { allowed += 1 }
    }
    #expect(allowed == 600)
    #expect(shared.withLock { $0.statements } <= 25)
  }

  @Test("hold over several processes, short by at most a twentieth for each further one")
  func severalProcesses() async throws {
    try await withServices { services, _ async throws in
      let limit = RequestLimit("test", requests: 200, seconds: 60)
      let processes = [services, another(services), another(services)]
      let allowed = try await withThrowingTaskGroup(of: Int.self) { group async throws in
        for process in processes {
          for _ in 1...4 {
            group.addTask {
              var allowed = 0
              for _ in 1...60 where try await limit.count("somebody", process).isWithin { allowed += 1 }
              return allowed
            }
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(allowed <= 200)
      #expect(allowed >= 200 - 2 * 10)
    }
  }

  @Test("go on after a fault of the database")
  func faults() async throws {
    struct Gone: Error {}
    let counts = RequestCounts()
    let limit = RequestLimit("test", requests: 10, seconds: 60)
    let now = Date(timeIntervalSince1970: 0)
    await #expect(throws: Gone.self) {
      _ = try await counts.take(limit, "somebody", windowStart: 0, at: now) { _ in throw Gone() }
    }
    let left = try await counts.take(limit, "somebody", windowStart: 0, at: now) { $0 }
    #expect(left == 9)
  }
}
