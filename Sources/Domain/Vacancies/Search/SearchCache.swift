import Foundation
import Logging
import Postgres
import Synchronization

/// Keeps answers of public searches in this process, for as long as nothing can have changed in them.
///
/// The database tells of every change of the live vacancies (`NOTIFY live_vacancy`), and then everything is
/// forgotten; nothing is kept beyond the next closing time, nor for more than a few seconds. While this process
/// isn't listening (because ``run(_:)`` isn't, or because the connection is lost) every search goes to the database.
/// Who asks for what is being found already waits for that answer.
public final class SearchCache: Sendable {
  /// The channel of changes.
  static let channel = "live_vacancy"
  /// The longest that an answer is kept, in seconds.
  static let longest: TimeInterval = 10
  private static let vocabularyLasts: TimeInterval = 60

  private let mostEntries: Int
  private let mostBytes: Int
  private let state = Mutex(State())

  private struct Entry {
    let value: any Sendable
    let until: Date
    let bytes: Int
    let number: Int
  }

  private struct Flight {
    let time: Time
    let task: Task<any Sendable, any Error>
  }

  /// A time in which nothing has changed: answers of another are worth nothing.
  private struct Time: Equatable {
    var changes = 0
    var period = 0
  }

  private struct State {
    var time = Time()
    var entries: [String: Entry] = [:]
    var order: [(key: String, number: Int)] = []
    var bytes = 0
    var lastNumber = 0
    var flights: [String: Flight] = [:]
    var nextClosing: Date?
    var vocabulary: (value: SearchVocabulary, until: Date)?

    mutating func forget() {
      (entries, order, bytes, flights, nextClosing) = ([:], [], 0, [:], nil)
    }

    mutating func remove(_ key: String) {
      if let entry = entries.removeValue(forKey: key) { bytes -= entry.bytes }
    }
  }

  /// An empty cache that holds so much at most.
  public init(mostEntries: Int = 4_000, mostBytes: Int = 48 << 20) {
    self.mostEntries = mostEntries
    self.mostBytes = mostBytes
  }

  /// Listens for changes until the task is cancelled or the pool is shut down; without it nothing is kept.
  public func run(_ services: Services) async {
    do {
      for try await _ in services.pool.listen(Self.channel) {
        state.withLock { state in
          state.time.changes += 1
          state.forget()
        }
      }
    } catch {
      services.logger.info("Searches are no longer kept: the listening connection has ended.")
    }
  }

  /// The kept value, or else a new one; `bytes` says how much room a value takes.
  public func value<Value: Sendable>(
    _ key: String, _ services: Services, bytes: @Sendable (Value) -> Int = { _ in 8_192 },
    make: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    guard let period = services.pool.listeningPeriod(Self.channel) else { return try await make() }
    let (kept, time) = lookUp(key, period, services.now())
    if let kept = kept as? Value { return kept }
    let flight = join(key, time) {
      let until = try await self.nextClosing(services, time)
      return Kept(value: try await make(), until: until)
    }
    defer { land(key, flight) }
    guard let found = try await flight.task.value as? Kept<Value> else { return try await make() }
    store(key, found.value, until: found.until, bytes: bytes(found.value), time, services)
    return found.value
  }

  private struct Kept<Value: Sendable>: Sendable {
    let value: Value
    let until: Date
  }

  private func lookUp(_ key: String, _ period: Int, _ now: Date) -> (kept: (any Sendable)?, Time) {
    state.withLock { state in
      if state.time.period != period {
        state.time.period = period
        state.forget()
      }
      if let entry = state.entries[key], entry.until > now { return (entry.value, state.time) }
      return (nil, state.time)
    }
  }

  private func join(
    _ key: String, _ time: Time, _ make: @escaping @Sendable () async throws -> any Sendable
  ) -> Flight {
    state.withLock { state in
      if let flight = state.flights[key], flight.time == time { return flight }
      let flight = Flight(time: time, task: Task { try await make() })
      if state.time == time { state.flights[key] = flight }
      return flight
    }
  }

  private func land(_ key: String, _ flight: Flight) {
    state.withLock { state in
      if state.flights[key]?.task == flight.task { state.flights[key] = nil }
    }
  }

  /// Stores what was found, unless something has changed since it was begun.
  private func store(
    _ key: String, _ value: any Sendable, until: Date, bytes: Int, _ time: Time, _ services: Services
  ) {
    let isListening = services.pool.listeningPeriod(Self.channel) == time.period
    state.withLock { state in
      guard state.time == time, isListening, state.entries[key]?.until != until, bytes <= mostBytes / 8 else {
        return
      }
      state.remove(key)
      state.lastNumber += 1
      state.entries[key] = Entry(value: value, until: until, bytes: bytes, number: state.lastNumber)
      state.order.append((key: key, number: state.lastNumber))
      state.bytes += bytes
      var first = 0
      while state.entries.count > mostEntries || state.bytes > mostBytes, first < state.order.count {
        let oldest = state.order[first]
        if state.entries[oldest.key]?.number == oldest.number { state.remove(oldest.key) }
        first += 1
      }
      if first > 0 { state.order.removeFirst(first) }
      if state.order.count > 4 * mostEntries {
        let entries = state.entries
        state.order.removeAll { entries[$0.key]?.number != $0.number }
      }
    }
  }

  /// When an answer that is found now must be forgotten at the latest.
  private func nextClosing(_ services: Services, _ time: Time) async throws -> Date {
    let now = services.now()
    let latest = now.addingTimeInterval(Self.longest)
    if let known = state.withLock({ $0.time == time ? $0.nextClosing : nil }), known > now {
      return min(known, latest)
    }
    let found = try await services.pool.valueIfAny(
      "SELECT closes_at FROM live_vacancy WHERE closes_at > \(now) ORDER BY closes_at LIMIT 1", as: Date.self)
    let next = found ?? .distantFuture
    state.withLock { state in
      if state.time == time { state.nextClosing = next }
    }
    return min(next, latest)
  }

  /// What words mean; data that seldom changes, read again every minute.
  func vocabulary(_ services: Services) async throws -> SearchVocabulary {
    let now = services.now()
    if let kept = state.withLock({ $0.vocabulary }), kept.until > now { return kept.value }
    let value = try await SearchVocabulary.read(services.pool)
    state.withLock { $0.vocabulary = (value, now.addingTimeInterval(Self.vocabularyLasts)) }
    return value
  }

  /// How many answers are kept at this moment.
  public var count: Int { state.withLock { $0.entries.count } }
}
