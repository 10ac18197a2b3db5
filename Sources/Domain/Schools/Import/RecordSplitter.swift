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

/// Splits a register file into records as its bytes arrive and passes the wanted fields on, untouched, with the
/// number of the line in front: the parsing of each field is `COPY`'s. A record that `COPY` would stumble over is
/// set aside, so that it can't spoil the others.
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
          records += 1
          if scan.commas.count + 1 == fieldCount {
            pass(on: bytes, from: start, to: end, into: &output)
          } else if inner > 0, let resumed = resume(bytes, after: start, atEnd: atEnd) {
            start = resumed
            continue
          } else {
            reject("The line has \(count(scan.commas.count + 1)) where the header has \(fieldCount).")
          }
        }
        line += 1 + inner
        start = next
      case .unclosed, .tooLong:
        records += 1
        if let resumed = resume(bytes, after: start, atEnd: atEnd) {
          start = resumed
        } else {
          // Not one readable record follows within reach: leave the line itself behind and go on after it.
          reject(RecordSplitter.unclosedQuote)
          let rest = bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
          guard let lineEnd = rest else { return bytes.count }
          let isPair =
            bytes[lineEnd] == UInt8(ascii: "\r") && lineEnd + 1 < bytes.count
            && bytes[lineEnd + 1] == UInt8(ascii: "\n")
          start = lineEnd + (isPair ? 2 : 1)
          line += 1
        }
      }
    }
    return start
  }

  private static let unclosedQuote = "The line opens a quotation mark that isn't closed."

  /// After a record that went wrong over several lines: rejects its beginning and finds the first of its later
  /// lines that is a whole record by itself. Nil when there is none.
  private mutating func resume(
    _ bytes: UnsafeBufferPointer<UInt8>, after start: Int, atEnd: Bool
  ) -> Int? {
    var probe = RecordScan()
    for (skipped, candidate) in scan.innerLines.enumerated() {
      guard case .complete = probe.scan(bytes, from: candidate, atEnd: atEnd),
        probe.commas.count + 1 == fieldCount
      else { continue }
      reject(RecordSplitter.unclosedQuote)
      line += 1 + skipped
      return candidate
    }
    return nil
  }

  private mutating func pass(
    on bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, into output: inout [UInt8]
  ) {
    if scan.hasZero { return reject("The line holds a zero byte, which no text has.") }
    if encoding == .faultyUTF8 && scan.hasHighBytes {
      let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
      if String(validating: text, as: UTF8.self) == nil { return reject("The line is not valid UTF-8.") }
    }
    let transcodes = encoding == .windows1252 && scan.hasHighBytes
    output += String(line).utf8
    for place in wanted {
      output.append(UInt8(ascii: ","))
      guard let place else { continue }
      let from = place == 0 ? start : scan.commas[place - 1] + 1
      let to = place == fieldCount - 1 ? end : scan.commas[place]
      let field = UnsafeBufferPointer(rebasing: bytes[from..<to])
      if transcodes { Windows1252.append(field, to: &output) } else { output += field }
    }
    output.append(UInt8(ascii: "\n"))
  }

  private mutating func reject(_ reason: String) {
    rejected.append(RejectedRow(line: line, reasons: [reason]))
  }

  private func count(_ fields: Int) -> String { fields == 1 ? "1 column" : "\(fields) columns" }
}
