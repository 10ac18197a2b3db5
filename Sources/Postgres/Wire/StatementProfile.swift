import Synchronization

/// What is known about one SQL text across a pool's connections.
final class StatementProfile: Sendable {
  /// The number its prepared statements are named by.
  let id: Int
  private let runs = Atomic(0)
  private let averageMicroseconds = Atomic(0)

  init(id: Int) { self.id = id }

  /// Counts a run; whether the statement has come up before, so that preparing it pays.
  func countRun() -> Bool {
    runs.wrappingAdd(1, ordering: .relaxed).oldValue > 0
  }

  func record(microseconds: Int) {
    let average = averageMicroseconds.load(ordering: .relaxed)
    averageMicroseconds.store(average + (microseconds - average) / 4, ordering: .relaxed)
  }

  /// Whether the statement is known to be so quick that another may wait behind it on the same connection.
  var isQuick: Bool {
    runs.load(ordering: .relaxed) > 8 && averageMicroseconds.load(ordering: .relaxed) < 5000
  }
}

/// The profiles of a pool, by SQL text.
final class StatementProfiles: Sendable {
  private static let limit = 2048
  private let state = Locked((profiles: [String: StatementProfile](), lastID: 0))

  func profile(of sql: String) -> StatementProfile {
    state.withLock { state in
      if let known = state.profiles[sql] { return known }
      // SQL is fixed when the program is compiled, but for composed statements: start over if those abound.
      if state.profiles.count >= Self.limit { state.profiles.removeAll() }
      state.lastID += 1
      let profile = StatementProfile(id: state.lastID)
      state.profiles[sql] = profile
      return profile
    }
  }
}
