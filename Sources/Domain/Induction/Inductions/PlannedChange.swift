public import Postgres

// A change of hours that is still to come parts the post at its day: for the post to end before that, it is taken back
// first.
extension InductionRecord {
  /// Whether a period begins with a change of hours that is still to come.
  public func isPlannedChange(_ period: InductionPeriod, on today: CivilDate) -> Bool {
    period.startsOn > today && isChangeOfHours(period)
  }

  /// The changes of hours that are still to come.
  public func plannedChanges(on today: CivilDate) -> [InductionPeriod] {
    periods.filter { isPlannedChange($0, on: today) }
  }
}

extension InductionPeriod {
  /// That a change of hours planned for its first day keeps something from an earlier day, and the way out.
  func isInTheWay(of what: String) -> String {
    "A change of hours is planned at \(schoolName) for \(LondonTime.shortDate(startsOn)). \(what) take that change back "
      + "first: choose Correct beside these hours, then Take the change of hours back."
  }
}
