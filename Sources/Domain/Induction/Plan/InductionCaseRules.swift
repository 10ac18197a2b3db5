import Foundation
import Postgres

extension InductionCase {
  /// What is wrong with the case, each with its place. How many entries there are is no matter here: a stored induction
  /// has as many as were recorded, and only what is sent has a limit (``InductionCaseReader``).
  func problems(_ rules: InductionRules) -> [FieldProblem] {
    var problems = Problems()
    problems.require(!periods.isEmpty, "periods", "Give at least one period in post.")
    checkTerms(&problems)
    checkPeriods(&problems)
    checkAbsences(rules, &problems)
    for (index, reduction) in reductions.enumerated() {
      problems.require(
        reduction.toTerms >= Decimal(rules.leastTermsAfterReduction) && reduction.toTerms <= 6,
        "reductions[\(index)].to_terms",
        "Enter to how many terms in all induction is reduced: at least \(rules.leastTermsAfterReduction), and fewer "
          + "than the \(rules.lengths) without a reduction.")
    }
    for (index, added) in extensions.enumerated() {
      problems.require(
        added.terms > 0 && added.terms <= 12, "extensions[\(index)].terms",
        "Enter more than 0 and up to 12 terms.")
    }
    problems.require(
      broughtForward <= TermFraction(12), "brought_forward", "Enter fewer terms than induction has.")
    problems.require(
      (0...400).contains(earlierAbsenceDays), "brought_forward_absence", "Enter from 0 to 400 days.")
    problems.require(
      (0...6).contains(earlierExtensionTerms), "brought_forward_extension", "Enter from 0 to 6 terms.")
    checkEarlier(&problems)
    return problems.found
  }

  private func checkEarlier(_ problems: inout Problems) {
    if let from = broughtForwardFrom {
      problems.require(
        from.year >= 1999 && periods.contains { from <= $0.start }, "brought_forward_from",
        "Enter the day on which induction began elsewhere: from 1999 on, and before the post here.")
    }
    if let fte = earlierFTE {
      problems.require(
        FullTimePart.isValid(fte), "brought_forward_fte", FullTimePart.rule(of: "there"))
    }
  }

  /// A beginning elsewhere that lies behind the first post here: service elsewhere comes before all of it. A stored
  /// induction may have gone elsewhere and come back, so this is asked of what somebody enters.
  func beginningProblems() -> [FieldProblem] {
    guard let first = periods.map(\.start).min(), !EarlierService.precedes(broughtForwardFrom, first) else {
      return []
    }
    return [
      FieldProblem(
        field: "brought_forward_from",
        message:
          "Enter the day on which induction began elsewhere: before \(LondonTime.shortDate(first)), when the "
          + "first post here begins.")
    ]
  }

  /// Terms brought forward that leave nothing of the regime of the case: neither terms, nor an extension, nor absence.
  func broughtForwardProblems(_ regime: InductionRules.Regime) -> [FieldProblem] {
    guard !earlier.leavesAnything(of: regime, extended: !extensions.isEmpty) else { return [] }
    let extra = TermWords.number(TermFraction(earlierExtensionTerms).rounded)
    return [
      FieldProblem(
        field: "brought_forward",
        message: "Enter fewer terms than the \(regime.requiredTerms) of the regime “\(regime.name)”"
          + (earlierExtensionTerms > 0 ? " and the \(extra) of the extension there" : "")
          + ": who has served them all has completed induction."
          + (earlierExtensionTerms > 0
            ? "" : " Where it was extended there, give by how many terms."))
    ]
  }

  private func checkTerms(_ problems: inout Problems) {
    guard let terms else { return }
    problems.require(!terms.isEmpty, "terms", "Give at least one term, or leave terms out for the borough’s.")
    for (index, term) in terms.enumerated() {
      problems.require(
        term.start < term.end && term.start.days(until: term.end) <= 200, "terms[\(index)].end",
        "Enter an end after the start, at most 200 days later.")
      if index > 0 {
        problems.require(
          terms[index - 1].end < term.start, "terms[\(index)].start",
          "Give the terms in order, each beginning after the one before has ended.")
      }
    }
  }

  private func checkPeriods(_ problems: inout Problems) {
    for (index, period) in periods.enumerated() {
      problems.require(
        FullTimePart.isValid(period.fte), "periods[\(index)].fte", FullTimePart.rule)
      problems.require(
        (2012...2031).contains(period.start.year), "periods[\(index)].start",
        "Enter a start from 2012 to 2031: the years whose bank holidays are known.")
      if let end = period.end {
        problems.require(
          period.start <= end && end.year <= 2031, "periods[\(index)].end",
          "Enter an end on or after the start, up to 2031.")
      }
    }
  }

  /// Reductions that are none under the regime of the case.
  func reductionProblems(_ rules: InductionRules, _ regime: InductionRules.Regime) -> [FieldProblem] {
    var problems = Problems()
    for (index, reduction) in reductions.enumerated() {
      problems.require(
        reduction.toTerms <= Decimal(regime.requiredTerms), "reductions[\(index)].to_terms",
        "Enter to how many terms in all induction is reduced: at least \(rules.leastTermsAfterReduction) and no more "
          + "than the \(regime.requiredTerms) that the regime “\(regime.name)” requires without a reduction.")
    }
    return problems.found
  }

  private func checkAbsences(_ rules: InductionRules, _ problems: inout Problems) {
    let kinds = rules.absenceKinds
    for (index, absence) in absences.enumerated() {
      problems.require(
        kinds.contains(absence.kind), "absences[\(index)].kind",
        "Give the kind of absence as one of \(kinds.joined(separator: ", ")).")
      problems.require(absence.days >= 0, "absences[\(index)].days", "Enter 0 or more working days.")
      guard absence.start <= absence.end else {
        // How many days there can be is not known without an end that can be.
        problems.add("absences[\(index)].end", "Enter an end on or after the start.")
        continue
      }
      let length = Decimal(absence.start.days(until: absence.end) + 1)
      problems.require(
        absence.days <= length, "absences[\(index)].days",
        "Enter the working days of the absence: no more than the \(TermWords.days(length)) from start to end."
      )
    }
  }
}
