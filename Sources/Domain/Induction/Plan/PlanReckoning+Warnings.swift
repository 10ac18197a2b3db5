import Foundation
import Postgres

extension PlanReckoning {
  /// What somebody should look at, what changes most first.
  var warnings: [String] {
    postsAtOnce + regimeWarnings + reductionWarnings + lateReductionWarnings + extensionOnlyWarnings
      + absence.warnings + earlierWarnings + serviceWarnings + leaveWarnings
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
    guard let finding else { return [] }
    let (before, completedBy) = (
      LondonTime.shortDate(rules.transition.begunBefore), LondonTime.shortDate(rules.transition.completedBy)
    )
    guard let code = given.regime else {
      return finding.isOpen
        ? [
          "The regime depends on when induction began elsewhere: this is reckoned as if it was on \(before) or later. "
            + "Say when it began there."
        ] : []
    }
    let begun = finding.begun
    if code == .nqt, begun >= rules.transition.begunBefore, !finding.isOpen, !finding.isEarlier {
      return [
        "Induction that begins on \(LondonTime.shortDate(begun)) falls under the regime of early career teachers: "
          + "that of newly qualified teachers, by which this is reckoned, is for induction begun before \(before)."
      ]
    }
    if code == .ect, !fits {
      let beginning = finding.isEarlier ? "before \(before)" : "on \(LondonTime.shortDate(begun))"
      return [
        "Induction that began \(beginning) falls under the regime of newly qualified teachers: "
          + "that of early career teachers, by which this is reckoned, is for induction begun from \(before) on, "
          + "or begun before and not completed by \(completedBy)."
      ]
    }
    if code == .nqt, !isExtensionOnly, let completed = completionBeforeDecisions,
      completed > rules.transition.completedBy
    {
      return [
        "Completed after \(completedBy): the regime of early career teachers applies to it."
      ]
    }
    return []
  }

  /// Which of several reductions counts. Each is an agreement that no more than so many terms are required, so the one to
  /// the fewest stands until it is taken back (DfE statutory guidance 2024, 3.2).
  private var reductionWarnings: [String] {
    let lengths = Set(given.reductions.map(\.toTerms)).sorted()
    guard let least = lengths.first, lengths.count > 1 else { return [] }
    let others = lengths.dropFirst().map { "\($0)" }
    return [
      "Reductions to \(TermWords.list(lengths.map { "\($0)" })) terms are entered, and only the one to "
        + "\(TermWords.terms(least)) counts: each says that no more terms than those are required, so the fewest "
        + "stand. If the one to \(TermWords.list(others)) is meant, take the one to \(least) out."
    ]
  }

  /// That the reduction which counts is to less than was served when it was agreed: by it induction was over then.
  private var lateReductionWarnings: [String] {
    guard let least = given.reductions.min(by: { $0.toTerms < $1.toTerms }), let agreed = least.agreedOn,
      least.toTerms < Decimal(regime.requiredTerms), let end, date(end) < agreed
    else { return [] }
    let before = record.calendar.end(through: agreed.adding(days: -1))
    let had = given.broughtForward + record.served(0..<before)
    return [
      "The reduction to \(TermWords.terms(least.toTerms)) is to less than was served when it was agreed on "
        + "\(LondonTime.shortDate(agreed)), \(TermWords.fullTime(had.rounded)): by it induction ended on "
        + "\(LondonTime.shortDate(date(end))), before it was agreed. If that is not meant, take the reduction out and "
        + "agree to one that leaves no fewer terms than were served."
    ]
  }

  /// That only the extension is served after the day by which induction had to be completed, if it was by then.
  private var extensionOnlyWarnings: [String] {
    guard regime.code == .nqt, isExtensionOnly, finding != nil,
      let first = given.periods.map(\.start).min(), first > rules.transition.completedBy
    else { return [] }
    return [
      "Only the extension is served here, as the \(regime.requiredTerms) terms were served elsewhere: that holds if they "
        + "were completed by \(LondonTime.shortDate(rules.transition.completedBy)). Check that with the appropriate "
        + "body before; otherwise the rest of six terms is served."
    ]
  }

  /// Whether a post goes on beyond the terms given.
  private var goesOn: Bool {
    let last = record.calendar.terms.last?.end
    return given.periods.contains { period in
      guard let end = period.end, let last else { return true }
      return end > last
    }
  }

  /// That the terms brought forward don’t fit, and that the part of full time elsewhere, by which absence is measured, was
  /// not given.
  private var earlierWarnings: [String] {
    let misfit = [finding?.earlierWarning].compactMap(\.self)
    guard regime.absenceProRata, given.earlierFTE == nil, parts.contains(where: { $0.absentBefore > 0 })
    else { return misfit }
    return misfit + [
      "Absence under the appropriate body before is measured by the part of full time of the first post here, "
        + "\(earlierFTE). Say what it was there if it was another."
    ]
  }

  /// That the plan has no end because no later terms are known.
  static let termsEndFirst = "The terms given end before induction does. Give later terms to see the end."

  private var serviceWarnings: [String] {
    var warnings = record.employments.filter { !$0.counts }.map {
      "The employment from \(LondonTime.shortDate($0.start)) spans \(number($0.terms)) of a term. "
        + "Less than one term in post doesn’t count."
    }
    if end == nil, goesOn {
      warnings.append(Self.termsEndFirst)
    } else if end == nil, record.employments.contains(where: \.counts),
      let last = given.periods.compactMap(\.end).max()
    {
      warnings.append(
        "No post is under way after \(LondonTime.shortDate(last)), so no end can be planned: what is left, "
          + "\(owedWords), comes with the next.")
    } else if end == nil, let last = warnings.popLast() {
      warnings.append(
        "\(last) No other post is under way, so no end can be planned: \(owedWords) \(isOneOwed ? "is" : "are") left."
      )
    }
    if let first = record.calendar.terms.first?.start, let begun = given.periods.map(\.start).min(),
      begun.days(until: first) > 31
    {
      warnings.append("The terms given begin after the first period; what was served before is not counted.")
    }
    return warnings
  }

  /// What is left, in terms and days.
  private var owedWords: String {
    let left = left
    guard left > 0 else { return "the final assessment" }
    let days = Int((owed.rounded * NSDecimalNumber(decimal: daysInTerm).doubleValue).rounded(.up))
    return "\(TermWords.fullTime(left)) (about \(days) school \(days == 1 ? "day" : "days") of full time)"
  }

  private var isOneOwed: Bool { left <= 0 || TermWords.number(left) == "1" }

  /// The terms that are left, as the record says it (``PlannedEnd``).
  private var left: Double {
    let required = NSDecimalNumber(decimal: required).doubleValue
    return InductionPlan.left(
      of: required, extendedBy: extensionTerms,
      before: InductionPlan.counting(given.broughtForward.rounded, towards: required, of: regime),
      served: ServiceLines(self).total.rounded)
  }

  private var leaveWarnings: [String] {
    let extended = given.extensions.reduce(Decimal(0)) { $0 + $1.terms }
    let next =
      extended > 0
      ? "\(TermWords.terms(extended)) of extension \(extended == 1 ? "is" : "are") entered."
      : "enter what is granted as an extension."
    return given.absences.filter { rules.leaveOnRequest.contains($0.kind) }.map {
      "\(AbsenceWords.title($0.kind)) from \(LondonTime.shortDate($0.start)) extends induction only if the teacher "
        + "asks for it; \(next)"
    }
  }
}
