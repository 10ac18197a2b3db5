import Foundation
public import Postgres

/// Reads a vacancy as a careful colleague would: what is missing, what may keep good people away, what could
/// be said more simply.
public struct PlainEnglishCheck: Sendable {
  /// A sentence of more words than this is long (advice of GOV.UK's style: over 25; we say it later).
  public static let longestSentence = 35
  /// A vacancy is best open for at least so many days.
  public static let shortestOpenDays = 14

  /// The phrases that are looked for.
  public var phrases: [AdvicePhrase]
  /// The days on which the school is open.
  public var calendar: SchoolCalendar

  /// A check that goes by phrases and a calendar.
  public init(phrases: [AdvicePhrase], calendar: SchoolCalendar = SchoolCalendar()) {
    self.phrases = phrases
    self.calendar = calendar
  }

  /// Everything that was found, in the order of the form. `opensOn` is the day on which jobseekers see it
  /// first.
  public func findings(
    _ content: VacancyContent, criteria: [Criterion] = [], opensOn: CivilDate
  ) -> [AdviceFinding] {
    let texts = Self.texts(content, criteria).filter { !$0.text.allSatisfy(\.isWhitespace) }
    let everything = texts.map(\.text).joined(separator: "\n").lowercased()
    var findings = missing(content, criteria, everything)
    findings += dates(content, opensOn)
    for (field, text) in texts {
      let words = WordText(text)
      findings += found(in: words, field, everything)
      if field == "title" { findings += titleFaults(text, words) }
      findings += shouting(words, field) + longSentences(words, field)
    }
    return findings
  }

  private static func texts(_ content: VacancyContent, _ criteria: [Criterion]) -> [(
    field: String, text: String
  )] {
    [
      ("title", content.title), ("contract_length", content.contractLength ?? ""),
      ("contract_reason", content.contractReason ?? ""),
      ("working_pattern_details", content.workingPatternDetails), ("pay_note", content.payNote),
      ("benefits", content.benefits), ("relocation", content.relocation),
      ("description", content.description), ("visits", content.visits),
      ("safeguarding", content.safeguarding),
    ] + criteria.enumerated().map { ("criteria[\($0)].wording", $1.wording) }
  }

  // MARK: Words

  private func found(in words: WordText, _ field: String, _ everything: String) -> [AdviceFinding] {
    var taken: Set<Int> = []
    var findings: [AdviceFinding] = []
    for phrase in phrases where applies(phrase, to: field) {
      let isAbbreviation = phrase.topic == .abbreviation
      if isAbbreviation, everything.contains(phrase.suggestion.lowercased()) { continue }
      let place = words.places(of: phrase.phrase, matchingCase: isAbbreviation).first { place in
        taken.isDisjoint(with: place) && isMeant(phrase, at: place, in: words)
      }
      guard let place else { continue }
      taken.formUnion(place)
      let suggestion =
        isAbbreviation
        ? "Write it out the first time: “\(phrase.suggestion) (\(phrase.phrase))”." : phrase.suggestion
      findings.append(AdviceFinding(field, words.excerpt(place), phrase.topic, suggestion))
    }
    return findings
  }

  private func applies(_ phrase: AdvicePhrase, to field: String) -> Bool {
    phrase.topic != .title || field == "title"
  }

  private func isMeant(_ phrase: AdvicePhrase, at place: Range<Int>, in words: WordText) -> Bool {
    let isHarmless = phrase.unless.contains { exception in
      words.places(of: exception).contains { $0.overlaps(place) }
    }
    if isHarmless { return false }
    let sentence = words.words[place.lowerBound].sentence
    let around = Set(
      words.words.filter { $0.sentence == sentence }.map { $0.plain.replacing(/'s?$/, with: "") })
    if !around.isDisjoint(with: phrase.fineNear) { return false }
    return phrase.onlyNear.isEmpty || !around.isDisjoint(with: phrase.onlyNear)
  }

  private func titleFaults(_ title: String, _ words: WordText) -> [AdviceFinding] {
    if title.contains("£") || title.contains(/\b[MUL]\d{1,2}\b/) {
      return [AdviceFinding("title", title, .title, "Leave the pay out of the title; it has its own place.")]
    }
    if title.contains("!") || title.contains("*") {
      return [AdviceFinding("title", title, .title, "Leave marks that call out of the title.")]
    }
    return []
  }

  /// Three words in capitals one after the other, or a title of nothing else.
  private func shouting(_ words: WordText, _ field: String) -> [AdviceFinding] {
    var runs: [Range<Int>] = []
    for (index, word) in words.words.enumerated() where Self.isLoud(word) {
      if let last = runs.last, last.upperBound == index, words.words[index - 1].sentence == word.sentence {
        runs[runs.count - 1] = last.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
    }
    let isTitle = field == "title"
    let loud = runs.first { $0.count >= 3 || (isTitle && $0.count >= 2 && $0.count == words.words.count) }
    guard let loud else { return [] }
    return [AdviceFinding(field, words.excerpt(loud), .capitals, "Write it in ordinary letters.")]
  }

  private static func isLoud(_ word: WordText.Word) -> Bool {
    word.written.count(where: \.isLetter) >= 2 && word.written.allSatisfy { !$0.isLowercase }
  }

  private func longSentences(_ words: WordText, _ field: String) -> [AdviceFinding] {
    let lengths = Dictionary(grouping: words.words, by: \.sentence).mapValues(\.count)
    let long = lengths.filter { $0.value > Self.longestSentence }.keys.sorted()
    guard let first = long.first, let start = words.words.first(where: { $0.sentence == first }) else {
      return []
    }
    let opening = words.text[start.range.lowerBound...].split(whereSeparator: \.isWhitespace).prefix(8)
    let rest = long.count == 1 ? "" : " There are \(long.count) of them here."
    return [
      AdviceFinding(
        field, opening.joined(separator: " ") + " …", .length,
        "This sentence has \(lengths[first] ?? 0) words. Make two or three of it.\(rest)")
    ]
  }
}
