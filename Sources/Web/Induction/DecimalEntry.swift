import Foundation

/// A number that somebody has typed, with a point or a comma before its decimals.
enum DecimalEntry {
  /// The number; nil for what is none, or has more than three places on either side.
  static func number(_ typed: String) -> Decimal? {
    number(typed, within: /[0-9]{1,3}(\.[0-9]{0,3})?|\.[0-9]{1,3}/)
  }

  /// A part of full time, which has up to nine decimals; nil for what is no number.
  static func partOfFullTime(_ typed: String) -> Decimal? {
    number(typed, within: /[0-9]{1,3}(\.[0-9]{0,9})?|\.[0-9]{1,9}/)
  }

  private static func number(_ typed: String, within form: some RegexComponent) -> Decimal? {
    let text = typed.replacing(",", with: ".")
    return text.wholeMatch(of: form) == nil ? nil : Decimal(string: text)
  }
}
