import Foundation

/// Takes the names of a person out of what they wrote, with whatever before a name says more of them: "Ms Ada Sample
/// taught" reads "[name] taught".
struct NamelessText {
  /// What stands in place of the person's own name.
  static let replacement = "[name]"

  /// Titles, which mostly tell the sex of whoever bears them.
  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lady", "lord", "madam", "rev",
    "revd", "reverend", "fr", "father", "sr", "sister", "mother", "brother", "mister", "mistress",
  ]

  private let names: [String]

  /// Takes out these names, longest first, also where they are written in capitals throughout. One of two letters,
  /// such as "An", is mostly a word: it is taken out after a title only.
  init(_ names: some Sequence<String>) {
    let titled = names.flatMap { name in
      name.count > 2 ? [name] : Self.usualTitles.flatMap { ["\($0) \(name)", "\($0). \(name)"] }
    }
    self.names = Set(titled.flatMap { [$0, $0.uppercased()] }).sorted { ($0.count, $0) > ($1.count, $1) }
  }

  private static let usualTitles = ["Mr", "Mrs", "Ms", "Miss", "Mx", "Dr"]

  /// A text without the names.
  func callAsFunction(_ text: String) -> String {
    let plain = names.reduce(text) { Self.replaced($1, in: $0) }
    return plain.contains(Self.replacement) ? Self.tidied(plain) : text
  }

  /// A text without a name, where it stands as a word of its own with the same capitals.
  private static func replaced(_ name: String, in text: String) -> String {
    var result = ""
    var rest = text[...]
    while let found = rest.firstRange(of: name) {
      let before = result.last ?? " "
      let leading = rest[..<found.lowerBound].last ?? before
      let trailing = found.upperBound < rest.endIndex ? rest[found.upperBound] : " "
      result += rest[..<found.lowerBound]
      result += leading.isLetter || trailing.isLetter ? name : replacement
      rest = rest[found.upperBound...]
    }
    return result + rest
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
}
