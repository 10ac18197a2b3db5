import Testing

@testable import Postgres

@Suite struct CancellationTests {
  /// Returns once a statement with this mark runs on the server.
  private func waitUntilRunning(_ mark: String, _ observer: Pool) async throws {
    let query: Statement = """
      SELECT count(*) FROM pg_stat_activity WHERE query LIKE \("%" + mark + "%") AND state = 'active'
        AND pid <> pg_backend_pid()
      """
    while try await observer.value(query, as: Int.self) == 0 {}
  }

  private func waitUntilGone(_ mark: String, _ observer: Pool) async throws {
    let query: Statement = """
      SELECT count(*) FROM pg_stat_activity WHERE query LIKE \("%" + mark + "%") AND state = 'active'
        AND pid <> pg_backend_pid()
      """
    while try await observer.value(query, as: Int.self) > 0 {}
  }

  private func withPools(_ body: (Pool, Pool) async throws -> Void) async throws {
    let observer = Pool(configuration: try TestDatabase.configuration(size: 1), logger: TestDatabase.logger)
    try await TestDatabase.with(size: 1) { pool async throws in try await body(pool, observer) }
    await observer.shutdown()
  }

  @Test("Cancelling a task cancels its statement on the server")
  func cancelsOnServer() async throws {
    try await withPools { pool, observer in
      let clock = ContinuousClock()
      let task = Task { _ = try await pool.run("SELECT pg_sleep(60) /* cancel-one */") }
      try await waitUntilRunning("cancel-one", observer)
      let began = clock.now
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(clock.now - began < .seconds(5))
      try await waitUntilGone("cancel-one", observer)
      #expect(try await pool.value("SELECT 1", as: Int.self) == 1)
    }
  }

  @Test("Cancelling within a transaction rolls it back")
  func cancelsTransaction() async throws {
    try await withPools { pool, observer in
      try await pool.execute("CREATE TABLE t (n int4)")
      let task = Task {
        try await pool.withTransaction { transaction in
          try await transaction.execute("INSERT INTO t VALUES (1)")
          try await transaction.execute("SELECT pg_sleep(60) /* cancel-two */")
        }
      }
      try await waitUntilRunning("cancel-two", observer)
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(try await pool.value("SELECT count(*) FROM t", as: Int.self) == 0)
    }
  }

  @Test("A statement past its deadline is cancelled on the server")
  func deadline() async throws {
    try await withPools { pool, observer in
      let error = try await postgresError {
        _ = try await pool.run("SELECT pg_sleep(60) /* late-one */", deadline: .milliseconds(50))
      }
      #expect(error.kind == .deadlineExceeded)
      try await waitUntilGone("late-one", observer)
      try await pool.withConnection { connection in
        let within = try await postgresError {
          _ = try await connection.run("SELECT pg_sleep(60)", deadline: .milliseconds(50))
        }
        #expect(within.kind == .deadlineExceeded)
        #expect(try await connection.value("SELECT 1", as: Int.self) == 1)
      }
      _ = try await pool.run("SELECT 1", deadline: .seconds(60))
    }
  }

  @Test("The deadline counts the wait for a connection, too")
  func deadlineWhileWaiting() async throws {
    try await withPools { pool, _ in
      try await pool.withConnection { _ in
        let error = try await postgresError {
          _ = try await pool.run("SELECT 1", deadline: .milliseconds(20))
        }
        #expect(error.kind == .deadlineExceeded)
      }
    }
  }

  @Test("The pool's statement timeout holds where there is no deadline")
  func statementTimeout() async throws {
    try await TestDatabase.with(size: 1, statementTimeout: .milliseconds(50)) { pool async throws in
      let error = try await postgresError { _ = try await pool.run("SELECT pg_sleep(60)") }
      #expect(error.kind == .deadlineExceeded)
      let inside = try await postgresError {
        try await pool.withTransaction { _ = try await $0.run("SELECT pg_sleep(60)") }
      }
      #expect(inside.kind == .deadlineExceeded)
    }
  }

  @Test("A cancel request that comes too late never hits the next statement")
  func lateCancel() async throws {
    try await withPools { pool, _ in
      var cancelled = 0
      for round in 0..<150 {
        // Cancelled at about the time it ends by itself.
        let task = Task { _ = try await pool.run("SELECT pg_sleep(0.001)") }
        for _ in 0..<round % 30 { await Task.yield() }
        async let next = pool.value("SELECT \(round) /* next */", as: Int.self)
        task.cancel()
        do {
          try await task.value
        } catch is CancellationError {
          cancelled += 1
        }
        #expect(try await next == round)
        #expect(try await pool.value("SELECT \(round)", as: Int.self) == round)
      }
      #expect(cancelled > 0)
    }
  }

  @Test("Cancelling one of many statements in flight together spares the others")
  func cancelAmongMany() async throws {
    try await TestDatabase.with(size: 2) { pool async throws in
      let quick: @Sendable (Int) async throws -> Int = { number in
        try await pool.value("SELECT \(number) AS quick", as: Int.self)
      }
      for number in 0..<20 { #expect(try await quick(number) == number) }
      for round in 0..<20 {
        let tasks = (0..<40).map { number in Task { try await quick(number) } }
        for index in stride(from: round % 7, to: 40, by: 7) { tasks[index].cancel() }
        for (number, task) in tasks.enumerated() {
          do {
            #expect(try await task.value == number)
          } catch is CancellationError {
            #expect(number % 7 == round % 7)
          }
        }
      }
    }
  }

  @Test("Another's cancellation is not taken for ours")
  func cancelledByOther() async throws {
    try await withPools { pool, observer in
      let task = Task { _ = try await pool.run("SELECT pg_sleep(60) /* other-one */") }
      try await waitUntilRunning("other-one", observer)
      try await observer.execute(
        """
        SELECT pg_cancel_backend(pid) FROM pg_stat_activity
        WHERE query LIKE '%other-one%' AND pid <> pg_backend_pid()
        """)
      let error = try await postgresError { try await task.value }
      #expect(error.kind == .queryCancelled)
    }
  }
}
