public import Foundation
public import Postgres

/// Civil dates and times of day in Europe/London, where every deadline is reckoned.
public enum LondonTime {
  /// The zone.
  public static let zone = TimeZone(identifier: "Europe/London") ?? .gmt

  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    return calendar
  }()

  /// The date in London at an instant.
  public static func date(of instant: Date) -> CivilDate {
    CivilDate(instant, in: zone)
  }

  /// The hour and minute in London at an instant.
  public static func time(of instant: Date) -> (hour: Int, minute: Int) {
    let parts = calendar.dateComponents([.hour, .minute], from: instant)
    return (parts.hour ?? 0, parts.minute ?? 0)
  }

  /// The instant of a date and time of day in London. A time that the clocks skip is the first after the gap;
  /// one that comes twice is the first of the two.
  public static func instant(_ date: CivilDate, hour: Int, minute: Int) -> Date? {
    calendar.date(
      from: DateComponents(year: date.year, month: date.month, day: date.day, hour: hour, minute: minute))
  }

  /// The date a number of days later (or earlier, when negative).
  public static func date(_ date: CivilDate, addingDays days: Int) -> CivilDate {
    guard let noon = instant(date, hour: 12, minute: 0),
      let moved = calendar.date(byAdding: .day, value: days, to: noon)
    else { return date }
    return self.date(of: moved)
  }

  /// How many midnights of London lie between two instants.
  public static func days(from first: Date, to second: Date) -> Int {
    date(of: second).daysSince2000 - date(of: first).daysSince2000
  }

  /// For example "2026-12-04".
  public static func isoDate(_ date: CivilDate) -> String { date.description }

  /// For example "Friday 4 December 2026".
  public static func longDate(_ date: CivilDate) -> String {
    guard let noon = instant(date, hour: 12, minute: 0) else { return date.description }
    let weekday = calendar.component(.weekday, from: noon)
    return "\(weekdays[weekday - 1]) \(shortDate(date))"
  }

  /// For example "4 December 2026".
  public static func shortDate(_ date: CivilDate) -> String {
    "\(date.day) \(months[date.month - 1]) \(date.year)"
  }

  /// For example "4 December 2026 at 5pm".
  public static func dateAndTime(_ instant: Date) -> String {
    "\(shortDate(date(of: instant))) at \(clockTime(instant))"
  }

  /// For example "5pm", "9:30am", "midday" or "midnight".
  public static func clockTime(_ instant: Date) -> String {
    let (hour, minute) = time(of: instant)
    if minute == 0 && hour == 12 { return "midday" }
    if minute == 0 && hour == 0 { return "midnight" }
    let twelve = hour % 12 == 0 ? 12 : hour % 12
    let minutes = minute == 0 ? "" : ":" + (minute < 10 ? "0" : "") + "\(minute)"
    return "\(twelve)\(minutes)\(hour < 12 ? "am" : "pm")"
  }

  private static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ]
}
