import CLibPQ

/// A request to cancel what a connection is running. Sending it blocks.
struct CancelRequest: @unchecked Sendable {
  // Unchecked: the handle is used and freed by the one thread that `send` runs on.
  private let handle: OpaquePointer

  init?(connection: OpaquePointer) {
    guard let handle = PQgetCancel(connection) else { return nil }
    self.handle = handle
  }

  /// Sends the request and waits until the server has passed it on.
  func send() {
    var message = [CChar](repeating: 0, count: 256)
    // A failure shows itself in the statement going on, which is followed up.
    PQcancel(handle, &message, Int32(message.count))
    PQfreeCancel(handle)
  }
}

extension Wire.State {
  /// How long a server may take to heed a cancel request before the connection is given up.
  private static let patience = Duration.seconds(5)

  /// Asks the server to cancel what it is running. Until the request has been dealt with, nothing more is
  /// sent, so that it can't hit what comes after.
  mutating func startCancel(_ effects: inout Effects) {
    guard let connection, !isCancelling, effects.cancelRequest == nil else { return }
    guard let request = CancelRequest(connection: connection) else { return }
    if inFlight.first?.cancelledAt == nil { inFlight.first?.cancelledAt = .now }
    isCancelling = true
    mayHaveStrayed = true
    effects.cancelRequest = request
  }

  /// A request can reach the server before the statement does, and is lost then: send another. A server that
  /// does not answer at all is given up.
  mutating func followUpCancel(_ now: Monotonic, _ effects: inout Effects) {
    guard let since = inFlight.first?.cancelledAt else { return startCancel(&effects) }
    if since + Self.patience < now {
      close(PostgresError(.connectionLost, "the server did not answer a cancel request"), &effects)
    } else {
      startCancel(&effects)
    }
  }
}
