/// A value that can be bound to a statement.
public protocol PostgresEncodable: Sendable {
  /// The type announced to the server.
  static var postgresType: PostgresType { get }
  /// The type announced for an array of these values.
  static var postgresArrayType: PostgresType { get }
  /// Writes the value in the format of `postgresType`: binary form, or text where it is `.unspecified`.
  func encodePostgres(into writer: inout PostgresWriter)
  /// Writes an array of these values.
  static func encodePostgresArray(_ values: [Self], into writer: inout PostgresWriter)
}

/// A value that can be read from a result column.
public protocol PostgresDecodable: Sendable {
  /// The name of the PostgreSQL type expected, for messages.
  static var postgresTypeName: String { get }
  /// Whether a column of the type with this object identifier may be read as this value.
  static func acceptsPostgres(oid: UInt32) -> Bool
  /// Whether an array column of the type with this object identifier may be read as an array of these.
  static func acceptsPostgresArray(oid: UInt32) -> Bool
  /// Reads the value from PostgreSQL's text form. The bytes are valid during the call only.
  static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Self
  /// The value for NULL; throws for types that have none.
  static func decodePostgresNull() throws(MalformedValue) -> Self
  /// Reads an array of these values from PostgreSQL's text form.
  static func decodePostgresArray(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> [Self]
}

/// A value that can be both bound and read. A `RawRepresentable` type conforms by saying so.
public typealias PostgresValue = PostgresEncodable & PostgresDecodable

/// A column's bytes are not a value of the wanted type. Carries nothing of the value.
public struct MalformedValue: Error, Sendable {
  /// Creates the error.
  public init() {}
}

/// Receives an encoded value.
public struct PostgresWriter: Sendable {
  private(set) var bytes: [UInt8] = []
  private(set) var isNull = false

  /// Marks the value as NULL.
  public mutating func writeNull() { isNull = true }

  /// Appends bytes.
  public mutating func write(bytes more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Appends a string's UTF-8.
  public mutating func write(_ string: String) { bytes.append(contentsOf: string.utf8) }

  /// Appends an integer in network byte order.
  public mutating func write<T: FixedWidthInteger>(_ integer: T) {
    withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func overwrite(_ integer: Int32, at offset: Int) {
    withUnsafeBytes(of: integer.bigEndian) { source in
      for (index, byte) in source.enumerated() { bytes[offset + index] = byte }
    }
  }

  /// Appends one element of a binary array: its length, then its bytes.
  mutating func writeElement<T: PostgresEncodable>(_ value: T) {
    let start = bytes.count
    write(Int32(0))
    value.encodePostgres(into: &self)
    overwrite(isNull ? -1 : Int32(bytes.count - start - 4), at: start)
    isNull = false
  }
}

extension PostgresEncodable {
  /// The array of `postgresType`.
  public static var postgresArrayType: PostgresType { postgresType.array }
}

extension PostgresDecodable {
  /// Refuses NULL.
  public static func decodePostgresNull() throws(MalformedValue) -> Self { throw MalformedValue() }
}

// A type that is both announces and accepts the same PostgreSQL type unless it says otherwise.
extension PostgresDecodable where Self: PostgresEncodable {
  /// The name of `postgresType`.
  public static var postgresTypeName: String { postgresType.name }
  /// Accepts `postgresType`.
  public static func acceptsPostgres(oid: UInt32) -> Bool {
    postgresType.oid == 0 || oid == postgresType.oid
  }
  /// Accepts the array of `postgresType`.
  public static func acceptsPostgresArray(oid: UInt32) -> Bool {
    postgresArrayType.oid == 0 || oid == postgresArrayType.oid
  }
}

extension RawRepresentable where Self: PostgresEncodable, RawValue: PostgresEncodable {
  /// The raw value's type.
  public static var postgresType: PostgresType { RawValue.postgresType }
  /// Writes the raw value.
  public func encodePostgres(into writer: inout PostgresWriter) { rawValue.encodePostgres(into: &writer) }
}

extension RawRepresentable where Self: PostgresDecodable, RawValue: PostgresDecodable {
  /// The raw value's type.
  public static var postgresTypeName: String { RawValue.postgresTypeName }
  /// Accepts what the raw value accepts.
  public static func acceptsPostgres(oid: UInt32) -> Bool { RawValue.acceptsPostgres(oid: oid) }
  /// Accepts what an array of the raw value accepts.
  public static func acceptsPostgresArray(oid: UInt32) -> Bool { RawValue.acceptsPostgresArray(oid: oid) }
  /// Reads the raw value, and refuses one that is not a value of this type.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Self {
    guard let value = Self(rawValue: try RawValue.decodePostgres(text)) else { throw MalformedValue() }
    return value
  }
}

// Both of the defaults above apply to a raw-valued `PostgresValue`; this one decides.
extension RawRepresentable where Self: PostgresValue, RawValue: PostgresValue {
  /// The raw value's type.
  public static var postgresTypeName: String { RawValue.postgresTypeName }
  /// Accepts what the raw value accepts.
  public static func acceptsPostgres(oid: UInt32) -> Bool { RawValue.acceptsPostgres(oid: oid) }
  /// Accepts what an array of the raw value accepts.
  public static func acceptsPostgresArray(oid: UInt32) -> Bool { RawValue.acceptsPostgresArray(oid: oid) }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
  /// The wrapped value's type.
  public static var postgresType: PostgresType { Wrapped.postgresType }
  /// The array type of the wrapped value.
  public static var postgresArrayType: PostgresType { Wrapped.postgresArrayType }
  /// Writes the value, or NULL.
  public func encodePostgres(into writer: inout PostgresWriter) {
    if let self { self.encodePostgres(into: &writer) } else { writer.writeNull() }
  }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
  /// The wrapped value's type.
  public static var postgresTypeName: String { Wrapped.postgresTypeName }
  /// Accepts what the wrapped value accepts.
  public static func acceptsPostgres(oid: UInt32) -> Bool { Wrapped.acceptsPostgres(oid: oid) }
  /// Accepts what an array of the wrapped value accepts.
  public static func acceptsPostgresArray(oid: UInt32) -> Bool { Wrapped.acceptsPostgresArray(oid: oid) }
  /// Reads the wrapped value.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Self {
    .some(try Wrapped.decodePostgres(text))
  }
  /// `nil`
  public static func decodePostgresNull() throws(MalformedValue) -> Self { nil }
}
