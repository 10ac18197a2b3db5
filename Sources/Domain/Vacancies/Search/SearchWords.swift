import Postgres

/// The words of a search, understood: a phrase in quotation marks is taken as it is, a minus before a word keeps
/// vacancies with it out, "or" between two takes either; every other word may be one of those that mean the
/// same.
struct SearchWords: Sendable, Equatable {
  struct Term: Sendable, Equatable {
    /// What will do, each a word or a phrase.
    var alternatives: [String]
    var isUnwanted = false
    /// The term as it was typed.
    var typed: String
  }

  /// All groups must be found; of each, one term will do.
  private(set) var groups: [[Term]] = []
  /// The filters that words could have been meant as.
  private(set) var suggestions: [FilterSuggestion] = []

  init(_ text: String, _ vocabulary: SearchVocabulary) {
    var tokens = Self.tokens(text)[...]
    var joins = false
    while let token = tokens.first {
      if token.isPlain, token.text == "or", !groups.isEmpty {
        joins = true
        tokens = tokens.dropFirst()
        continue
      }
      let (term, count) = Self.term(at: tokens, vocabulary)
      tokens = tokens.dropFirst(count)
      if !term.isUnwanted, token.isPlain { note(term.typed, vocabulary) }
      if joins { groups[groups.count - 1].append(term) } else { groups.append([term]) }
      joins = false
    }
  }

  private mutating func note(_ typed: String, _ vocabulary: SearchVocabulary) {
    for filter in vocabulary.filters(of: typed) where !suggestions.contains(filter) {
      suggestions.append(filter)
    }
  }

  /// The longest known term that begins here, or else the one word.
  private static func term(
    at tokens: ArraySlice<Token>, _ vocabulary: SearchVocabulary
  ) -> (Term, count: Int) {
    guard let first = tokens.first, first.isPlain else {
      let token = tokens.first ?? Token(text: "")
      return (Term(alternatives: [token.text], isUnwanted: token.isUnwanted, typed: token.text), 1)
    }
    let plain = tokens.prefix { $0.isPlain }.prefix(vocabulary.longestTerm)
    for count in stride(from: plain.count, through: 1, by: -1) {
      let words = plain.prefix(count).map(\.text).joined(separator: " ")
      for candidate in [words, words.hasSuffix("s") ? String(words.dropLast()) : words]
      where vocabulary.knows(candidate) {
        let alternatives = ([words] + vocabulary.alternatives(of: candidate)).uniqued
        return (Term(alternatives: alternatives, typed: candidate), count)
      }
    }
    return (Term(alternatives: [first.text], typed: first.text), 1)
  }

  struct Token: Equatable {
    var text: String
    var isQuoted = false
    var isUnwanted = false
    var isPlain: Bool { !isQuoted && !isUnwanted }
  }

  /// Words and phrases, in lower case, without what is no part of a word at their ends.
  static func tokens(_ text: String) -> [Token] {
    var tokens: [Token] = []
    for (index, part) in text.lowercased().split(separator: "\"", omittingEmptySubsequences: false)
      .enumerated()
    {
      if index % 2 == 1 {
        let phrase = String(part).trimmed
        if phrase.contains(where: isOfWord) { tokens.append(Token(text: phrase, isQuoted: true)) }
        continue
      }
      for word in part.split(whereSeparator: \.isWhitespace) {
        let isUnwanted = word.first == "-" && word.count > 1
        let text = tidied(word)
        if !text.isEmpty { tokens.append(Token(text: text, isUnwanted: isUnwanted)) }
      }
    }
    return Array(tokens.prefix(30))
  }

  private static func tidied(_ word: Substring) -> String {
    guard let start = word.firstIndex(where: isOfWord), let end = word.lastIndex(where: isOfWord) else {
      return ""
    }
    let core = word[start...end]
    // "P.E." is "PE".
    let letters = core.split(separator: ".")
    return letters.count > 1 && letters.allSatisfy({ $0.count == 1 }) ? letters.joined() : String(core)
  }

  private static func isOfWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }

  /// Whether there is anything to look for.
  var isEmpty: Bool { groups.isEmpty }

  /// The job roles that the words name.
  var roles: [String] { suggestions.filter { $0.name == .role }.map(\.value) }

  /// The subjects that the words name.
  var subjects: [String] { suggestions.filter { $0.name == .subject }.map(\.value) }

  /// What must be found, as PostgreSQL's text search takes it.
  var condition: Statement {
    .joined(groups.map { Self.either($0.map(Self.query)) }, separator: " && ")
  }

  /// What must be found of it in any case: without what is kept out, and what may stand in place of that. Nil where that
  /// is nothing.
  var wanted: Statement? {
    let sure = groups.filter { group in !group.contains { $0.isUnwanted } }
    return sure.isEmpty ? nil : .joined(sure.map { Self.either($0.map(Self.query)) }, separator: " && ")
  }

  /// What counts for the rank: the more of it, the better.
  var rank: Statement {
    let wanted = groups.flatMap { $0 }.filter { !$0.isUnwanted }
    return wanted.isEmpty ? "''::tsquery" : Self.either(wanted.map(Self.query))
  }

  private static func either(_ queries: [Statement]) -> Statement {
    "(\(fragment: .joined(queries, separator: " || ")))"
  }

  private static func query(_ term: Term) -> Statement {
    let any = either(term.alternatives.map { "phraseto_tsquery('english', \($0))" as Statement })
    return term.isUnwanted ? "!!\(fragment: any)" : any
  }
}
