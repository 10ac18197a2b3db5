import Synchronization

/// What is known about one SQL text with binds of certain types, across a pool's connections.
final class StatementProfile: Sendable {
  /// The number its prepared statements are named by.
  let id: Int
  private let types: [UInt32]
  private let runs = Atomic(0)
  private let averageMicroseconds = Atomic(0)

  init(id: Int, binds: [Bind]) {
    self.id = id
    types = binds.map(\.type.oid)
  }

  func fits(_ binds: [Bind]) -> Bool {
    types.count == binds.count && zip(types, binds).allSatisfy { $0 == $1.type.oid }
  }

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

/// The profiles of a pool.
final class StatementProfiles: Sendable {
  private static let limit = 2048
  private let state = Locked((profiles: [String: [StatementProfile]](), count: 0, lastID: 0))

  func profile(of statement: Statement) -> StatementProfile {
    state.withLock { state in
      if let known = state.profiles[statement.sql]?.first(where: { $0.fits(statement.binds) }) {
        return known
      }
      // SQL is fixed when the program is compiled, but for composed statements: start over if those abound.
      if state.count >= Self.limit { (state.profiles, state.count) = ([:], 0) }
      state.count += 1
      state.lastID += 1
      let profile = StatementProfile(id: state.lastID, binds: statement.binds)
      state.profiles[statement.sql, default: []].append(profile)
      return profile
    }
  }
}
