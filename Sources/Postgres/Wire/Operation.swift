/// One piece of work for a connection, and the promise of its result.
final class Operation: Sendable {
  enum Work: Sendable {
    /// A statement by the extended protocol.
    case statement(Statement, StatementProfile?)
    /// Any number of statements by the simple protocol.
    case script(String)
    /// COPY … FROM STDIN; fulfils `started` once the server is ready for data.
    case copyIn(Statement, started: Promise<Void>)
    /// COPY … TO STDOUT; the rows go to the channel.
    case copyOut(Statement, CopyChannel)
  }

  let work: Work
  let promise = Promise<ResultSet>()
  let ticket = Ticket()
  /// How long it may run on the server.
  let limit: Duration?
  /// Whether it is a transaction of its own.
  let isTransaction: Bool
  /// Whether other callers' operations may be in flight on the same connection.
  let mayShare: Bool

  init(_ work: Work, limit: Duration?, isTransaction: Bool = false, mayShare: Bool = false) {
    (self.work, self.limit, self.isTransaction, self.mayShare) = (work, limit, isTransaction, mayShare)
  }

  var isStatement: Bool {
    if case .statement = work { true } else { false }
  }

  func finish(_ result: Result<ResultSet, any Error>) {
    ticket.move(to: .finished)
    switch work {
    case .copyIn(_, let started): started.fulfil(result.map { _ in })  // if it failed before it began
    case .copyOut(_, let channel): channel.finish(result.map { _ in })
    case .statement, .script: break
    }
    promise.fulfil(result)
  }

  func cancel(_ cause: CancelCause) {
    switch ticket.cancel(cause) {
    case .queued(let pool): pool.withdraw(.operation(self), cause)
    case .sent(let wire): wire.cancel(self)
    case .new, .finished, nil: break
    }
  }

  /// Waits for the result, after starting the operation. The operation is cancelled with the task, and once
  /// the deadline passes.
  func result(deadline: Duration? = nil, after start: () -> Void) async throws -> ResultSet {
    let timer = deadline.map { after in
      Reactor.shared.schedule(at: .now + after) { self.cancel(.deadline) }
    }
    defer { if let timer { Reactor.shared.cancel(timer: timer) } }
    return try await withTaskCancellationHandler {
      try await promise.value(after: start)
    } onCancel: {
      cancel(.task)
    }
  }
}
