import CLibPQ
import Glibc

/// The one thread that watches every connection's socket and keeps the timers.
///
/// Callers send on their own threads; this one receives, and resumes those who wait. It never runs anything
/// that blocks.
final class Reactor: Sendable {
  static let shared = Reactor()

  /// How often connections are looked over for statements past their limit.
  private static let tick = Duration.milliseconds(250)

  fileprivate struct Timer {
    var due: Monotonic
    var id: UInt64
    var action: @Sendable () -> Void
  }

  fileprivate struct State {
    var wires: [UInt64: Wire] = [:]
    var timers: [Timer] = []  // a heap, the earliest first
    var cancelled: Set<UInt64> = []
    var lastID: UInt64 = 0
    var isRunning = false
  }

  private let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
  private let alarm = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
  private let state = Locked(State())

  private init() {
    var event = epoll_event()
    event.events = EPOLLIN.rawValue
    event.data.u64 = 0
    epoll_ctl(epoll, EPOLL_CTL_ADD, alarm, &event)
  }

  // MARK: Sockets

  /// Starts to watch a connection's socket; returns the number it is known by.
  func add(_ wire: Wire, socket: Int32) -> UInt64 {
    let (id, starts) = state.withLock { state in
      state.lastID += 1
      state.wires[state.lastID] = wire
      let starts = !state.isRunning
      state.isRunning = true
      return (state.lastID, starts)
    }
    if starts { BlockingThread.run { self.loop() } }
    var event = epoll_event()
    event.events = EPOLLIN.rawValue
    event.data.u64 = id
    epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event)
    if !starts { ring() }
    return id
  }

  /// Changes what a socket is watched for.
  func watch(_ id: UInt64, socket: Int32, reading: Bool, writing: Bool) {
    var event = epoll_event()
    event.events = (reading ? EPOLLIN.rawValue : 0) | (writing ? EPOLLOUT.rawValue : 0)
    event.data.u64 = id
    epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event)
  }

  /// Stops watching a socket, which must still be open.
  func remove(_ id: UInt64, socket: Int32) {
    var event = epoll_event()
    epoll_ctl(epoll, EPOLL_CTL_DEL, socket, &event)
    state.withLock { _ = $0.wires.removeValue(forKey: id) }
  }

  // MARK: Timers

  /// Runs an action, which must not block, at a time; returns the number to cancel it by.
  @discardableResult
  func schedule(at due: Monotonic, _ action: @escaping @Sendable () -> Void) -> UInt64 {
    let (id, isEarliest, starts) = state.withLock { state in
      state.lastID += 1
      let starts = !state.isRunning
      state.isRunning = true
      state.timers.append(Timer(due: due, id: state.lastID, action: action))
      state.siftUp()
      return (state.lastID, state.timers[0].id == state.lastID, starts)
    }
    if starts { BlockingThread.run { self.loop() } } else if isEarliest { ring() }
    return id
  }

  /// Forgets a timer, if it has not run.
  func cancel(timer id: UInt64) {
    state.withLock { state in
      guard state.timers.contains(where: { $0.id == id }) else { return }
      state.cancelled.insert(id)
    }
  }

  private func ring() {
    var one: UInt64 = 1
    _ = write(alarm, &one, MemoryLayout<UInt64>.size)
  }

  // MARK: The thread

  private func loop() {
    var events = [epoll_event](repeating: epoll_event(), count: 64)
    var ready: [(wire: Wire, events: UInt32)] = []
    var nextTick = Monotonic.now + Self.tick
    while true {
      let count = epoll_wait(epoll, &events, Int32(events.count), timeout(nextTick))
      ready.removeAll(keepingCapacity: true)
      if count > 0 {
        state.withLock { state in
          for event in events[..<Int(count)] {
            if let wire = state.wires[event.data.u64] { ready.append((wire, event.events)) }
          }
        }
        if events[..<Int(count)].contains(where: { $0.data.u64 == 0 }) {
          var value: UInt64 = 0
          _ = read(alarm, &value, MemoryLayout<UInt64>.size)
        }
      }
      for (wire, events) in ready {
        wire.socketIsReady(
          forReading: events & ~EPOLLOUT.rawValue != 0, forWriting: events & EPOLLOUT.rawValue != 0)
      }
      let now = Monotonic.now
      for timer in dueTimers(now) { timer() }
      if now >= nextTick {
        nextTick = now + Self.tick
        for wire in state.withLock({ Array($0.wires.values) }) { wire.tick(now) }
      }
    }
  }

  private func timeout(_ nextTick: Monotonic) -> Int32 {
    let (due, isWatching) = state.withLock { ($0.timers.first?.due, !$0.wires.isEmpty) }
    guard due != nil || isWatching else { return -1 }
    let wake = min(due ?? .never, isWatching ? nextTick : .never)
    let micros = wake.microseconds(since: .now)
    return micros == 0 ? 0 : Int32(clamping: micros / 1000 + 1)
  }

  private func dueTimers(_ now: Monotonic) -> [@Sendable () -> Void] {
    state.withLock { state in
      var actions: [@Sendable () -> Void] = []
      while let first = state.timers.first, first.due <= now {
        state.removeFirst()
        if state.cancelled.remove(first.id) == nil { actions.append(first.action) }
      }
      return actions
    }
  }
}

extension Reactor.State {
  fileprivate mutating func siftUp() {
    var child = timers.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard timers[child].due < timers[parent].due else { return }
      timers.swapAt(child, parent)
      child = parent
    }
  }

  fileprivate mutating func removeFirst() {
    timers.swapAt(0, timers.count - 1)
    timers.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < timers.count {
        if timers[child].due < timers[least].due { least = child }
      }
      guard least != parent else { return }
      timers.swapAt(least, parent)
      parent = least
    }
  }
}
