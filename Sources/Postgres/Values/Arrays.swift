extension Array: PostgresEncodable where Element: PostgresEncodable {
  /// The array type of the elements.
  public static var postgresType: PostgresType { Element.postgresArrayType }
  /// Writes the elements.
  public func encodePostgres(into writer: inout PostgresWriter) {
    Element.encodePostgresArray(self, into: &writer)
  }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
  /// The array type of the elements.
  public static var postgresTypeName: String { Element.postgresTypeName + "[]" }
  /// Accepts arrays of what the element accepts.
  public static func acceptsPostgres(oid: UInt32) -> Bool { Element.acceptsPostgresArray(oid: oid) }
  /// Of arrays of arrays, only those of bytes are read, which to PostgreSQL are arrays of `bytea`.
  public static func acceptsPostgresArray(oid: UInt32) -> Bool {
    oid == PostgresType.bytea.arrayOID && Element.acceptsPostgresArray(oid: PostgresType.bytea.oid)
  }
  /// Reads the elements.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Self {
    try Element.decodePostgresArray(text)
  }
}

extension PostgresEncodable {
  /// Writes a one-dimensional array, in binary form, or as an array literal where the type is inferred.
  public static func encodePostgresArray(_ values: [Self], into writer: inout PostgresWriter) {
    guard postgresType.isBinary else { return encodeArrayLiteral(values, into: &writer) }
    writer.write(Int32(values.isEmpty ? 0 : 1))
    writer.write(Int32(1))  // may hold NULLs
    writer.write(postgresType.oid)
    guard !values.isEmpty else { return }
    writer.write(Int32(values.count))
    writer.write(Int32(1))  // lower bound
    for value in values { writer.writeElement(value) }
  }

  private static func encodeArrayLiteral(_ values: [Self], into writer: inout PostgresWriter) {
    writer.write("{")
    for (index, value) in values.enumerated() {
      if index > 0 { writer.write(",") }
      var element = PostgresWriter()
      value.encodePostgres(into: &element)
      if element.isNull {
        writer.write("NULL")
        continue
      }
      writer.write("\"")
      for byte in element.bytes {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { writer.write("\\") }
        writer.write(bytes: CollectionOfOne(byte))
      }
      writer.write("\"")
    }
    writer.write("}")
  }
}

extension PostgresDecodable {
  /// Reads a one-dimensional array literal, such as `{1,NULL,"a b"}`.
  public static func decodePostgresArray(
    _ text: UnsafeBufferPointer<UInt8>
  ) throws(MalformedValue) -> [Self] {
    var reader = ArrayLiteralReader(text: text)
    var values: [Self] = []
    try reader.open()
    while let element = try reader.next() {
      switch element {
      case .null: values.append(try decodePostgresNull())
      case .plain(let range):
        values.append(try decodePostgres(UnsafeBufferPointer(rebasing: text[range])))
      case .unescaped(let bytes):
        var result: Result<Self, MalformedValue> = .failure(MalformedValue())
        bytes.withUnsafeBufferPointer { buffer in
          result = Result { () throws(MalformedValue) in try decodePostgres(buffer) }
        }
        values.append(try result.get())
      }
    }
    return values
  }
}

/// Walks PostgreSQL's text form of a one-dimensional array.
private struct ArrayLiteralReader {
  enum Element {
    case null
    case plain(Range<Int>)
    case unescaped([UInt8])
  }

  let text: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var isFirst = true

  init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

  /// Passes `{`, and the bounds before it, as in `[0:1]={a,b}`.
  mutating func open() throws(MalformedValue) {
    if text.first == UInt8(ascii: "[") {
      guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { throw MalformedValue() }
      position = equals + 1
    }
    guard position < text.count, text[position] == UInt8(ascii: "{") else { throw MalformedValue() }
    position += 1
  }

  mutating func next() throws(MalformedValue) -> Element? {
    guard position < text.count else { throw MalformedValue() }
    if text[position] == UInt8(ascii: "}") {
      // Closes an empty array, or follows an element; nothing may come after.
      guard position == text.count - 1 else { throw MalformedValue() }
      return nil
    }
    if !isFirst {
      guard text[position] == UInt8(ascii: ",") else { throw MalformedValue() }
      position += 1
    }
    isFirst = false
    guard position < text.count else { throw MalformedValue() }
    return text[position] == UInt8(ascii: "\"") ? try quoted() : try plain()
  }

  private mutating func plain() throws(MalformedValue) -> Element {
    let start = position
    while position < text.count, text[position] != UInt8(ascii: ","), text[position] != UInt8(ascii: "}") {
      guard text[position] != UInt8(ascii: "{"), text[position] != UInt8(ascii: "\"") else {
        throw MalformedValue()
      }
      position += 1
    }
    guard position > start else { throw MalformedValue() }
    let isNull = text[start..<position].elementsEqual("NULL".utf8)
    return isNull ? .null : .plain(start..<position)
  }

  private mutating func quoted() throws(MalformedValue) -> Element {
    position += 1
    var bytes: [UInt8] = []
    while position < text.count {
      let byte = text[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return .unescaped(bytes) }
      if byte == UInt8(ascii: "\\") {
        guard position < text.count else { break }
        bytes.append(text[position])
        position += 1
      } else {
        bytes.append(byte)
      }
    }
    throw MalformedValue()
  }
}
