import Foundation

/// The part of full time as it may be entered for induction: the one rule of every form, file and command.
///
/// It is held and reckoned as it was entered, exactly. Only where no decimal says what is meant, as with a third, is it
/// taken as more than its digits: a number within a millionth of a fraction whose denominator is up to 12 counts as that
/// fraction, so 0.333333 and 0.333334 both are 1/3.
public enum FullTimePart {
  /// What to do about one that can’t be taken.
  public static let rule = rule(of: "")

  /// The same of one of several, such as "there".
  public static func rule(of which: String) -> String {
    "Enter the part of full time \(which.isEmpty ? "" : "\(which) ")as a number over 0 and up to 1 with at most nine "
      + "decimals, such as 0.6, or 0.333333 for a third."
  }

  /// Whether a number can be taken: exact to a billionth.
  static func isValid(_ fte: Decimal) -> Bool { fte > 0 && fte <= 1 && (fte * billion).isWhole }

  /// Full time in the units in which service is counted: a billion times 693, so that every decimal that can be taken and
  /// every fraction whose denominator is up to 12 is a whole number of them.
  static let whole = 693_000_000_000

  /// What a part of full time counts as, in these units; one that can’t be taken counts as full time.
  static func units(_ fte: Decimal) -> Int {
    guard isValid(fte) else { return whole }
    let exact = NSDecimalNumber(decimal: fte * Decimal(whole)).intValue
    for below in 2...12 {
      let above = (exact * below + whole / 2) / whole
      guard (1..<below).contains(above) else { continue }
      if abs(exact * below - above * whole) <= whole / million * below { return above * (whole / below) }
    }
    return exact
  }

  /// Units as people read them: "0.6", or "1/3" where no decimal says it.
  static func words(_ units: Int) -> String { shown(units).words }

  /// The same with the number that these words say, to reckon with what is shown.
  static func shown(_ units: Int) -> (words: String, value: Double) {
    if units % (whole / 1_000_000_000) == 0 {
      return decimal(Decimal(units / (whole / 1_000_000_000)) / billion)
    }
    if let simple = (2...12).first(where: { (units * $0).isMultiple(of: whole) }) {
      let above = units * simple / whole
      return ("\(above)/\(simple)", Double(above) / Double(simple))
    }
    // Posts at once may add up to what is neither.
    return decimal(Decimal((units + whole / million / 2) / (whole / million)) / Decimal(million))
  }

  private static func decimal(_ number: Decimal) -> (words: String, value: Double) {
    ("\(number)", NSDecimalNumber(decimal: number).doubleValue)
  }

  private static let million = 1_000_000
  private static let billion = Decimal(1_000_000_000)
}
