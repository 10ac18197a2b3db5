public import Logging

/// A bounded set of connections to one database, shared fairly by all who ask.
///
/// A statement run on the pool itself is a transaction of its own, and may travel on a connection together
/// with other tasks' statements if it is known to be quick.
public final class Pool: Sendable {
  let configuration: PoolConfiguration

  /// The most connections held at once.
  public var size: Int { configuration.size }
  let logger: Logger
  let profiles = StatementProfiles()
  let notices: Notices
  let listeners: Locked<Listeners>
  private let state: Locked<State>

  struct State {
    var machine: PoolMachine<Wire, PoolWaiter>
    var failures = 0
    var lastFailure: PostgresError?
    var hasTimer = false
    var hasIdleCheck = false
    var mustPause = false
    var drained: [Promise<Void>] = []
  }

  /// Creates a pool. Connections are opened when they are first needed.
  public init(configuration: PoolConfiguration, logger: Logger) {
    self.configuration = configuration
    self.logger = logger
    notices = Notices(logger: logger)
    listeners = Locked(Listeners())
    state = Locked(State(machine: PoolMachine(size: configuration.size)))
  }

  deinit {
    // Nobody can hold a lease of a pool that is gone.
    for wire in state.withLock({ $0.machine.shutDown() }) { wire.close() }
  }

  // For tests.
  var waitingCount: Int { state.withLock { $0.machine.waitingCount } }
  var connectionCount: Int { state.withLock { $0.machine.connectionCount } }
  var isShutDown: Bool { state.withLock { $0.machine.isShutDown } }

  // MARK: Requests

  /// Takes a request in, or serves it at once.
  func enqueue(_ waiter: PoolWaiter) {
    if let cause = waiter.enter(self) { return waiter.fail(cause.error) }
    let deadline = Monotonic.now + configuration.acquireTimeout
    act { state in
      switch state.machine.request(waiter, deadline: deadline) {
      case .success(let action): return [action]
      case .failure:
        throw PostgresError(.poolShutDown, "the pool has been shut down")
      }
    } refused: { error in
      waiter.fail(error)
    }
  }

  /// Takes a request that was given up out of the queue.
  func withdraw(_ waiter: PoolWaiter, _ cause: CancelCause) {
    if state.withLock({ $0.machine.withdraw(waiter) }) { waiter.fail(cause.error) }
  }

  /// Changes the state, then does what follows from it.
  private func act(
    _ change: (inout State) throws -> [PoolMachine<Wire, PoolWaiter>.Action],
    refused: (any Error) -> Void = { _ in }
  ) {
    var toOpen = 0
    var timer: Monotonic?
    var drained: [Promise<Void>] = []
    let outcome = state.withLock { state in
      let outcome = Result { try change(&state) }
      if !state.mustPause { toOpen = state.machine.connectionsToOpen() }
      if !state.hasTimer, let deadline = state.machine.nextDeadline {
        state.hasTimer = true
        timer = deadline
      }
      if state.machine.isDrained {
        drained = state.drained
        state.drained = []
      }
      return outcome
    }
    for _ in 0..<toOpen { open() }
    if let timer { Reactor.shared.schedule(at: timer) { self.expire() } }
    switch outcome {
    case .success(let actions): for action in actions { perform(action) }
    case .failure(let error): refused(error)
    }
    for promise in drained { promise.fulfil(.success(())) }
  }

  private func perform(_ action: PoolMachine<Wire, PoolWaiter>.Action) {
    switch action {
    case .none: break
    case .close(let wire): wire.close()
    case .assign(let wire, let waiters): assign(wire, to: waiters)
    }
  }

  private func assign(_ wire: Wire, to waiters: [PoolWaiter]) {
    if case .lease(let lease)? = waiters.first {
      guard wire.isOpen else { return putBack(waiters, from: wire) }
      if let cause = lease.ticket.move(to: .sent(wire)) {
        lease.promise.fulfil(.failure(cause.error))
        return wire.release()
      }
      return lease.promise.fulfil(.success(wire))
    }
    let operations = waiters.compactMap { waiter in
      if case .operation(let operation) = waiter { operation } else { nil }
    }
    let refused = wire.submit(operations, releasing: true)
    if !refused.isEmpty { putBack(refused.map { .operation($0) }, from: wire) }
  }

