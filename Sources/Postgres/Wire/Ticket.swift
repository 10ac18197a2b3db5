/// Why a request was given up.
enum CancelCause: Sendable {
  case task
  case deadline

  var error: any Error {
    switch self {
    case .task: CancellationError()
    case .deadline: PostgresError(.deadlineExceeded, "the statement did not finish before its deadline")
    }
  }
}

/// Follows one request from the caller to the socket, so that a cancellation always finds it: either the
/// canceller sees where the request is, or whoever moves it on sees that it was cancelled.
final class Ticket: Sendable {
  enum Stage: Sendable {
    case new
    case queued(Pool)
    case sent(Wire)
    case finished
  }

  private let state = Locked((stage: Stage.new, cause: CancelCause?.none))

  var cause: CancelCause? { state.withLock { $0.cause } }

  /// Moves on; returns the cause if the request has been given up.
  @discardableResult
  func move(to stage: Stage) -> CancelCause? {
    state.withLock { state in
      state.stage = stage
      return state.cause
    }
  }

  /// Gives the request up; returns where it is, or `nil` if it is done or already given up.
  func cancel(_ cause: CancelCause) -> Stage? {
    state.withLock { state in
      if case .finished = state.stage { return nil }
      guard state.cause == nil else { return nil }
      state.cause = cause
      return state.stage
    }
  }
}
