/// What waits in a pool's queue.
protocol PoolRequest {
  /// Whether it may go to a connection together with others.
  var mayShare: Bool { get }
  func isSame(as other: Self) -> Bool
}

/// The rules of the pool, without sockets, clocks, locks or tasks: who gets which connection, when one is
/// opened, who has waited too long.
struct PoolMachine<Connection: AnyObject, Request: PoolRequest> {
  enum Action {
    /// Nothing to do now.
    case none
    /// Give a connection to these requests: to one, or to several that may share it.
    case assign(Connection, [Request])
    /// Close a connection that is not wanted.
    case close(Connection)
  }

  enum Refusal: Equatable { case shutDown }

  private struct Waiting {
    var request: Request
    var deadline: Monotonic
  }

  let size: Int
  /// The most requests that go to a connection at once.
  let shareLimit: Int
  private(set) var idle: [Connection] = []
  private(set) var leased: [ObjectIdentifier: Connection] = [:]
  private(set) var opening = 0
  private(set) var isShutDown = false
  private var queue = FIFO<Waiting>()

  init(size: Int, shareLimit: Int = 16) {
    (self.size, self.shareLimit) = (size, shareLimit)
  }

  var waitingCount: Int { queue.count }
  var connectionCount: Int { idle.count + leased.count }
  var isDrained: Bool { isShutDown && leased.isEmpty && queue.isEmpty }
  /// When the one that has waited longest has waited too long.
  var nextDeadline: Monotonic? { queue.first?.deadline }

  /// How many connections should be opened now. Counts them as being opened.
  mutating func connectionsToOpen() -> Int {
    let wanted = min(queue.count - opening - idle.count, size - connectionCount - opening)
    guard wanted > 0 else { return 0 }
    opening += wanted
    return wanted
  }

  /// A request comes. It is served at once only if nobody waits before it.
  mutating func request(_ request: Request, deadline: Monotonic) -> Result<Action, Failure> {
    guard !isShutDown else { return .failure(Failure(reason: .shutDown)) }
    if queue.isEmpty, let connection = idle.popLast() {
      leased[ObjectIdentifier(connection)] = connection
      return .success(.assign(connection, [request]))
    }
    queue.append(Waiting(request: request, deadline: deadline))
    return .success(.none)
  }

  /// A request that a connection could not take after all goes to the front.
  mutating func putBack(_ requests: [Request], deadline: Monotonic) {
    for request in requests.reversed() { queue.prepend(Waiting(request: request, deadline: deadline)) }
  }

  /// A request is given up; returns whether it was waiting.
  mutating func withdraw(_ request: Request) -> Bool {
    queue.removeFirst { $0.request.isSame(as: request) } != nil
  }

  /// Requests that have waited too long.
  mutating func expire(_ now: Monotonic) -> [Request] {
    var expired: [Request] = []
    while let first = queue.first, first.deadline <= now, let waiting = queue.popFirst() {
      expired.append(waiting.request)
    }
    return expired
  }

  /// A connection that was being opened is ready.
  mutating func opened(_ connection: Connection) -> Action {
    opening -= 1
    return place(connection)
  }

  mutating func openFailed() { opening -= 1 }

  /// A connection is done with its work.
  mutating func released(_ connection: Connection) -> Action {
    // One that was lost in the meantime is not taken back.
    guard leased.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return .none }
    return place(connection)
  }

  /// A connection is gone.
  mutating func lost(_ connection: Connection) {
    leased[ObjectIdentifier(connection)] = nil
    idle.removeAll { $0 === connection }
  }

  /// No new requests; those that wait are still served. Returns connections to close at once.
  mutating func shutDown() -> [Connection] {
    isShutDown = true
    defer { idle = [] }
    return idle
  }

  /// Takes an idle connection out, for trying out.
  mutating func borrow(where isStale: (Connection) -> Bool) -> Connection? {
    guard let index = idle.firstIndex(where: isStale) else { return nil }
    let connection = idle.remove(at: index)
    leased[ObjectIdentifier(connection)] = connection
    return connection
  }

  private mutating func place(_ connection: Connection) -> Action {
    guard let first = queue.popFirst() else {
      if isShutDown { return .close(connection) }
      idle.append(connection)
      return .none
    }
    leased[ObjectIdentifier(connection)] = connection
    var requests = [first.request]
    if first.request.mayShare {
      // An equal part of those that wait, so that no connection has much more to do than the others.
      let part = min(shareLimit, queue.count / max(1, connectionCount) + 1)
      while requests.count < part, queue.first?.request.mayShare == true, let next = queue.popFirst() {
        requests.append(next.request)
      }
    }
    return .assign(connection, requests)
  }

  struct Failure: Error, Equatable { var reason: Refusal }
}
