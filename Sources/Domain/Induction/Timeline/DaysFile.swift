import Postgres

extension InductionTimeline {
  /// The days by term behind the chart, as comma-separated values (RFC 4180): those to come only where the end is
  /// known, and no line where nothing can be reckoned or shown.
  public var daysCSV: String {
    let hasEnd = service?.hasEnd ?? false
    let columns: [CSVColumn<ServiceByTerm.Term>] = [
      .init("term") { $0.title }, .init("starts_on") { $0.start.description },
      .init("ends_on") { $0.end.description }, .init("school_days") { "\($0.schoolDays)" },
      .init("served_days") { Self.figure($0.served) },
      .init("days_to_come") { hasEnd ? Self.figure($0.toCome) : nil },
      .init("absent_days") { Self.figure($0.absent) },
    ]
    return CSV.text(service?.terms ?? [], columns)
  }

  private static func figure(_ days: Double) -> String {
    let tenths = (days * 10).rounded() / 10
    return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
  }
}
