import Foundation

/// Teacher reference numbers: seven digits, kept as text because the first may be a nought.
public enum TRN {
  /// What a number must be, for whoever has entered something else.
  static let rule = "seven digits, such as 1234567"

  /// The seven digits of a number as people write it: “12 34567”, “12/34567”, “RP 12/34567” and “TRN: 1234567” are the
  /// same as “1234567”. Nil when anything but seven digits is left. Every face that takes a number reads it by this.
  public static func digits(_ typed: String) -> String? {
    let bare = typed.trimmed.replacing(/^(?i:TRN|RP)[:.]?\s*/, with: "")
    let kept = bare.filter { !$0.isWhitespace && !"/\\-–‐‑".contains($0) }
    return kept.utf8.count == 7 && kept.utf8.allSatisfy { (0x30...0x39).contains($0) } ? kept : nil
  }

  /// The number that a text holds; nil where it holds none, or several.
  static func find(in text: String) -> String? {
    let words = text.split { !($0.isASCII && $0.isNumber) && $0 != "/" }
    let numbers = words.filter { $0.wholeMatch(of: /[0-9]{7}|[0-9]{2}\/[0-9]{5}/) != nil }
    let found = Set(numbers.compactMap { digits(String($0)) })
    return found.count == 1 ? found.first : nil
  }

  /// The seven digits where there are seven, and else what was typed, so that it can be put right.
  static func tidied(_ typed: String) -> String { digits(typed) ?? typed }
}
