public import FoundationEssentials

/// PostgreSQL's `numeric`: an exact decimal number of any length, or NaN or an infinity.
///
/// `1.50` prints as `1.50`, and equals `1.5`.
public struct PostgresNumeric: Sendable {
  enum Kind: Sendable, Hashable { case finite, nan, positiveInfinity, negativeInfinity }

  let kind: Kind
  let isNegative: Bool
  /// The decimal digits, 0 to 9 each, without leading zeros; the last `scale` of them are the fraction.
  let digits: [UInt8]
  let scale: Int

  /// What PostgreSQL keeps: 131,072 digits before the point and 16,383 after.
  private static let longest = 131_072 + 16_383

  /// Not a number.
  public static let nan = PostgresNumeric(kind: .nan)

  private init(kind: Kind) {
    (self.kind, isNegative, digits, scale) = (kind, kind == .negativeInfinity, [], 0)
  }

  private init(isNegative: Bool, digits: [UInt8], scale: Int) {
    let significant = Array(digits.drop { $0 == 0 })
    kind = .finite
    self.isNegative = isNegative && !significant.isEmpty
    self.digits = significant
    self.scale = scale
  }

  /// The number an integer is.
  public init(_ integer: Int) {
    let digits = String(integer.magnitude).utf8.map { $0 - UInt8(ascii: "0") }
    self.init(isNegative: integer < 0, digits: digits, scale: 0)
  }

  /// Parses digits with an optional sign, point and fraction, or `NaN`, `Infinity`, `-Infinity`.
  public init?(_ text: String) {
    var copy = text
    guard let value = copy.withUTF8({ try? Self.decodePostgres($0) }) else { return nil }
    self = value
  }

  /// The number as Foundation's `Decimal`, if that can hold it exactly.
  public var decimal: Decimal? {
    guard kind == .finite else { return nil }
    let fractionZeros = min(scale, digits.reversed().prefix { $0 == 0 }.count)
    guard digits.count - fractionZeros <= 38, scale - fractionZeros <= 127 else { return nil }
    return Decimal(string: description)
  }

  /// The number as an integer, if it is one and fits.
  public var integer: Int? {
    guard kind == .finite else { return nil }
    guard digits.suffix(min(scale, digits.count)).allSatisfy({ $0 == 0 }) else { return nil }
    return Int((isNegative ? "-" : "") + (scale < digits.count ? text(digits.dropLast(scale)) : "0"))
  }

  private func text(_ digits: some Sequence<UInt8>) -> String {
    String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
  }
}

extension PostgresNumeric: CustomStringConvertible, LosslessStringConvertible, ExpressibleByIntegerLiteral {
  /// The number written out, with the fraction it was given.
  public var description: String {
    switch kind {
    case .nan: return "NaN"
    case .positiveInfinity: return "Infinity"
    case .negativeInfinity: return "-Infinity"
    case .finite: break
    }
    let padded = Array(repeating: 0, count: max(0, scale + 1 - digits.count)) + digits
    let whole = text(padded.dropLast(scale))
    let fraction = scale > 0 ? "." + text(padded.suffix(scale)) : ""
    return (isNegative ? "-" : "") + whole + fraction
  }

  /// The number an integer literal is.
  public init(integerLiteral value: Int) { self.init(value) }
}

extension PostgresNumeric: Hashable, Comparable {
  /// Digits and scale without the trailing zeros of the fraction.
  private var reduced: (digits: ArraySlice<UInt8>, scale: Int) {
    let zeros = min(scale, digits.reversed().prefix { $0 == 0 }.count)
    return digits.isEmpty ? ([], 0) : (digits.dropLast(zeros), scale - zeros)
  }

  /// Whether two numbers are the same, however many zeros end their fractions. NaN equals NaN, as in
  /// PostgreSQL.
  public static func == (left: PostgresNumeric, right: PostgresNumeric) -> Bool {
    left.kind == right.kind && left.isNegative == right.isNegative && left.reduced == right.reduced
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(isNegative)
    hasher.combine(reduced.digits)
    hasher.combine(reduced.scale)
  }

