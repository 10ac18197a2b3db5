import Foundation
import Postgres

/// Absence as it counts: on school days in post, each day once. A day on which school is closed, or the teacher has no
/// post, is no day of absence from induction.
struct AbsenceRecord: Sendable {
  /// A time of absence, with the days of it that count.
  struct Counted: Sendable {
    /// The first day that counts.
    let start: CivilDate
    let days: Decimal
    /// The school days over which they lie.
    let schoolDays: [Int]
  }

  /// School days between the first and the last day of an absence.
  private struct Extent {
    let schoolDays: Int
    let inPost: Int
    let free: Int
  }

  /// What may extend induction, in order.
  private(set) var counted: [Counted] = []
  /// Why less counts than was given.
  private(set) var warnings: [String] = []

  /// Days that count, from a day on or in all.
  func days(from first: CivilDate? = nil) -> Decimal {
    counted.filter { absence in first.map { absence.start >= $0 } ?? true }.reduce(0) { $0 + $1.days }
  }

  /// Days that count in a term: of an absence over more than one, in parts of its school days.
  func days(inTerm term: Int, of calendar: SchoolDays) -> Decimal {
    Self.hundredths(
      counted.reduce(0) { sum, absence in
        let within = absence.schoolDays.count { calendar.days[$0].term == term }
        return sum + absence.days * Decimal(within) / Decimal(absence.schoolDays.count)
      })
  }

  /// Leave that extends at request only is not among it.
  init(_ absences: [InductionCase.Absence], _ service: ServiceRecord, _ rules: InductionRules) {
    let ordinary = absences.filter { !rules.leaveOnRequest.contains($0.kind) }
    var taken: Set<Int> = []
    for absence in ordinary.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      add(absence, service, rules, &taken)
    }
  }

  private mutating func add(
    _ absence: InductionCase.Absence, _ service: ServiceRecord, _ rules: InductionRules,
    _ taken: inout Set<Int>
  ) {
    let calendar = service.calendar
    var (days, range) = (
      absence.days, calendar.first(from: absence.start)..<calendar.end(through: absence.end)
    )
    if rules.notCounted.contains(absence.kind) {
      if absence.end <= rules.notCountedUntil { return }
      let later = max(range.lowerBound, calendar.end(through: rules.notCountedUntil))..<range.upperBound
      if later.isEmpty && !range.isEmpty { return }
      if later.count < range.count {
        days = Self.hundredths(days * Decimal(later.count) / Decimal(range.count))
      }
      range = later
      warnings.append(
        "\(Self.words(absence)) counts as any other absence: coronavirus was left out of account until "
          + "\(LondonTime.shortDate(rules.notCountedUntil)) only.")
    }
    let inPost = range.filter { service.fte[$0] > 0 }
    let free = inPost.filter { !taken.contains($0) }
    taken.formUnion(inPost)
    let counting = min(days, Decimal(free.count))
    if let first = free.first, counting > 0 {
      counted.append(Counted(start: calendar.days[first].date, days: counting, schoolDays: free))
    }
    let extent = Extent(schoolDays: range.count, inPost: inPost.count, free: free.count)
    if counting < days {
      warnings.append(Self.warning(absence, days, counting, extent))
    } else if free.count < inPost.count, days > 0 {
      warnings.append(
        "\(Self.words(absence)) overlaps with another absence: a day of both counts once.")
    }
  }

  private static func warning(
    _ absence: InductionCase.Absence, _ given: Decimal, _ counting: Decimal, _ extent: Extent
  ) -> String {
    var reasons: [String] = []
    if Decimal(extent.schoolDays) < given {
      reasons.append(
        extent.schoolDays == 0
          ? "there is no school day then"
          : extent.schoolDays == 1
            ? "there is only 1 school day then" : "there are only \(extent.schoolDays) school days then")
    }
    if extent.inPost == 0, extent.schoolDays > 0 {
      reasons.append("the teacher is in no post that counts then")
    } else if extent.inPost < extent.schoolDays {
      reasons.append("the teacher is in post on \(extent.inPost) of the school days only")
    }
    if extent.free < extent.inPost {
      reasons.append(
        extent.free == 0
          ? "another absence has these days already" : "another absence has some of these days already")
    }
    let counts = counting == 0 ? "none counts" : counting == 1 ? "1 counts" : "\(counting) count"
    return "\(words(absence)): of \(TermWords.days(given)) given, \(counts), as "
      + TermWords.list(reasons) + "."
  }

  /// The kind and its days, such as "Sickness from 1 March 2027 to 3 March 2027".
  private static func words(_ absence: InductionCase.Absence) -> String {
    let title = absence.kind == "other" ? "Absence" : AbsenceWords.plain(absence.kind)
    return absence.start == absence.end
      ? "\(title) on \(LondonTime.shortDate(absence.start))"
      : "\(title) from \(LondonTime.shortDate(absence.start)) to \(LondonTime.shortDate(absence.end))"
  }

  private static func hundredths(_ days: Decimal) -> Decimal {
    var (days, rounded) = (days, Decimal())
    NSDecimalRound(&rounded, &days, 2, .plain)
    return rounded
  }
}
