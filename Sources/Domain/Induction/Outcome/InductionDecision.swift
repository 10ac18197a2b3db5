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
  /// The school.
  let school: OrganisationID
  /// What the head recommends.
  public let recommendation: InductionOutcome
  /// Why.
  public let recommendationReasons: String
  /// Why the head recommends an end before the end by the plan, or without an assessment.
  public let recommendationEarlyReason: String?
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
  public private(set) var outcome: InductionOutcome?
  /// Why.
  public private(set) var outcomeReasons: String?
  /// Why induction was completed before its end by the plan, or without an assessment.
  public private(set) var earlyReason: String?
  /// How many formal assessments were not received when it was decided; of a recommendation that waits, how many are
  /// not received now.
  public internal(set) var missingAssessments: Int
  /// By how many terms it is extended.
  public let extensionTerms: Decimal?
  /// Who proposed or decided it.
  public private(set) var proposedBy: String?
  /// When it was proposed or decided.
  public private(set) var proposedAt: Date?
  /// The account of who did.
  private(set) var proposer: AccountID?
  /// Proposals of failure that were taken back, oldest first.
  public private(set) var withdrawnProposals: [WithdrawnProposal]
  /// Who confirmed a failure.
  public let confirmedBy: String?
  /// When it was decided.
  public let decidedAt: Date?
  /// The last day of an appeal.
  public let appealBy: CivilDate?
  /// What came of an appeal against it, once that is decided.
  public internal(set) var appeal: AppealOutcome?
  /// How the recommendation came to nothing, before it was decided.
  public let returned: ReturnedRecommendation?

  /// Whether it waits for the decision.
  public var isOpen: Bool { decidedAt == nil && returned == nil }

  /// Whether a failure waits for a second person.
  public var needsSecond: Bool { outcome == .notSatisfactory && isOpen }

  /// Whether the actor may confirm a failure that waits for a second person: nobody confirms what they proposed.
  public func mayBeConfirmed(by actor: Actor) -> Bool {
    needsSecond && actor.account.map { $0.id != proposer } == true
  }

  /// As school and teacher see it: a failure that is only proposed, or was, is the body’s to know.
  var withoutProposal: InductionDecision {
    var shown = self
    shown.withdrawnProposals = []
    if needsSecond {
      (shown.outcome, shown.outcomeReasons, shown.proposedBy) = (nil, nil, nil)
      (shown.proposedAt, shown.proposer, shown.earlyReason) = (nil, nil, nil)
    }
    return shown
  }

  /// Reads a row of ``list(_:in:)``.
  public init(row: Row) throws {
    id = try row.decode("id")
    schoolName = try row.decode("school_name")
    school = try row.decode("school_id")
    recommendation = try row.decode("recommendation")
    recommendationReasons = try row.decode("recommendation_reasons")
    recommendationEarlyReason = try row.decodeIfPresent("recommendation_early_reason")
    recommendedBy = try row.decode("recommended_by_name")
    recommendedAt = try row.decode("recommended_at")
    representBy = try row.decode("represent_by")
    decideBy = try row.decode("decide_by")
    representations = try row.decodeIfPresent("representations")
    representedAt = try row.decodeIfPresent("represented_at")
    outcome = try row.decodeIfPresent("outcome")
    outcomeReasons = try row.decodeIfPresent("outcome_reasons")
    earlyReason = try row.decodeIfPresent("early_reason")
    missingAssessments = try row.decode("missing_assessments")
    withdrawnProposals = try JSONColumn.decode(
      [WithdrawnProposal].self, from: try row.decode("withdrawn_proposals"))
    proposedAt = try row.decodeIfPresent("proposed_at")
    extensionTerms = try row.decodeIfPresent("extension_terms")
    proposedBy = try row.decodeIfPresent("proposed_by_name")
    proposer = try row.decodeIfPresent("proposed_by")
    confirmedBy = try row.decodeIfPresent("confirmed_by_name")
    decidedAt = try row.decodeIfPresent("decided_at")
    appealBy = try row.decodeIfPresent("appeal_by")
    appeal = try AppealOutcome(ifIn: row)
    returned = try ReturnedRecommendation(ifIn: row)
  }

  /// Those of an induction, oldest first.
  static func list(_ id: InductionID, in db: some Queryable) async throws -> [InductionDecision] {
    try await db.query(
      """
      SELECT d.id, o.name AS school_name, d.school_id, d.recommendation, d.recommendation_reasons, d.recommended_by_name,
        d.recommended_at, d.represent_by, d.decide_by, d.represented_at, d.representations, d.outcome, d.outcome_reasons,
        d.recommendation_early_reason, d.early_reason, d.missing_assessments, d.withdrawn_proposals, d.extension_terms,
        d.proposed_at, d.proposed_by, d.proposed_by_name, d.confirmed_by_name, d.decided_at,
        d.appeal_by, d.returned_at, d.returned_by_name, d.returned_reason, d.returned_as, p.id AS appeal_id,
        p.state AS appeal_state, p.ended_on AS appeal_ended_on, p.outcome_terms AS appeal_terms
      FROM induction_decision d JOIN organisation o ON o.id = d.school_id
        LEFT JOIN induction_appeal p ON p.decision_id = d.id WHERE d.induction_id = \(id)
      ORDER BY d.recommended_at, d.returned_at NULLS LAST, d.id
      """, as: InductionDecision.self)
  }
}
