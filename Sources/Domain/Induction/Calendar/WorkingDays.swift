public import Postgres

/// The bank holidays of England and Wales.
public struct BankHolidays: Sendable {
  private struct File: Decodable {
    struct Day: Decodable {
      let day: CivilDate
      let name: String
    }
    let days: [Day]
  }

  private let names: [CivilDate: String]
  /// The years that are known, first to last.
  public let years: ClosedRange<Int>

  /// The bank holidays that come with the program.
  public static func englandAndWales() throws -> BankHolidays { try loaded.get() }

  private static let loaded = Result { try read() }

  private static func read() throws -> BankHolidays {
    let days = try RuleSet.read(File.self, "bank-holidays").days
    guard let first = days.first, let last = days.last else { throw DomainError.notFound("bank holidays") }
    return BankHolidays(
      names: Dictionary(days.map { ($0.day, $0.name) }, uniquingKeysWith: { $1 }),
      years: first.day.year...last.day.year)
  }

  /// Whether it is Monday to Friday and no bank holiday.
  public func isWorkingDay(_ date: CivilDate) -> Bool {
    (1...5).contains(date.weekday) && names[date] == nil
  }

  /// Those from one day to another that are no Saturday or Sunday, in order.
  func list(from first: CivilDate, to last: CivilDate) -> [(day: CivilDate, name: String)] {
    (0...max(first.days(until: last), 0)).compactMap { offset in
      let day = first.adding(days: offset)
      return (1...5).contains(day.weekday) ? names[day].map { (day: day, name: $0) } : nil
    }
  }

  /// The last of so many working days beginning with a date: the date itself is the first, if it is one.
  public func last(of count: Int, beginningWith date: CivilDate) -> CivilDate {
    walk(count, from: date, by: 1)
  }

  /// The first of so many working days that end with a date: the date itself is the last, if it is one.
  public func first(of count: Int, endingWith date: CivilDate) -> CivilDate {
    walk(count, from: date, by: -1)
  }

  /// So many working days after a date.
  public func day(_ count: Int, after date: CivilDate) -> CivilDate {
    count == 0 ? date : walk(count, from: date.adding(days: 1), by: 1)
  }

  private func walk(_ count: Int, from date: CivilDate, by step: Int) -> CivilDate {
    var (date, left) = (date, max(count, 1))
    while true {
      if isWorkingDay(date) { left -= 1 }
      if left == 0 { return date }
      date = date.adding(days: step)
    }
  }
}
