import Foundation
import Postgres

extension PlanReckoning {
  /// Why the plan is as it is, step by step, each with the rule that asks for it.
  func explanation(_ service: ServiceLines) -> [InductionPlan.Step] {
    var steps = [regimeStep] + beginningSteps
    if required < Decimal(regime.requiredTerms) {
      steps.append(
        step(
          "reduction",
          "The appropriate body has reduced induction to \(TermWords.terms(number(required))); it is never less than "
            + "\(TermWords.terms("\(rules.leastTermsAfterReduction)"))."))
    }
    steps += earlierSteps
    steps += serviceSteps(service)
    steps += shortSteps + afterTwoYears
    steps += absenceSteps
    if decidedTerms > 0 {
      steps.append(
        step(
          "extension",
          "The appropriate body has extended induction by \(TermWords.terms(number(decidedTerms)))"
            + (given.earlierExtensionTerms > 0
              ? ", the body before by \(number(given.earlierExtensionTerms)) of them." : ".")))
    }
    steps.append(sumStep(service))
    steps.append(assessmentStep)
    return steps
  }

  func step(_ rule: String, _ text: String, source: String? = nil) -> InductionPlan.Step {
    InductionPlan.Step(rule: rule, source: source ?? regime.sources[rule] ?? "", text: text)
  }

  private var regimeStep: InductionPlan.Step {
    if moved {
      return step(
        "transition",
        "Begun before \(LondonTime.shortDate(rules.transition.begunBefore)) and not completed by "
          + "\(LondonTime.shortDate(rules.transition.completedBy)): "
          + "the rest of \(regime.requiredTerms) terms is served, nothing again.",
        source: rules.transition.source)
    }
    return step(
      "length", "\(regime.name): \(regime.requiredTerms) school terms, or as much part time as comes to them."
    )
  }

  /// When induction began elsewhere, as far as the regime follows from it.
  private var beginningSteps: [InductionPlan.Step] {
    guard let finding else { return [] }
    let before = LondonTime.shortDate(rules.transition.begunBefore)
    if finding.isEarlier {
      return [
        step(
          "transition",
          "The \(TermWords.terms(number(given.broughtForward))) brought forward can’t all have been served since "
            + "\(before): induction began before that day.", source: rules.transition.source)
      ]
    }
    guard let from = given.broughtForwardFrom, from == finding.begun else { return [] }
    return [
      step(
        "transition",
        "Induction began under another appropriate body on \(LondonTime.shortDate(from)): the regime is that of this "
          + "day.", source: rules.transition.source)
    ]
  }

  // MARK: Service

  /// One for each stretch. What they show adds up to what the plan shows as served.
  private func serviceSteps(_ service: ServiceLines) -> [InductionPlan.Step] {
    var (sum, shown) = (TermFraction.zero, 0.0)
    return service.lines.map { line in
      sum += line.counted
      // The difference of rounded sums, so that rounding doesn't pile up.
      let counted = sum.rounded - shown
      shown = sum.rounded
      return step(line, counted)
    }
  }

  private func step(_ line: ServiceLine, _ counted: Double) -> InductionPlan.Step {
    let time =
      "from \(LondonTime.shortDate(firstDay(of: line.days))) to \(LondonTime.shortDate(lastDay(of: line.days)))"
    if line.purpose == .absence {
      let days = line.workingDays.hundredths
      let amount = Self.result(double(days) / TermWords.rounded(double(daysInTerm)), counted)
      return step(
        "absence",
        "Absence made up \(time): \(TermWords.days(days)) of work, by an average term of "
          + "\(number(daysInTerm)) school days = \(amount).")
    }
    let (product, amount) = reckoned(line, counted)
    return switch line.purpose {
    case .extension: step("extension", "Extension \(time): \(product) = \(amount)")
    default:
      step(
        line.units == FullTimePart.whole ? "length" : "part-time", "In post \(time): \(product) = \(amount)")
    }
  }

  /// Terms of the calendar times a part of full time, and what they come to: that of the figures as they are shown.
  private func reckoned(_ line: ServiceLine, _ counted: Double) -> (product: String, amount: String) {
    let (isFull, isWhole) = (line.units == FullTimePart.whole, line.counted == line.whole)
    let rate: (words: String, value: Double) =
      isFull ? ("1 (full time)", 1) : FullTimePart.shown(line.units)
    // Of full time both sides are the same number.
    let terms = isFull && isWhole ? counted : line.calendarTerms.rounded
    let whole = terms * rate.value
    let amount =
      isWhole || TermWords.rounded(counted) >= TermWords.rounded(whole)
      ? "\(Self.result(whole, counted))."
      : "\(TermWords.fullTime(whole)), of which \(TermWords.number(counted)) "
        + "\(TermWords.number(counted) == "1" ? "counts" : "count"): "
        + "the day on which a part of induction ends counts as far as it is needed."
    return ("\(TermWords.ofCalendar(terms)) × \(rate.words)", amount)
  }

