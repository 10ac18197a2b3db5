/// Walks the text form of dates, times and intervals.
struct TextReader {
  private let text: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var next: UInt8? { position < text.count ? text[position] : nil }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(MalformedValue) {
    guard take(character) else { throw MalformedValue() }
  }

  func end() throws(MalformedValue) {
    guard position == text.count else { throw MalformedValue() }
  }

  /// Reads one to `limit` digits.
  mutating func digits(atMost limit: Int) throws(MalformedValue) -> Int {
    var (value, count) = (0, 0)
    while count < limit, let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
      count += 1
      position += 1
    }
    guard count > 0 else { throw MalformedValue() }
    return value
  }

  /// Reads digits after a decimal point as millionths.
  mutating func microseconds() throws(MalformedValue) -> Int {
    let start = position
    var value = try digits(atMost: 6)
    for _ in (position - start)..<6 { value *= 10 }
    return value
  }

  mutating func date() throws(MalformedValue) -> (year: Int, month: Int, day: Int) {
    let year = try digits(atMost: 7)
    try expect("-")
    let month = try digits(atMost: 2)
    try expect("-")
    return (year, month, try digits(atMost: 2))
  }

  mutating func beforeChrist() throws(MalformedValue) -> Bool {
    guard take(" ") else { return false }
    try expect("B")
    try expect("C")
    return true
  }
}
