extension Bool: PostgresEncodable, PostgresDecodable {
  /// `boolean`
  public static var postgresType: PostgresType { .bool }
  /// Writes the value.
  public func encodePostgres(into writer: inout PostgresWriter) { writer.write(UInt8(self ? 1 : 0)) }
  /// Reads `t` or `f`.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Bool {
    guard text.count == 1 else { throw MalformedValue() }
    switch text[0] {
    case UInt8(ascii: "t"): return true
    case UInt8(ascii: "f"): return false
    default: throw MalformedValue()
    }
  }
}

extension FixedWidthInteger where Self: SignedInteger {
  /// Reads digits with an optional sign; refuses what does not fit.
  static func parse(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Self {
    var rest = text[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    guard !rest.isEmpty else { throw MalformedValue() }
    var value: Self = 0
    for byte in rest {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { throw MalformedValue() }
      let (scaled, overflowed) = value.multipliedReportingOverflow(by: 10)
      let digit = Self(byte - UInt8(ascii: "0"))
      let (next, spilled) =
        isNegative ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
      guard !overflowed, !spilled else { throw MalformedValue() }
      value = next
    }
    return value
  }

  /// Any integer column may be read into any integer; the value must fit.
  static func isInteger(oid: UInt32) -> Bool { oid == 20 || oid == 21 || oid == 23 || oid == 26 }
  static func isIntegerArray(oid: UInt32) -> Bool { oid == 1016 || oid == 1005 || oid == 1007 || oid == 1028 }
}

extension Int16: PostgresEncodable, PostgresDecodable {
  /// `int2`
  public static var postgresType: PostgresType { .int2 }
  /// Writes the value.
  public func encodePostgres(into writer: inout PostgresWriter) { writer.write(self) }
  /// Reads the value.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Int16 {
    try parse(text)
  }
  /// Accepts the integer types.
  public static func acceptsPostgres(oid: UInt32) -> Bool { isInteger(oid: oid) }
  /// Accepts arrays of the integer types.
  public static func acceptsPostgresArray(oid: UInt32) -> Bool { isIntegerArray(oid: oid) }
}

extension Int32: PostgresEncodable, PostgresDecodable {
  /// `int4`
  public static var postgresType: PostgresType { .int4 }
  /// Writes the value.
  public func encodePostgres(into writer: inout PostgresWriter) { writer.write(self) }
  /// Reads the value.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Int32 {
    try parse(text)
  }
  /// Accepts the integer types.
  public static func acceptsPostgres(oid: UInt32) -> Bool { isInteger(oid: oid) }
  /// Accepts arrays of the integer types.
  public static func acceptsPostgresArray(oid: UInt32) -> Bool { isIntegerArray(oid: oid) }
}

extension Int64: PostgresEncodable, PostgresDecodable {
  /// `int8`
  public static var postgresType: PostgresType { .int8 }
  /// Writes the value.
  public func encodePostgres(into writer: inout PostgresWriter) { writer.write(self) }
  /// Reads the value.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Int64 {
    try parse(text)
  }
  /// Accepts the integer types.
  public static func acceptsPostgres(oid: UInt32) -> Bool { isInteger(oid: oid) }
  /// Accepts arrays of the integer types.
  public static func acceptsPostgresArray(oid: UInt32) -> Bool { isIntegerArray(oid: oid) }
}

extension Int: PostgresEncodable, PostgresDecodable {
  /// `int8`
  public static var postgresType: PostgresType { .int8 }
  /// Writes the value.
  public func encodePostgres(into writer: inout PostgresWriter) { writer.write(Int64(self)) }
  /// Reads the value.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Int {
    try parse(text)
  }
  /// Accepts the integer types.
  public static func acceptsPostgres(oid: UInt32) -> Bool { isInteger(oid: oid) }
  /// Accepts arrays of the integer types.
  public static func acceptsPostgresArray(oid: UInt32) -> Bool { isIntegerArray(oid: oid) }
}

extension Double: PostgresEncodable, PostgresDecodable {
  /// `float8`
  public static var postgresType: PostgresType { .float8 }
  /// Writes the value.
  public func encodePostgres(into writer: inout PostgresWriter) { writer.write(bitPattern) }
  /// Reads the value, `NaN` and infinities included.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Double {
    let string = String(decoding: text, as: UTF8.self)
    switch string {
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    case "NaN": return .nan
    default:
      guard let value = Double(string) else { throw MalformedValue() }
      return value
    }
  }
  /// Accepts `float8` and `float4`.
  public static func acceptsPostgres(oid: UInt32) -> Bool { oid == 701 || oid == 700 }
  /// Accepts arrays of `float8` and `float4`.
  public static func acceptsPostgresArray(oid: UInt32) -> Bool { oid == 1022 || oid == 1021 }
}

extension String: PostgresEncodable, PostgresDecodable {
  /// `text`
  public static var postgresType: PostgresType { .text }
  /// Writes the UTF-8.
  public func encodePostgres(into writer: inout PostgresWriter) { writer.write(self) }
  /// Reads valid UTF-8.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> String {
    guard let string = String(validating: text, as: UTF8.self) else { throw MalformedValue() }
    return string
  }
  /// Accepts every type: the text form of anything is a string, an enum's label above all.
  public static func acceptsPostgres(oid: UInt32) -> Bool { true }
  /// Accepts every array type.
  public static func acceptsPostgresArray(oid: UInt32) -> Bool { true }
}
