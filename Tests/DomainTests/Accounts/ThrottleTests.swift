import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Throttling")
struct ThrottleTests {
  struct Case: Sendable {
    let elapsed: Double
    let count: Int
    let before: Int
    let wait: Int?
  }

  /// Five tries in sixty seconds.
  static let cases: [Case] = [
    Case(elapsed: 0, count: 1, before: 0, wait: nil),
    Case(elapsed: 59, count: 5, before: 0, wait: nil),
    // The sixth waits for the stretch to end and for one of its five tries to slide out of the next.
    Case(elapsed: 0, count: 6, before: 0, wait: 72),
    Case(elapsed: 50, count: 6, before: 0, wait: 22),
    Case(elapsed: 50, count: 600, before: 0, wait: 22),
    // What was tried in the stretch before weighs in by how much of it is still within a minute.
    Case(elapsed: 0, count: 1, before: 5, wait: 12),
    Case(elapsed: 12, count: 1, before: 5, wait: nil),
    Case(elapsed: 12, count: 2, before: 5, wait: 12),
    Case(elapsed: 24, count: 2, before: 5, wait: nil),
    Case(elapsed: 30, count: 3, before: 4, wait: nil),
    // Refused tries of before count no more than the limit.
    Case(elapsed: 12, count: 1, before: 5_000, wait: nil),
  ]

  @Test("The wait follows from what was tried in this stretch and the one before", arguments: cases.indices)
  func waits(_ index: Int) {
    let given = Self.cases[index]
    let wait = Throttle.wait(
      limit: 5, length: 60, elapsed: given.elapsed, count: given.count, before: given.before)
    #expect(wait == given.wait)
  }

  @Test("Whoever waits as long as was said is let through", arguments: cases.indices)
  func afterWaiting(_ index: Int) {
    let given = Self.cases[index]
    guard let wait = given.wait else { return }
    let then = given.elapsed + Double(wait)
    let slid = then >= 60
    let allowed = Throttle.wait(
      limit: 5, length: 60, elapsed: slid ? then - 60 : then, count: slid ? 1 : given.count,
      before: slid ? given.count : given.before)
    #expect(allowed == nil)
  }

  @Test("Tries at once, over several limits in any order, are all counted")
  func atOnce() async throws {
    try await withServices { services, _ async throws in
      let limits = ["a", "b", "c"].map { ThrottleLimit("test", for: $0, tries: 10, seconds: 60) }
      let allowed = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<30 {
          group.addTask { (try? await Throttle.take(limits.shuffled(), services)) != nil }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(allowed == 10)
      let counts = try await services.pool.query("SELECT count FROM throttle")
        .map { try $0.decode("count", as: Int32.self) }
      #expect(counts == [30, 30, 30])
    }
  }

  @Test("What is given back counts no longer, and what is counted holds nobody's address")
  func givenBack() async throws {
    try await withServices { services, _ async throws in
      let limit = ThrottleLimit("test", for: "robin@example.org", tries: 1, seconds: 60)
      for _ in 0..<3 {
        let taken = try await Throttle.take([limit], services)
        try await services.pool.withTransaction { tx in try await Throttle.giveBack(taken, in: tx) }
      }
      let key = try await services.pool.value("SELECT key FROM throttle", as: String.self)
      #expect(!key.contains("robin"))
      try await Throttle.take([limit], services)
      #expect(try await outcome { try await Throttle.take([limit], services) }?.retryAfter != nil)
    }
  }
}
