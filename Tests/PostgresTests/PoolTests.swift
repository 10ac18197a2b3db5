import Testing

@testable import Postgres

@Suite struct PoolTests {
  /// Waits until as many requests wait in the pool's queue.
  private func waitUntil(_ condition: () -> Bool) async {
    while !condition() { await Task.yield() }
  }

  @Test("A task that waits too long for a connection is told that the pool is exhausted")
  func exhaustion() async throws {
    try await TestDatabase.with(size: 1, acquireTimeout: .milliseconds(200)) { pool async throws in
      // Opening the first connection may take longer than that on a busy machine.
      while (try? await pool.execute("SELECT 1")) == nil {}
      try await pool.withConnection { connection in
        let single = try await postgresError { try await pool.execute("SELECT 1") }
        #expect(single.kind == .poolExhausted)
        let lease = try await postgresError { try await pool.withTransaction { _ in } }
        #expect(lease.kind == .poolExhausted)
        #expect(try await connection.value("SELECT 1", as: Int.self) == 1)
      }
      #expect(try await pool.value("SELECT 2", as: Int.self) == 2)
    }
  }

  @Test("Waiting tasks are served in the order they came")
  func fairness() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let order = Locked([Int]())
      try await withThrowingTaskGroup(of: Void.self) { group in
        try await pool.withConnection { _ in
          for index in 0..<20 {
            group.addTask {
              if index % 3 == 0 {
                try await pool.withTransaction { _ in order.withLock { $0.append(index) } }
              } else {
                try await pool.withConnection { _ in order.withLock { $0.append(index) } }
              }
            }
            await waitUntil { pool.waitingCount == index + 1 }
          }
        }
        try await group.waitForAll()
      }
      #expect(order.withLock { $0 } == Array(0..<20))
    }
  }

  @Test("A cancelled task stops waiting for a connection")
  func cancelledWaiter() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      try await pool.withConnection { _ in
        let lease = Task { try await pool.withConnection { _ in } }
        let single = Task { _ = try await pool.run("SELECT 1") }
        await waitUntil { pool.waitingCount == 2 }
        lease.cancel()
        single.cancel()
        await #expect(throws: CancellationError.self) { try await lease.value }
        await #expect(throws: CancellationError.self) { try await single.value }
        #expect(pool.waitingCount == 0)
      }
      #expect(try await pool.value("SELECT 1", as: Int.self) == 1)
    }
  }

  @Test("A task that is cancelled before it asks gets nothing")
  func cancelledBefore() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        _ = try await pool.run("SELECT 1")
      }
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test("Many tasks on few connections all get their own answer")
  func load() async throws {
    try await TestDatabase.with(size: 3) { pool async throws in
      try await pool.execute("CREATE TABLE sum (n int8)")
      try await pool.execute("INSERT INTO sum VALUES (0)")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<32 {
          group.addTask {
            for step in 0..<40 {
              let number = task * 1000 + step
              switch step % 8 {
              case 7:
                try await pool.withTransaction { transaction in
                  let found = try await transaction.value("SELECT \(number) + 1", as: Int.self)
                  #expect(found == number + 1)
                  try await transaction.execute("UPDATE sum SET n = n + 1")
                }
              case 6:
                let error = try await postgresError {
                  try await pool.execute("SELECT 1 / \(number - number)")
                }
                #expect(error.sqlState == "22012")
              default:
                let found = try await pool.value("SELECT \(number) AS answer", as: Int.self)
                #expect(found == number)
              }
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await pool.value("SELECT n FROM sum", as: Int.self) == 32 * 5)
    }
  }

  @Test("Shutting down waits for leases, and refuses what comes after")
  func shutdown() async throws {
    try await TestDatabase.with(size: 2) { pool async throws in
      let hasReturned = Locked(false)
      let shutdown = try await pool.withTransaction { transaction in
        let shutdown = Task {
          await pool.shutdown()
          #expect(hasReturned.withLock { $0 })
        }
        await waitUntil { pool.isShutDown }
        let refused = try await postgresError { try await pool.execute("SELECT 1") }
        #expect(refused.kind == .poolShutDown)
        #expect(try await transaction.value("SELECT 5", as: Int.self) == 5)
        hasReturned.withLock { $0 = true }
        return shutdown
      }
      await shutdown.value
      #expect(pool.connectionCount == 0)
    }
  }

  @Test("A database that can't be reached is told apart from an exhausted pool")
  func unreachable() async throws {
    var configuration = PoolConfiguration(
      connectionString: "host=/nonexistent dbname=nothing", acquireTimeout: .milliseconds(100))
    configuration.connectTimeout = .milliseconds(100)
    let pool = Pool(configuration: configuration, logger: TestDatabase.logger)
    let error = try await postgresError { try await pool.execute("SELECT 1") }
    #expect(error.kind == .connectionFailed && error.message.contains("/nonexistent"))
    await pool.shutdown()
  }

  @Test("A connection that the server ends while idle is replaced unnoticed")
  func endedWhileIdle() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let victim = try await pool.value("SELECT pg_backend_pid()", as: Int.self)
      let other = Pool(configuration: try TestDatabase.configuration(size: 1), logger: TestDatabase.logger)
      try await other.execute("SELECT pg_terminate_backend(\(victim)::int4)")
      await waitUntil { pool.connectionCount == 0 }
      #expect(try await pool.value("SELECT pg_backend_pid()", as: Int.self) != victim)
      await other.shutdown()
    }
  }

  @Test("Idle connections are tried out")
  func idleCheck() async throws {
    try await TestDatabase.with(size: 1, idleCheck: .milliseconds(20)) { pool async throws in
      _ = try await pool.value("SELECT 1", as: Int.self)
      let other = Pool(configuration: try TestDatabase.configuration(size: 1), logger: TestDatabase.logger)
      let name = try await pool.value("SELECT current_database()", as: String.self)
      // Our last statement is not the pool's: it has looked by itself.
      var last: String?
      while last != "SELECT 1" {
        last = try await other.valueIfAny(
          "SELECT query FROM pg_stat_activity WHERE datname = \(name) AND query NOT LIKE '%pg_stat%'",
          as: String.self)
      }
      await other.shutdown()
    }
  }
}
