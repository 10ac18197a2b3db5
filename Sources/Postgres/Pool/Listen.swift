import Logging

/// A notification sent by `NOTIFY`, or the news that some may have been missed.
public struct Notification: Sendable, Hashable {
  /// The channel it was sent on.
  public let channel: String
  /// The text sent with it.
  public let payload: String
  /// The server process that sent it.
  public let processID: Int32
  /// Whether this is no notification, but says that the connection was lost and is back: what was sent in
  /// between has been missed, so a listener should look for itself.
  public var isAfterGap = false

  init(channel: String, payload: String, processID: Int32, isAfterGap: Bool = false) {
    (self.channel, self.payload, self.processID) = (channel, payload, processID)
    self.isAfterGap = isAfterGap
  }
}

/// Who listens on which channels, and the one connection they share.
struct Listeners {
  typealias Stream = AsyncThrowingStream<Notification, any Error>

  var streams: [String: [Int: Stream.Continuation]] = [:]
  var wire: Wire?
  /// The wire itself only knows its owner weakly.
  var owner: (any WireOwner)?
  var isConnecting = false
  var isClosed = false
  /// Channels that have been listened on before, for which a new connection means a gap.
  var hadConnection: Set<String> = []
  /// The channels that the present connection is listening on, each with the number of times it began to.
  var listening: [String: Int] = [:]
  var beginnings = 0
  var failures = 0
  var lastID = 0

  /// Takes in nobody any more. Returns the streams to end and the connection to close: not under the lock,
  /// because a stream that ends gives its channel up.
  mutating func close() -> (streams: [Stream.Continuation], wire: Wire?) {
    isClosed = true
    defer { (streams, wire) = ([:], nil) }
    return (streams.values.flatMap(\.values), wire)
  }
}

extension Pool {
  /// Listens on a channel. All listeners of a pool share one connection of their own, beside the pool's; after
  /// it was lost, they listen again, and each stream brings a notification whose `isAfterGap` is true.
  ///
  /// Notifications sent before the first element is awaited may be missed. A stream that is not read keeps the
  /// newest thousand.
  public func listen(_ channel: String) -> AsyncThrowingStream<Notification, any Error> {
    let (stream, continuation) = AsyncThrowingStream<Notification, any Error>.makeStream(
      bufferingPolicy: .bufferingNewest(1000))
    let id: Int? = listeners.withLock { listeners in
      guard !listeners.isClosed else { return nil }
      listeners.lastID += 1
      listeners.streams[channel, default: [:]][listeners.lastID] = continuation
      return listeners.lastID
    }
    guard let id else {
      continuation.finish(throwing: PostgresError(.poolShutDown, "the pool has been shut down"))
      return stream
    }
    continuation.onTermination = { [weak self] _ in self?.stopListening(channel, id) }
    if let wire = listeners.withLock({ $0.wire }) {
      subscribe([channel], on: wire)
    } else {
      connectListener()
    }
    return stream
  }

  /// Names the time since when a channel has been listened on without a gap: another number after each loss of
  /// the connection; nil while nobody listens or the connection is lost.
  public func listeningPeriod(_ channel: String) -> Int? {
    listeners.withLock { $0.wire == nil ? nil : $0.listening[channel] }
  }

  private func stopListening(_ channel: String, _ id: Int) {
    let wire: Wire? = listeners.withLock { listeners in
      listeners.streams[channel]?[id] = nil
      guard listeners.streams[channel]?.isEmpty == true else { return nil }
      listeners.streams[channel] = nil
      listeners.listening[channel] = nil
      listeners.hadConnection.remove(channel)
      return listeners.wire
    }
    wire?.submit(Operation(.script("UNLISTEN \(quoted(channel))"), limit: .seconds(10)))
  }

