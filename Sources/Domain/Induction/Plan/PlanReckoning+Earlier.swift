import Foundation
import Postgres

/// Why service elsewhere and reductions leave what they leave, and which assessments are still made.
extension PlanReckoning {
  /// What of the service under another body counts, and what is left where every term is served with that.
  var earlierSteps: [InductionPlan.Step] {
    guard given.broughtForward > .zero else { return [] }
    let isMore = isReduced && given.broughtForward > TermFraction(required)
    let served = TermWords.terms(number(given.broughtForward))
    let counted = TermWords.terms(number(required))
    var steps = [
      step(
        "brought-forward",
        isMore
          ? "Served under another appropriate body: \(served), of which \(counted) \(required == 1 ? "counts" : "count")."
          : "Served under another appropriate body and counted: \(served).",
        source: regime.sources["length"])
    ]
    guard let part = parts.last, part.terms <= .zero else { return steps }
    let left = whatIsLeft(part)
    if left.isEmpty {
      steps.append(
        step(
          "reduction",
          "That is \(isMore ? "more than" : "all that") the reduction leaves: nothing more is served, and the final "
            + "assessment is due on the first day in post."))
    } else {
      steps.append(
        step(
          owedExtension > .zero ? "extension" : "absence",
          "With that the \(counted) that \(isReduced ? "the reduction leaves" : "induction takes") "
            + "\(required == 1 ? "is" : "are") complete. What is left to serve here is \(TermWords.list(left)), with the "
            + "final assessment at the end of it."))
    }
    return steps
  }

  private var isReduced: Bool { required < Decimal(regime.requiredTerms) }

  /// What is served here where no terms are left.
  private func whatIsLeft(_ part: Part) -> [String] {
    var left: [String] = []
    if part.extendedBy > .zero {
      left.append("the \(TermWords.days(part.extendedBy.hundredths)) of absence that extend it")
    }
    if owedExtension > .zero {
      let terms = TermWords.terms(number(owedExtension))
      left.append(
        given.earlier.servedOfExtension(regime) > .zero
          ? "the rest of the extension, \(terms)" : "the extension of \(terms)")
    }
    return left
  }

  /// Formal assessments are made after the same terms whatever the length, as far as these lie before the end, and at the
  /// end. A reduction moves the end and takes away what would lie at or after it: of one term, the least, only the final
  /// assessment is left (DfE statutory guidance 2024, 3.2–3.5). The guidance releases nobody who goes on beyond a part of
  /// induction from being assessed at the end of that (2.48–2.55), so a longer one keeps it.
  var assessmentStep: InductionPlan.Step {
    let before = regime.assessedAfterTerms.filter { Decimal($0) < required }
    let elsewhere = before.filter { TermFraction($0) <= given.broughtForward }
    let here = before.filter { !elsewhere.contains($0) }
    var text =
      here.isEmpty
      ? "Only the final assessment is made\(elsewhere.isEmpty ? "" : " here")"
      : "Assessed formally after \(Self.places(here)) and at the end"
    if !elsewhere.isEmpty {
      text +=
        "; \(elsewhere.count == 1 ? "that" : "those") after \(Self.places(elsewhere)) "
        + "\(elsewhere.count == 1 ? "was" : "were") for the appropriate body before"
    }
    if regime.reviewsProgress, required > 1 { text += "; progress is reviewed in every other term" }
    text += "."
    if isReduced {
      text +=
        before.isEmpty
        ? " The reduction ends induction before any other would be due."
        : " The reduction takes away those that would be due later, and none of these."
    }
    return step("assessment", text)
  }

  private static func places(_ terms: [Int]) -> String {
    "\(TermWords.list(terms.map(String.init))) full-time \(terms == [1] ? "term" : "terms")"
  }
}