  /// PostgreSQL's order: NaN is greater than everything.
  public static func < (left: PostgresNumeric, right: PostgresNumeric) -> Bool {
    func rank(_ number: PostgresNumeric) -> Int {
      switch number.kind {
      case .negativeInfinity: 0
      case .finite: 1
      case .positiveInfinity: 2
      case .nan: 3
      }
    }
    guard left.kind == .finite, right.kind == .finite else { return rank(left) < rank(right) }
    guard left.isNegative == right.isNegative else { return left.isNegative }
    let isLess = left.magnitudeIsLess(than: right)
    return left.isNegative ? right.magnitudeIsLess(than: left) : isLess
  }

  private func magnitudeIsLess(than other: PostgresNumeric) -> Bool {
    let (whole, otherWhole) = (digits.count - scale, other.digits.count - other.scale)
    if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
    guard whole == otherWhole else { return whole < otherWhole }
    return reduced.digits.lexicographicallyPrecedes(other.reduced.digits)
  }
}

extension PostgresNumeric: PostgresEncodable, PostgresDecodable {
  /// `numeric`
  public static var postgresType: PostgresType { .numeric }

  /// Writes groups of four decimal digits, PostgreSQL's binary form.
  public func encodePostgres(into writer: inout PostgresWriter) {
    let signs: [Kind: UInt16] = [.nan: 0xC000, .positiveInfinity: 0xD000, .negativeInfinity: 0xF000]
    if let sign = signs[kind] {
      writer.write(UInt16(0))
      writer.write(Int16(0))
      writer.write(sign)
      return writer.write(UInt16(0))
    }
    let wholeCount = max(0, digits.count - scale)
    let lead = (4 - wholeCount % 4) % 4
    let padding = Array(repeating: UInt8(0), count: lead)
    let gap = Array(repeating: UInt8(0), count: max(0, scale - digits.count))
    var padded = padding + (wholeCount == 0 ? gap : []) + digits
    padded += Array(repeating: 0, count: (4 - padded.count % 4) % 4)
    var groups = stride(from: 0, to: padded.count, by: 4).map { start in
      padded[start..<start + 4].reduce(UInt16(0)) { $0 * 10 + UInt16($1) }
    }
    var weight = (wholeCount + lead) / 4 - 1
    while groups.first == 0 {
      groups.removeFirst()
      weight -= 1
    }
    while groups.last == 0 { groups.removeLast() }
    writer.write(UInt16(clamping: groups.count))
    writer.write(Int16(clamping: groups.isEmpty ? 0 : weight))
    writer.write(UInt16(isNegative ? 0x4000 : 0))
    writer.write(UInt16(clamping: scale))
    for group in groups { writer.write(group) }
  }

  /// Reads the text form.
  public static func decodePostgres(
    _ text: UnsafeBufferPointer<UInt8>
  ) throws(MalformedValue) -> PostgresNumeric {
    var rest = text[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    if rest.elementsEqual("NaN".utf8) { return .nan }
    if rest.elementsEqual("Infinity".utf8) {
      return PostgresNumeric(kind: isNegative ? .negativeInfinity : .positiveInfinity)
    }
    var digits: [UInt8] = []
    var point: Int?
    for byte in rest {
      if byte == UInt8(ascii: "."), point == nil {
        point = digits.count
      } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        digits.append(byte - UInt8(ascii: "0"))
      } else {
        throw MalformedValue()
      }
    }
    let scale = digits.count - (point ?? digits.count)
    guard !digits.isEmpty, digits.count <= longest, scale <= 16_383 else { throw MalformedValue() }
    return PostgresNumeric(isNegative: isNegative, digits: digits, scale: scale)
  }
}

extension Decimal: PostgresEncodable, PostgresDecodable {
  /// `numeric`
  public static var postgresType: PostgresType { .numeric }
  /// Writes the exact number.
  public func encodePostgres(into writer: inout PostgresWriter) {
    (PostgresNumeric(description) ?? .nan).encodePostgres(into: &writer)
  }
  /// Reads the number; refuses one that `Decimal` can't hold exactly.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Decimal {
    guard let value = try PostgresNumeric.decodePostgres(text).decimal else { throw MalformedValue() }
    return value
  }
}
