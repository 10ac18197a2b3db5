/// A line that can't be taken over, and why.
public struct RejectedRow: Sendable, Codable, Equatable {
  /// The line of the file its record begins on, the header being line 1.
  public var line: Int
  /// What stands there as URN, where that could be read.
  public var urn: String?
  /// Everything that is wrong with it, as whole sentences.
  public var reasons: [String]

  /// A rejected line.
  public init(line: Int, urn: String? = nil, reasons: [String]) {
    self.line = line
    self.urn = urn
    self.reasons = reasons
  }
}

/// Splits a register file into records as its bytes arrive and passes the wanted fields on, quotes and all, with
/// the number of the line in front: the parsing of each field is `COPY`'s. A record that `COPY` would stumble over
/// is set aside, so that it can't spoil the others. Line breaks, tabs and no-break spaces become blanks.
struct RecordSplitter {
  private let fieldCount: Int
  /// For each field passed on, its place in the file; nil where the file doesn't have it.
  private let wanted: [Int?]
  private let encoding: TextEncoding
  private var carry: [UInt8] = []
  private var scan = RecordScan()
  private var line: Int

  /// How many records were seen, blank lines not counted.
  private(set) var records = 0
  /// The records set aside since they were last taken.
  var rejected: [RejectedRow] = []

  /// Splits records of `fieldCount` fields, the first of which begins on `line`.
  init(fieldCount: Int, wanted: [Int?], encoding: TextEncoding, line: Int) {
    self.fieldCount = fieldCount
    self.wanted = wanted
    self.encoding = encoding
    self.line = line
  }

  /// Takes the next piece of the file (empty at the end) and returns what goes on to `COPY`.
  mutating func split(_ piece: [UInt8], atEnd: Bool) -> [UInt8] {
    let bytes = carry.isEmpty ? piece : carry + piece
    carry = []
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count / 2)
    let consumed = bytes.withUnsafeBufferPointer { buffer in
      split(buffer, atEnd: atEnd, into: &output)
    }
    carry = Array(bytes[consumed...])
    return output
  }

  private mutating func split(
    _ bytes: UnsafeBufferPointer<UInt8>, atEnd: Bool, into output: inout [UInt8]
  ) -> Int {
    var start = 0
    while start < bytes.count {
      switch scan.scan(bytes, from: start, atEnd: atEnd) {
      case .incomplete: return start
      case .complete(let end, let next):
        let inner = scan.innerLines.count
        if end > start {
          if scan.commas.count + 1 == fieldCount {
            pass(on: bytes, from: start, to: end, into: &output)
          } else {
            switch resume(bytes, atEnd: atEnd) {
            case .later: return start
            case .at(let resumed):
              start = resumed
              continue
            case .nowhere:
              reject("The line has \(count(scan.commas.count + 1)) where the header has \(fieldCount).")
            }
          }
        }
        line += 1 + inner
        start = next
      case .unclosed, .tooLong:
        switch resume(bytes, atEnd: atEnd) {
        case .later: return start
        case .at(let resumed): start = resumed
        case .nowhere:
          reject(RecordSplitter.unclosedQuote)
          start = nextLine(bytes, after: start)
          line += 1
        }
      }
    }
    return start
  }

  /// Where the next line begins; the end of the bytes when there is none.
  private func nextLine(_ bytes: UnsafeBufferPointer<UInt8>, after start: Int) -> Int {
    let isLineEnd = { (byte: UInt8) in byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
    guard let end = bytes[start...].firstIndex(where: isLineEnd) else { return bytes.count }
    let isPair = bytes[end] == UInt8(ascii: "\r") && end + 1 < bytes.count && bytes[end + 1] == UInt8(ascii: "\n")
    return end + (isPair ? 2 : 1)
  }

  private static let unclosedQuote = "The line opens a quotation mark that isn't closed."

  private enum Resumption {
    /// A whole record begins here; what came before it has been rejected.
    case at(Int)
    /// None of the lines is a whole record by itself.
    case nowhere
    /// More of the file must be seen to tell.
    case later
  }

  /// After a record that went wrong over several lines, as an open quotation mark makes it: finds the first of its
  /// later lines that is a whole record by itself.
  private mutating func resume(_ bytes: UnsafeBufferPointer<UInt8>, atEnd: Bool) -> Resumption {
    var probe = RecordScan()
    for (skipped, candidate) in scan.innerLines.prefix(200).enumerated()
    where candidate < bytes.count || !atEnd {
      switch probe.scan(bytes, from: candidate, atEnd: atEnd) {
      case .incomplete: return .later
      case .complete where probe.commas.count + 1 == fieldCount:
        reject(RecordSplitter.unclosedQuote)
        line += 1 + skipped
        return .at(candidate)
      case .complete, .unclosed, .tooLong: continue
      }
    }
    return .nowhere
  }

  private mutating func pass(
    on bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, into output: inout [UInt8]
  ) {
    if scan.hasZero { return reject("The line holds a zero byte, which no text has.") }
    if encoding == .faultyUTF8 && scan.hasHighBytes {
      let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
      if String(validating: text, as: UTF8.self) == nil { return reject("The line is not valid UTF-8.") }
    }
    records += 1
    let rewrites = scan.hasControls || scan.hasHighBytes
    output += String(line).utf8
    for place in wanted {
      output.append(UInt8(ascii: ","))
      guard let place else { continue }
      let from = place == 0 ? start : scan.commas[place - 1] + 1
      let to = place == fieldCount - 1 ? end : scan.commas[place]
      let field = UnsafeBufferPointer(rebasing: bytes[from..<to])
      if rewrites { encoding.append(field, to: &output) } else { output += field }
    }
    output.append(UInt8(ascii: "\n"))
  }

  private mutating func reject(_ reason: String) {
    records += 1
    rejected.append(RejectedRow(line: line, reasons: [reason]))
  }

  private func count(_ fields: Int) -> String { fields == 1 ? "1 column" : "\(fields) columns" }
}