  private func putBack(_ waiters: [PoolWaiter], from wire: Wire) {
    let deadline = Monotonic.now + configuration.acquireTimeout
    act { state in
      state.machine.lost(wire)
      state.machine.putBack(waiters, deadline: deadline)
      return []
    }
  }

  /// Turns away those who have waited too long.
  private func expire() {
    let now = Monotonic.now
    var expired: [PoolWaiter] = []
    var error = PostgresError(.poolExhausted, "every connection stayed in use for too long")
    act { state in
      state.hasTimer = false
      expired = state.machine.expire(now)
      if state.machine.connectionCount == 0, let failure = state.lastFailure { error = failure }
      return []
    }
    for waiter in expired { waiter.fail(error) }
  }

  // MARK: Connections

  private func open() {
    Connecting.start(configuration, notices: notices) { result in
      switch result {
      case .success(let established):
        let wire = Wire(
          connection: established.connection, notices: self.notices, owner: self,
          preparedLimit: self.configuration.preparedStatementLimit)
        wire.start()
        self.scheduleIdleCheck()
        self.act { state in
          state.failures = 0
          state.lastFailure = nil
          return [state.machine.opened(wire)]
        }
      case .failure(let error):
        self.openingFailed(error)
      }
    }
  }

  /// Tries again after a pause, for as long as someone waits.
  private func openingFailed(_ error: PostgresError) {
    var failures = 0
    act { state in
      state.machine.openFailed()
      state.lastFailure = error
      state.failures += 1
      failures = state.failures
      state.mustPause = true
      return []
    }
    if failures == 1 { logger.warning("could not connect to the database", metadata: ["error": "\(error)"]) }
    let pause = Duration.milliseconds(min(1000, 20 << min(failures, 6)))
    Reactor.shared.schedule(at: .now + pause) {
      self.act { state in
        state.mustPause = false
        return []
      }
    }
  }

  /// Every so often, tries connections that have lain unused for long, so that a dead one is found out before
  /// it is needed.
  private func scheduleIdleCheck() {
    let isFirst = state.withLock { state in
      defer { state.hasIdleCheck = true }
      return !state.hasIdleCheck
    }
    guard isFirst else { return }
    Reactor.shared.schedule(at: .now + configuration.idleCheck) { [weak self] in self?.checkIdle() }
  }

  private func checkIdle() {
    state.withLock { $0.hasIdleCheck = false }
    let now = Monotonic.now
    let interval = configuration.idleCheck
    while let wire = state.withLock({ $0.machine.borrow { $0.lastUse + interval <= now } }) {
      let probe = Operation(.statement("SELECT 1", nil), limit: .seconds(5))
      if !wire.submit([probe], releasing: true).isEmpty { wireIsClosed(wire) }
    }
    if state.withLock({ $0.machine.connectionCount > 0 }) { scheduleIdleCheck() }
  }

  // MARK: End

  /// Refuses new work, waits for what is running or waiting, then closes every connection.
  public func shutdown() async {
    let promise = Promise<Void>()
    let listening = listeners.withLock { $0.close() }
    for stream in listening.streams { stream.finish() }
    listening.wire?.close()
    try? await promise.value {
      var idle: [Wire] = []
      act { state in
        idle = state.machine.shutDown()
        state.drained.append(promise)
        return []
      }
      for wire in idle { wire.close() }
    }
  }
}

extension Pool: WireOwner {
  func wireIsIdle(_ wire: Wire) {
    act { state in [state.machine.released(wire)] }
  }

  func wireIsClosed(_ wire: Wire) {
    act { state in
      state.machine.lost(wire)
      return []
    }
  }

  func wire(_ wire: Wire, received notification: Notification) {
    // Only the listening connection listens.
  }
}
