import Foundation

/// Takes the names of a person out of what they wrote, with whatever before a name says more of them: "Ms Ada Sample
/// taught" reads "[name] taught". Their e-mail addresses, telephone numbers and postal address go with them.
///
/// Only whole words are taken, in capitals or small letters, with their accents or without. A name that is an
/// everyday word as well, such as "Will", is taken with its capital only, however its bearer typed it: a gap in every
/// "I will" would tell it.
struct NamelessText {
  /// What stands in place of the person's own name.
  static let replacement = "[name]"
  /// What stands in place of a way to reach them.
  static let contact = "[contact details]"

  /// What is looked for, as single characters.
  private struct Pattern {
    let characters: [Character]
    let replacement: String
    /// Whether it counts with these capitals only.
    var isExact = false
  }

  /// Titles, which mostly tell the sex of whoever bears them.
  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lady", "lord", "madam", "rev",
    "revd", "reverend", "fr", "father", "sr", "sister", "mother", "brother", "mister", "mistress",
  ]

  private let patterns: [Pattern]
  private let telephones: [TelephoneMask]
  private let addresses: [AddressMask]
  private let hidesStreets: Bool

  /// Takes out these names with the parts of those that are joined by hyphens, longest first, and these ways to reach
  /// the person; also whatever reads as an address with a street (``WrittenStreet``), where streets are hidden. A name
  /// of two letters, such as "An", is mostly a word: it is taken out after a title only.
  init(
    _ names: some Sequence<String>, emails: [String] = [], telephones: [String] = [],
    addresses: [AddressMask] = [], hidesStreets: Bool = false
  ) {
    let parts = names.flatMap { $0.split(separator: "-").map(String.init).filter { $0.count > 2 } }
    let titled = (Array(names) + parts).flatMap { name in
      name.count > 2 ? [name] : Self.usualTitles.flatMap { ["\($0) \(name)", "\($0). \(name)"] }
    }
    let mail = Set(emails.map(\.trimmed).filter { $0.contains("@") }).map {
      Pattern(characters: $0.map(Self.folded), replacement: Self.contact)
    }
    let longest = Set(titled).sorted { ($0.count, $0) > ($1.count, $1) }.flatMap { Self.patterns(of: $0) }
    patterns = mail.sorted { $0.characters.count > $1.characters.count } + longest
    self.telephones = telephones.compactMap(TelephoneMask.init)
    self.addresses = addresses
    self.hidesStreets = hidesStreets
  }

  private static let usualTitles = ["Mr", "Mrs", "Ms", "Miss", "Mx", "Dr"]

  private static func patterns(of name: String) -> [Pattern] {
    let plain = name.map(folded)
    guard everyday.contains(String(plain)) else {
      return [Pattern(characters: plain, replacement: replacement)]
    }
    return Set([name.capitalized, name.uppercased()]).sorted().map {
      Pattern(characters: Array($0), replacement: replacement, isExact: true)
    }
  }

  /// A letter without capital and accent, and one kind of apostrophe.
  private static func folded(_ character: Character) -> Character {
    if character.isASCII { return character.isUppercase ? Character(character.lowercased()) : character }
    if character == "’" { return "'" }
    let plain = String(character).folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    return plain.count == 1 ? plain.first ?? character : character
  }

  /// A text without the names and the ways to reach the person.
  func callAsFunction(_ text: String) -> String {
    let written = Array(text)
    let plain = written.map(Self.folded)
    var result = ""
    var index = 0
    var hasName = false
    while index < written.count {
      guard let taken = whatBegins(at: index, written, plain) else {
        result.append(written[index])
        index += 1
        continue
      }
      result += taken.replacement
      index += taken.length
      hasName = hasName || taken.replacement == Self.replacement
    }
    return hasName ? Self.tidied(result) : result
  }

  /// What begins at a place of the text as a word of its own, and how long it is.
  private func whatBegins(
    at index: Int, _ written: [Character], _ plain: [Character]
  ) -> (replacement: String, length: Int)? {
    for telephone in telephones {
      if let length = telephone.length(in: written, at: index) { return (Self.contact, length) }
    }
    if index > 0, written[index - 1].isLetter { return nil }
    for address in addresses {
      if let length = address.length(in: plain, at: index) { return (Self.contact, length) }
    }
    if hidesStreets, let length = WrittenStreet.length(in: written, at: index) {
      return (Self.contact, length)
    }
    for pattern in patterns {
      let end = index + pattern.characters.count
      guard end <= written.count, end == written.count || !written[end].isLetter else { continue }
      if (pattern.isExact ? written : plain)[index..<end].elementsEqual(pattern.characters) {
        return (pattern.replacement, pattern.characters.count)
      }
    }
    return nil
  }

  /// One "[name]" for several in a row, without a title or an initial before it.
  private static func tidied(_ text: String) -> String {
    let parts = text.components(separatedBy: replacement)
    var result = withoutTitle(parts[0])
    for (index, part) in parts.enumerated().dropFirst() {
      result += replacement
      let isLast = index == parts.count - 1
      // "[name] B. [name]" is one person.
      if !isLast, part.wholeMatch(of: /[ \t]*(?:[A-Z]\.?[ \t]*)*-?[ \t]*/) != nil {
        result.removeLast(replacement.count)
      } else {
        result += isLast ? part : withoutTitle(part)
      }
    }
    return result
  }

  /// What stands before a name, without a title at its end.
  private static func withoutTitle(_ text: String) -> String {
    var kept = text[...]
    while let end = kept.lastIndex(where: { !$0.isWhitespace }) {
      let head = kept[...end]
      let word = head.suffix(head.reversed().prefix { $0.isLetter || $0 == "." }.count)
      // A full stop ends a sentence, save after what may be shortened: "Mrs." and "Prof.".
      guard isTitle(word), end < kept.index(before: kept.endIndex),
        !word.dropLast().contains(".")
      else { break }
      kept = kept[..<word.startIndex]
    }
    return String(kept)
  }

  /// "ms" is a title however it is written, "sister" only as "Sister".
  private static func isTitle(_ word: Substring) -> Bool {
    let letters = word.filter(\.isLetter)
    return titles.contains(letters.lowercased())
      && (letters.count < 4 || letters.first?.isUppercase == true
        || letters.lowercased() == "miss")
  }

  /// Names that are everyday words as well.
  private static let everyday: Set<String> = [
    "all", "april", "art", "august", "back", "best", "bill", "bird", "black", "bond", "book", "brook",
    "brown", "can", "chance", "church", "cook", "cross", "dale", "day", "dean", "dear", "early", "fair",
    "faith", "farmer", "field", "fields", "free", "good", "grace", "grant", "gray", "green", "grey", "guy",
    "hall", "hand", "hands", "head", "hill", "hope", "house", "joy", "june", "king", "law", "little",
    "long", "love", "major", "man", "mark", "marks", "may", "miles", "more", "new", "noble", "page",
    "patience", "peace", "pen", "penny", "poor", "power", "price", "read", "reading", "rich", "rivers",
    "rose", "rush", "sharp", "short", "small", "son", "speed", "stone", "strong", "sue", "summer", "sun",
    "teacher", "the", "them", "ward", "wells", "west", "white", "wild", "will", "wise", "wood", "woods",
    "work", "worth", "young", "your",
  ]
}
