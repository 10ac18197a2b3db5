import Testing

@testable import Postgres

@Suite struct ListenTests {
  private func waitForListener(_ pool: Pool, count: Int = 1) async throws {
    let query: Statement = """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'
      """
    while try await pool.value(query, as: Int.self) < count {}
  }

  @Test("Each listener gets the notifications of its channel, in order")
  func channels() async throws {
    try await TestDatabase.with(size: 2) { pool async throws in
      var jobs = pool.listen("jobs").makeAsyncIterator()
      try await waitForListener(pool)
      for number in 0..<5 { try await pool.execute("SELECT pg_notify('jobs', \("\(number)"))") }
      for number in 0..<5 { #expect(try await jobs.next()?.payload == "\(number)") }
      // A second listener shares the connection; a name with quotes is a name.
      var odd = pool.listen("o\"dd").makeAsyncIterator()
      var isListening = false
      while !isListening {
        try await pool.execute("SELECT pg_notify('o\"dd', 'ready'), pg_notify('jobs', 'again')")
        let next = try await jobs.next()
        #expect(next?.payload == "again")
        isListening = pool.listeners.withLock { $0.hadConnection.contains("o\"dd") }
      }
      try await pool.execute("SELECT pg_notify('o\"dd', 'ready')")
      #expect(try await odd.next()?.payload == "ready")
      let sessions = try await pool.value(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()", as: Int.self)
      #expect(sessions <= 3)
    }
  }

  @Test("A notification of a transaction that is rolled back never comes")
  func rolledBack() async throws {
    struct Stop: Error {}
    try await TestDatabase.with(size: 1) { pool async throws in
      var news = pool.listen("news").makeAsyncIterator()
      try await waitForListener(pool)
      try? await pool.withTransaction { transaction in
        try await transaction.execute("NOTIFY news, 'no'")
        throw Stop()
      }
      try await pool.withTransaction { _ = try await $0.execute("NOTIFY news, 'yes'") }
      #expect(try await news.next()?.payload == "yes")
    }
  }

  @Test("A cancelled listener ends, and its channel is given up")
  func cancelled() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let task = Task {
        for try await _ in pool.listen("news") {}
      }
      try await waitForListener(pool)
      task.cancel()
      try await task.value
      while pool.listeners.withLock({ !$0.streams.isEmpty }) { await Task.yield() }
    }
  }

  @Test("A pool that has been shut down listens no more")
  func afterShutdown() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      await pool.shutdown()
      let error = try await postgresError { for try await _ in pool.listen("news") {} }
      #expect(error.kind == .poolShutDown)
    }
  }
}
