import Testing

@testable import Postgres

@Suite struct TransactionTests {
  private struct Stop: Error {}

  private func withCounter(_ body: (Pool) async throws -> Void) async throws {
    try await TestDatabase.with(size: 4) { pool async throws in
      try await pool.execute("CREATE TABLE counter (n int8 CONSTRAINT counter_positive CHECK (n >= 0))")
      try await pool.execute("INSERT INTO counter VALUES (0)")
      try await body(pool)
    }
  }

  private func count(_ database: some Queryable) async throws -> Int {
    try await database.value("SELECT n FROM counter", as: Int.self)
  }

  @Test("A closure that returns commits, one that throws rolls back")
  func commitAndRollback() async throws {
    try await withCounter { pool in
      let seen = try await pool.withTransaction { transaction in
        try await transaction.execute("UPDATE counter SET n = n + 1")
        #expect(try await count(pool) == 0)
        return try await count(transaction)
      }
      #expect(seen == 1)
      await #expect(throws: Stop.self) {
        try await pool.withTransaction { transaction in
          try await transaction.execute("UPDATE counter SET n = n + 1")
          throw Stop()
        }
      }
      #expect(try await count(pool) == 1)
    }
  }

  @Test("What is to follow a commit is done after it, and not when the transaction fails")
  func afterCommit() async throws {
    try await withCounter { pool in
      let done = Locked<[String]>([])
      try await pool.withTransaction { transaction in
        transaction.afterCommit { done.withLock { $0.append("kept") } }
        try await transaction.execute("UPDATE counter SET n = n + 1")
        #expect(done.withLock { $0 }.isEmpty)
      }
      await #expect(throws: Stop.self) {
        try await pool.withTransaction { transaction in
          transaction.afterCommit { done.withLock { $0.append("thrown") } }
          throw Stop()
        }
      }
      await #expect(throws: PostgresError.self) {
        try await pool.withTransaction { transaction in
          transaction.afterCommit { done.withLock { $0.append("failed") } }
          _ = try? await transaction.execute("UPDATE counter SET n = -1")
        }
      }
      #expect(done.withLock { $0 } == ["kept"])
    }
  }

  @Test("A transaction in which a statement failed does not pretend to commit")
  func swallowedError() async throws {
    try await withCounter { pool in
      let error = try await postgresError {
        try await pool.withTransaction { transaction in
          try await transaction.execute("UPDATE counter SET n = n + 1")
          _ = try? await transaction.execute("UPDATE counter SET n = -1")
        }
      }
      #expect(error.kind == .transactionFailed)
      #expect(try await count(pool) == 0)
    }
  }

  @Test("A savepoint undoes its own part only")
  func savepoints() async throws {
    try await withCounter { pool in
      try await pool.withTransaction { transaction in
        try await transaction.execute("UPDATE counter SET n = 1")
        let broken = try await postgresError {
          try await transaction.savepoint { inner in
            try await inner.execute("UPDATE counter SET n = 2")
            try await inner.savepoint { _ = try await $0.execute("UPDATE counter SET n = 3") }
            try await inner.execute("UPDATE counter SET n = -1")
          }
        }
        #expect(broken.constraint == "counter_positive")
        #expect(try await count(transaction) == 1)
        try await transaction.savepoint { _ = try await $0.execute("UPDATE counter SET n = n + 10") }
      }
      #expect(try await count(pool) == 11)
    }
  }

  @Test("Concurrent transactions that can't be serialised say so")
  func serialization() async throws {
    try await withCounter { pool in
      let error = try await postgresError {
        try await pool.withTransaction(isolation: .serializable) { first in
          _ = try await count(first)
          try await pool.withTransaction(isolation: .serializable) { second in
            _ = try await count(second)
            try await second.execute("UPDATE counter SET n = n + 1")
          }
          try await first.execute("UPDATE counter SET n = n + 1")
        }
      }
      #expect(error.kind == .serializationFailure)
      let readOnly = try await postgresError {
        try await pool.withTransaction(isolation: .readOnlySnapshot) { transaction in
          _ = try await transaction.execute("UPDATE counter SET n = 1")
        }
      }
      #expect(readOnly.kind == .readOnly)
      #expect(try await count(pool) == 1)
    }
  }

  @Test("A lock asked for without waiting that another holds is told apart")
  func locks() async throws {
    try await withCounter { pool in
      try await pool.withTransaction { holder in
        _ = try await holder.query("SELECT n FROM counter FOR UPDATE")
        let error = try await postgresError {
          _ = try await pool.query("SELECT n FROM counter FOR UPDATE NOWAIT")
        }
        #expect(error.kind == .lockNotAvailable)
        let skipped = try await pool.query("SELECT n FROM counter FOR UPDATE SKIP LOCKED")
        #expect(skipped.isEmpty)
      }
    }
  }

  @Test("A transaction left open by hand is rolled back before the next user comes")
  func leftOpen() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      try await pool.execute("CREATE TABLE t (n int4)")
      try await pool.withConnection { connection in
        try await connection.execute("BEGIN")
        try await connection.execute("INSERT INTO t VALUES (1)")
      }
      #expect(try await pool.value("SELECT count(*) FROM t", as: Int.self) == 0)
    }
  }

  @Test("A connection kept beyond its closure does nothing more")
  func leaked() async throws {
    try await withCounter { pool in
      var leaked: Transaction?
      try await pool.withTransaction { leaked = $0 }
      let transaction = try #require(leaked)
      let error = try await postgresError { try await transaction.execute("UPDATE counter SET n = 5") }
      #expect(error.kind == .leaseEnded)
      #expect(try await count(pool) == 0)
    }
  }

  @Test("Statements of several tasks on one connection all run")
  func sharedConnection() async throws {
    try await withCounter { pool in
      try await pool.withTransaction { transaction in
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<20 { group.addTask { try await transaction.execute("UPDATE counter SET n = n + 1") } }
          try await group.waitForAll()
        }
      }
      #expect(try await count(pool) == 20)
    }
  }

  @Test("An actor can run a transaction with its own state inside")
  func actorIsolation() async throws {
    actor Keeper {
      var seen: [Int] = []
      func look(_ pool: Pool) async throws -> [Int] {
        try await pool.withTransaction { transaction in
          seen.append(try await transaction.value("SELECT 7", as: Int.self))
        }
        return seen
      }
    }
    try await withCounter { pool in
      let seen = try await Keeper().look(pool)
      #expect(seen == [7])
    }
  }
}
