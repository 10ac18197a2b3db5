import Foundation
import Postgres

/// How many requests somebody may make in a stretch of time, counted in PostgreSQL for all servers together.
public struct RequestLimit: Sendable, Equatable {
  /// What is limited, for example "api/token".
  public let name: String
  /// How many requests a window takes.
  public let requests: Int
  /// How many seconds a window is long.
  public let seconds: Int

  /// A limit.
  public init(_ name: String, requests: Int, seconds: Int) {
    self.name = name
    self.requests = requests
    self.seconds = seconds
  }

  /// What is left of a limit.
  public struct Standing: Sendable, Equatable {
    /// Whether this request is within the limit.
    public let isWithin: Bool
    /// How many requests are left in the window, as far as this process knows.
    public let remaining: Int
    /// In how many seconds the window ends.
    public let resetAfter: Int
  }

  /// Counts one request of somebody, by what this process has reserved of the shared count: see
  /// ``RequestCounts``.
  public func count(_ whom: String, _ services: Services) async throws -> Standing {
    let now = services.now()
    let length = Double(seconds)
    let start = (now.timeIntervalSince1970 / length).rounded(.down) * length
    let remaining = try await services.requestCounts.take(self, whom, windowStart: start, at: now) { block in
      try await reserve(block, whom, start, services)
    }
    return Standing(
      isWithin: remaining != nil, remaining: remaining ?? 0,
      resetAfter: max(1, Int((start + length - now.timeIntervalSince1970).rounded(.up))))
  }

  /// Adds a block to the shared count and returns the new count. It is not worth waiting for the disk: it is
  /// committed without.
  private func reserve(_ block: Int, _ whom: String, _ start: Double, _ services: Services) async throws
    -> Int
  {
    let key = "\(name)/\(seconds)/\(Secret.fingerprint(whom))"
    let windowStart = Date(timeIntervalSince1970: start)
    let count = try await services.pool.value(
      """
      INSERT INTO throttle (key, window_start, count)
      SELECT \(key), \(windowStart), \(Int32(block)) WHERE set_config('synchronous_commit', 'off', true) = 'off'
      ON CONFLICT (key, window_start) DO UPDATE SET count = throttle.count + excluded.count
      RETURNING count
      """, as: Int32.self)
    return Int(count)
  }
}
