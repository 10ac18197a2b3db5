import Foundation
import Synchronization

/// The requests that this process has counted, out of what it has reserved of the shared counts.
///
/// Requests are reserved in blocks of one, two, four … up to a twentieth of the limit, so that somebody with
/// many requests costs a statement for each block and not for each request, and somebody who is over the
/// limit costs none. All processes together never let more through than the limit. What a process has
/// reserved and not used is lost to the others until the window ends: with n processes somebody gets at least
/// the limit less n − 1 twentieths.
public final class RequestCounts: Sendable {
  private struct Key: Hashable {
    let limit: String
    let whom: String
  }

  private struct Count {
    let windowStart: Double
    let windowEnd: Double
    /// Reserved and not used.
    var left = 0
    /// How much of the limit all processes have reserved, as of the last reservation.
    var shared = 0
    /// How many are reserved next.
    var block = 1
    /// Whether the limit is reserved to its end.
    var isSpent = false
    var reserving: Task<Void, any Error>?

    /// Takes in a block of which the shared count tells how much was still free.
    mutating func receive(_ block: Int, _ count: Int, _ limit: RequestLimit) {
      let granted = min(block, max(0, limit.requests - (count - block)))
      reserving = nil
      left += granted
      shared = min(count, limit.requests)
      isSpent = granted < block || count >= limit.requests
      self.block = min(self.block * 2, max(1, limit.requests / 20))
    }
  }

  private enum Step {
    case taken(remaining: Int)
    case refused
    case wait(Task<Void, any Error>)
  }

  private struct State {
    var counts: [Key: Count] = [:]
    var sweepAt: Double = 0
  }

  private let state = Mutex(State())

  /// Nothing counted yet.
  public init() {}

  /// Takes one request of somebody's window; nil when the limit is used up, else how many are left.
  /// `reserve` adds to the shared count and returns it.
  func take(
    _ limit: RequestLimit, _ whom: String, windowStart: Double, at now: Date,
    reserve: @escaping @Sendable (Int) async throws -> Int
  ) async throws -> Int? {
    let key = Key(limit: limit.name, whom: whom)
    while true {
      let step = state.withLock { state in
        sweep(&state, now.timeIntervalSince1970)
        let end = windowStart + Double(limit.seconds)
        var count = Count(windowStart: windowStart, windowEnd: end)
        if let known = state.counts[key], known.windowStart == windowStart { count = known }
        let step = next(&count, limit, key, reserve)
        state.counts[key] = count
        return step
      }
      switch step {
      case .taken(let remaining): return remaining
      case .refused: return nil
      case .wait(let reservation): try await reservation.value
      }
    }
  }

  private func next(
    _ count: inout Count, _ limit: RequestLimit, _ key: Key,
    _ reserve: @escaping @Sendable (Int) async throws -> Int
  ) -> Step {
    if count.left > 0 {
      count.left -= 1
      return .taken(remaining: max(0, limit.requests - count.shared) + count.left)
    }
    if count.isSpent { return .refused }
    if let reservation = count.reserving { return .wait(reservation) }
    let (block, start) = (count.block, count.windowStart)
    // In a task of its own: a request that is cancelled must not take the others' reservation with it.
    let reservation = Task {
      do {
        let shared = try await reserve(block)
        self.settle(key, start, limit) { $0.receive(block, shared, limit) }
      } catch {
        self.settle(key, start, limit) { $0.reserving = nil }
        throw error
      }
    }
    count.reserving = reservation
    return .wait(reservation)
  }

  private func settle(_ key: Key, _ start: Double, _ limit: RequestLimit, _ change: (inout Count) -> Void) {
    state.withLock { state in
      guard var count = state.counts[key], count.windowStart == start else { return }
      change(&count)
      state.counts[key] = count
    }
  }

  /// Forgets windows that have ended, now and then.
  private func sweep(_ state: inout State, _ now: Double) {
    guard now >= state.sweepAt else { return }
    state.sweepAt = now + 60
    state.counts = state.counts.filter { $0.value.windowEnd > now }
  }
}
