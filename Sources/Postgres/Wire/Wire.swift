import CLibPQ
import Logging

/// Who is told what becomes of a connection. Never called while a lock is held.
protocol WireOwner: AnyObject, Sendable {
  /// All the work is done and the connection may be used by another.
  func wireIsIdle(_ wire: Wire)
  /// The connection is gone.
  func wireIsClosed(_ wire: Wire)
  /// A notification came.
  func wire(_ wire: Wire, received notification: Notification)
}

/// One libpq connection: the only place that touches its `PGconn`.
///
/// Work is sent by whoever submits it, under the lock; results are received by the reactor's thread. Whatever
/// follows from that is gathered as `Effects` and done after the lock is released.
final class Wire: Sendable {
  struct State {
    /// `nil` once closed.
    var connection: OpaquePointer?
    var id: UInt64 = 0
    var socket: Int32
    var inFlight = FIFO<Flight>()
    var waiting = FIFO<Operation>()
    var isPipelining = false
    var prepared: PreparedStatements
    var scratch = Scratch()
    var copy = CopyProgress()
    /// Whether the owner wants to hear when all is done.
    var isReleased = false
    /// Whether the connection is to be closed instead of used again.
    var isWornOut = false
    var isReading = true
    var isWriting = false
    /// A cancel request is on its way; nothing may be sent until it has been dealt with.
    var isCancelling = false
    /// A cancel request may have hit a statement it was not meant for.
    var mayHaveStrayed = false
    var lastUse = Monotonic.now
  }

  let state: Locked<State>
  private let notices: Notices
  private let owner: Locked<WeakOwner>

  struct WeakOwner {
    weak var value: (any WireOwner)?
  }

  /// Takes over a connection that is established and not blocking.
  init(connection: sending OpaquePointer, notices: Notices, owner: any WireOwner, preparedLimit: Int) {
    self.notices = notices
    self.owner = Locked(WeakOwner(value: owner))
    state = Locked(
      State(
        connection: connection, socket: PQsocket(connection),
        prepared: PreparedStatements(capacity: preparedLimit)))
  }

  /// Starts receiving.
  func start() {
    state.withLock { state in state.id = Reactor.shared.add(self, socket: state.socket) }
  }

  var isOpen: Bool { state.withLock { $0.connection != nil } }
  var isQuiet: Bool { state.withLock { $0.isQuiet } }
  var lastUse: Monotonic { state.withLock { $0.lastUse } }

  // MARK: Work

  /// Sends work, or queues it behind what is being done. Returns what could not be taken because the
  /// connection is gone; none of that was sent.
  func submit(_ operations: [Operation], releasing: Bool = false) -> [Operation] {
    update { state, effects in
      guard state.connection != nil else { return operations }
      if releasing { state.isReleased = true }
      for operation in operations { state.waiting.append(operation) }
      state.pump(self, &effects)
      state.settle(&effects)
      return []
    }
  }

  func submit(_ operation: Operation) {
    guard !submit([operation]).isEmpty else { return }
    operation.finish(.failure(PostgresError(.connectionLost, "the connection is closed")))
  }

  /// Gives the connection back once all is done, with no transaction left open.
  func release() {
    update { state, effects in
      guard let connection = state.connection else { return }
      for operation in state.waiting.removeAll() {
        effects.finished.append((operation, .failure(PostgresError.leaseEnded)))
      }
      state.isReleased = true
      if PQtransactionStatus(connection) != PQTRANS_IDLE {
        let limit = Duration.seconds(10)
        state.waiting.append(Operation(.statement("ROLLBACK", nil), limit: limit))
      }
      state.pump(self, &effects)
      state.settle(&effects)
    }
  }

  /// Closes the connection at once.
  func close() {
    update { state, effects in
      state.close(PostgresError(.connectionLost, "the connection was closed"), &effects)
    }
  }

  /// Gives up an operation that was submitted here.
  func cancel(_ operation: Operation) {
    update { state, effects in
      if let cause = operation.ticket.cause,
        state.waiting.removeFirst(where: { $0 === operation }) != nil
      {
        effects.finished.append((operation, .failure(cause.error)))
      }
      if state.inFlight.first?.operation === operation {
        // A server that waits for COPY data does not heed cancel requests.
        state.endCopyIn(failing: "cancelled", &effects)
        state.startCancel(&effects)
      }
      state.settle(&effects)
    }
  }

  // MARK: Called by the reactor

  func socketIsReady(forReading: Bool, forWriting: Bool) {
    update { state, effects in
      guard state.connection != nil else { return }
      if forWriting { state.flush(&effects) }
      if forReading { state.receive(&effects) }
      state.pump(self, &effects)
      state.settle(&effects)
    }
  }

  /// Looks for a statement past its limit, and for a cancel request that did nothing.
  func tick(_ now: Monotonic) {
    let overdue: Operation? = state.withLock { state in
      guard let flight = state.inFlight.first, let due = flight.due, due <= now else { return nil }
      return flight.operation
    }
    overdue?.cancel(.deadline)
    update { state, effects in
      guard let flight = state.inFlight.first, flight.operation.ticket.cause != nil else { return }
      state.followUpCancel(now, &effects)
    }
  }

  // MARK: Effects

  /// Changes the state under the lock, then does what follows.
  @discardableResult
  func update<R>(_ body: (inout State, inout Effects) -> R) -> R {
    var effects = Effects()
    let result = state.withLock { state in body(&state, &effects) }
    perform(&effects)
    return result
  }

  private func perform(_ effects: inout Effects) {
    if let request = effects.cancelRequest { send(request) }
    if !effects.notifications.isEmpty || effects.isIdle || effects.isClosed {
      let owner = owner.withLock { $0.value }
      for notification in effects.notifications { owner?.wire(self, received: notification) }
      // Before the callers are resumed, so that the server has work while they run.
      if effects.isIdle { owner?.wireIsIdle(self) }
      if effects.isClosed { owner?.wireIsClosed(self) }
    }
    for (operation, result) in effects.finished { operation.finish(result) }
    for wake in effects.wakes { wake() }
  }

  private func send(_ request: CancelRequest) {
    BlockingThread.run {
      request.send()
      self.update { state, effects in
        state.isCancelling = false
        state.pump(self, &effects)
        state.settle(&effects)
      }
    }
  }
}

/// What is to be done after the lock is released.
struct Effects {
  var finished: [(operation: Operation, result: Result<ResultSet, any Error>)] = []
  var notifications: [Notification] = []
  var wakes: [() -> Void] = []
  var cancelRequest: CancelRequest?
  var isIdle = false
  var isClosed = false
}

extension PostgresError {
  static let leaseEnded = PostgresError(
    .leaseEnded, "a connection or transaction was used after its closure had returned")
}

extension Wire {
  /// Has the connection closed instead of used again.
  func wearOut() { state.withLock { $0.isWornOut = true } }

  var isInTransaction: Bool {
    state.withLock { state in
      state.connection.map { PQtransactionStatus($0) == PQTRANS_INTRANS } ?? false
    }
  }

  var isInFailedTransaction: Bool {
    state.withLock { state in
      state.connection.map { PQtransactionStatus($0) == PQTRANS_INERROR } ?? false
    }
  }
}