  private func connectListener() {
    let mustConnect = listeners.withLock { listeners in
      guard !listeners.isConnecting, listeners.wire == nil, !listeners.isClosed, !listeners.streams.isEmpty
      else { return false }
      listeners.isConnecting = true
      return true
    }
    guard mustConnect else { return }
    Connecting.start(configuration, notices: notices) { result in
      switch result {
      case .success(let established): self.listenerConnected(established)
      case .failure(let error): self.listenerFailed(error)
      }
    }
  }

  private func listenerConnected(_ established: Established) {
    let owner = ListenerOwner(pool: self)
    let wire = Wire(
      connection: established.connection, notices: notices, owner: owner, preparedLimit: 1)
    let channels: [String]? = listeners.withLock { listeners in
      listeners.isConnecting = false
      guard !listeners.isClosed else { return nil }
      listeners.failures = 0
      listeners.wire = wire
      listeners.owner = owner
      return Array(listeners.streams.keys)
    }
    guard let channels else { return wire.close() }
    wire.start()
    subscribe(channels, on: wire)
  }

  private func listenerFailed(_ error: PostgresError) {
    let failures = listeners.withLock { listeners in
      listeners.isConnecting = false
      listeners.failures += 1
      return listeners.failures
    }
    if failures == 1 { logger.warning("could not listen for notifications", metadata: ["error": "\(error)"]) }
    Reactor.shared.schedule(at: .now + .milliseconds(min(2000, 50 << min(failures, 6)))) { [weak self] in
      self?.connectListener()
    }
  }

  private func subscribe(_ channels: [String], on wire: Wire) {
    guard !channels.isEmpty else { return }
    let sql = channels.map { "LISTEN \(quoted($0))" }.joined(separator: ";")
    let operation = Operation(.script(sql), limit: .seconds(10))
    Task {
      do {
        _ = try await operation.promise.value { wire.submit(operation) }
        announceGap(on: channels)
      } catch {
        // Connecting again listens again.
        wire.close()
      }
    }
  }

  /// Tells those who have listened before that they may have missed something.
  private func announceGap(on channels: [String]) {
    let again: [(channel: String, streams: [Listeners.Stream.Continuation])] = listeners.withLock {
      listeners in
      for channel in channels where listeners.wire != nil {
        listeners.beginnings += 1
        listeners.listening[channel] = listeners.beginnings
      }
      return channels.compactMap { channel in
        guard let streams = listeners.streams[channel] else { return nil }
        return listeners.hadConnection.insert(channel).inserted ? nil : (channel, Array(streams.values))
      }
    }
    for (channel, streams) in again {
      let gap = Notification(channel: channel, payload: "", processID: 0, isAfterGap: true)
      for stream in streams { stream.yield(gap) }
    }
  }

  fileprivate func deliver(_ notification: Notification) {
    let streams = listeners.withLock { $0.streams[notification.channel].map { Array($0.values) } ?? [] }
    for stream in streams { stream.yield(notification) }
  }

  fileprivate func listenerLost(_ wire: Wire) {
    listeners.withLock { listeners in
      if listeners.wire === wire { (listeners.wire, listeners.listening) = (nil, [:]) }
    }
    connectListener()
  }

  private func quoted(_ channel: String) -> String {
    var quoted = "\""
    for character in channel.unicodeScalars where character != "\0" {
      quoted.unicodeScalars.append(character)
      if character == "\"" { quoted.unicodeScalars.append(character) }
    }
    return quoted + "\""
  }
}

/// Passes on what the listening connection brings.
private final class ListenerOwner: WireOwner {
  private let pool: Locked<WeakPool>

  private struct WeakPool {
    weak var value: Pool?
  }

  init(pool: Pool) { self.pool = Locked(WeakPool(value: pool)) }

  private var current: Pool? { pool.withLock { $0.value } }

  func wireIsIdle(_ wire: Wire) {}
  func wireIsClosed(_ wire: Wire) { current?.listenerLost(wire) }
  func wire(_ wire: Wire, received notification: Notification) { current?.deliver(notification) }
}
