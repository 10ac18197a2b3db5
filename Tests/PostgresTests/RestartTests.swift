import Testing

@testable import Postgres

@Suite struct RestartTests {
  private struct Tally {
    var succeeded = 0
    var failures: [PostgresError.Kind] = []
    var other = 0
    var isOver = false
  }

  @Test(
    "A restart of the server under load fails what was running, cleanly, and nothing after",
    arguments: [
      "fast", "immediate",
    ])
  func restartUnderLoad(mode: String) async throws {
    try await PrivateCluster.with { cluster async throws in
      let pool = Pool(
        configuration: PoolConfiguration(
          connectionString: cluster.connectionString, size: 4, acquireTimeout: .seconds(30)),
        logger: TestDatabase.logger)
      try await pool.execute("CREATE TABLE t (n int8)")
      let tally = Locked(Tally())
      try await withThrowingTaskGroup(of: Void.self) { group in
        for worker in 0..<8 {
          group.addTask {
            while !tally.withLock({ $0.isOver }) {
              do {
                if worker % 2 == 0 {
                  _ = try await pool.value("SELECT 1", as: Int.self)
                } else {
                  try await pool.withTransaction { _ = try await $0.execute("INSERT INTO t VALUES (1)") }
                }
                tally.withLock { $0.succeeded += 1 }
              } catch let error as PostgresError {
                tally.withLock { $0.failures.append(error.kind) }
              } catch {
                tally.withLock { $0.other += 1 }
              }
            }
          }
        }
        for _ in 0..<2 {
          let before = tally.withLock { $0.succeeded }
          while tally.withLock({ $0.succeeded }) < before + 50 { await Task.yield() }
          try await cluster.stop(mode: mode)
          try await cluster.start()
        }
        let before = tally.withLock { $0.succeeded }
        while tally.withLock({ $0.succeeded }) < before + 200 { await Task.yield() }
        tally.withLock { $0.isOver = true }
        try await group.waitForAll()
      }
      let result = tally.withLock { $0 }
      #expect(result.other == 0)
      let expected: Set<PostgresError.Kind> = [.connectionLost, .adminShutdown]
      #expect(expected.isSuperset(of: result.failures))
      // At most what each worker had running at each of the two restarts.
      #expect(result.failures.count <= 16)
      _ = try await pool.value("SELECT count(*) FROM t", as: Int.self)
      await pool.shutdown()
    }
  }

  @Test("Listening goes on after the server has been restarted, and says that there was a gap")
  func listenAcrossRestart() async throws {
    try await PrivateCluster.with { cluster async throws in
      let pool = Pool(
        configuration: PoolConfiguration(
          connectionString: cluster.connectionString, size: 1, acquireTimeout: .seconds(30)),
        logger: TestDatabase.logger)
      var notifications = pool.listen("news").makeAsyncIterator()
      try await waitForListener(pool)
      try await pool.execute("SELECT pg_notify('news', 'before')")
      #expect(try await notifications.next()?.payload == "before")
      try await cluster.stop(mode: "fast")
      try await cluster.start()
      let gap = try #require(try await notifications.next())
      #expect(gap.isAfterGap && gap.channel == "news")
      try await pool.execute("SELECT pg_notify('news', 'after')")
      #expect(try await notifications.next()?.payload == "after")
      await pool.shutdown()
      #expect(try await notifications.next() == nil)
    }
  }

  private func waitForListener(_ pool: Pool) async throws {
    let query: Statement =
      "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND state = 'idle'"
    while try await pool.value(query, as: Int.self) == 0 {}
  }
}
