import Foundation
import Postgres

/// The regime that a case falls under by its dates, and how that was found.
struct RegimeFinding: Sendable {
  let code: RegimeCode
  /// Whether it was moved there from the earlier one.
  var moved = false
  /// The day on which induction began, as far as the case says.
  let begun: CivilDate
  /// Whether it began earlier than that: the terms brought forward can’t all have been served since the later regime
  /// began.
  var isEarlier = false
  /// Whether it hangs on when induction began elsewhere, which the case doesn’t say.
  var isOpen = false
  /// That the terms brought forward don’t fit into the time before.
  var earlierWarning: String?
}

extension PlanInduction {
  /// The regime of the day on which induction began, under whichever body (DfE statutory guidance 2024, 1.4–1.8).
  func regime(_ given: InductionCase, _ record: ServiceRecord) throws -> RegimeFinding {
    let rules = rules(of: given)
    let transition = rules.transition
    let first = given.periods.map(\.start).min() ?? transition.begunBefore
    let begun = given.begunOn ?? first
    guard begun >= transition.begunBefore else { return try early(given, record, begun) }
    guard given.broughtForward > .zero, given.broughtForwardFrom == nil, first <= transition.completedBy
    else { return RegimeFinding(code: .ect, begun: begun) }
    var earlier = try early(given, record, begun)
    earlier.isEarlier = true
    if !fits(given.broughtForward, before: first, since: transition.begunBefore) { return earlier }
    let canBe = try given.broughtForwardProblems(rules.regime(.nqt)).isEmpty
    return RegimeFinding(code: .ect, begun: begun, isOpen: canBe && earlier.code == .nqt)
  }

  /// That of induction begun under the earlier regime: moved, unless it is completed in time. What the terms given don’t
  /// reach to is not known.
  private func early(
    _ given: InductionCase, _ record: ServiceRecord, _ begun: CivilDate
  ) throws -> RegimeFinding {
    let rules = rules(of: given)
    let completedBy = rules.transition.completedBy
    let rule = try rules.regime(.nqt)
    // Who has served all of it elsewhere and was extended there has completed it: the extension only is left. More terms
    // than that may as well be of the six of somebody who was moved.
    let isSure = given.broughtForward == TermFraction(rule.requiredTerms)
    if given.earlier.leavesExtensionOnly(of: rule), isSure || begunHere(given, completedBy) <= completedBy {
      return RegimeFinding(code: .nqt, begun: begun)
    }
    let reckoning = PlanReckoning(given, rules, rule, record, nil)
    let moved: Bool
    if let completed = reckoning.completionBeforeDecisions {
      moved = completed > completedBy
    } else {
      let last = record.calendar.terms.last?.end ?? begun
      moved = last > completedBy || !given.periods.contains { $0.end.map { $0 > last } ?? true }
    }
    return RegimeFinding(code: moved ? .ect : .nqt, moved: moved, begun: begun)
  }

  private func begunHere(_ given: InductionCase, _ usual: CivilDate) -> CivilDate {
    given.periods.map(\.start).min() ?? usual
  }

  /// Whether so many full-time terms can have been served since the later regime began. A term that was begun is taken
  /// whole, as bodies round what they hand over.
  private func fits(_ terms: TermFraction, before first: CivilDate, since begunBefore: CivilDate) -> Bool {
    let passed = borough.terms.count { $0.start < first && $0.end >= begunBefore }
    return terms <= TermFraction(passed)
  }
}
