import Domain
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite("Kept answers of searches")
struct SearchCacheTests {
  /// Two servers on one database, both listening.
  private static func withTwoServers(
    _ body: (SearchFixture, Services) async throws -> Void
  ) async throws {
    try await SearchFixture.run { borough in
      let other = TestServices.make(pool: borough.pool, clock: borough.clock)
      let tasks = [borough.services, other].map { services in
        Task { await services.searchCache.run(services) }
      }
      defer { for task in tasks { task.cancel() } }
      try await until { borough.pool.listeningPeriod("live_vacancy") != nil }
      try await body(borough, other)
    }
  }

  /// Waits for what another connection brings: asks the database in between, so that time passes.
  private static func until(_ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while try await !condition() {
      guard ContinuousClock.now < deadline else { throw DomainError.conflict("It took too long.") }
      await Task.yield()
    }
  }

  private static func titles(_ services: Services) async throws -> [String] {
    try await SearchVacancies(services)(VacancyQuery()).items.map(\.title).sorted()
  }

  @Test("What changes on one server is found on every other at once, though answers are kept")
  func invalidation() async throws {
    try await Self.withTwoServers { borough, other in
      let school = try await borough.school(100_001, "River School")
      let id = try await borough.vacancy("Arts", at: school)
      try await Self.until { try await Self.titles(other) == ["Arts"] && other.searchCache.count > 0 }
      #expect(try await Self.titles(borough.services) == ["Arts"])
      try await borough.vacancy("Music", at: school)
      try await Self.until { try await Self.titles(other) == ["Arts", "Music"] }
      try await Self.until { try await Self.titles(borough.services) == ["Arts", "Music"] }
      try await borough.pool.execute("UPDATE vacancy SET title = 'Drama' WHERE id = \(id)")
      try await Self.until { try await Self.titles(other) == ["Drama", "Music"] }
      try await borough.pool.execute(
        "UPDATE vacancy SET state = 'withdrawn', withdrawn_at = now() WHERE id = \(id)")
      try await Self.until { try await Self.titles(other) == ["Music"] }
    }
  }

  @Test("A kept answer ends with the earliest closing time, though nobody has changed anything")
  func closing() async throws {
    try await Self.withTwoServers { borough, other in
      let school = try await borough.school(100_001, "River School")
      try await borough.vacancy("Soon over", at: school, closesInHours: 1)
      try await borough.vacancy("Longer", at: school)
      borough.clock.advance(seconds: 3_595)
      try await Self.until { other.searchCache.count > 0 ? true : try await Self.titles(other).isEmpty }
      #expect(try await Self.titles(other) == ["Longer", "Soon over"])
      borough.clock.advance(seconds: 6)
      #expect(try await Self.titles(other) == ["Longer"])
    }
  }

  @Test("Many who ask the same at once are answered by one search, and a failure is kept by nobody")
  func oneForAll() async throws {
    try await Self.withTwoServers { borough, _ in
      let services = borough.services
      let made = Counter()
      let answers = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<50 {
          group.addTask {
            try await services.searchCache.value("same", services) {
              _ = try await services.pool.value("SELECT count(*) FROM pg_sleep(0.05)", as: Int.self)
              return made.next()
            }
          }
        }
        return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
      }
      #expect(answers == [1])
      await #expect(throws: DomainError.self) {
        try await services.searchCache.value("bad", services) { () -> Int in throw DomainError.notFound("x") }
      }
      #expect(try await services.searchCache.value("bad", services) { 7 } == 7)
    }
  }

  @Test("It holds as much as it may, and nothing while nobody listens")
  func bounds() async throws {
    try await SearchFixture.run { borough in
      let cache = SearchCache(mostEntries: 10, mostBytes: 4_000)
      for _ in 0..<3 { _ = try await cache.value("a", borough.services) { 1 } }
      #expect(cache.count == 0)
      let task = Task { await cache.run(borough.services) }
      defer { task.cancel() }
      try await Self.until { borough.pool.listeningPeriod("live_vacancy") != nil }
      for number in 0..<50 {
        _ = try await cache.value("\(number)", borough.services, bytes: { _ in 100 }) { number }
      }
      #expect(cache.count == 10)
      _ = try await cache.value("large", borough.services, bytes: { _ in 3_000 }) { 1 }
      #expect(cache.count == 10)
      for number in 0..<50 {
        _ = try await cache.value("b\(number)", borough.services, bytes: { _ in 500 }) { number }
      }
      #expect(cache.count == 8)
    }
  }
}

/// Counts from one on.
private final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
