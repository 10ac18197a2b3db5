import Foundation
import Postgres

/// Finds what somebody meant by words that nobody knows.
struct CorrectSpelling {
  let vocabulary: SearchVocabulary

  /// The words with each unknown one put right; nil when there is none, or nothing that it could be.
  func callAsFunction(_ text: String, in db: some Queryable) async throws -> String? {
    let tokens = SearchWords.tokens(text)
    let unsure = tokens.filter { $0.isPlain && Self.isWord($0.text) && !vocabulary.knows($0.text) }
    guard !unsure.isEmpty else { return nil }
    let known = Set(
      try await db.query(
        "SELECT word FROM search_word WHERE word = ANY (\(unsure.map(\.text)))"
      ).map { try $0.decode("word", as: String.self) })
    var corrected = text.lowercased()
    var hasChanged = false
    for token in unsure where !known.contains(token.text) {
      guard let word = try await nearest(to: token.text, in: db) else { continue }
      corrected = Self.replace(token.text, by: word, in: corrected)
      hasChanged = true
    }
    return hasChanged ? corrected : nil
  }

  private static func isWord(_ text: String) -> Bool {
    (4...40).contains(text.count) && text.allSatisfy { $0.isLetter || $0 == "'" || $0 == "’" }
  }

  private static func replace(_ word: String, by other: String, in text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .punctuationCharacters) == word ? other : String($0) }
      .joined(separator: " ")
  }

  private func nearest(to word: String, in db: some Queryable) async throws -> String? {
    let rows = try await db.query("SELECT word FROM search_word ORDER BY word <-> \(word) LIMIT 60")
    let limit = word.count < 6 ? 1 : 2
    var best: (word: String, distance: Int)?
    for row in rows {
      let candidate: String = try row.decode("word")
      let distance = Self.distance(word, candidate, limit: limit)
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word
  }

  /// How many letters must be put in, taken out, changed or swapped with their neighbour to make one word of the
  /// other; more than the limit is only known to be more.
  static func distance(_ left: String, _ right: String, limit: Int) -> Int {
    let (a, b) = (Array(left), Array(right))
    if abs(a.count - b.count) > limit { return limit + 1 }
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + Array(repeating: 0, count: b.count)
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], before[j - 2] + 1)
        }
      }
      (before, last) = (last, row)
    }
    return last[b.count]
  }
}
