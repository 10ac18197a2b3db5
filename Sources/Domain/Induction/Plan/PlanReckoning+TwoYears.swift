import Foundation
import Postgres

extension PlanReckoning {
  /// That part time may finish after two calendar years of induction (DfE statutory guidance 2024, 3.4). Time without a
  /// post is none of them: the day is said only where there was none, as far as that is known.
  var afterTwoYears: [InductionPlan.Step] {
    guard regime.code == .ect, record.fte.contains(where: { (1..<FullTimePart.whole).contains($0) }),
      let begun = finding?.begun, let end, let anniversary = Self.anniversary(of: begun),
      anniversary < date(end)
    else { return [] }
    let rule = "A part-time teacher who meets the Standards may ask to finish after two years"
    return [
      step(
        "reduction",
        isUnbroken(until: anniversary)
          ? "\(rule), from \(LondonTime.shortDate(anniversary))."
          : "\(rule) of induction. Time without a post is no part of them, so that no day can be given here: there "
            + "was some, or not all that was served elsewhere is known by its days.")
    ]
  }

  /// Whether a post that counts was held on every school day from the beginning up to a day.
  private func isUnbroken(until day: CivilDate) -> Bool {
    guard let first = given.periods.map(\.start).min(),
      given.earlier.fills(until: first, record.calendar.terms)
    else { return false }
    return record.calendar.days.enumerated().allSatisfy { index, school in
      school.date < first || school.date >= day || record.fte[index] > 0
    }
  }

  /// Two calendar years after a day; after 29 February the last day of that month, where the year has no such day.
  private static func anniversary(of begun: CivilDate) -> CivilDate? {
    let year = begun.year + 2
    let day = min(begun.day, CivilDate.length(ofMonth: begun.month, year: year))
    return CivilDate(year: year, month: begun.month, day: day)
  }
}
