extension Pool: Queryable {
  /// Runs a statement as a transaction of its own, on any connection.
  public func run(_ statement: Statement, deadline: Duration?) async throws -> ResultSet {
    try Task.checkCancellation()
    let profile = profiles.profile(of: statement)
    let operation = Operation(
      .statement(statement, profile), limit: deadline == nil ? configuration.statementTimeout : nil,
      isTransaction: true, mayShare: deadline == nil && profile.isQuick)
    return try await operation.result(deadline: deadline) { enqueue(.operation(operation)) }
  }

  private func lease() async throws -> Lease {
    try Task.checkCancellation()
    let request = LeaseRequest()
    let wire = try await withTaskCancellationHandler {
      try await request.promise.value { enqueue(.lease(request)) }
    } onCancel: {
      request.cancel(.task)
    }
    return Lease(wire: wire, pool: self)
  }

  /// Lends a connection for the time of the closure. What the closure sets for the session stays set for
  /// whoever gets the connection next; a transaction left open is rolled back.
  nonisolated(nonsending) public func withConnection<R>(
    _ body: nonisolated(nonsending) (Connection) async throws -> R
  ) async throws -> R {
    let lease = try await lease()
    defer { lease.end() }
    return try await body(Connection(lease: lease))
  }

  /// Runs the closure in a transaction: commits when it returns, rolls back when it throws.
  ///
  /// If the connection breaks during the commit itself, `connectionLost` is thrown and whether the
  /// transaction took effect is not known.
  nonisolated(nonsending) public func withTransaction<R>(
    isolation: IsolationLevel = .readCommitted,
    _ body: nonisolated(nonsending) (Transaction) async throws -> R
  ) async throws -> R {
    let lease = try await lease()
    defer { lease.end() }
    return try await Transaction.run(on: lease, isolation: isolation, body)
  }
}
