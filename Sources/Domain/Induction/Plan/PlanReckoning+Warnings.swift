import Foundation
import Postgres

extension PlanReckoning {
  /// What somebody should look at, what changes most first.
  var warnings: [String] {
    postsAtOnce + regimeWarnings + absence.warnings + serviceWarnings + leaveWarnings
  }

  private var postsAtOnce: [String] {
    guard let index = record.firstShared else { return [] }
    let day = date(index)
    let shared = given.periods.filter { $0.start <= day && ($0.end.map { day <= $0 } ?? true) }
    let sum = shared.reduce(Decimal(0)) { $0 + $1.fte }
    let last = shared.map(\.start).max() ?? day
    let posts = shared.count == 2 ? "Two posts are" : "\(shared.count) posts are"
    var warning =
      "\(posts) held at once from \(LondonTime.shortDate(last)): "
      + "\(TermWords.list(shared.map { "\($0.fte)" })) of full time are added up"
      + (sum > 1 ? " and counted as full time." : " to \(sum).")
    if shared.contains(where: { $0.start < last }) {
      warning +=
        " If the hours only changed then, let the post before end on \(LondonTime.shortDate(last.adding(days: -1)))."
    }
    return [warning]
      + (record.exceedsFullTime && sum <= 1
        ? ["Posts held at once come to more than full time later on; full time is counted."] : [])
  }

  private var regimeWarnings: [String] {
    guard let code = given.regime, let begun = given.periods.map(\.start).min() else { return [] }
    let (before, completedBy) = (
      LondonTime.shortDate(rules.transition.begunBefore), LondonTime.shortDate(rules.transition.completedBy)
    )
    if code == .nqt, begun >= rules.transition.begunBefore {
      return [
        "Induction that begins on \(LondonTime.shortDate(begun)) falls under the regime of early career teachers: "
          + "that of newly qualified teachers, by which this is reckoned, is for induction begun before \(before)."
      ]
    }
    if code == .ect, !fits {
      return [
        "Induction that began on \(LondonTime.shortDate(begun)) falls under the regime of newly qualified teachers: "
          + "that of early career teachers, by which this is reckoned, is for induction begun from \(before) on, "
          + "or begun before and not completed by \(completedBy)."
      ]
    }
    if code == .nqt, let completed = completionBeforeDecisions, completed > rules.transition.completedBy {
      return [
        "Completed after \(completedBy): the regime of early career teachers applies to it."
      ]
    }
    return []
  }

  private var serviceWarnings: [String] {
    var warnings = record.employments.filter { !$0.counts }.map {
      "The employment from \(LondonTime.shortDate($0.start)) spans \(number($0.terms)) of a term. "
        + "Less than one term in post doesn’t count."
    }
    if end == nil, record.employments.contains(where: \.isOpen) {
      warnings.append("The terms given end before induction does. Give later terms to see the end.")
    }
    if let first = record.calendar.terms.first?.start, let begun = given.periods.map(\.start).min(),
      begun.days(until: first) > 31
    {
      warnings.append("The terms given begin after the first period; what was served before is not counted.")
    }
    return warnings
  }

  private var leaveWarnings: [String] {
    given.absences.filter { rules.leaveOnRequest.contains($0.kind) }.map {
      "\(AbsenceWords.title($0.kind)) from \(LondonTime.shortDate($0.start)) extends induction only if the teacher "
        + "asks for it; enter what is granted as an extension."
    }
  }
}
