public import Foundation
public import Postgres

/// Names a recommendation with its decision.
public struct DecisionID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// How an induction ends, or goes on.
public enum InductionOutcome: String, Sendable, Codable, CaseIterable, PostgresValue {
  case satisfactory
  case `extension`
  case notSatisfactory = "not_satisfactory"

  /// The words for it.
  public var title: String {
    switch self {
    case .satisfactory: "Satisfactory"
    case .extension: "Extension"
    case .notSatisfactory: "Not satisfactory"
    }
  }
}

/// A head’s recommendation and the body’s decision on it.
public struct InductionDecision: Sendable, RowDecodable {
  /// Its identifier.
  public let id: DecisionID
  /// The school’s name.
  public let schoolName: String
  /// What the head recommends.
  public let recommendation: InductionOutcome
  /// Why.
  public let recommendationReasons: String
  /// Who recommended.
  public let recommendedBy: String
  /// When.
  public let recommendedAt: Date
  /// The last day of the teacher’s representations.
  public let representBy: CivilDate
  /// The last day of the decision.
  public let decideBy: CivilDate
  /// What the teacher says to it.
  public let representations: String?
  /// When the teacher said it.
  public let representedAt: Date?
  /// What is proposed or decided.
  public let outcome: InductionOutcome?
  /// Why.
  public let outcomeReasons: String?
  /// Why induction was completed before its end by the plan.
  public let earlyReason: String?
  /// By how many terms it is extended.
  public let extensionTerms: Decimal?
  /// Who proposed or decided it.
  public let proposedBy: String?
  /// The account of who did.
  let proposer: AccountID?
  /// Who confirmed a failure.
  public let confirmedBy: String?
  /// When it was decided.
  public let decidedAt: Date?
  /// The last day of an appeal.
  public let appealBy: CivilDate?

  /// Whether a failure waits for a second person.
  public var needsSecond: Bool { outcome == .notSatisfactory && decidedAt == nil }

  /// Reads a row of ``list(_:in:)``.
  public init(row: Row) throws {
    id = try row.decode("id")
    schoolName = try row.decode("school_name")
    recommendation = try row.decode("recommendation")
    recommendationReasons = try row.decode("recommendation_reasons")
    recommendedBy = try row.decode("recommended_by_name")
    recommendedAt = try row.decode("recommended_at")
    representBy = try row.decode("represent_by")
    decideBy = try row.decode("decide_by")
    representations = try row.decodeIfPresent("representations")
    representedAt = try row.decodeIfPresent("represented_at")
    outcome = try row.decodeIfPresent("outcome")
    outcomeReasons = try row.decodeIfPresent("outcome_reasons")
    earlyReason = try row.decodeIfPresent("early_reason")
    extensionTerms = try row.decodeIfPresent("extension_terms")
    proposedBy = try row.decodeIfPresent("proposed_by_name")
    proposer = try row.decodeIfPresent("proposed_by")
    confirmedBy = try row.decodeIfPresent("confirmed_by_name")
    decidedAt = try row.decodeIfPresent("decided_at")
    appealBy = try row.decodeIfPresent("appeal_by")
  }

  /// Those of an induction, oldest first.
  static func list(_ id: InductionID, in db: some Queryable) async throws -> [InductionDecision] {
    try await db.query(
      """
      SELECT d.id, o.name AS school_name, d.recommendation, d.recommendation_reasons, d.recommended_by_name,
        d.recommended_at, d.represent_by, d.decide_by, d.represented_at, d.representations, d.outcome, d.outcome_reasons,
        d.early_reason, d.extension_terms, d.proposed_by, d.proposed_by_name, d.confirmed_by_name, d.decided_at,
        d.appeal_by
      FROM induction_decision d JOIN organisation o ON o.id = d.school_id WHERE d.induction_id = \(id)
      ORDER BY d.recommended_at, d.id
      """, as: InductionDecision.self)
  }
}
