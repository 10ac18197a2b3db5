/// Reads JSON (RFC 8259) as strictly as an API wants it: UTF-8, no name twice in an object, nothing behind
/// the value, and no deeper than ``deepest``. Says where it stopped.
public struct JSONReader {
  /// How deep arrays and objects may lie in each other.
  public static let deepest = 64

  /// What is wrong, and after how many bytes.
  public struct Malformed: Error, Equatable {
    /// After how many bytes.
    public let offset: Int
    /// What is wrong.
    public let what: String
  }

  private let bytes: [UInt8]
  private var at = 0
  private var depth = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The value that the bytes hold.
  public static func read(_ bytes: [UInt8]) throws(Malformed) -> JSONValue {
    var reader = JSONReader(bytes)
    let value = try reader.value()
    reader.skipBlanks()
    guard reader.at == bytes.count else { throw reader.malformed("something follows the value") }
    return value
  }

  private func malformed(_ what: String) -> Malformed { Malformed(offset: at, what: what) }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  private mutating func value() throws(Malformed) -> JSONValue {
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return try nested { reader throws(Malformed) in try reader.object() }
    case UInt8(ascii: "["): return try nested { reader throws(Malformed) in try reader.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw malformed("a value is missing")
    default: return .number(try number())
    }
  }

  private mutating func nested(
    _ read: (inout JSONReader) throws(Malformed) -> JSONValue
  ) throws(Malformed) -> JSONValue {
    depth += 1
    guard depth <= Self.deepest else { throw malformed("it is nested too deeply") }
    at += 1
    let value = try read(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(Malformed) -> JSONValue {
    var members: [String: JSONValue] = [:]
    skipBlanks()
    if take("}") { return .object(members) }
    while true {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw malformed("a name in quotes is missing") }
      let name = try string()
      skipBlanks()
      guard take(":") else { throw malformed("a colon is missing") }
      guard members.updateValue(try value(), forKey: name) == nil else {
        throw malformed("the name \"\(name.prefix(50))\" stands twice")
      }
      skipBlanks()
      if take("}") { return .object(members) }
      guard take(",") else { throw malformed("a comma or closing brace is missing") }
    }
  }

  private mutating func array() throws(Malformed) -> JSONValue {
    var elements: [JSONValue] = []
    skipBlanks()
    if take("]") { return .array(elements) }
    while true {
      elements.append(try value())
      skipBlanks()
      if take("]") { return .array(elements) }
      guard take(",") else { throw malformed("a comma or closing bracket is missing") }
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(Malformed) -> JSONValue {
    let expected = text.description.utf8
    guard bytes[at...].starts(with: expected) else { throw malformed("this is no value") }
    at += expected.count
    return value
  }

  private mutating func number() throws(Malformed) -> Double {
    let start = at
    _ = take("-")
    let whole = digits()
    guard whole > 0 else { throw malformed("this is no value") }
    if whole > 1 && bytes[at - whole] == UInt8(ascii: "0") { throw malformed("a number begins with 0") }
    if take(".") { guard digits() > 0 else { throw malformed("digits are missing") } }
    if take("e") || take("E") {
      if !take("-") { _ = take("+") }
      guard digits() > 0 else { throw malformed("digits are missing") }
    }
    guard let value = Double(String(decoding: bytes[start..<at], as: UTF8.self)), value.isFinite else {
      throw malformed("a number is too large")
    }
    return value
  }

  private mutating func digits() -> Int {
    let start = at
    while let byte = next, (0x30...0x39).contains(byte) { at += 1 }
    return at - start
  }

  private mutating func string() throws(Malformed) -> String {
    at += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw malformed("a text is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"):
        at += 1
        text.append(contentsOf: String(try escaped()).utf8)
      case 0..<0x20: throw malformed("a control character in a text must be escaped")
      default:
        text.append(byte)
        at += 1
      }
    }
    throw malformed("a closing quote is missing")
  }

  private mutating func escaped() throws(Malformed) -> Unicode.Scalar {
    defer { at += 1 }
    switch next {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicode()
    default: throw malformed("an unknown escape")
    }
  }

  /// Behind the "u"; ends on the last digit.
  private mutating func unicode() throws(Malformed) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return try allowed(scalar) }
    guard (0xD800...0xDBFF).contains(first), at + 2 < bytes.count, bytes[at + 1] == UInt8(ascii: "\\"),
      bytes[at + 2] == UInt8(ascii: "u")
    else { throw malformed("half of a surrogate pair") }
    at += 2
    let second = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw malformed("half of a surrogate pair") }
    return scalar
  }

  /// PostgreSQL keeps no NUL in text, so none is let in.
  private func allowed(_ scalar: Unicode.Scalar) throws(Malformed) -> Unicode.Scalar {
    guard scalar.value != 0 else { throw malformed("a text must not hold the character NUL") }
    return scalar
  }

  private mutating func hexadecimal() throws(Malformed) -> UInt32 {
    guard at + 4 < bytes.count else { throw malformed("four hexadecimal digits are missing") }
    var value: UInt32 = 0
    for offset in 1...4 {
      guard let digit = Character(Unicode.Scalar(bytes[at + offset])).hexDigitValue else {
        throw malformed("four hexadecimal digits are missing")
      }
      value = value << 4 | UInt32(digit)
    }
    at += 4
    return value
  }
}
