/// A connection lent for the time of a closure. Statements sent by several tasks at once run one after the
/// other.
public struct Connection: Queryable {
  let lease: Lease

  /// Runs a statement; outside a transaction begun by hand, it is a transaction of its own.
  public func run(_ statement: Statement, deadline: Duration?) async throws -> ResultSet {
    try await lease.run(statement, deadline: deadline, limit: lease.pool.configuration.statementTimeout)
  }

  /// Runs SQL of any number of statements, without binds or results, as one transaction unless the SQL itself
  /// says otherwise. Has no time limit.
  public func executeScript(_ sql: String) async throws {
    try await lease.runScript(sql, limit: nil)
  }

  /// Runs the closure in a transaction on this connection.
  nonisolated(nonsending) public func withTransaction<R>(
    isolation: IsolationLevel = .readCommitted,
    _ body: nonisolated(nonsending) (Transaction) async throws -> R
  ) async throws -> R {
    try await Transaction.run(on: lease, isolation: isolation, body)
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

  func runUnlimited(_ statement: Statement) async throws -> ResultSet {
    try await lease.run(statement, deadline: nil, limit: nil)
  }
}
