public import Foundation
public import Postgres

/// What came of an appeal against a decision, once it is decided.
public struct AppealOutcome: Sendable {
  /// The appeal.
  public let id: AppealID
  /// Allowed, dismissed, or changed to another length.
  public let state: AppealState
  /// The day on which it was decided.
  public let endedOn: CivilDate
  /// By how many terms induction is extended instead.
  public let terms: Decimal?

  /// What stands instead of the decision, in words; nil where the decision stands.
  public var changedTo: String? {
    switch state {
    case .allowed: InductionOutcome.satisfactory.title
    case .varied: "\(InductionOutcome.extension.title) by \(TermWords.terms(terms))"
    default: nil
    }
  }

  /// Of a row with an appeal that is decided; nil otherwise.
  init?(ifIn row: Row) throws {
    guard let state = try row.decodeIfPresent("appeal_state", as: AppealState.self),
      [.allowed, .dismissed, .varied].contains(state)
    else { return nil }
    self.state = state
    id = try row.decode("appeal_id")
    endedOn = try row.decode("appeal_ended_on")
    terms = try row.decodeIfPresent("appeal_terms")
  }
}
