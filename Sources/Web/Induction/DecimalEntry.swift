import Foundation

/// A number that somebody has typed, with a point or a comma before its decimals.
enum DecimalEntry {
  /// The number; nil for what is none, or has more than three places on either side.
  static func number(_ typed: String) -> Decimal? {
    let text = typed.replacing(",", with: ".")
    guard text.wholeMatch(of: /[0-9]{1,3}(\.[0-9]{0,3})?|\.[0-9]{1,3}/) != nil else { return nil }
    return Decimal(string: text)
  }
}
