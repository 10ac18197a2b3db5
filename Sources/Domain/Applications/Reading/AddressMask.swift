import Foundation

/// A postal address, or a part of one, to be found in a text: as its owner gave it, whatever marks stand between its
/// words, with "Street" written out or as "St".
struct AddressMask {
  private let words: [String]
  private let first: Character

  private init?(_ words: [String]) {
    guard let first = words.first?.first else { return nil }
    (self.words, self.first) = (words, first)
  }

  /// What to look for of the address in somebody's personal details, the longest first. A town alone, or one word
  /// without a number, says too little of where somebody lives, and too often means something else.
  static func all(in personal: [String: JSONValue]) -> [AddressMask] {
    func words(_ key: String) -> [String] { Self.words(personal[key]?.string ?? "") }
    let (line, second, town) = (words("address_line_1"), words("address_line_2"), words("town"))
    var found: [[String]] = []
    if !line.isEmpty {
      found = [[line, second, town], [line, town], [line, second], [line]].map { Array($0.joined()) }
    }
    if second.contains(where: isNumbered) || streets.contains(second.last ?? "") { found.append(second) }
    if let postcode = Postcode(personal["postcode"]?.string ?? ""), let inward = postcode.inward {
      found += [[postcode.outward.lowercased(), inward.lowercased()], [postcode.compact.lowercased()]]
    }
    let telling = Set(found).filter { parts in
      parts.count > 1 || parts.contains { $0.count > 4 && isNumbered($0) }
    }
    return telling.sorted { ($0.count, $0.joined()) > ($1.count, $1.joined()) }.compactMap(AddressMask.init)
  }

  /// How long the address is that begins at a place of a text without capitals and accents; nil where it doesn't.
  func length(in text: [Character], at start: Int) -> Int? {
    guard text[start] == first, start == 0 || !Self.isOfWord(text[start - 1]) else { return nil }
    var end = start
    for (index, word) in words.enumerated() {
      if index > 0 {
        let between = text[end...].prefix { !Self.isOfWord($0) }
        guard between.count <= 3 else { return nil }
        end += between.count
      }
      let written = text[end...].prefix(while: Self.isOfWord)
      guard Self.short(String(written)) == word else { return nil }
      end += written.count
    }
    return end - start
  }

  private static func words(_ text: String) -> [String] {
    text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
      .split { !isOfWord($0) }.map { short(String($0)) }
  }

  private static func isOfWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }
  private static func isNumbered(_ word: String) -> Bool { word.contains(where: \.isNumber) }

  private static func short(_ word: String) -> String { shortened[word] ?? word }

  /// What is often shortened.
  private static let shortened = [
    "street": "st", "road": "rd", "avenue": "ave", "av": "ave", "lane": "ln", "close": "cl", "drive": "dr",
    "crescent": "cres", "gardens": "gdns", "court": "ct", "place": "pl", "square": "sq", "terrace": "ter",
    "terr": "ter",
  ]
  /// Words that a street ends with.
  private static let streets: Set<String> = Set(shortened.values).union([
    "way", "grove", "mews", "walk", "rise", "row",
  ])
}
