/// A text as words and sentences, to look for phrases in.
struct WordText: Sendable {
  struct Word: Sendable {
    /// As it was written, without what stands around it.
    let written: String
    /// In lower case, with straight apostrophes.
    let plain: String
    let range: Range<String.Index>
    let sentence: Int
  }

  let text: String
  let words: [Word]
  /// The range of each sentence.
  let sentences: [Range<String.Index>]

  init(_ text: String) {
    self.text = text
    var words: [Word] = []
    var sentences: [Range<String.Index>] = []
    var beginning = text.startIndex
    var index = text.startIndex
    func endSentence(at end: String.Index) {
      if words.last?.sentence == sentences.count { sentences.append(beginning..<end) }
      beginning = end
    }
    while index < text.endIndex {
      if Self.isPart(text[index]) {
        let start = index
        while index < text.endIndex, Self.isPart(text[index]) || Self.joins(text, index) {
          index = text.index(after: index)
        }
        let written = String(text[start..<index])
        words.append(
          Word(
            written: written, plain: written.lowercased().replacing("’", with: "'"), range: start..<index,
            sentence: sentences.count))
        continue
      }
      let next = text.index(after: index)
      if Self.ends(text, index, next) { endSentence(at: next) }
      index = next
    }
    endSentence(at: text.endIndex)
    self.words = words
    self.sentences = sentences
  }

  private static func isPart(_ character: Character) -> Bool { character.isLetter || character.isNumber }

  /// An apostrophe, hyphen or slash between two letters holds them together.
  private static func joins(_ text: String, _ index: String.Index) -> Bool {
    guard "'’-/".contains(text[index]) else { return false }
    let next = text.index(after: index)
    if text[index] == "'" || text[index] == "’" {
      // A plural's apostrophe, as in "years' experience", belongs to the word as well.
      let before = text[text.index(before: index)]
      if before == "s" || before == "S" { return true }
    }
    return next < text.endIndex && isPart(text[next])
  }

  /// A sentence ends with its mark before white space, and with a line.
  private static func ends(_ text: String, _ index: String.Index, _ next: String.Index) -> Bool {
    if text[index].isNewline { return true }
    guard ".!?•".contains(text[index]) else { return false }
    return next == text.endIndex || text[next].isWhitespace
  }

  /// The places at which a phrase stands, as ranges of words.
  func places(of phrase: String, matchingCase: Bool = false) -> [Range<Int>] {
    let parts = (matchingCase ? phrase : phrase.lowercased()).split(separator: " ").map(String.init)
    guard !parts.isEmpty, words.count >= parts.count else { return [] }
    return (0...words.count - parts.count).compactMap { start in
      let fits = parts.indices.allSatisfy { offset in
        let word = words[start + offset]
        return matchingCase ? word.written == parts[offset] : Self.fits(word.plain, parts[offset])
      }
      let isOneSentence = words[start].sentence == words[start + parts.count - 1].sentence
      return fits && isOneSentence ? start..<start + parts.count : nil
    }
  }

  private static let numbers: Set<String> = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
  ]

  private static func fits(_ word: String, _ part: String) -> Bool {
    if part.hasSuffix("*") { return word.hasPrefix(part.dropLast()) }
    if part == "#" { return numbers.contains(word) || word.allSatisfy(\.isNumber) }
    if part.hasSuffix("#") {
      return word.hasPrefix(part.dropLast()) && word.dropFirst(part.count - 1).allSatisfy(\.isNumber)
    }
    return word == part || word == part + "'"
  }

  /// The words as they stand in the text, from the first to the last of a range.
  func excerpt(_ place: Range<Int>) -> String {
    String(text[words[place.lowerBound].range.lowerBound..<words[place.upperBound - 1].range.upperBound])
  }
}
