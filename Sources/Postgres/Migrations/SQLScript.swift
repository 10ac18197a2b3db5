/// Splits SQL into its statements, for those that can't share a transaction.
enum SQLScript {
  static func statements(of sql: String) -> [String] {
    var splitter = Splitter(bytes: Array(sql.utf8))
    return splitter.split()
  }

  private struct Splitter {
    let bytes: [UInt8]
    var position = 0
    var start = 0
    var hasContent = false
    var statements: [String] = []

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func split() -> [String] {
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: ";"): end()
        case UInt8(ascii: "'"): quoted(by: UInt8(ascii: "'"), escapes: isEscapeString)
        case UInt8(ascii: "\""): quoted(by: UInt8(ascii: "\""), escapes: false)
        case UInt8(ascii: "-") where follows("--"): skip { $0 != UInt8(ascii: "\n") }
        case UInt8(ascii: "/") where follows("/*"): comment()
        case UInt8(ascii: "$"): dollarQuoted()
        case let byte:
          if !isSpace(byte) { hasContent = true }
          position += 1
        }
      }
      end()
      return statements
    }

    private mutating func end() {
      let stop = min(position, bytes.count)  // past the end after an open quote
      if hasContent { statements.append(String(decoding: bytes[start..<stop], as: UTF8.self)) }
      position += 1
      start = min(position, bytes.count)
      hasContent = false
    }

    private func follows(_ text: StaticString) -> Bool {
      bytes[position...].starts(with: text.description.utf8)
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 128...:
        true
      default: false
      }
    }

    /// Whether the quote here opens `E'…'`, in which a backslash escapes.
    private var isEscapeString: Bool {
      guard position > start, bytes[position - 1] | 32 == UInt8(ascii: "e") else { return false }
      return position < start + 2 || !isWord(bytes[position - 2])
    }

    private mutating func skip(while matches: (UInt8) -> Bool) {
      while position < bytes.count, matches(bytes[position]) { position += 1 }
    }

    private mutating func quoted(by quote: UInt8, escapes: Bool) {
      hasContent = true
      position += 1
      // A doubled quote closes and opens again, which comes to the same.
      while position < bytes.count, bytes[position] != quote {
        position += escapes && bytes[position] == UInt8(ascii: "\\") ? 2 : 1
      }
      position += 1
    }

    private mutating func comment() {
      var depth = 0
      repeat {
        if follows("/*") {
          depth += 1
          position += 2
        } else if follows("*/") {
          depth -= 1
          position += 2
        } else {
          position += 1
        }
      } while depth > 0 && position < bytes.count
    }

    private mutating func dollarQuoted() {
      hasContent = true
      let open = position
      let isInWord = open > start && isWord(bytes[open - 1])
      position += 1
      // $1 is a parameter, and a$b a name: neither opens a quote.
      if isInWord
        || (position < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]))
      {
        return
      }
      skip(while: isWord)
      guard position < bytes.count, bytes[position] == UInt8(ascii: "$") else { return }
      position += 1
      let tag = bytes[open..<position]
      while position < bytes.count {
        if bytes[position...].starts(with: tag) {
          position += tag.count
          return
        }
        position += 1
      }
    }
  }
}
