public import FoundationEssentials

// A byte by itself is an `int2`; an array of bytes is a `bytea`.
extension UInt8: PostgresEncodable, PostgresDecodable {
  /// `int2`
  public static var postgresType: PostgresType { .int2 }
  /// `bytea`
  public static var postgresArrayType: PostgresType { .bytea }
  /// Writes the value.
  public func encodePostgres(into writer: inout PostgresWriter) { writer.write(Int16(self)) }
  /// Reads the value.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> UInt8 {
    guard let value = UInt8(exactly: try Int16.parse(text)) else { throw MalformedValue() }
    return value
  }
  /// Writes the bytes as they are.
  public static func encodePostgresArray(_ values: [UInt8], into writer: inout PostgresWriter) {
    writer.write(bytes: values)
  }
  /// Reads the hexadecimal form, `\x…`.
  public static func decodePostgresArray(
    _ text: UnsafeBufferPointer<UInt8>
  ) throws(MalformedValue) -> [UInt8] {
    guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x")
    else { throw MalformedValue() }
    var isValid = true
    let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 2 - 1) { buffer, count in
      var index = 2
      while index < text.count {
        guard let high = hexDigit(text[index]), let low = hexDigit(text[index + 1]) else {
          isValid = false
          return
        }
        buffer[count] = high << 4 | low
        count += 1
        index += 2
      }
    }
    guard isValid else { throw MalformedValue() }
    return bytes
  }
}

extension Data: PostgresEncodable, PostgresDecodable {
  /// `bytea`
  public static var postgresType: PostgresType { .bytea }
  /// Writes the bytes as they are.
  public func encodePostgres(into writer: inout PostgresWriter) { writer.write(bytes: self) }
  /// Reads the hexadecimal form, `\x…`.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Data {
    Data(try UInt8.decodePostgresArray(text))
  }
}

/// JSON as text, kept as `jsonb`.
public struct JSONText: Sendable, Hashable, PostgresEncodable, PostgresDecodable {
  /// The JSON document.
  public var text: String

  /// Wraps a JSON document; the server checks that it is one.
  public init(_ text: String) { self.text = text }

  /// `jsonb`
  public static var postgresType: PostgresType { .jsonb }
  /// Writes the document after the version byte of `jsonb`.
  public func encodePostgres(into writer: inout PostgresWriter) {
    writer.write(UInt8(1))
    writer.write(text)
  }
  /// Reads the document.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> JSONText {
    JSONText(try String.decodePostgres(text))
  }
  /// Accepts `jsonb` and `json`.
  public static func acceptsPostgres(oid: UInt32) -> Bool { oid == 3802 || oid == 114 }
  /// Accepts arrays of `jsonb` and `json`.
  public static func acceptsPostgresArray(oid: UInt32) -> Bool { oid == 3807 || oid == 199 }
}
