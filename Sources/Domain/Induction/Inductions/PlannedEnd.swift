import Foundation
public import Postgres

/// Why an induction has no end by its plan, in words for people: not having a post is something else than terms that
/// are not known.
public struct PlannedEnd: Sendable {
  private let record: InductionRecord
  private let today: CivilDate

  /// That of an induction, on a day.
  public init(_ record: InductionRecord, on today: CivilDate) { (self.record, self.today) = (record, today) }

  /// The day; nil where there is none.
  public var day: CivilDate? { record.induction.plan?.expectedEnd }

  /// Why there is no day; nil where there is one.
  public var reason: String? {
    let induction = record.induction
    if induction.isReckoning { return "Being reckoned again" }
    if day != nil { return nil }
    if record.isPartial { return "Known to the school where the teacher is now" }
    switch induction.state {
    case .satisfactory, .notSatisfactory, .died: return "None: induction is over"
    case .transferred: return "None here: it goes on under another appropriate body"
    case .serving, .paused, .recommended, .left: break
    }
    guard let plan = induction.plan else { return "Can’t be reckoned from what is recorded" }
    if record.periods.contains(where: { $0.endsOn == nil }) { return "Not within known terms" }
    let owed = Self.owed(plan, TermFraction(text: induction.earlierTerms) ?? .zero)
    guard let last = record.periods.compactMap(\.endsOn).max(), last >= today else {
      return "No post at present, so no end can be planned: \(owed)"
    }
    return "No post after \(LondonTime.longDate(last)), so no end can be planned: then \(owed)"
  }

  /// How much is left, such as "2.5 full-time terms are still owed".
  private static func owed(_ plan: InductionPlan, _ before: TermFraction) -> String {
    let left = InductionPlan.left(
      of: plan.requiredTerms, extendedBy: plan.extensionTerms,
      before: plan.counting(broughtForward: before.rounded), served: plan.servedTerms)
    guard left > 0 else { return "the final assessment is still to be made" }
    let words = TermWords.fullTime(left)
    return "\(words) \(words.hasPrefix("1 ") ? "is" : "are") still owed"
  }
}

extension InductionRecord {
  /// The last day of an induction that has ended, and how it ended; nil of one that goes on, or where that is not for
  /// the reader.
  public var ended: (day: CivilDate, outcome: String)? {
    if let death { return (death.diedOn, "the teacher has died") }
    guard !induction.state.isOpen, !isPartial else { return nil }
    let (changed, last) = (LondonTime.date(of: induction.stateChangedAt), periods.compactMap(\.endsOn).max())
    let known: [CivilDate?] = [changed, last, induction.plan?.expectedEnd]
    let day = induction.state.isDecided ? known.compactMap(\.self).min() : last
    return (day ?? changed, induction.state.title.lowercasedFirst)
  }

  /// Whether it ended before its plan does, which so is no more than what was expected once.
  public var hasOvertakenPlan: Bool {
    guard let ended, let planned = induction.plan?.expectedEnd else { return false }
    return ended.day < planned
  }
}

extension Induction {
  /// Why a list has no day for the end by the plan, in a few words; nil where there is one. It goes by nothing but the
  /// row of the list: the page of the induction says more (``PlannedEnd``).
  public var noEnd: String? {
    if isReckoning { return "Being reckoned again" }
    if plan?.expectedEnd != nil { return nil }
    switch state {
    case .satisfactory, .notSatisfactory, .died: return "None: induction is over"
    case .transferred: return "None here: it goes on elsewhere"
    case .serving, .paused, .recommended, .left: break
    }
    guard let plan else { return state == .left ? "None: the teacher has left" : "Can’t be reckoned" }
    return plan.endsBeyondTerms ? "Not within known terms" : "No post, so no end can be planned"
  }
}

extension Induction {
  /// How many full-time terms were served under another body.
  public var broughtForward: Double { TermFraction(text: earlierTerms)?.rounded ?? 0 }
}

extension InductionPlan {
  /// How many of the full-time terms served elsewhere count towards what is required and extended: with those served
  /// here they come to all of it. A reduction may be to less than was brought forward.
  public func counting(broughtForward terms: Double) -> Double {
    let rules = try? InductionRules.load(version: rulesVersion, begunOn: nil)
    guard let rule = try? rules?.regime(regime) else { return terms }
    return Self.counting(terms, towards: requiredTerms, of: rule)
  }

  static func counting(_ terms: Double, towards required: Double, of rule: InductionRules.Regime) -> Double {
    required < Double(rule.requiredTerms) ? min(terms, required) : terms
  }

  /// How many full-time terms are left: by the figures as they are shown, so that wherever it is said they add up.
  static func left(
    of required: Double, extendedBy extensionTerms: Double, before: Double, served: Double
  ) -> Double {
    max(TermWords.rounded(required + extensionTerms - before - served), 0)
  }

  /// Whether it has no end because the terms that are known end before it.
  var endsBeyondTerms: Bool { warnings.contains(PlanReckoning.termsEndFirst) }
}
