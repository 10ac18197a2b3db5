import Foundation
import Postgres

/// What has happened in a stored induction that its plan goes by, besides what it is reckoned from.
struct PlanHistory: Sendable {
  /// A formal assessment that was received before the body last extended induction.
  struct Assessment: Sendable, Equatable {
    let number: Int
    let dueOn: CivilDate
  }

  /// Those received before the last extension, in order.
  private(set) var assessments: [Assessment] = []
  /// How often the head has recommended once they do so next; 0 while a recommendation waits for its decision.
  private(set) var nextRecommendation = 1

  /// That of every induction named, by two statements however many there are; none for those without any.
  static func load(_ ids: [InductionID], in db: some Queryable) async throws -> [InductionID: PlanHistory] {
    let keys = ids.map(\.rawValue)
    var found: [InductionID: PlanHistory] = [:]
    let assessments = try await db.query(
      """
      SELECT d.induction_id, d.number, d.due_on FROM (
        SELECT e.induction_id, max(e.entered_at) AS extended_at FROM induction_event e
        WHERE e.induction_id = ANY (\(keys)) AND e.kind = \(InductionEvent.Kind.extension) AND e.removed_at IS NULL
        GROUP BY e.induction_id
      ) x JOIN induction_due d ON d.induction_id = x.induction_id
      WHERE d.kind = \(InductionDue.Kind.assessment) AND d.done_on IS NOT NULL AND coalesce((
          SELECT max(s.signed_at) FROM induction_assessment a JOIN induction_signature s ON s.assessment_id = a.id
          WHERE a.induction_id = d.induction_id AND a.kind = d.kind AND a.number = d.number AND s.to_state = 'received'
        ), d.done_on::timestamp AT TIME ZONE 'Europe/London') <= x.extended_at
      ORDER BY d.induction_id, d.number
      """)
    for row in assessments {
      found[try row.decode("induction_id"), default: PlanHistory()].assessments.append(
        Assessment(number: try row.decode("number"), dueOn: try row.decode("due_on")))
    }
    let decisions = try await db.query(
      """
      SELECT induction_id, CASE WHEN bool_and(decided_at IS NOT NULL) THEN count(*) + 1 ELSE 0 END AS next
      FROM induction_decision WHERE induction_id = ANY (\(keys)) AND returned_at IS NULL GROUP BY induction_id
      """)
    for row in decisions {
      found[try row.decode("induction_id"), default: PlanHistory()].nextRecommendation = try row.decode(
        "next")
    }
    return found
  }
}

extension InductionPlan {
  /// The plan of an induction that was extended after its last assessment: what was received stays, and the time of the
  /// extension ends with an assessment of its own.
  func continued(after history: PlanHistory, _ terms: [SchoolTerm]) -> InductionPlan {
    guard let final = formalAssessments.last, final.due == expectedEnd else { return self }
    let received = history.assessments.filter { $0.number >= final.number && $0.dueOn < final.due }
    guard let last = received.last else { return self }
    let next = last.number + 1
    let assessments =
      Array(formalAssessments.dropLast()) + received.map { Assessment(number: $0.number, due: $0.dueOn) }
      + [Assessment(number: next, due: final.due)]
    // A term in which an assessment falls has no review besides.
    let assessed = terms.filter { term in
      received.contains { term.start <= $0.dueOn && $0.dueOn <= term.end }
    }
    let reviews = progressReviews.filter { review in
      !assessed.contains { $0.start <= review.due && review.due <= $0.end }
    }
    let step = Step(
      rule: "assessment", source: explanation.last { $0.rule == "assessment" }?.source ?? "",
      text: "Formal assessment \(last.number) was received before induction was extended: "
        + "formal assessment \(next) is made at the end of the extension.")
    return InductionPlan(
      regime: regime, requiredTerms: requiredTerms, servedTerms: servedTerms, extensionTerms: extensionTerms,
      expectedEnd: expectedEnd, formalAssessments: assessments, progressReviews: reviews,
      explanation: explanation + [step], warnings: warnings, rulesVersion: rulesVersion)
  }
}
