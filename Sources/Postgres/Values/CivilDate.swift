public import FoundationEssentials

/// A day of the Gregorian calendar, without time or zone; PostgreSQL's `date`.
public struct CivilDate: Sendable, Hashable {
  /// The year; 0 is 1 BC.
  public let year: Int
  /// The month, 1 to 12.
  public let month: Int
  /// The day of the month, from 1.
  public let day: Int

  /// The years PostgreSQL has dates in.
  static let years = -4713...5_874_897

  /// Creates a date, or `nil` if there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard Self.years.contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, year: year)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// Parses `YYYY-MM-DD`; `nil` for anything else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
      let day = Self.number(bytes[8..<10]), year >= 1
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The day that is this many days after 1 January 2000.
  public init(daysSince2000 days: Int) {
    // Howard Hinnant's civil_from_days, on years that begin in March.
    let shifted = days + 730_425
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The day that an instant falls on in a time zone.
  public init(_ instant: Date, in zone: TimeZone) {
    let seconds = instant.timeIntervalSinceReferenceDate + Double(zone.secondsFromGMT(for: instant))
    // The reference date is 1 January 2001, 366 days after 1 January 2000.
    self.init(daysSince2000: Int((seconds / 86_400).rounded(.down)) + 366)
  }

  /// Days since 1 January 2000.
  public var daysSince2000: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 730_425
  }

  /// The day of the week, 1 for Monday to 7 for Sunday.
  public var weekday: Int {
    // 1 January 2000 was a Saturday.
    ((daysSince2000 + 5) % 7 + 7) % 7 + 1
  }

  /// The date this many days later, or earlier if negative.
  public func adding(days: Int) -> CivilDate { CivilDate(daysSince2000: daysSince2000 + days) }

  /// The number of days from this date to another.
  public func days(until other: CivilDate) -> Int { other.daysSince2000 - daysSince2000 }

  /// The number of days in a month.
  public static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    digits.withUnsafeBufferPointer { buffer in
      guard buffer.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
      return try? Int.parse(buffer)
    }
  }
}

extension CivilDate: Comparable {
  /// Whether the first date is earlier.
  public static func < (left: CivilDate, right: CivilDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}

extension CivilDate: CustomStringConvertible, LosslessStringConvertible {
  /// `YYYY-MM-DD`
  public var description: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number.magnitude)
      let zeros = String(repeating: "0", count: max(0, width - digits.count))
      return (number < 0 ? "-" : "") + zeros + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

extension CivilDate: Codable {
  /// Reads `YYYY-MM-DD`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let date = CivilDate(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date (YYYY-MM-DD)")
    }
    self = date
  }

  /// Writes `YYYY-MM-DD`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension CivilDate: PostgresEncodable, PostgresDecodable {
  /// `date`
  public static var postgresType: PostgresType { .date }
  /// Writes the days since 2000.
  public func encodePostgres(into writer: inout PostgresWriter) { writer.write(Int32(daysSince2000)) }
  /// Reads PostgreSQL's ISO form; refuses the infinities.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> CivilDate {
    var reader = TextReader(text)
    let date = try reader.date()
    let isBC = try reader.beforeChrist()
    try reader.end()
    guard let value = CivilDate(year: isBC ? 1 - date.year : date.year, month: date.month, day: date.day)
    else {
      throw MalformedValue()
    }
    return value
  }
}
