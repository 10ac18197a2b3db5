public import Domain
import Foundation
public import Postgres

/// Services over a test's own database, with a clock that the test sets and cheap password hashing.
public enum TestServices {
  /// The address that links of mails start with.
  public static let baseURL = "http://staffroom.test"

  /// Services over a pool.
  public static func make(pool: Pool, clock: TestClock = TestClock()) -> Services {
    Services(
      pool: pool, settings: Settings(baseURL: baseURL), logger: testLogger, passwords: passwords,
      now: { clock.now })
  }

  /// One hasher for all tests of the process: its threads are shared.
  private static let passwords = PasswordHasher(opsLimit: 1, memoryLimit: 8_192, workers: 1)
}

/// Runs a test with services over a migrated database of its own and the clock they go by.
public func withServices<R>(_ body: (Services, TestClock) async throws -> R) async throws -> R {
  try await withDatabase { pool async throws in
    let clock = TestClock()
    return try await body(TestServices.make(pool: pool, clock: clock), clock)
  }
}
