/// PostgreSQL's `interval`: months, days and microseconds, kept apart because a month is not a number of
/// days, nor a day always 24 hours.
public struct PostgresInterval: Sendable, Hashable {
  /// Months, years included.
  public var months: Int32
  /// Days.
  public var days: Int32
  /// Microseconds, hours included.
  public var microseconds: Int64

  /// Creates an interval.
  public init(months: Int32 = 0, days: Int32 = 0, microseconds: Int64 = 0) {
    (self.months, self.days, self.microseconds) = (months, days, microseconds)
  }

  /// The interval of a duration, cut to the microsecond.
  public init(_ duration: Duration) {
    let (seconds, atto) = duration.components
    let (whole, overflowed) = seconds.multipliedReportingOverflow(by: 1_000_000)
    let limit: Int64 = seconds < 0 ? .min : .max
    self.init(microseconds: overflowed ? limit : whole &+ atto / 1_000_000_000_000)
  }
}

extension PostgresInterval: PostgresEncodable, PostgresDecodable {
  /// `interval`
  public static var postgresType: PostgresType { .interval }

  /// Writes the three parts.
  public func encodePostgres(into writer: inout PostgresWriter) {
    writer.write(microseconds)
    writer.write(days)
    writer.write(months)
  }

  /// Reads the ISO 8601 form, such as `P1Y-2M3DT4H5M6.7S`, which every connection asks for.
  public static func decodePostgres(
    _ text: UnsafeBufferPointer<UInt8>
  ) throws(MalformedValue) -> PostgresInterval {
    var reader = TextReader(text)
    var (months, days, micros): (Int, Int, Int) = (0, 0, 0)
    try reader.expect("P")
    var isTime = false
    guard reader.next != nil else { throw MalformedValue() }
    while reader.next != nil {
      if !isTime, reader.take("T") {
        isTime = true
        continue
      }
      let sign = reader.take("-") ? -1 : 1
      let number = try reader.digits(atMost: 13)
      let fraction = reader.take(".") ? try reader.microseconds() : 0
      switch (isTime, fraction == 0) {
      case (false, true) where reader.take("Y"): months += sign * number * 12
      case (false, true) where reader.take("M"): months += sign * number
      case (false, true) where reader.take("W"): days += sign * number * 7
      case (false, true) where reader.take("D"): days += sign * number
      case (true, true) where reader.take("H"): try add(sign, number, of: 3_600_000_000, to: &micros)
      case (true, true) where reader.take("M"): try add(sign, number, of: 60_000_000, to: &micros)
      case (true, _):
        try reader.expect("S")
        try add(sign, number, of: 1_000_000, to: &micros)
        try add(sign, fraction, of: 1, to: &micros)
      default: throw MalformedValue()
      }
    }
    guard let exactMonths = Int32(exactly: months), let exactDays = Int32(exactly: days) else {
      throw MalformedValue()
    }
    return PostgresInterval(months: exactMonths, days: exactDays, microseconds: Int64(micros))
  }

  private static func add(
    _ sign: Int, _ count: Int, of unit: Int, to sum: inout Int
  ) throws(MalformedValue) {
    let (product, overflowed) = (sign * count).multipliedReportingOverflow(by: unit)
    let (total, spilled) = sum.addingReportingOverflow(product)
    guard !overflowed, !spilled else { throw MalformedValue() }
    sum = total
  }
}
