import Foundation
import Postgres

extension PlanReckoning {
  /// Why the plan is as it is, step by step, each with the rule that asks for it.
  func explanation(_ served: TermFraction) -> [InductionPlan.Step] {
    var steps = [regimeStep]
    if required < Decimal(regime.requiredTerms) {
      steps.append(
        step(
          "reduction",
          "The appropriate body has reduced induction to \(TermWords.terms(number(required))); "
            + "it is never less than \(rules.leastTermsAfterReduction)."))
    }
    if given.broughtForward > .zero {
      steps.append(
        step(
          "brought-forward",
          "Served under another appropriate body and counted: \(TermWords.terms(number(given.broughtForward))).",
          source: regime.sources["length"]))
    }
    steps += employmentSteps
    steps += absenceSteps
    if decidedTerms > 0 {
      steps.append(
        step(
          "extension",
          "The appropriate body has extended induction by \(TermWords.terms(number(decidedTerms)))"
            + (given.earlierExtensionTerms > 0
              ? ", the body before by \(number(given.earlierExtensionTerms)) of them." : ".")))
    }
    steps.append(
      step(
        "length",
        end.map { "Served \(TermWords.terms(number(served))) by \(date($0)), when induction is complete." }
          ?? "Served \(number(served + given.broughtForward)) of \(TermWords.terms(number(required))); induction is not complete."
      ))
    steps += assessmentSteps
    return steps
  }

  private func step(_ rule: String, _ text: String, source: String? = nil) -> InductionPlan.Step {
    InductionPlan.Step(rule: rule, source: source ?? regime.sources[rule] ?? "", text: text)
  }

  private var regimeStep: InductionPlan.Step {
    if moved {
      return step(
        "transition",
        "Begun before \(rules.transition.begunBefore) and not completed by \(rules.transition.completedBy): "
          + "the rest of \(regime.requiredTerms) terms is served, nothing again.",
        source: rules.transition.source)
    }
    return step(
      "length", "\(regime.name): \(regime.requiredTerms) school terms, or as much part time as comes to them."
    )
  }

  private var employmentSteps: [InductionPlan.Step] {
    var steps = record.employments.filter(\.counts).map { employment in
      let amount = record.served(employment.first..<min(employment.end, end.map { $0 + 1 } ?? employment.end))
      return step(
        "part-time",
        employment.isOpen
          ? "In post from \(employment.start): this counts as \(number(amount)) full-time terms "
            + "up to the end of induction."
          : "In post from \(employment.start) for \(number(employment.terms)) terms of the calendar, "
            + "which count as \(number(amount)) full-time terms up to the end of induction.")
    }
    steps += record.employments.filter { !$0.counts }.map {
      step("part-time", "In post from \($0.start) for less than one term: it doesn't count.")
    }
    if regime.code == .ect, record.fte.contains(where: { (1..<1000).contains($0) }),
      let begun = given.periods.map(\.start).min(), let end,
      let anniversary = CivilDate(year: begun.year + 2, month: begun.month, day: min(begun.day, 28)),
      anniversary < date(end)
    {
      steps.append(
        step(
          "reduction",
          "A part-time teacher who meets the Standards may ask to finish after two years, from \(anniversary)."
        ))
    }
    return steps
  }

  /// Which of the days were under the body before, or why they don’t count here.
  private var earlierAbsenceStep: InductionPlan.Step {
    let days = given.earlierAbsenceDays == 1 ? "1 day" : "\(number(given.earlierAbsenceDays)) days"
    let counts = parts.contains { $0.absentBefore > 0 }
    return step(
      "absence",
      counts
        ? "Absent for \(days) of that under the appropriate body before: absence counts over the whole of it, "
          + "wherever it is served."
        : "Absent for \(days) under the appropriate body before, in a part that was completed there: it extends "
          + "nothing here.")
  }

  private var absenceSteps: [InductionPlan.Step] {
    var steps: [InductionPlan.Step] = []
    for part in parts where part.absent > 0 {
      let whole = parts.count > 1 || part.index > 0 ? "part \(part.index + 1)" : "induction"
      let counted =
        part.counted == part.absent
        ? "\(number(part.absent)) days" : "\(number(part.absent)) days, \(number(part.counted)) of full time,"
      steps.append(
        step(
          "absence",
          part.extendedBy > 0
            ? "Absent for \(counted) in \(whole): \(regime.absenceDays) or more extend it by all of them, "
              + "\(number(part.extendedBy)) working days (\(number(part.extendedBy / daysInTerm)) of a term)."
            : "Absent for \(counted) in \(whole): fewer than \(regime.absenceDays) extend nothing."))
    }
    if given.earlierAbsenceDays > 0 { steps.append(earlierAbsenceStep) }
    for absence in given.absences where rules.notCounted.contains(absence.kind) {
      steps.append(
        step(
          "absence", "The \(number(absence.days)) days from \(absence.start) (\(absence.kind)) don't count.",
          source: rules.notCountedSource))
    }
    for absence in given.absences where rules.leaveOnRequest.contains(absence.kind) {
      steps.append(
        step(
          "leave",
          "The \(AbsenceWords.title(absence.kind).lowercasedFirstLetter) from \(absence.start) extends induction at request only."
        ))
    }
    return steps
  }

  private var assessmentSteps: [InductionPlan.Step] {
    let after = regime.assessedAfterTerms.filter { Decimal($0) < required }
    let places = after.map(String.init).joined(separator: ", ")
    return [
      step(
        "assessment",
        after.isEmpty
          ? "Only the final assessment is made."
          : "Assessed formally after \(places) full-time terms and at the end"
            + (regime.reviewsProgress ? "; progress is reviewed in every other term." : "."))
    ]
  }
}
