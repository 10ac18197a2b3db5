import CLibPQ

/// How far a COPY has come.
struct CopyProgress {
  enum Direction { case none, incoming, outgoing }

  fileprivate(set) var direction = Direction.none
  /// The task that waits for the socket to take what it gave.
  fileprivate var sleeper: Promise<Void>?

  mutating func begin(_ direction: Direction) { self.direction = direction }

  mutating func wake(_ effects: inout Effects) {
    guard let sleeper else { return }
    self.sleeper = nil
    effects.wakes.append { sleeper.fulfil(.success(())) }
  }
}

enum CopyDrain { case mustWait, isDone }

extension Wire.State {
  /// Takes over the rows that have come, up to what may wait for the reader.
  mutating func drainCopy(into channel: CopyChannel, _ connection: OpaquePointer) -> CopyDrain {
    while true {
      guard !channel.isFull else {
        watch(reading: false)
        // One row, or what libpq had taken in before, may fill it while the reader sleeps: nobody else would wake it.
        channel.offer()
        return .mustWait
      }
      var buffer: UnsafeMutablePointer<CChar>?
      let count = Int(PQgetCopyData(connection, &buffer, 1))
      guard count > 0, let buffer else {
        channel.offer()
        if count == 0 { return .mustWait }
        // The end, or an error: the result that follows tells.
        copy = CopyProgress()
        return .isDone
      }
      channel.append(UnsafeRawBufferPointer(start: buffer, count: count))
      PQfreemem(buffer)
    }
  }

  /// Ends an incoming COPY, in failure if there is a reason.
  mutating func endCopyIn(failing reason: String? = nil, _ effects: inout Effects) {
    guard let connection, copy.direction == .incoming else { return }
    PQputCopyEnd(connection, reason)
    copy.direction = .none
    copy.wake(&effects)
    flush(&effects)
  }
}

extension Wire {
  /// Sends a piece of an incoming COPY and waits until the socket has taken it. Returns whether the server
  /// still wants data.
  func put(_ bytes: [UInt8], for operation: Operation) async throws -> Bool {
    let sleeper = Promise<Void>()
    let (isWanted, mustWait) = update { state, effects -> (Bool, Bool) in
      guard let connection = state.connection, state.copy.direction == .incoming,
        state.inFlight.first?.operation === operation
      else { return (false, false) }
      let outcome = bytes.withUnsafeBytes { buffer in
        PQputCopyData(
          connection, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count))
      }
      guard outcome == 1 else {
        state.endCopyIn(failing: "the client could not send", &effects)
        return (false, false)
      }
      state.flush(&effects)
      guard state.isWriting else { return (true, false) }
      state.copy.sleeper = sleeper
      return (true, true)
    }
    if mustWait { try await sleeper.value {} }
    return isWanted
  }

  /// Ends an incoming COPY.
  func endCopy(of operation: Operation, failing reason: String? = nil) {
    update { state, effects in
      guard state.inFlight.first?.operation === operation else { return }
      state.endCopyIn(failing: reason, &effects)
    }
  }

  /// Goes on reading an outgoing COPY whose reader has caught up.
  func resumeCopy(of operation: Operation) {
    update { state, effects in
      guard state.inFlight.first?.operation === operation, !state.isReading else { return }
      state.watch(reading: true)
      state.receive(&effects)
      state.pump(self, &effects)
      state.settle(&effects)
    }
  }
}

/// The rows of an outgoing COPY on their way from the reactor to the task that reads them.
final class CopyChannel: Sendable {
  /// Bytes that may wait before the socket is left alone.
  private static let highWater = 1 << 20

  private struct State {
    var bytes: [UInt8] = []
    var isAbandoned = false
    var end: Result<Void, any Error>?
    var sleeper: Promise<Void>?
  }

  private let state = Locked(State())

  var isFull: Bool { state.withLock { $0.bytes.count >= Self.highWater && !$0.isAbandoned } }

  func append(_ row: UnsafeRawBufferPointer) {
    state.withLock { state in
      if !state.isAbandoned { state.bytes.append(contentsOf: row) }
    }
  }

  /// Wakes the reader if there is something for it.
  func offer() {
    let sleeper: Promise<Void>? = state.withLock { state in
      guard !state.bytes.isEmpty || state.end != nil else { return nil }
      defer { state.sleeper = nil }
      return state.sleeper
    }
    sleeper?.fulfil(.success(()))
  }

  func finish(_ result: Result<Void, any Error>) {
    state.withLock { $0.end = result }
    offer()
  }

  func abandon() {
    state.withLock { state in
      state.isAbandoned = true
      state.bytes = []
    }
  }

  /// What has come since the last call, or `nil` at the end.
  func next() async throws -> [UInt8]? {
    while true {
      let sleeper = Promise<Void>()
      let ready: Result<[UInt8]?, any Error>? = state.withLock { state in
        if !state.bytes.isEmpty {
          defer { state.bytes = [] }
          return .success(state.bytes)
        }
        if let end = state.end { return end.map { nil } }
        state.sleeper = sleeper
        return nil
      }
      if let ready { return try ready.get() }
      try await sleeper.value {}
    }
  }
}
