import Foundation
import Postgres

/// Removes what has served its time and is nobody's record: counters, answers kept for repeated requests.
public struct PurgeExpired: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Counters of windows that began more than two days ago; no window is longer than one.
  public func throttles() async throws -> Int {
    try await services.pool.execute("DELETE FROM throttle WHERE window_start < \(ago(days: 2))")
  }

  /// Answers of requests older than two days: a client that repeats a request does so within one.
  public func idempotentRequests() async throws -> Int {
    try await services.pool.execute("DELETE FROM idempotent_request WHERE created_at < \(ago(days: 2))")
  }

  private func ago(days: Double) -> Date { services.now() - days * 86_400 }
}
