import Foundation

/// An exact number of terms, kept as a fraction: a day in a term of 71 days is 1/71 of it, at 0.6 it is 3/355.
public struct TermFraction: Sendable, Hashable, Comparable {
  private let numerator: Int128
  private let denominator: Int128

  private init(_ numerator: Int128, _ denominator: Int128) {
    let divisor = Self.greatestDivisor(numerator.magnitude, denominator.magnitude)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// So many units of full time (``FullTimePart/whole``) of a part in `parts`.
  init(units: Int, of parts: Int) {
    self.init(Int128(units), Int128(max(parts, 1)) * Int128(FullTimePart.whole))
  }

  /// So many whole terms.
  public init(_ terms: Int) { self.init(Int128(terms), 1) }

  /// A decimal number of terms, exact to a millionth.
  init(_ terms: Decimal) {
    var (scaled, rounded) = (terms * 1_000_000, Decimal())
    NSDecimalRound(&rounded, &scaled, 0, .plain)
    self.init(Int128(NSDecimalNumber(decimal: rounded).int64Value), 1_000_000)
  }

  /// None.
  public static let zero = TermFraction(0)

  /// Reads "1.5" or "5/4"; nil for anything else.
  public init?(text: String) {
    if let match = text.wholeMatch(of: /([0-9]{1,4})\/([1-9][0-9]{0,3})/) {
      guard let above = Int128(match.1), let below = Int128(match.2) else { return nil }
      self.init(above, below)
    } else if text.wholeMatch(of: /[0-9]{1,2}(\.[0-9]{1,3})?/) != nil, let number = Decimal(string: text) {
      self.init(number)
    } else {
      return nil
    }
  }

  /// What is left of one after another is taken away.
  static func - (left: TermFraction, right: TermFraction) -> TermFraction {
    left + TermFraction(-right.numerator, right.denominator)
  }

  /// So many times it, by so many parts; both above zero.
  func scaled(by factor: Int, over divisor: Int = 1) -> TermFraction {
    let other = TermFraction(Int128(factor), Int128(max(divisor, 1)))
    // Shortened crosswise first, so that no product grows larger than it has to.
    let first = Self.greatestDivisor(numerator.magnitude, other.denominator.magnitude)
    let second = Self.greatestDivisor(other.numerator.magnitude, denominator.magnitude)
    let above = (numerator / first).multipliedReportingOverflow(by: other.numerator / second)
    let below = (denominator / second).multipliedReportingOverflow(by: other.denominator / first)
    return above.overflow || below.overflow
      ? .nearest(value * other.value) : TermFraction(above.partialValue, below.partialValue)
  }

  /// So many units of full time as reach it: the next whole one where it lies between two.
  var unitsToReach: Int {
    let (scaled, tooLarge) = numerator.multipliedReportingOverflow(by: Int128(FullTimePart.whole))
    if tooLarge { return Int(value * Double(FullTimePart.whole)) + 1 }
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: denominator)
    return Int(clamping: whole) + (rest > 0 ? 1 : 0)
  }

  /// Rounded to hundredths, for numbers of days.
  var hundredths: Decimal { Decimal(Int((value * 100).rounded())) / 100 }

  private var value: Double { Double(numerator) / Double(denominator) }

  /// To a trillionth: where terms of very many different lengths have no common denominator that can be held.
  private static func nearest(_ value: Double) -> TermFraction {
    TermFraction(Int128((value * 1_000_000_000_000).rounded()), 1_000_000_000_000)
  }

  /// To the nearest tenth, as the national service takes it, such as "1.2"; a half counts up. Cut off, every period would
  /// lose what was served up to a tenth of a term, always to the cost of the teacher.
  var tenths: String {
    let tenths = (numerator * 20 + denominator) / (denominator * 2)
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func greatestDivisor(_ first: UInt128, _ second: UInt128) -> Int128 {
    var (larger, smaller) = (first, second)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return max(Int128(larger), 1)
  }

  /// Their sum.
  public static func + (left: TermFraction, right: TermFraction) -> TermFraction {
    let divisor = greatestDivisor(left.denominator.magnitude, right.denominator.magnitude)
    let scale = right.denominator / divisor
    let first = left.numerator.multipliedReportingOverflow(by: scale)
    let second = right.numerator.multipliedReportingOverflow(by: left.denominator / divisor)
    let sum = first.partialValue.addingReportingOverflow(second.partialValue)
    let below = left.denominator.multipliedReportingOverflow(by: scale)
    return first.overflow || second.overflow || sum.overflow || below.overflow
      ? .nearest(left.value + right.value) : TermFraction(sum.partialValue, below.partialValue)
  }

  /// Adds to it.
  public static func += (left: inout TermFraction, right: TermFraction) { left = left + right }

  /// Whether it is less; compared part by part, so that no product grows too large.
  public static func < (left: TermFraction, right: TermFraction) -> Bool {
    var (a, b, c, d) = (left.numerator, left.denominator, right.numerator, right.denominator)
    while true {
      let (first, second) = (a.quotientAndRemainder(dividingBy: b), c.quotientAndRemainder(dividingBy: d))
      if first.quotient != second.quotient { return first.quotient < second.quotient }
      if second.remainder == 0 { return false }
      if first.remainder == 0 { return true }
      // a/b < c/d just when d/c' < b/a' for the remainders.
      (a, b, c, d) = (d, second.remainder, b, first.remainder)
    }
  }

  /// Rounded to four places, for people and JSON.
  public var rounded: Double {
    (value * 10_000).rounded() / 10_000
  }
}
