/// A telephone number to be found in a text however it is written: with blanks or without, from within the country or with
/// its code ("01375 652652", "+44 1375 652652", "0044 (0)1375 652652"), and one from abroad with "+" or "00" before it.
struct TelephoneMask {
  /// The most digits that a number is written with.
  private static let most = 18
  private let spellings: Set<[Character]>

  /// The number as its owner gave it; nil for what is too short to be told from other figures.
  init?(_ number: String) {
    var digits = number.filter(Self.isDigit)
    // A teacher reference number, which begins so for many: no telephone number has seven figures with these.
    if digits.count == 7, digits.hasPrefix("00") {
      spellings = [Array(digits)]
      return
    }
    let hasForeignZeros = digits.hasPrefix("00") && !digits.hasPrefix("0044")
    let isAbroad = hasForeignZeros || number.trimmed.hasPrefix("+") && !digits.hasPrefix("44")
    if hasForeignZeros {
      digits.removeFirst(2)
    } else if digits.hasPrefix("0044") {
      digits.removeFirst(4)
    } else if digits.hasPrefix("44"), digits.count > 10 {
      digits.removeFirst(2)
    }
    if digits.hasPrefix("0"), !isAbroad { digits.removeFirst() }
    guard digits.count >= 6 else { return nil }
    let prefixes = isAbroad ? ["", "00"] : ["", "0", "44", "440", "0044", "00440"]
    spellings = Set(prefixes.map { Array($0 + digits) })
  }

  /// How long the number is that begins at a place of a text; nil where it doesn't.
  func length(in text: [Character], at start: Int) -> Int? {
    guard Self.isDigit(text[start]) || text[start] == "+" || text[start] == "(" else { return nil }
    if start > 0, Self.isDigit(text[start - 1]) { return nil }
    var digits: [Character] = []
    var end = start
    while end < text.count, digits.count < Self.most {
      let character = text[end]
      end += 1
      guard Self.isDigit(character) else {
        if Self.isBetween(character) { continue }
        return nil
      }
      digits.append(character)
      let isWhole = end == text.count || !Self.isDigit(text[end])
      if isWhole, spellings.contains(digits) {
        // A bracket that closes behind the number is not the number's own.
        return text[start] == "(" && !text[start..<end].contains(")") ? nil : end - start
      }
    }
    return nil
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  /// What may stand among the digits.
  private static func isBetween(_ character: Character) -> Bool {
    character.isWhitespace && !character.isNewline || "+()-–./".contains(character)
  }
}
