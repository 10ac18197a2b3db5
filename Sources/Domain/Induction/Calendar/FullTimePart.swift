import Foundation

/// The part of full time as it may be entered for induction: the one rule of every form, file and command.
enum FullTimePart {
  /// What to do about one that can’t be taken.
  static let rule =
    "Enter the part of full time as a number over 0 and up to 1 with at most three decimals, such as 0.6 or 0.333."

  /// Whether a number can be taken: exact to a thousandth.
  static func isValid(_ fte: Decimal) -> Bool { fte > 0 && fte <= 1 && (fte * 1000).isWhole }
}
