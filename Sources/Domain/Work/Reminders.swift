import Foundation
import Postgres

/// When people are reminded, as data beside the forms of assessments: by which days of what is due, and within which
/// hours of a working day in London. Nobody is reminded at night, at a weekend or on a bank holiday.
struct Reminders: Sendable, Decodable {
  /// So many days before something is due.
  let before: [Int]
  /// Every so many days from the day after it was due.
  let overdueEvery: Int
  /// The hour of a working day from which reminders go out.
  let fromHour: Int
  /// The hour from which they wait for the next working day.
  let untilHour: Int

  /// Those that come with the program.
  static func load() throws -> Reminders { try AssessmentForm.load().reminders }

  /// Whether reminders go out at a moment.
  func goOut(at moment: Date) throws -> Bool {
    let hour = LondonTime.time(of: moment).hour
    guard fromHour <= hour && hour < untilHour else { return false }
    return try BankHolidays.englandAndWales().isWorkingDay(LondonTime.date(of: moment))
  }

  /// The day on which a reminder of what is due on a day goes out: so many days before it, or on the last working day
  /// before that, so that no weekend comes between and the reminder is too late.
  func day(_ days: Int, before due: CivilDate) throws -> CivilDate {
    try BankHolidays.englandAndWales().first(of: 1, endingWith: due.adding(days: -days))
  }

  /// The last day that somebody is reminded of on a day, where that is done so many days before.
  func furthest(_ days: Int, on today: CivilDate) throws -> CivilDate {
    try BankHolidays.englandAndWales().day(1, after: today).adding(days: days - 1)
  }

  /// The last day that is looked at on a day.
  func horizon(on today: CivilDate) throws -> CivilDate { try furthest(before.max() ?? 7, on: today) }

  /// The last day up to today on which somebody is reminded of what is due on a day; nil when none has come. One on which
  /// nothing goes out is made up for on the next working day.
  func lastDay(of due: CivilDate, on today: CivilDate) throws -> CivilDate? {
    let overdue = due.days(until: today)
    if overdue > 0 { return due.adding(days: 1 + (overdue - 1) / overdueEvery * overdueEvery) }
    return try before.map { try day($0, before: due) }.filter { $0 <= today }.max()
  }
}
