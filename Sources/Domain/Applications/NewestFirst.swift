import Postgres

extension FormSection {
  /// Whether its entries have dates, so that they stand newest first wherever they are shown, in whatever order they
  /// were entered.
  public var isNewestFirst: Bool { entries != nil && questions.contains { $0.key == "from" } }

  /// Answers with the entries in the order in which they are shown: newest first where they have dates, else as they
  /// were entered.
  func ordered(_ answers: [String: JSONValue]) -> [String: JSONValue] {
    guard isNewestFirst, let entries = answers["entries"]?.array else { return answers }
    var ordered = answers
    ordered["entries"] = .array(NewestFirst.ordered(entries))
    return ordered
  }
}

/// The order of a history: what goes on comes first, then what ended last; of those that ended together, what began
/// last. Entries whose dates can't be read need attention, so they stand on top.
enum NewestFirst {
  static func ordered(_ entries: [JSONValue]) -> [JSONValue] {
    let dated = entries.enumerated().map { (place: $0, entry: $1, dates: dates($1.object ?? [:])) }
    return dated.sorted { one, other in
      if one.dates != other.dates { return one.dates > other.dates }
      return one.place < other.place
    }.map(\.entry)
  }

  /// The end and the start, as numbers that rise with time.
  private static func dates(_ entry: [String: JSONValue]) -> (end: Int, start: Int) {
    func number(_ day: CivilDate) -> Int { (day.year * 100 + day.month) * 100 + day.day }
    guard let start = entry["from"]?.string.flatMap(HistoryGaps.firstDay) else { return (.max, .max) }
    if entry["current"]?.string == "yes" { return (.max - 1, number(start)) }
    guard let end = entry["to"]?.string.flatMap(HistoryGaps.lastDay) else { return (.max, number(start)) }
    return (number(end), number(start))
  }
}
