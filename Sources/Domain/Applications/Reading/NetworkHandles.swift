/// Takes out of a text the names that somebody bears on networks, where a network is named beside them: "instagram:
/// pia_teaches", "find me on LinkedIn as pia-walker".
///
/// A plain word counts only where the sentence says that it is such a name, and ends with it: "my insta is piateaches",
/// but neither "Twitter is useful" nor "on Facebook as part of a campaign".
struct NetworkHandles {
  /// The networks.
  static let networks: Set<String> = [
    "bluesky", "facebook", "fb", "insta", "instagram", "linkedin", "mastodon", "skype", "snapchat", "teams",
    "telegram", "threads", "tiktok", "twitter", "whatsapp", "x", "youtube",
  ]
  /// Those that are everyday words as well.
  private static let everyday: Set<String> = ["teams", "threads", "x"]

  /// How a text leads from a network to a name there.
  private enum Lead { case nothing, colon, name, verb }

  /// The words that lead there.
  private static let leads: [String: Lead] = [
    "as": .name, "called": .name, "under": .name, "is": .verb, "handle": .colon, "username": .colon,
    "id": .colon,
    "tag": .colon, "account": .nothing, "at": .nothing, "channel": .nothing, "live": .nothing,
    "name": .nothing,
    "page": .nothing, "profile": .nothing,
  ]
  /// What is said of an account and is no name.
  private static let ordinary: Set<String> = [
    "above", "attached", "below", "blocked", "closed", "empty", "here", "locked", "open", "private",
    "professional",
    "public",
  ]
  private static let persons: Set<String> = ["me", "i'm", "im", "m", "am"]
  private static let going: Set<String> = ["and", "or", "if", "but", "where"]

  private struct Word {
    let start: Int
    let end: Int
    let small: String
  }

  private let bytes: [UInt8]
  private let words: [Word]

  /// The text without them.
  static func masked(_ text: String) -> String {
    let read = NetworkHandles(text)
    let found = Set(read.words.indices.compactMap { read.handle(at: $0) }).sorted()
    var (result, end): ([UInt8], Int) = ([], 0)
    if found.isEmpty { return text }
    for index in found {
      let word = read.words[index]
      result += read.bytes[end..<word.start]
      result += NamelessText.contact.utf8
      end = word.end
    }
    result += read.bytes[end...]
    return String(decoding: result, as: UTF8.self)
  }

  private init(_ text: String) {
    let bytes = Array(text.utf8)
    var words: [Word] = []
    var start: Int?
    for index in 0...bytes.count {
      if index < bytes.count, Self.isOfWord(bytes[index]) {
        start = start ?? index
      } else if let first = start {
        let trimmed = Self.trimmed(first..<index, bytes)
        let small = String(decoding: bytes[trimmed], as: UTF8.self).lowercased()
        if !small.isEmpty {
          words.append(Word(start: trimmed.lowerBound, end: trimmed.upperBound, small: small))
        }
        start = nil
      }
    }
    (self.bytes, self.words) = (bytes, words)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
  private static func isFigure(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
  private static func isMark(_ byte: UInt8) -> Bool { ".-'".utf8.contains(byte) }
  private static func isOfWord(_ byte: UInt8) -> Bool {
    isLetter(byte) || isFigure(byte) || byte == UInt8(ascii: "_") || isMark(byte)
  }

  /// A word without the marks around it.
  private static func trimmed(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isMark(bytes[start]) { start += 1 }
    while start < end, isMark(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  /// Which word is the name on the network that is named at a place.
  private func handle(at index: Int) -> Int? {
    guard Self.networks.contains(words[index].small) else { return nil }
    var (next, lead) = (index + 1, Lead.nothing)
    while next < words.count, next - index <= 5, let isTold = told(before: next) {
      if isTold { lead = .colon }
      guard let word = Self.leads[words[next].small] else {
        return isHandle(next, on: index, lead) ? next : before(index)
      }
      if word != .nothing { lead = word }
      next += 1
    }
    return before(index)
  }

  /// The name that stands before its network: "pia_teaches on Instagram".
  private func before(_ index: Int) -> Int? {
    guard index > 1, words[index - 1].small == "on", words[index - 2].small.contains("_") else { return nil }
    return index - 2
  }

  private func isHandle(_ candidate: Int, on network: Int, _ lead: Lead) -> Bool {
    let (word, name) = (words[candidate].small, words[network].small)
    guard (3...40).contains(word.count), let first = word.utf8.first, !Self.isFigure(first),
      !word.contains("'"),
      !Self.ordinary.contains(word), !Self.networks.contains(word)
    else { return false }
    let before = words[max(0, network - 4)..<network].map(\.small)
    let isOn = ["on", "via"].contains(before.last ?? "")
    if name == "x" && !(isOn && lead == .name) && lead != .colon { return false }
    if word.contains("_") { return true }
    let isOwn = before.suffix(2).contains("my")
    let isMine = isOwn || (isOn && before.contains { Self.persons.contains($0) })
    let isMarked = isMarked(words[candidate])
    switch lead {
    case .nothing: return isMarked && (isMine || !Self.everyday.contains(name))
    case .colon: return (isMine || !Self.everyday.contains(name)) && (isMarked || isLast(candidate))
    case .verb: return isOwn && (isMarked || isLast(candidate))
    case .name:
      let (isHyphened, endsIt) = (word.contains("-"), isLast(candidate))
      return isMarked || (isMine && (isHyphened || endsIt)) || (isHyphened && endsIt)
    }
  }

  /// Whether a word looks as names on networks do, and no other: with a stop or a figure within.
  private func isMarked(_ word: Word) -> Bool {
    let written = bytes[word.start..<word.end]
    guard written.count >= 5 else { return false }
    return written.contains(UInt8(ascii: "."))
      || (written.contains(where: Self.isFigure) && written.contains { Self.isLetter($0) && $0 & 0x20 != 0 })
  }

  /// Whether a mark between a word and the one before it says that something is told; nil where more stands there than
  /// blanks and marks.
  private func told(before index: Int) -> Bool? {
    let between = bytes[words[index - 1].end..<words[index].start]
    guard between.count <= 8, between.allSatisfy({ Self.between.contains($0) }) else { return nil }
    let isTold = between.contains { ":=(".utf8.contains($0) }
    return isTold || !between.contains { $0 == 0x0A || $0 == 0x0D } ? isTold : nil
  }

  /// Blanks, marks, and the bytes of dashes and curly quotes.
  private static let between = Set(" \t\r\n:=(-\"'–—‘’“”".utf8)

  /// Whether a clause ends with a word.
  private func isLast(_ index: Int) -> Bool {
    var end = words[index].end
    while end < bytes.count, bytes[end] == UInt8(ascii: " ") { end += 1 }
    guard end < bytes.count else { return true }
    if ".,;)!?(\"'\r\n".utf8.contains(bytes[end]) || bytes[end] == 0xE2 { return true }
    return index + 1 < words.count && words[index + 1].start == end
      && Self.going.contains(words[index + 1].small)
  }
}
