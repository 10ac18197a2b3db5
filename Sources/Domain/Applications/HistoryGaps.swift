public import Postgres

/// Gaps in the history since education, which safer recruitment asks to be explained.
///
/// Source: Keeping Children Safe in Education, part three: a full history since leaving education, with
/// gaps explained. Months are what people remember, so a gap is at least one whole month without any entry.
public enum HistoryGaps {
  /// A stretch of whole months without an entry, both ends included.
  public struct Gap: Sendable, Equatable {
    /// The first month without an entry, as its first day.
    public let from: CivilDate
    /// The last month without an entry, as its first day.
    public let to: CivilDate

    /// A stretch from one month to another.
    public init(from: CivilDate, to: CivilDate) {
      self.from = from
      self.to = to
    }
  }

  /// The gaps between entries of whole months, and from the last entry to today. Entries whose dates are
  /// unreadable are passed over: they are problems of their own.
  public static func find(_ periods: [(from: CivilDate, to: CivilDate?)], today: CivilDate) -> [Gap] {
    let spans = periods.map { (number($0.from), $0.to.map(number) ?? number(today)) }.sorted { $0 < $1 }
    guard var covered = spans.first?.1 else { return [] }
    var gaps: [Gap] = []
    for (start, end) in spans.dropFirst() {
      if start > covered + 1 { gaps.append(Gap(from: day(covered + 1), to: day(start - 1))) }
      covered = max(covered, end)
    }
    if number(today) > covered + 1 { gaps.append(Gap(from: day(covered + 1), to: day(number(today) - 1))) }
    return gaps
  }

  static func problems(_ entries: [[String: JSONValue]], today: CivilDate) -> [FieldProblem] {
    let periods = entries.compactMap { entry -> (from: CivilDate, to: CivilDate?)? in
      guard let from = entry["from"]?.string.flatMap(AnswerRules.month) else { return nil }
      if entry["current"]?.string == "yes" { return (from, nil) }
      guard let to = entry["to"]?.string.flatMap(AnswerRules.month) else { return nil }
      return (from, to)
    }
    return find(periods, today: today).map { gap in
      FieldProblem(
        field: "entries",
        message: gap.from == gap.to
          ? "Explain the gap in \(name(gap.from)): add what you did then, such as study, caring or travel."
          : "Explain the gap from \(name(gap.from)) to \(name(gap.to)): add what you did then, such as "
            + "study, caring or travel.")
    }
  }

  private static func number(_ day: CivilDate) -> Int { day.year * 12 + day.month - 1 }
  private static func day(_ month: Int) -> CivilDate {
    CivilDate(year: month / 12, month: month % 12 + 1, day: 1) ?? CivilDate(daysSince2000: 0)
  }
  private static func name(_ month: CivilDate) -> String {
    LondonTime.shortDate(month).split(separator: " ").dropFirst().joined(separator: " ")
  }
}
