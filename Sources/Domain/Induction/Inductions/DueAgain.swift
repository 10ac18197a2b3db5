import Postgres

/// By when something is due whose own day is over when it comes up, so that nobody is late for what they could not know.
enum DueAgain {
  /// Within the working days that a report or a head has, counted from a day (SI 2012/1115 and local authorities’
  /// published practice); two weeks where the bank holidays of the year are not known.
  static func day(_ kind: InductionDue.Kind, from today: CivilDate) throws -> CivilDate {
    let last = today.adding(days: 60)
    guard try BankHolidays.englandAndWales().years.contains(last.year) else { return today.adding(days: 14) }
    return try InductionDeadline.lastDay(
      of: kind == .recommendation ? "head-recommendation" : "assessment-report", from: today)
  }
}
