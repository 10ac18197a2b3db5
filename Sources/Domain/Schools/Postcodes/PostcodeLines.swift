import Synchronization

/// What became of the lines of postcode files.
struct PostcodeTally: Sendable {
  var read = 0
  var withoutPosition = 0
  var rejected = 0
  var rejects: [RejectedPostcode] = []
}

/// Splits files of Code-Point Open into lines, piece by piece, and passes on what PostgreSQL's COPY takes: a
/// postcode without blanks, metres east, metres north. Lines that aren't like that are set aside with their number.
struct PostcodeLines: AsyncSequence, Sendable {
  typealias Element = [UInt8]

  let paths: [String]
  let tally: Tally

  /// The counts, for after the last line.
  final class Tally: Sendable {
    let counts = Mutex(PostcodeTally())
  }

  func makeAsyncIterator() -> Iterator { Iterator(paths: paths[...], tally: tally) }

  struct Iterator: AsyncIteratorProtocol {
    var paths: ArraySlice<String>
    let tally: Tally
    private var file: FileReader?
    private var path = ""
    private var offset = 0
    private var line = 0
    private var rest: [UInt8] = []

    init(paths: ArraySlice<String>, tally: Tally) {
      self.paths = paths
      self.tally = tally
    }

    mutating func next() async throws -> [UInt8]? {
      while true {
        if file == nil {
          guard let first = paths.popFirst() else { return nil }
          file = try FileReader(path: first)
          (path, offset, line, rest) = (first, 0, 0, [])
        }
        guard let file else { return nil }
        let piece = try await file.read(at: offset)
        offset += piece.count
        var bytes = rest
        bytes.append(contentsOf: piece)
        rest = []
        if piece.isEmpty {
          self.file = nil
          if bytes.isEmpty { continue }
          bytes.append(UInt8(ascii: "\n"))
        }
        let out = split(bytes)
        if !out.isEmpty { return out }
      }
    }

    private mutating func split(_ bytes: [UInt8]) -> [UInt8] {
      var out: [UInt8] = []
      out.reserveCapacity(bytes.count / 2)
      var found = PostcodeTally()
      var start = 0
      bytes.withUnsafeBufferPointer { buffer in
        var end = 0
        while end < buffer.count {
          if buffer[end] == UInt8(ascii: "\n") {
            line += 1
            take(UnsafeBufferPointer(rebasing: buffer[start..<end]), into: &out, &found)
            start = end + 1
          }
          end += 1
        }
      }
      if start < bytes.count { rest = Array(bytes[start...]) }
      // What goes on like this is no line of such a file.
      if rest.count > 1 << 16 { rest = Array(rest.prefix(200)) }
      tally.counts.withLock { counts in
        counts.read += found.read
        counts.withoutPosition += found.withoutPosition
        counts.rejected += found.rejected
        let room = PostcodeImportReport.mostRejectsKept - counts.rejects.count
        counts.rejects += found.rejects.prefix(room)
      }
      return out
    }

    private func take(
      _ text: UnsafeBufferPointer<UInt8>, into out: inout [UInt8], _ found: inout PostcodeTally
    ) {
      guard let record = PostcodeRecord(text) else {
        if text.allSatisfy({ $0 <= 32 }) || (line <= 2 && PostcodeRecord.isHeader(text)) { return }
        found.read += 1
        found.rejected += 1
        if found.rejects.count < PostcodeImportReport.mostRejectsKept {
          found.rejects.append(RejectedPostcode(file: path, line: line, text: PostcodeRecord.excerpt(text)))
        }
        return
      }
      found.read += 1
      guard record.hasPosition else {
        found.withoutPosition += 1
        return
      }
      record.write(into: &out)
    }
  }
}

/// One line of Code-Point Open: postcode, quality of the position, metres east, metres north, and more.
struct PostcodeRecord {
  private var code: (bytes: [UInt8], count: Int)
  private let easting: Int
  private let northing: Int

  /// Where the position isn't known, the file has noughts.
  var hasPosition: Bool { easting > 0 && northing > 0 }

  /// Reads a line; nil when it isn't one.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    var at = 0
    var letters: [UInt8] = []
    letters.reserveCapacity(8)
    while at < text.count, text[at] != UInt8(ascii: ",") {
      let byte = text[at]
      at += 1
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): letters.append(byte)
      case UInt8(ascii: "a")...UInt8(ascii: "z"): letters.append(byte - 32)
      case UInt8(ascii: " "), UInt8(ascii: "\""): continue
      // A mark of the encoding may begin the file.
      case 0xEF, 0xBB,
        0xBF where letters.isEmpty:
        continue
      default: return nil
      }
      if letters.count > 7 { return nil }
    }
    guard Self.isPostcode(letters), Self.skip(text, &at), Self.number(text, &at, upTo: 99) != nil,
      Self.skip(text, &at), let easting = Self.number(text, &at, upTo: 700_000), Self.skip(text, &at),
      let northing = Self.number(text, &at, upTo: 1_300_000)
    else { return nil }
    guard at == text.count || text[at] == UInt8(ascii: ",") || text[at] == UInt8(ascii: "\r") else {
      return nil
    }
    code = (letters, letters.count)
    self.easting = easting
    self.northing = northing
  }

  private static func isPostcode(_ letters: [UInt8]) -> Bool {
    func isDigit(_ byte: UInt8) -> Bool { byte < UInt8(ascii: "A") }
    let count = letters.count
    guard (5...7).contains(count), !isDigit(letters[0]) else { return false }
    return isDigit(letters[count - 3]) && !isDigit(letters[count - 2]) && !isDigit(letters[count - 1])
      && (isDigit(letters[1]) || isDigit(letters[2]))
  }

  private static func skip(_ text: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Bool {
    guard at < text.count, text[at] == UInt8(ascii: ",") else { return false }
    at += 1
    return true
  }

  private static func number(_ text: UnsafeBufferPointer<UInt8>, _ at: inout Int, upTo most: Int) -> Int? {
    var (number, digits) = (0, 0)
    while at < text.count {
      let byte = text[at]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: " ") {
        at += 1
      } else if byte >= 48, byte <= 57 {
        number = number * 10 + Int(byte - 48)
        digits += 1
        at += 1
        if digits > 7 { return nil }
      } else {
        break
      }
    }
    return digits > 0 && number <= most ? number : nil
  }

  func write(into out: inout [UInt8]) {
    out.append(contentsOf: code.bytes)
    for number in [easting, northing] {
      out.append(UInt8(ascii: "\t"))
      out.append(contentsOf: String(number).utf8)
    }
    out.append(UInt8(ascii: "\n"))
  }

  /// The lines of column names that some editions have.
  static func isHeader(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = excerpt(text).uppercased().filter { $0.isLetter || $0 == "," }
    return start.hasPrefix("PC,PQ,") || start.hasPrefix("POSTCODE,POSITIONAL")
  }

  static func excerpt(_ text: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: text.prefix(60), as: UTF8.self).filter { !$0.isNewline }
  }
}
