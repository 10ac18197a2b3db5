/// How far a transaction is kept apart from others.
public enum IsolationLevel: Sendable {
  /// Each statement sees what was committed before it began.
  case readCommitted
  /// The transaction sees what was committed before its first statement.
  case repeatableRead
  /// The transaction behaves as if it ran alone, or fails with `serializationFailure`.
  case serializable
  /// As `repeatableRead`, and nothing can be written.
  case readOnlySnapshot

  var begin: StaticString {
    switch self {
    case .readCommitted: "BEGIN"
    case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
    case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
    case .readOnlySnapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    }
  }
}

/// A transaction, open for the time of a closure.
public struct Transaction: Queryable {
  let lease: Lease
  private let consequences = Locked<[@Sendable () -> Void]>([])

  init(lease: Lease) { self.lease = lease }

  /// Does something when, and only when, the transaction has been committed: for what the database should not be
  /// asked to do inside it, as a `NOTIFY`, which lets no two transactions commit at the same time. A process that
  /// dies right after the commit doesn't do it.
  public func afterCommit(_ action: @escaping @Sendable () -> Void) {
    consequences.withLock { $0.append(action) }
  }

  /// Runs a statement within the transaction.
  public func run(_ statement: Statement, deadline: Duration?) async throws -> ResultSet {
    try await lease.run(statement, deadline: deadline, limit: lease.pool.configuration.statementTimeout)
  }

  /// Runs SQL of any number of statements, without binds or results. Has no time limit.
  public func executeScript(_ sql: String) async throws {
    try await lease.runScript(sql, limit: nil)
  }

  /// Runs the closure under a savepoint: what it did is undone if it throws, and the transaction goes on.
  nonisolated(nonsending) public func savepoint<R>(
    _ body: nonisolated(nonsending) (Transaction) async throws -> R
  ) async throws -> R {
    // Savepoints of one name nest: the innermost is the one meant.
    _ = try await run("SAVEPOINT staffroom")
    do {
      let result = try await body(self)
      _ = try await lease.settle("RELEASE SAVEPOINT staffroom")
      return result
    } catch {
      _ = try await lease.settle("ROLLBACK TO SAVEPOINT staffroom")
      _ = try await lease.settle("RELEASE SAVEPOINT staffroom")
      throw error
    }
  }

  /// Runs `COPY … FROM STDIN` with the bytes of a sequence; returns the number of rows.
  nonisolated(nonsending) public func copyIn<Source: AsyncSequence>(
    _ statement: Statement, from source: Source
  ) async throws -> Int where Source.Element == [UInt8] {
    try await lease.copyIn(statement, from: source)
  }

  /// Runs `COPY … TO STDOUT`; the stream brings the bytes in pieces of any length. A stream that is dropped
  /// before its end cancels the statement.
  public func copyOut(_ statement: Statement) -> AsyncThrowingStream<[UInt8], any Error> {
    lease.copyOut(statement)
  }

  static nonisolated(nonsending) func run<R>(
    on lease: Lease, isolation: IsolationLevel,
    _ body: nonisolated(nonsending) (Transaction) async throws -> R
  ) async throws -> R {
    _ = try await lease.run(Statement(isolation.begin), deadline: nil, limit: .seconds(30))
    let transaction = Transaction(lease: lease)
    let result: R
    do {
      result = try await body(transaction)
      try Task.checkCancellation()
    } catch {
      // The error to report is the closure's; a rollback that fails closes the connection.
      _ = try? await lease.settle("ROLLBACK")
      throw error
    }
    // In a transaction that has failed, COMMIT succeeds and rolls back.
    guard lease.wire.isInFailedTransaction else {
      _ = try await lease.settle("COMMIT")
      for action in transaction.consequences.withLock({ $0 }) { action() }
      return result
    }
    _ = try? await lease.settle("ROLLBACK")
    throw PostgresError(.transactionFailed, "a statement of the transaction failed, so it was rolled back")
  }
}
