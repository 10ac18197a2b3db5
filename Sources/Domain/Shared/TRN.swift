import Foundation

/// Teacher reference numbers: seven digits, kept as text because the first may be a nought.
public enum TRN {
  /// What a number must be, for whoever has entered something else.
  static let rule = "seven digits, such as 1234567"

  /// The seven digits of a number as people write it: “12 34567” and “12/34567” are the same as “1234567”. Spaces,
  /// slashes and hyphens are taken out; nil when anything but seven digits is left. Every face that takes a number
  /// reads it by this.
  public static func digits(_ typed: String) -> String? {
    let kept = typed.filter { !$0.isWhitespace && !"/\\-–‐‑".contains($0) }
    return kept.utf8.count == 7 && kept.utf8.allSatisfy { (0x30...0x39).contains($0) } ? kept : nil
  }

  /// The seven digits where there are seven, and else what was typed, so that it can be put right.
  static func tidied(_ typed: String) -> String { digits(typed) ?? typed }
}
