import Foundation
public import Postgres

/// Days served against days required, term by term. A day at half time is half a day. They are days in post: absence is
/// among them, and where it has to be made up for, the end that more are required to is later.
public struct ServiceByTerm: Sendable {
  /// One school term in which days count.
  public struct Term: Sendable {
    /// The season and year, such as "Autumn 2026".
    public let title: String
    /// The first day.
    public let start: CivilDate
    /// The last day.
    public let end: CivilDate
    /// School days that it has.
    public let schoolDays: Int
    /// Full-time days served until today.
    public let served: Double
    /// Full-time days that are still to be served.
    public let toCome: Double
    /// The teacher’s working days absent, as the plan counts them.
    public let absent: Double
  }

  /// The terms in which days count, in order.
  public let terms: [Term]
  /// Whether the end is known, so that what is to come can be counted.
  public let hasEnd: Bool
  /// Why no day of a post counts, a sentence for each post that was too short.
  public let warnings: [String]
  /// Full-time terms served until today, to four places.
  public let termsServed: Double

  /// Full-time days served until today.
  public var served: Double { Self.tenths(terms.reduce(0) { $0 + $1.served }) }
  /// Full-time days from the first to the expected last; nil where that isn’t known, and where no day counts.
  public var required: Double? {
    hasEnd && !terms.isEmpty ? Self.tenths(terms.reduce(0) { $0 + $1.served + $1.toCome }) : nil
  }
  /// Working days absent, as the plan counts them: school days in post, without leave that extends at request only.
  public var absent: Double { terms.reduce(0) { $0 + $1.absent } }

  init(_ record: ServiceRecord, until end: CivilDate?, _ absence: AbsenceRecord, today: CivilDate) {
    let calendar = record.calendar
    var (served, toCome): ([Int: Int], [Int: Int]) = ([:], [:])
    for (index, day) in calendar.days.enumerated() where record.fte[index] > 0 {
      if let end, day.date > end { break }
      if day.date <= today {
        served[day.term, default: 0] += record.fte[index]
      } else if end != nil {
        toCome[day.term, default: 0] += record.fte[index]
      }
    }
    hasEnd = end != nil
    warnings = record.employments.filter { !$0.counts }.map(\.shortness)
    termsServed = record.served(0..<calendar.end(through: end.map { min($0, today) } ?? today)).rounded
    terms = calendar.terms.indices.compactMap { index in
      guard served[index] != nil || toCome[index] != nil else { return nil }
      let bounds = calendar.terms[index]
      let absent = absence.days(inTerm: index)
      return Term(
        title: Self.title(bounds.start), start: bounds.start, end: bounds.end,
        schoolDays: calendar.lengths[index], served: Self.days(served[index]),
        toCome: Self.days(toCome[index]),
        absent: NSDecimalNumber(decimal: absent).doubleValue)
    }
  }

  /// That of an induction, or of some of its periods; nil where the plan can't be reckoned. A plan that waits for the
  /// worker is reckoned for it. Which periods a decision ended is read unless it is given.
  static func load(
    _ induction: Induction, _ periods: [InductionPeriod], decided: Set<InductionPeriodID>? = nil,
    today: CivilDate, in db: some Queryable
  ) async throws -> ServiceByTerm? {
    let induction = try await PlanBasis.reckoned(induction, decided: decided, in: db)
    let given = try await PlanBasis.inductionCase(of: induction, periods, decided: decided, in: db)
    return try given.map { try ServiceByTerm($0, of: induction, today: today) }
  }

  /// That of a case which is an induction’s, or of some of its periods.
  init(_ given: InductionCase, of induction: Induction, today: CivilDate) throws {
    // Who has left, gone to another body or died before the end has not served what induction takes.
    let isDecided = [.satisfactory, .notSatisfactory].contains(induction.state)
    let last = isDecided ? given.periods.compactMap(\.end).max() : nil
    let calculator = try PlanInduction()
    self.init(
      try calculator.service(given), until: induction.plan?.expectedEnd ?? last,
      try calculator.absence(given),
      today: today)
  }

  private static func days(_ units: Int?) -> Double {
    tenths(Double(units ?? 0) / Double(FullTimePart.whole))
  }

  private static func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  private static func title(_ start: CivilDate) -> String {
    let season = start.month >= 8 ? "Autumn" : start.month <= 3 ? "Spring" : "Summer"
    return "\(season) \(start.year)"
  }
}
