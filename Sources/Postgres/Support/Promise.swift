/// A value that arrives once, from any thread, and is awaited by one task.
final class Promise<Value: Sendable>: Sendable {
  private enum State {
    case empty
    case awaited(CheckedContinuation<Value, any Error>)
    case arrived(Result<Value, any Error>)
    case taken
  }

  private let state = Locked(State.empty)

  func fulfil(_ result: Result<Value, any Error>) {
    let continuation: CheckedContinuation<Value, any Error>? = state.withLock { state in
      switch state {
      case .awaited(let continuation):
        state = .taken
        return continuation
      case .empty:
        state = .arrived(result)
        return nil
      case .arrived, .taken:
        return nil
      }
    }
    continuation?.resume(with: result)
  }

  /// Waits for the value, after starting what will bring it.
  func value(after start: () -> Void) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let early: Result<Value, any Error>? = state.withLock { state in
        if case .arrived(let result) = state {
          state = .taken
          return result
        }
        state = .awaited(continuation)
        return nil
      }
      if let early { continuation.resume(with: early) }
      start()
    }
  }
}
