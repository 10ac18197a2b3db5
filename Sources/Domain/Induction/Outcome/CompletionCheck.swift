import Foundation
public import Postgres

/// What stands against an outcome that ends induction, passed or failed: the one check of heads who recommend, of
/// officers who decide, and of many that are decided at once.
public struct CompletionCheck: Sendable, Equatable {
  /// How many formal assessments of the plan the body has not received.
  public let missing: Int
  /// The end by the plan, with reductions and extensions as they stand.
  public let expectedEnd: CivilDate?
  /// Whether the plan waits to be reckoned again: what stands against it is not known till then.
  public let isReckoning: Bool

  init(missing: Int, expectedEnd: CivilDate?, isReckoning: Bool = false) {
    (self.missing, self.expectedEnd, self.isReckoning) = (missing, expectedEnd, isReckoning)
  }

  /// Whether a day lies before the end by the plan.
  public func isBeforeEnd(on today: CivilDate) -> Bool { expectedEnd.map { today < $0 } ?? true }

  /// Everything that stands against it, each in a sentence; empty when nothing does.
  public func objections(on today: CivilDate) -> [String] {
    if isReckoning { return [] }
    var found: [String] = []
    if missing > 0 {
      found.append("\(missing) formal assessment\(missing == 1 ? " is" : "s are") not received.")
    }
    if isBeforeEnd(on: today) { found.append(early) }
    return found
  }

  private var early: String {
    expectedEnd.map { "By the plan, induction ends on \(LondonTime.longDate($0))." }
      ?? "By the plan, induction has no end yet: what is recorded does not complete it."
  }

  /// Takes a reason of its own for a completion that something stands against, and says whether one is to be kept.
  func check(_ reason: String, on today: CivilDate, _ problems: inout Problems) -> Bool {
    let objections = objections(on: today)
    if objections.isEmpty { return false }
    problems.require(
      (10...2_000).contains(reason.count), "early_reason",
      "\(objections.joined(separator: " ")) Enter why it is decided all the same, in 10 to 2,000 characters."
    )
    return true
  }
}

extension InductionRecord {
  /// What stands against a satisfactory completion.
  public var completion: CompletionCheck {
    CompletionCheck(
      missing: due.count { $0.kind == .assessment && $0.doneOn == nil },
      expectedEnd: induction.plan?.expectedEnd, isReckoning: induction.isReckoning)
  }
}
