/// Finds where one CSV record ends and where its fields are parted, by the rule of PostgreSQL's `COPY`: a quote
/// anywhere turns quoting on or off, and a doubled quote does both.
struct RecordScan {
  /// What a scan came to.
  enum Outcome: Equatable {
    /// The record's text ends before `end`; the next one begins at `next`.
    case complete(end: Int, next: Int)
    /// More bytes are needed.
    case incomplete
    /// The file ended within quotes.
    case unclosed
    /// The record is longer than any real one.
    case tooLong
  }

  /// No record of the register comes near this many bytes.
  static let longest = 1 << 17

  /// Where the commas outside quotes are.
  private(set) var commas: [Int] = []
  /// Where the lines within the record begin, after its first.
  private(set) var innerLines: [Int] = []
  /// Whether the record holds a zero byte, which no text of PostgreSQL may.
  private(set) var hasZero = false
  /// Whether the record holds anything beyond ASCII.
  private(set) var hasHighBytes = false
  /// Whether the record holds control characters, line breaks within quotes included.
  private(set) var hasControls = false

  /// Scans one record from `start`; `atEnd` says that no more bytes will come after these.
  mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, atEnd: Bool) -> Outcome {
    commas.removeAll(keepingCapacity: true)
    innerLines.removeAll(keepingCapacity: true)
    (hasZero, hasHighBytes, hasControls) = (false, false, false)
    var quoted = false
    var at = start
    let limit = min(bytes.count, start + RecordScan.longest)
    while at < limit {
      let byte = bytes[at]
      if byte > 0x2C {
        if byte >= 0x80 { hasHighBytes = true }
        at += 1
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): quoted.toggle()
      case UInt8(ascii: ","): if !quoted { commas.append(at) }
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        var next = at + 1
        if byte == UInt8(ascii: "\r") {
          if next == bytes.count && !atEnd { return .incomplete }
          if next < bytes.count && bytes[next] == UInt8(ascii: "\n") { next += 1 }
        }
        if !quoted { return .complete(end: at, next: next) }
        hasControls = true
        innerLines.append(next)
        at = next
        continue
      case 0: hasZero = true
      default: if byte < 0x20 { hasControls = true }
      }
      at += 1
    }
    if at - start >= RecordScan.longest { return .tooLong }
    guard atEnd else { return .incomplete }
    return quoted ? .unclosed : .complete(end: at, next: at)
  }
}
