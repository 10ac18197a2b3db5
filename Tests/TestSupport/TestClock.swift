public import Foundation
import Synchronization

/// A clock that a test sets: it stands still until it is moved.
public final class TestClock: Sendable {
  private let instant: Mutex<Date>

  /// A clock that starts at an instant; by default Monday 2 November 2026 at 9am in London.
  public init(_ start: Date = Date(timeIntervalSince1970: 1_793_610_000)) {
    instant = Mutex(start)
  }

  /// What time the clock shows.
  public var now: Date { instant.withLock { $0 } }

  /// Moves the clock forward (or back, when negative).
  public func advance(seconds: TimeInterval) { instant.withLock { $0 += seconds } }

  /// Moves the clock forward by days of 24 hours.
  public func advance(days: Double) { advance(seconds: days * 86_400) }

  /// Sets the clock.
  public func set(_ date: Date) { instant.withLock { $0 = date } }
}
