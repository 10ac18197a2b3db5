import Foundation
import Postgres

/// How often something may be tried in a stretch of time.
struct ThrottleLimit: Sendable {
  /// What is counted: the purpose, and for whom. Personal parts are hashed.
  let key: String
  /// How many tries.
  let tries: Int
  /// In how many seconds.
  let seconds: Int

  init(_ purpose: String, for whom: String, tries: Int, seconds: Int) {
    key = "\(purpose)/\(seconds)/\(Secret.fingerprint(whom))"
    self.tries = tries
    self.seconds = seconds
  }
}

/// Counts tries in PostgreSQL, so any number of servers share one count, and no two tries at once can both
/// be the last one allowed.
///
/// Each count covers a fixed stretch of the clock; what was counted in the stretch before weighs in by how
/// much of it still lies within the limit's length, so nobody gets twice the tries around a boundary.
enum Throttle {
  /// Tries that were counted, so that a success can give them back.
  struct Taken: Sendable {
    fileprivate let keys: [String]
    fileprivate let starts: [Date]
  }

  /// Counts one try under every limit, in one statement; throws ``DomainError/throttled(retryAfter:)`` when
  /// any of them is used up.
  @discardableResult
  static func take(_ limits: [ThrottleLimit], _ services: Services) async throws -> Taken {
    // Always in the order of the keys, so two statements at once can't wait for each other in a circle.
    let limits = limits.sorted { $0.key < $1.key }
    let now = services.now()
    let keys = limits.map(\.key)
    let starts = limits.map { start(of: now, $0) }
    let before = zip(starts, limits).map { $0.addingTimeInterval(-Double($1.seconds)) }
    let rows = try await services.pool.query(
      """
      WITH asked AS (
        SELECT * FROM unnest(\(keys), \(starts), \(before)) AS asked (key, window_start, before_start)
      ), counted AS (
        INSERT INTO throttle (key, window_start, count)
        SELECT key, window_start, 1 FROM asked
        ON CONFLICT (key, window_start) DO UPDATE SET count = throttle.count + 1
        RETURNING key, count
      )
      SELECT counted.key, counted.count::int8 AS count, coalesce(earlier.count, 0)::int8 AS earlier
      FROM counted JOIN asked ON asked.key = counted.key
      LEFT JOIN throttle earlier ON earlier.key = asked.key AND earlier.window_start = asked.before_start
      """)
    var counts: [String: (now: Int, before: Int)] = [:]
    for row in rows {
      counts[try row.decode("key", as: String.self)] =
        (try row.decode("count", as: Int.self), try row.decode("earlier", as: Int.self))
    }
    let waits = zip(limits, starts).compactMap { limit, start -> Int? in
      guard let count = counts[limit.key] else { return nil }
      return wait(
        limit: limit.tries, length: limit.seconds, elapsed: now.timeIntervalSince(start), count: count.now,
        before: count.before)
    }
    if let longest = waits.max() { throw DomainError.throttled(retryAfter: longest) }
    return Taken(keys: keys, starts: starts)
  }

  /// Gives tries back that turned out well, in the transaction of what they were for.
  static func giveBack(_ taken: Taken, in tx: Transaction) async throws {
    try await tx.execute(
      """
      WITH given AS (
        SELECT throttle.key, throttle.window_start
        FROM throttle JOIN unnest(\(taken.keys), \(taken.starts)) AS asked (key, window_start)
          ON asked.key = throttle.key AND asked.window_start = throttle.window_start
        ORDER BY throttle.key FOR UPDATE OF throttle
      )
      UPDATE throttle SET count = greatest(throttle.count - 1, 0) FROM given
      WHERE throttle.key = given.key AND throttle.window_start = given.window_start
      """)
  }

  /// How many seconds to wait, given the tries counted in this stretch (this one included) and the one
  /// before; nil when this one is allowed.
  static func wait(limit: Int, length: Int, elapsed: Double, count: Int, before: Int) -> Int? {
    let length = Double(length)
    let earlier = Double(min(before, limit))
    let still = 1 - min(max(elapsed / length, 0), 1)
    if Double(count) + earlier * still <= Double(limit) { return nil }
    if count <= limit, earlier > 0 {
      // Allowed once enough of the earlier stretch has slid out.
      let fraction = 1 - Double(limit - count) / earlier
      return max(1, Int((fraction * length - elapsed).rounded(.up)))
    }
    // This stretch is used up: into the next, until one try of it has slid out.
    return max(1, Int((length - elapsed + length / Double(limit)).rounded(.up)))
  }

  private static func start(of now: Date, _ limit: ThrottleLimit) -> Date {
    let length = Double(limit.seconds)
    return Date(timeIntervalSince1970: (now.timeIntervalSince1970 / length).rounded(.down) * length)
  }
}
