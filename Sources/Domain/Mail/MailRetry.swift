public import Foundation

/// When a mail that could not be delivered is tried again, and when it is given up.
public enum MailRetry {
  /// How often a mail is tried before it is given up: over about three days.
  public static let attempts = 10

  /// How long to wait after the n-th failed attempt (from 1), in seconds; nil when it is given up.
  public static func delay(afterAttempt attempt: Int) -> TimeInterval? {
    let waits: [TimeInterval] = [30, 120, 600, 1_800, 3_600, 10_800, 21_600, 86_400, 86_400]
    return attempt < attempts ? waits[min(max(attempt, 1), waits.count) - 1] : nil
  }
}
