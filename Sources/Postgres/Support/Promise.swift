/// A value that arrives once, from any thread, and is awaited by one task.
///
/// The value is handed over under the lock and the continuation only wakes the task, so that the hand-over does
/// not rest on the runtime's own ordering, which Thread Sanitizer does not see everywhere.
final class Promise<Value: Sendable>: Sendable {
  private enum State {
    case empty
    case awaited(CheckedContinuation<Void, Never>)
    case arrived(Result<Value, any Error>)
  }

  private let state = Locked(State.empty)

  /// Brings the value; only the first one counts.
  func fulfil(_ result: Result<Value, any Error>) {
    let sleeper: CheckedContinuation<Void, Never>? = state.withLock { state in
      switch state {
      case .awaited(let continuation):
        state = .arrived(result)
        return continuation
      case .empty:
        state = .arrived(result)
        return nil
      case .arrived:
        return nil
      }
    }
    sleeper?.resume()
  }

  /// Waits for the value, after starting what will bring it.
  func value(after start: () -> Void) async throws -> Value {
    while true {
      let arrived: Result<Value, any Error>? = state.withLock { state in
        if case .arrived(let result) = state { result } else { nil }
      }
      if let arrived { return try arrived.get() }
      await withCheckedContinuation { continuation in
        let isEarly = state.withLock { state in
          if case .arrived = state { return true }
          state = .awaited(continuation)
          return false
        }
        if isEarly { continuation.resume() }
        start()
      }
    }
  }
}
