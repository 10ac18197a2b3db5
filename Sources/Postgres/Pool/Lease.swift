/// A request for a connection of one's own.
final class LeaseRequest: Sendable {
  let promise = Promise<Wire>()
  let ticket = Ticket()

  func cancel(_ cause: CancelCause) {
    switch ticket.cancel(cause) {
    case .queued(let pool): pool.withdraw(.lease(self), cause)
    case .sent, .new, .finished, nil: break
    }
  }
}

/// What waits in the pool's queue: single statements, which the pool sends by itself, and leases.
enum PoolWaiter: PoolRequest, Sendable {
  case operation(Operation)
  case lease(LeaseRequest)

  var mayShare: Bool {
    if case .operation(let operation) = self { operation.mayShare } else { false }
  }

  func isSame(as other: PoolWaiter) -> Bool {
    switch (self, other) {
    case (.operation(let left), .operation(let right)): left === right
    case (.lease(let left), .lease(let right)): left === right
    default: false
    }
  }

  /// Notes that it waits in the pool; returns the cause if it has been given up before.
  func enter(_ pool: Pool) -> CancelCause? {
    switch self {
    case .operation(let operation): operation.ticket.move(to: .queued(pool))
    case .lease(let lease): lease.ticket.move(to: .queued(pool))
    }
  }

  func fail(_ error: any Error) {
    switch self {
    case .operation(let operation): operation.finish(.failure(error))
    case .lease(let lease):
      lease.ticket.move(to: .finished)
      lease.promise.fulfil(.failure(error))
    }
  }
}

/// One stay of a connection outside the pool. Once ended, what was handed out under it does no more.
final class Lease: Sendable {
  let wire: Wire
  let pool: Pool
  private let isOver = Locked(false)

  init(wire: Wire, pool: Pool) {
    (self.wire, self.pool) = (wire, pool)
  }

  func end() {
    let isFirst = isOver.withLock { isOver in
      defer { isOver = true }
      return !isOver
    }
    if isFirst { wire.release() }
  }

  func check() throws {
    if isOver.withLock({ $0 }) { throw PostgresError.leaseEnded }
  }

  /// Runs a statement on the leased connection.
  func run(_ statement: Statement, deadline: Duration?, limit: Duration?) async throws -> ResultSet {
    try check()
    try Task.checkCancellation()
    let work = Operation.Work.statement(statement, pool.profiles.profile(of: statement))
    let operation = Operation(work, limit: deadline == nil ? limit : nil)
    return try await operation.result(deadline: deadline) { wire.submit(operation) }
  }

  /// Runs a statement that must not be given up half-way: COMMIT, ROLLBACK and the like.
  func settle(_ sql: StaticString) async throws -> ResultSet {
    let operation = Operation(.statement(Statement(sql), nil), limit: pool.configuration.statementTimeout)
    return try await operation.promise.value { wire.submit(operation) }
  }

  /// Runs any number of statements by the simple protocol.
  func runScript(_ sql: String, limit: Duration?) async throws {
    try check()
    try Task.checkCancellation()
    let operation = Operation(.script(sql), limit: limit)
    _ = try await operation.result { wire.submit(operation) }
  }
}
