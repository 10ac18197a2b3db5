import Foundation

/// A postal address, or a part of one, to be found in a text: as its owner gave it, whatever marks stand between its
/// words, with "Street" written out or as "St".
struct AddressMask {
  private let words: [String]
  private let first: Character
  /// Whether it is a street without a number, which a school may be named after.
  private let isStreet: Bool

  private init?(_ words: [String], isStreet: Bool) {
    guard let first = words.first?.first else { return nil }
    (self.words, self.first, self.isStreet) = (words, first, isStreet)
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
    if second.contains(where: isNumbered) || StreetWords.certain.contains(second.last ?? "") {
      found.append(second)
    }
    if let postcode = Postcode(personal["postcode"]?.string ?? ""), let inward = postcode.inward {
      found += [[postcode.outward.lowercased(), inward.lowercased()], [postcode.compact.lowercased()]]
    }
    let telling = Set(found).filter { parts in
      parts.count > 1 || parts.contains { $0.count > 4 && isNumbered($0) }
    }
    let streets = Set([line, second].compactMap(street)).subtracting(telling)
    return telling.union(streets).sorted { ($0.count, $0.joined()) > ($1.count, $1.joined()) }
      .compactMap { AddressMask($0, isStreet: streets.contains($0)) }
  }

  /// The street of a line that has the number of a house before it.
  private static func street(_ line: [String]) -> [String]? {
    let name = Array(line.drop { isNumbered($0) || $0.count == 1 || StreetWords.flats.contains($0) })
    guard name.count < line.count, name.count > 1, StreetWords.types.contains(name.last ?? ""),
      name.count > 2 || name.first != "the"
    else { return nil }
    return name
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
      guard StreetWords.short(String(written)) == word else { return nil }
      end += written.count
    }
    return isStreet && StreetWords.isInstitution(in: text, from: end) ? nil : end - start
  }

  private static func words(_ text: String) -> [String] {
    text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
      .split { !isOfWord($0) }.map { StreetWords.short(String($0)) }
  }

  private static func isOfWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }
  private static func isNumbered(_ word: String) -> Bool { word.contains(where: \.isNumber) }
}
