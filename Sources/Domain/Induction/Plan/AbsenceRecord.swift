import Foundation
import Postgres

/// Absence as it counts: on school days in post, on each what was missed of it. A day on which school is closed, or the
/// teacher has no post, is no day of absence from induction; a day in two absences counts once, as the longer one has it.
struct AbsenceRecord: Sendable {
  /// School days in a row of which the same is missed at the same part of full time.
  private struct Run: Sendable {
    var days: Range<Int>
    /// What is missed of each day.
    let share: TermFraction
    /// Units of full time on each day.
    let units: Int
  }

  /// School days between the first and the last day of an absence.
  private struct Extent {
    let schoolDays: Int
    let inPost: Int
    let free: Int
  }

  private let calendar: SchoolDays
  /// What may extend induction, in order.
  private var runs: [Run] = []
  /// Why less counts than was given.
  private(set) var warnings: [String] = []

  /// The teacher’s working days that count on some of the school days.
  func days(in range: Range<Int>) -> TermFraction {
    runs.reduce(.zero) { $0 + $1.share.scaled(by: $1.days.clamped(to: range).count) }
  }

  /// The same in days of full time: each by the part of full time on it.
  func fullTimeDays(in range: Range<Int>) -> TermFraction {
    runs.reduce(.zero) { total, run in
      let days = run.share.scaled(by: run.days.clamped(to: range).count)
      return total + days.scaled(by: FullTimePart.whole, over: run.units)
    }
  }

  /// Days that count, from a day on and up to another, or in all.
  func days(from first: CivilDate? = nil, through last: CivilDate? = nil) -> Decimal {
    let start = first.map { calendar.first(from: $0) } ?? 0
    return days(in: start..<max(calendar.end(through: last), start)).hundredths
  }

  /// Days that count in a term.
  func days(inTerm term: Int) -> Decimal {
    guard let first = calendar.days.firstIndex(where: { $0.term == term }),
      let last = calendar.days.lastIndex(where: { $0.term == term })
    else { return 0 }
    return days(in: first..<last + 1).hundredths
  }

  /// Leave that extends at request only is not among it. The order of the entries does not matter.
  init(_ absences: [InductionCase.Absence], _ service: ServiceRecord, _ rules: InductionRules) {
    calendar = service.calendar
    let ordinary = absences.filter { !rules.leaveOnRequest.contains($0.kind) }
    var shares: [Int: TermFraction] = [:]
    for absence in ordinary.sorted(by: Self.precedes) { add(absence, service, rules, &shares) }
    for (index, share) in shares.sorted(by: { $0.key < $1.key }) {
      let units = service.fte[index]
      if let last = runs.last, last.days.upperBound == index, last.share == share,
        last.units == units
      {
        runs[runs.count - 1].days = last.days.lowerBound..<index + 1
      } else {
        runs.append(Run(days: index..<index + 1, share: share, units: units))
      }
    }
  }

  private static func precedes(_ one: InductionCase.Absence, _ other: InductionCase.Absence) -> Bool {
    (one.start, one.end, one.kind, one.days) < (other.start, other.end, other.kind, other.days)
  }

  private mutating func add(
    _ absence: InductionCase.Absence, _ service: ServiceRecord, _ rules: InductionRules,
    _ shares: inout [Int: TermFraction]
  ) {
    let whole = calendar.first(from: absence.start)..<calendar.end(through: absence.end)
    let spread = AbsenceSpread(absence.days, over: whole, service.held)
    var (given, range) = (TermFraction(absence.days), whole)
    if rules.notCounted.contains(absence.kind) {
      if absence.end <= rules.notCountedUntil { return }
      range = max(whole.lowerBound, calendar.end(through: rules.notCountedUntil))..<whole.upperBound
      if range.isEmpty && !whole.isEmpty { return }
      if range.count < whole.count { given = range.reduce(.zero) { $0 + spread.share(on: $1) } }
      warnings.append(
        "\(Self.words(absence)) counts as any other absence: coronavirus was left out of account until "
          + "\(LondonTime.shortDate(rules.notCountedUntil)) only.")
    }
    let inPost = range.filter { service.fte[$0] > 0 }
    let free = inPost.count { shares[$0] == nil }
    var counting = TermFraction.zero
    for index in inPost {
      let (share, known) = (spread.share(on: index), shares[index] ?? .zero)
      guard share > known else { continue }
      shares[index] = share
      counting += share - known
    }
    if counting < given {
      let extent = Extent(schoolDays: range.count, inPost: inPost.count, free: free)
      warnings.append(Self.warning(absence, given, counting, extent))
    }
  }

  private static func warning(
    _ absence: InductionCase.Absence, _ given: TermFraction, _ counting: TermFraction, _ extent: Extent
  ) -> String {
    var reasons: [String] = []
    if TermFraction(extent.schoolDays) < given {
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
    let number = counting.hundredths
    let counts = number == 0 ? "none counts" : number == 1 ? "1 counts" : "\(number) count"
    return "\(words(absence)): of \(TermWords.days(given.hundredths)) given, \(counts), as "
      + TermWords.list(reasons) + "."
  }

  /// The kind and its days, such as "Sickness from 1 March 2027 to 3 March 2027".
  private static func words(_ absence: InductionCase.Absence) -> String {
    let title = absence.kind == "other" ? "Absence" : AbsenceWords.plain(absence.kind)
    return absence.start == absence.end
      ? "\(title) on \(LondonTime.shortDate(absence.start))"
      : "\(title) from \(LondonTime.shortDate(absence.start)) to \(LondonTime.shortDate(absence.end))"
  }
}
