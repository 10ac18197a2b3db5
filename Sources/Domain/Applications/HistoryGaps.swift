public import Postgres

/// Gaps in the history since education, which safer recruitment asks to be explained.
///
/// Source: Keeping Children Safe in Education, part three: a full history since leaving education, with
/// gaps explained. A gap is 28 days or more without any entry, from the end of full-time education on. Where only a
/// month is known, the whole of it counts as covered, since months are what people remember.
public enum HistoryGaps {
  /// The shortest gap that must be explained, in days.
  public static let shortest = 28

  /// Days without an entry, both ends included.
  public struct Gap: Sendable, Equatable {
    /// The first day without an entry.
    public let from: CivilDate
    /// The last day without an entry.
    public let to: CivilDate
    /// Whether it lasts until today.
    public let isOpen: Bool

    /// Days from one to another.
    public init(from: CivilDate, to: CivilDate, isOpen: Bool = false) {
      self.from = from
      self.to = to
      self.isOpen = isOpen
    }

    /// How many days it has.
    public var days: Int { from.days(until: to) + 1 }

    private var isWholeMonths: Bool {
      from.day == 1 && (isOpen || to.day == CivilDate.length(ofMonth: to.month, year: to.year))
    }

    /// When it was, in words: by months where it is whole months, else by days.
    public var words: String {
      if isWholeMonths {
        if isOpen { return "from \(HistoryGaps.month(from)) to today" }
        if from.year == to.year && from.month == to.month { return "in \(HistoryGaps.month(from))" }
        return "from \(HistoryGaps.month(from)) to \(HistoryGaps.month(to))"
      }
      return
        "from \(LondonTime.shortDate(from)) to \(isOpen ? "today" : LondonTime.shortDate(to)) (\(days) days)"
    }

    /// The answers of an entry that explains it: its dates are filled in, what was done is not.
    public var answers: [String: JSONValue] {
      func text(_ day: CivilDate) -> JSONValue {
        .string(isWholeMonths ? String(day.description.prefix(7)) : day.description)
      }
      var answers: [String: JSONValue] = [
        "kind": "other", "from": text(from), "current": isOpen ? "yes" : "no",
      ]
      if !isOpen { answers["to"] = text(to) }
      return answers
    }
  }

  /// The gaps between entries of days, and from the last entry to today; one that lasts has no end. `left` is the last
  /// day of full-time education, from which the first gap is counted; without it, from the end of the first entry.
  public static func find(
    _ periods: [(from: CivilDate, to: CivilDate?)], since left: CivilDate? = nil, today: CivilDate
  ) -> [Gap] {
    let spans = periods.map { ($0.from, $0.to ?? today) }.sorted { $0 < $1 }
    guard var covered = left ?? spans.first?.1 else { return [] }
    var gaps: [Gap] = []
    for (start, end) in spans {
      let gap = Gap(from: covered.adding(days: 1), to: start.adding(days: -1))
      if gap.days >= shortest { gaps.append(gap) }
      covered = max(covered, end)
    }
    let rest = Gap(from: covered.adding(days: 1), to: today, isOpen: true)
    if rest.days >= shortest { gaps.append(rest) }
    return gaps
  }

  /// The gaps of the list of entries in a section's answers. Entries whose dates are unreadable, or end before they
  /// begin, are passed over: they are problems of their own.
  static func find(
    _ answers: [String: JSONValue], since left: CivilDate? = nil, today: CivilDate
  ) -> [Gap] {
    find((answers["entries"]?.array ?? []).compactMap(\.object), since: left, today: today)
  }

  /// The last day of full-time education, by the answers of all sections; nil where nobody has asked, where it goes
  /// on, or where the date can't be read.
  static func leftEducation(_ answers: [String: [String: JSONValue]]) -> CivilDate? {
    guard let education = answers["education"], education["has_left"]?.string == "yes" else { return nil }
    return education["left_on"]?.string.flatMap(lastDay)
  }

  static func problems(
    _ entries: [[String: JSONValue]], since left: CivilDate? = nil, today: CivilDate
  ) -> [FieldProblem] {
    find(entries, since: left, today: today).map { gap in
      FieldProblem(
        field: "entries",
        message: "Explain the gap \(gap.words): add what you did then, such as study, caring or travel.")
    }
  }

  private static func find(
    _ entries: [[String: JSONValue]], since left: CivilDate?, today: CivilDate
  ) -> [Gap] {
    let periods = entries.compactMap { entry -> (from: CivilDate, to: CivilDate?)? in
      guard let from = entry["from"]?.string.flatMap(firstDay) else { return nil }
      if entry["current"]?.string == "yes" { return (from, nil) }
      guard let to = entry["to"]?.string.flatMap(lastDay), from <= to else { return nil }
      return (from, to)
    }
    return find(periods, since: left, today: today)
  }

  /// The first day of "YYYY-MM" or "YYYY-MM-DD"; nil when it is neither.
  static func firstDay(_ text: String) -> CivilDate? {
    guard let day = AnswerRules.month(text) ?? CivilDate(text), day.year >= 1900 else { return nil }
    return day
  }

  /// The last day of "YYYY-MM" or "YYYY-MM-DD"; nil when it is neither.
  static func lastDay(_ text: String) -> CivilDate? {
    guard let month = AnswerRules.month(text) else { return firstDay(text) }
    return month.adding(days: CivilDate.length(ofMonth: month.month, year: month.year) - 1)
  }

  private static func month(_ day: CivilDate) -> String {
    LondonTime.shortDate(day).split(separator: " ").dropFirst().joined(separator: " ")
  }
}
