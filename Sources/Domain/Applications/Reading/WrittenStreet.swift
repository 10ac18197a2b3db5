/// A postal address as anybody may write one, to be found in a text: a number and the street behind it, as in
/// "22 Quarry Hill" and "Flat 2, 8 Ferry Road".
///
/// Ordinary sentences have figures too. So the words up to the one that a street ends with have capitals, unless the
/// sentence says that somebody lives there; and neither "Year 6 Forest Walk" nor "Quarry Hill Primary" is an address.
/// Only so many words are looked at from a place that a text of any length takes its length and no more.
enum WrittenStreet {
  /// How long the address is that begins at a place of a text; nil where none does.
  static func length(in text: [Character], at start: Int) -> Int? {
    guard let first = text[start].asciiValue, !isJoined(text, start) else { return nil }
    var reader = Reader(text: text, index: start)
    if (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(first) {
      let before = wordsBefore(start, in: text)
      let isHome = before.prefix(6).contains { StreetWords.living.contains($0) }
      guard !isNumbered(before), let number = reader.number(), isHome || !isYear(number) else { return nil }
      return streetEnd(reader, isSure: isHome, StreetWords.types).map { $0 - start }
    }
    guard text[start].isLetter, let flat = reader.word()?.lowercased(), StreetWords.flats.contains(flat),
      reader.goOverBlanks(), reader.numberOrLetter()
    else { return nil }
    let types = StreetWords.types.union(StreetWords.houses)
    var house = reader
    // A unit is of a scheme of work as well.
    let isSure = flat != "unit"
    if house.goOverComma(), house.number() != nil, let end = streetEnd(house, isSure: isSure, types) {
      return end - start
    }
    return streetEnd(reader, isSure: isSure, types).map { $0 - start }
  }

  /// Where the street ends whose name begins here.
  private static func streetEnd(_ start: Reader, isSure: Bool, _ types: Set<String>) -> Int? {
    var reader = start
    var end: Int?
    var isCertain = false
    for position in 0..<6 {
      guard position == 0 ? reader.goOverComma() : reader.goOverBlanks(), let word = reader.word() else {
        break
      }
      let small = word.lowercased()
      guard isSure || word.first?.isUppercase == true, !StreetWords.counted.contains(small),
        !StreetWords.joining.contains(word), isSure || position > 0 || !StreetWords.months.contains(small)
      else { break }
      if position > 0, types.contains(StreetWords.short(small)) {
        end = reader.index
        // "Upper St Mary’s Road" goes on behind the saint.
        isCertain = isCertain || small != "st"
      } else if isCertain {
        break
      }
      if small == "st" { reader.goOverStop() }
    }
    guard let end, !StreetWords.isInstitution(in: start.text, from: end) else { return nil }
    return end
  }

  /// Whether the character before a place makes a longer word or figure of what begins there.
  private static func isJoined(_ text: [Character], _ start: Int) -> Bool {
    guard start > 0 else { return false }
    let last = text[start - 1]
    if last == "." || last == ":" { return start > 1 && text[start - 2].isNumber }
    return last.isLetter || last.isNumber || "/-–£$€#+@_%'’".contains(last)
  }

  private static func isYear(_ number: String) -> Bool {
    number.count == 4 && (number.hasPrefix("19") || number.hasPrefix("20"))
  }

  /// Whether these words before a number say that it is a class, a stage or the like: "Years 5 and".
  private static func isNumbered(_ before: [String]) -> Bool {
    var isList = false
    for word in before {
      if StreetWords.numbering.contains(word) { return true }
      if ["and", "or", "to", "&"].contains(word) {
        isList = true
      } else if !isList || !(word == "," || word.allSatisfy(\.isNumber)) {
        return false
      }
    }
    return false
  }

  /// The last words of the sentence before a place, the nearest first, with commas as words of their own.
  private static func wordsBefore(_ start: Int, in text: [Character]) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text[max(0, start - 60)..<start].reversed() {
      if character.isLetter || character.isNumber {
        word = String(character) + word
        continue
      }
      if !word.isEmpty { words.append(word.lowercased()) }
      word = ""
      if ".;!?".contains(character) || character.isNewline || words.count >= 8 { return words }
      if character == "," || character == "&" { words.append(String(character)) }
    }
    return word.isEmpty ? words : words + [word.lowercased()]
  }

  /// Reads a text from a place on.
  private struct Reader {
    let text: [Character]
    var index: Int

    private var next: Character? { index < text.count ? text[index] : nil }

    private mutating func take(_ most: Int, while fits: (Character) -> Bool) -> String {
      let taken = text[index...].prefix(most).prefix(while: fits)
      index += taken.count
      return String(taken)
    }

    /// The number of a house, "12", "12a" and "12-14", without what follows the figures.
    mutating func number() -> String? {
      func isFigure(_ character: Character) -> Bool { character.isASCII && character.isNumber }
      let figures = take(4, while: isFigure)
      guard !figures.isEmpty else { return nil }
      _ = take(1) { $0.isASCII && $0.isLetter }
      if !take(1, while: { "-–/".contains($0) }).isEmpty {
        guard !take(4, while: isFigure).isEmpty else { return nil }
        _ = take(1) { $0.isASCII && $0.isLetter }
      }
      // "2nd" is none, nor is a longer figure.
      return next.map { $0.isLetter || $0.isNumber } == true ? nil : figures
    }

    /// Whether a number follows, or a letter that stands alone, as in "Flat B".
    mutating func numberOrLetter() -> Bool {
      if number() != nil { return true }
      guard !take(1, while: { $0.isLetter }).isEmpty else { return false }
      return next.map { $0.isLetter || $0.isNumber } != true
    }

    /// A word of letters, with apostrophes and hyphens.
    mutating func word() -> String? {
      guard next?.isLetter == true else { return nil }
      let word = take(20) { $0.isLetter || "'’-".contains($0) }
      return next.map { $0.isLetter || $0.isNumber } == true ? nil : word
    }

    /// Goes over a blank or two; whether there was one.
    mutating func goOverBlanks() -> Bool { !take(2) { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }.isEmpty }

    /// Goes over blanks, or a comma and what stands between it and the next word; whether there was anything.
    mutating func goOverComma() -> Bool {
      guard !take(1, while: { $0 == "," }).isEmpty else { return goOverBlanks() }
      _ = take(2) { $0.isWhitespace }
      return true
    }

    /// Goes over a full stop.
    mutating func goOverStop() { _ = take(1) { $0 == "." } }
  }
}
