import Glibc

/// Nanoseconds of the monotonic clock.
struct Monotonic: Sendable, Comparable {
  var nanoseconds: UInt64

  static var now: Monotonic {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Monotonic(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }

  static let never = Monotonic(nanoseconds: .max)

  static func < (left: Monotonic, right: Monotonic) -> Bool { left.nanoseconds < right.nanoseconds }

  static func + (left: Monotonic, right: Duration) -> Monotonic {
    let (seconds, atto) = right.components
    guard seconds >= 0 else { return left }
    let (scaled, overflowed) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, spilled) = left.nanoseconds.addingReportingOverflow(scaled)
    let (total, ran) = sum.addingReportingOverflow(UInt64(max(0, atto)) / 1_000_000_000)
    return overflowed || spilled || ran ? .never : Monotonic(nanoseconds: total)
  }

  /// Microseconds since an earlier time.
  func microseconds(since earlier: Monotonic) -> Int {
    earlier > self ? 0 : Int((nanoseconds - earlier.nanoseconds) / 1000)
  }
}
