public import FoundationEssentials

extension UUID: PostgresEncodable, PostgresDecodable {
  /// `uuid`
  public static var postgresType: PostgresType { .uuid }
  /// Writes the 16 bytes.
  public func encodePostgres(into writer: inout PostgresWriter) {
    withUnsafeBytes(of: uuid) { writer.write(bytes: $0) }
  }
  /// Reads the 36 characters.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> UUID {
    guard text.count == 36 else { throw MalformedValue() }
    var (high, low): (UInt64, UInt64) = (0, 0)
    var digits = 0
    for (index, byte) in text.enumerated() {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { throw MalformedValue() }
        continue
      }
      guard let digit = hexDigit(byte) else { throw MalformedValue() }
      if digits < 16 { high = high << 4 | UInt64(digit) } else { low = low << 4 | UInt64(digit) }
      digits += 1
    }
    let value = (high.bigEndian, low.bigEndian)
    return withUnsafeBytes(of: value) { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
  }
}

func hexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
