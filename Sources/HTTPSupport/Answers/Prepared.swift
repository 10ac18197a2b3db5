import Synchronization

/// What does not change from request to request: made once, when it is first asked for, and kept from then on.
public final class Prepared<Value: Sendable>: Sendable {
  private let make: @Sendable () -> Value
  private let kept = Mutex<Value?>(nil)

  /// Something that is made when it is first asked for.
  public init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  /// The thing itself; whoever asks while it is being made waits for it.
  public var value: Value {
    kept.withLock { kept in
      if let kept { return kept }
      let made = make()
      kept = made
      return made
    }
  }
}
