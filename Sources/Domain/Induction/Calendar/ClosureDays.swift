public import Postgres

/// A day that was given as closed and changes nothing, as school is closed on it anyway.
public struct IdleClosure: Sendable, Equatable {
  /// Why it changes nothing.
  public enum Reason: String, Sendable {
    case weekend, bankHoliday, holidays

    /// The words for it.
    public var title: String {
      switch self {
      case .weekend: "weekend"
      case .bankHoliday: "bank holiday"
      case .holidays: "outside the terms"
      }
    }
  }

  /// The day.
  public let day: CivilDate
  /// Why it changes nothing.
  public let reason: Reason
}

extension SchoolYearDates {
  /// The days among those closed that change nothing, in order. They do no harm and may stay.
  public func idleClosures() throws -> [IdleClosure] {
    let holidays = try BankHolidays.englandAndWales()
    return Set(closures).sorted().compactMap { day in
      let isInTerm = halves.isEmpty || halves.contains { $0.startsOn <= day && day <= $0.endsOn }
      let reason: IdleClosure.Reason? =
        !(1...5).contains(day.weekday)
        ? .weekend : !holidays.isWorkingDay(day) ? .bankHoliday : isInTerm ? nil : .holidays
      return reason.map { IdleClosure(day: day, reason: $0) }
    }
  }

  /// What is said of them; nil where every day counts.
  public func idleSentence() throws -> String? {
    let idle = try idleClosures()
    if idle.isEmpty { return nil }
    let days = TermWords.list(idle.map { "\(LondonTime.longDate($0.day)) (\($0.reason.title))" })
    return idle.count == 1
      ? "\(days) doesn’t count as a closed day: school is closed then anyway."
      : "\(days) don’t count as closed days: school is closed then anyway."
  }

  /// The same of dates of which some can’t be read (those halves of terms are nil) or stored.
  public static func idleSentence(
    _ year: Int, _ halves: [HalfTerm?], _ closures: [CivilDate]
  ) throws -> String? {
    let read = halves.compactMap(\.self)
    let within = closures.filter { InductionTerms.schoolYear(of: $0) == year }.prefix(mostClosures)
    return try SchoolYearDates(
      year: year, halves: read.count == halves.count ? read : [], closures: Array(within)
    ).idleSentence()
  }

  /// A weekday within the first half of the autumn term, to show how a day is written.
  public static func exampleClosure(in year: Int) -> CivilDate {
    var day = CivilDate(year: year, month: 9, day: 15) ?? CivilDate(daysSince2000: 0)
    while day.weekday > 5 { day = day.adding(days: 1) }
    return day
  }

  private static let mostClosures = 40

  /// What is wrong with days closed in a school year, each by its place among them.
  static func faults(ofClosures closures: [CivilDate], in year: Int) -> [FieldProblem] {
    var problems = Problems()
    for (index, day) in closures.enumerated() where InductionTerms.schoolYear(of: day) != year {
      problems.add(
        "closures[\(index)]",
        "\(LondonTime.shortDate(day)) is outside this school year. Enter a day from August \(year) to July "
          + "\(year + 1).")
    }
    problems.require(
      closures.count <= mostClosures, "closures",
      "Enter at most \(mostClosures) days, not \(closures.count).")
    return problems.found
  }
}
