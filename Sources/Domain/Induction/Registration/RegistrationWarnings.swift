import Foundation
import Postgres

extension RegistrationContent {
  /// Whether the terms of the school say something of it.
  var goesByTerms: Bool { contractEndsOn != nil || beganElsewhereOn != nil }

  /// What somebody should look at, though it keeps nothing back: by the terms of the school, where it goes by them, and
  /// the day on which it was first sent, which for a draft is today.
  func warnings(
    _ rules: RegistrationRules, _ inductions: InductionRules, _ terms: InductionTerms?, sentOn: CivilDate
  ) throws -> [String] {
    var warnings: [String] = []
    if let startsOn, let terms, let misfit = earlier?.warning(before: startsOn, terms.terms) {
      warnings.append(misfit)
    }
    let transition = inductions.transition
    if servedElsewhere == true, earlierBeganOn == nil, let startsOn,
      startsOn >= transition.begunBefore, startsOn <= transition.completedBy
    {
      warnings.append(
        "How long induction takes depends on when it began elsewhere: before "
          + "\(LondonTime.shortDate(transition.begunBefore)) it was of three terms. Enter that day.")
    }
    if let startsOn, startsOn < sentOn {
      warnings.append(
        "The first day has passed: a new teacher is registered before starting, and the appropriate body sets the "
          + "day from which induction counts.")
    }
    for concern in postConcerns ?? [] {
      guard let check = rules.postChecks.first(where: { $0.code == concern }) else { continue }
      warnings.append("The post may not suit a new teacher: “\(check.title)” yes (\(rules.postSource)).")
    }
    if let contractEndsOn, contractEndsOn < sentOn {
      warnings.append("The contract ended on \(LondonTime.shortDate(contractEndsOn)), before this was sent.")
    }
    if let terms, try isTooShort(inductions, terms) {
      warnings.append("A contract of less than one term doesn’t count towards induction.")
    }
    if specialMeasures == true {
      warnings.append("The school is in special measures; the appropriate body looks at the reason given.")
    }
    return warnings
  }

  /// Whether the contract ends before it has lasted as many terms as a post needs to count, as a plan is reckoned.
  /// Of one that ends after the last term that is known nobody can say.
  private func isTooShort(_ inductions: InductionRules, _ terms: InductionTerms) throws -> Bool {
    guard let startsOn, let contractEndsOn, contractEndsOn > startsOn, let known = terms.terms.last?.end,
      contractEndsOn <= known
    else { return false }
    let calendar = SchoolDays(
      terms.terms, closures: Set(terms.closures), holidays: try BankHolidays.englandAndWales())
    let contract = InductionCase.Period(start: startsOn, end: contractEndsOn, fte: 1)
    return calendar.terms(in: contract.days(calendar)) < TermFraction(inductions.leastTermsInPost)
  }
}