  /// What figures come to as they are shown, and what is taken of it where the rounded lines add up by that only.
  private static func result(_ shown: Double, _ counted: Double) -> String {
    let isSame = TermWords.number(shown) == TermWords.number(counted)
    return TermWords.fullTime(shown)
      + (isSame ? "" : ", taken as \(TermWords.number(counted)) so that the rounded lines add up")
  }

  private var shortSteps: [InductionPlan.Step] {
    record.employments.filter { !$0.counts }.map { step("part-time", $0.shortness) }
  }

  private func sumStep(_ service: ServiceLines) -> InductionPlan.Step {
    var asked = "\(TermWords.fullTime(double(required))) required"
    let ofExtension = given.earlier.servedOfExtension(regime)
    if given.broughtForward > .zero, ofExtension <= .zero {
      asked += ", \(number(min(given.broughtForward, TermFraction(required)))) of them brought forward"
    }
    if extensionTerms > 0 { asked += ", extended by \(TermWords.number(extensionTerms))" }
    if ofExtension > .zero {
      asked += ", \(number(TermFraction(required) + ofExtension)) of all that brought forward"
    }
    let served = TermWords.number(service.total.rounded)
    return step(
      "length",
      end.map {
        "\(asked): with \(served) served by \(LondonTime.shortDate(date($0))) induction is complete."
      } ?? "\(asked): \(served) served; induction is not complete.")
  }

  // MARK: Absence

  /// Which of the days were under the body before, or why they don’t count here.
  private var earlierAbsenceStep: InductionPlan.Step {
    let days = given.earlierAbsenceDays == 1 ? "1 day" : "\(number(given.earlierAbsenceDays)) days"
    let counts = parts.contains { $0.absentBefore > 0 }
    let measure =
      !regime.absenceProRata
      ? ""
      : " They are measured against full time by \(earlierFTE) of it"
        + (given.earlierFTE == nil ? ", as in the first post here." : " there.")
    return step(
      "absence",
      counts
        ? "Absent for \(days) of that under the appropriate body before: absence counts over the whole of it, "
          + "wherever it is served.\(measure)"
        : "Absent for \(days) under the appropriate body before, in a part that was completed there: it extends "
          + "nothing here.")
  }

  /// What absence is counted over: a part, or all of induction, with an extension in which there is any.
  private func place(of part: Part) -> String {
    let whole = parts.count > 1 || part.index > 0 ? "part \(part.index + 1)" : "induction"
    guard part.index == parts.last?.index, decidedTerms > 0, let last = part.end else { return whole }
    let behind = last + 1..<max(end.map { $0 + 1 } ?? record.fte.count, last + 1)
    return absence.days(in: behind) > .zero ? "\(whole) with its extension" : whole
  }

  private var absenceSteps: [InductionPlan.Step] {
    var steps: [InductionPlan.Step] = []
    for part in parts where part.absent > .zero {
      let counted =
        TermWords.days(part.absent.hundredths)
        + (part.counted == part.absent ? "" : ", \(number(part.counted)) of full time,")
      let absent = "Absent for \(counted) in \(place(of: part))"
      let madeUp = TermWords.days(part.madeUp.hundredths)
      steps.append(
        step(
          "absence",
          part.madeUp > .zero
            ? "\(absent): \(regime.absenceDays) or more extend it by all of them, \(madeUp) of work "
              + "(\(number(share(part.madeUp))) of a term)."
            : "\(absent): fewer than \(regime.absenceDays) extend nothing."))
    }
    if given.earlierAbsenceDays > 0 { steps.append(earlierAbsenceStep) }
    for absence in given.absences
    where rules.notCounted.contains(absence.kind) && absence.start <= rules.notCountedUntil {
      let until = LondonTime.shortDate(rules.notCountedUntil)
      steps.append(
        step(
          "absence",
          "Coronavirus absence from \(LondonTime.shortDate(absence.start)) (\(TermWords.days(absence.days))) is left "
            + "out of account\(absence.end > rules.notCountedUntil ? " as far as it lies before \(until)" : "").",
          source: rules.notCountedSource))
    }
    for absence in given.absences where rules.leaveOnRequest.contains(absence.kind) {
      steps.append(
        step(
          "leave",
          "\(AbsenceWords.title(absence.kind)) from \(LondonTime.shortDate(absence.start)) extends induction at "
            + "request only."))
    }
    return steps
  }

  // MARK: Numbers

  func number(_ terms: TermFraction) -> String { TermWords.number(terms.rounded) }

  func number(_ value: Decimal) -> String { TermWords.number(double(value)) }

  private func double(_ value: Decimal) -> Double { NSDecimalNumber(decimal: value).doubleValue }
}
