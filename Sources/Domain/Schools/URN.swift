public import Postgres

/// Unique reference number of a school in the national register: five or six digits.
public struct URN: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible,
  PostgresValue
{
  /// The number.
  public let rawValue: Int32

  /// Takes a number of five or six digits; nil otherwise.
  public init?(rawValue: Int32) {
    guard (10_000...999_999).contains(rawValue) else { return nil }
    self.rawValue = rawValue
  }

  /// Reads a number as people write it, blanks around it allowed; nil when it isn't one.
  public init?(_ text: String) {
    let digits = text.filter { !$0.isWhitespace }
    guard (5...6).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
      digits.first != "0", let number = Int32(digits)
    else { return nil }
    self.init(rawValue: number)
  }

  /// Whether the number was given out by Staffroom, for a school whose real number isn't known to it.
  public var isSample: Bool { rawValue >= 900_001 }

  /// The digits.
  public var description: String { String(rawValue) }

  /// Orders by number.
  public static func < (left: URN, right: URN) -> Bool { left.rawValue < right.rawValue }

  /// Reads a JSON number or a text of digits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text: String
    if let written = try? container.decode(String.self) {
      text = written
    } else {
      text = String(try container.decode(Int32.self))
    }
    guard let urn = URN(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "A URN has five or six digits.")
    }
    self = urn
  }

  /// Writes a JSON number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
