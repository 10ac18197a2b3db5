import Foundation

/// A step on the way to the end of an induction.
public enum DecisionStep: String, Sendable, CaseIterable {
  case recommend, represent, decide, confirm, withdraw
  case takeBack = "take-back"
  case sendBack = "send-back"

  /// Whether an induction in a state waits for it, or could again, by its last recommendation.
  fileprivate func isOpen(_ state: InductionState, _ last: InductionDecision) -> Bool {
    switch self {
    case .recommend: state != .recommended && (last.decidedAt == nil || last.outcome == .extension)
    case .represent, .takeBack: last.isOpen
    case .decide, .sendBack: last.isOpen && !last.needsSecond
    case .confirm, .withdraw: last.needsSecond
    }
  }
}

extension DecideInduction {
  /// What was done by whom and when, in a sentence, for somebody whose step comes too late; nil where the induction
  /// still waits for that step. Throws ``DomainError``.
  public func doneInstead(
    of step: DecisionStep, _ id: InductionID, by actor: Actor
  ) async throws -> String? {
    let state = try await ReadInductions(services).find(id, by: actor).induction.state
    guard let last = try await list(id, by: actor).last, !step.isOpen(state, last) else { return nil }
    return last.whatBecame
  }
}

extension InductionDecision {
  /// What has become of it so far, by whom and when, in a sentence.
  var whatBecame: String {
    if let returned {
      return "The recommendation waits no more. \(returned.way.title), by \(returned.by), "
        + "\(LondonTime.dateAndTime(returned.at))."
    }
    if let decidedAt, let outcome {
      let terms = extensionTerms.map { " by \(TermWords.terms($0))" } ?? ""
      let people = [proposedBy.map { "by \($0)" }, confirmedBy.map { "confirmed by \($0)" }]
      let rest = people.compactMap(\.self) + [LondonTime.dateAndTime(decidedAt)]
      return "It has been decided already: \(outcome.title.lowercasedFirst)\(terms), "
        + "\(rest.joined(separator: ", "))."
    }
    if needsSecond, let proposedBy, let proposedAt {
      return "A failure has been proposed already, by \(proposedBy), \(LondonTime.dateAndTime(proposedAt))."
    }
    if let withdrawn = withdrawnProposals.last {
      return "The proposed failure was withdrawn by \(withdrawn.withdrawnBy), "
        + "\(LondonTime.dateAndTime(withdrawn.withdrawnAt))."
    }
    return "An outcome has been recommended already: \(recommendation.title.lowercasedFirst), "
      + "by \(recommendedBy), \(LondonTime.dateAndTime(recommendedAt))."
  }
}
