public import FoundationEssentials

/// A point in time, to the microsecond in the database.
public typealias Instant = Date

extension Date: PostgresEncodable, PostgresDecodable {
  // 1 January 2000 to Foundation's reference date, 1 January 2001.
  private static let offset: Int64 = 366 * 86_400 * 1_000_000

  /// `timestamptz`
  public static var postgresType: PostgresType { .timestamptz }

  /// Writes the microseconds since 2000, clamped to what PostgreSQL keeps.
  public func encodePostgres(into writer: inout PostgresWriter) {
    let micros = (timeIntervalSinceReferenceDate * 1_000_000).rounded()
    let earliest = -211_845_110_400_000_000.0  // November 4714 BC
    let latest = 9_223_339_708_800_000_000.0  // the end of 294276
    let clamped = micros.isNaN ? 0 : min(max(micros, earliest), latest - 1_000_000)
    writer.write(Int64(clamped) + Self.offset)
  }

  /// Reads the ISO form with its offset from UTC; refuses the infinities.
  public static func decodePostgres(_ text: UnsafeBufferPointer<UInt8>) throws(MalformedValue) -> Date {
    var reader = TextReader(text)
    let date = try reader.date()
    try reader.expect(" ")
    let hours = try reader.digits(atMost: 2)
    try reader.expect(":")
    let minutes = try reader.digits(atMost: 2)
    try reader.expect(":")
    let seconds = try reader.digits(atMost: 2)
    let micros = reader.take(".") ? try reader.microseconds() : 0
    let isWest = reader.take("-")
    if !isWest { try reader.expect("+") }
    var offset = try reader.digits(atMost: 2) * 3600
    if reader.take(":") { offset += try reader.digits(atMost: 2) * 60 }
    if reader.take(":") { offset += try reader.digits(atMost: 2) }
    let isBC = try reader.beforeChrist()
    try reader.end()
    guard let day = CivilDate(year: isBC ? 1 - date.year : date.year, month: date.month, day: date.day),
      hours < 25, minutes < 60, seconds < 61
    else { throw MalformedValue() }
    let clock = hours * 3600 + minutes * 60 + seconds - (isWest ? -offset : offset)
    let whole = (day.daysSince2000 - 366) * 86_400 + clock
    return Date(timeIntervalSinceReferenceDate: (Double(whole) * 1_000_000 + Double(micros)) / 1_000_000)
  }
}
