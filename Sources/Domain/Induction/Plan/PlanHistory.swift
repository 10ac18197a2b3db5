import Foundation
import Postgres

/// What has happened in a stored induction that its plan goes by, besides what it is reckoned from.
struct PlanHistory: Sendable {
  /// A formal assessment that was received.
  struct Assessment: Sendable, Equatable {
    let number: Int
    let dueOn: CivilDate
    /// Whether an extension, a reduction or an absence was entered after it was received.
    let isBeforeChange: Bool
  }

  /// Those received, in order.
  private(set) var assessments: [Assessment] = []
  /// How often the head has recommended once they do so next; 0 while a recommendation waits for its decision.
  private(set) var nextRecommendation = 1

  /// What moves the end of induction by a decision or the statutory threshold, rather than by a day or two.
  private static let changes: [InductionEvent.Kind] = [.extension, .reduction, .absence]

  /// That of every induction named, by two statements however many there are; none for those without any.
  static func load(_ ids: [InductionID], in db: some Queryable) async throws -> [InductionID: PlanHistory] {
    let keys = ids.map(\.rawValue)
    var found: [InductionID: PlanHistory] = [:]
    let assessments = try await db.query(
      """
      SELECT d.induction_id, d.number, coalesce(d.planned_on, d.due_on) AS due_on, EXISTS (
          SELECT FROM induction_event e WHERE e.induction_id = d.induction_id AND e.removed_at IS NULL
            AND e.kind = ANY (\(Self.changes.map(\.rawValue))) AND e.entered_at >= coalesce((
              SELECT max(s.signed_at) FROM induction_assessment a JOIN induction_signature s ON s.assessment_id = a.id
              WHERE a.induction_id = d.induction_id AND a.kind = d.kind AND a.number = d.number
                AND s.to_state = 'received'
            ), d.done_on::timestamp AT TIME ZONE 'Europe/London')) AS is_before_change
      FROM induction_due d
      WHERE d.induction_id = ANY (\(keys)) AND d.kind = \(InductionDue.Kind.assessment) AND d.done_on IS NOT NULL
      ORDER BY d.induction_id, d.number
      """)
    for row in assessments {
      found[try row.decode("induction_id"), default: PlanHistory()].assessments.append(
        Assessment(
          number: try row.decode("number"), dueOn: try row.decode("due_on"),
          isBeforeChange: try row.decode("is_before_change")))
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
  /// The plan of an induction whose end has moved on after its last assessment: what was received stays, and the time
  /// since then ends with an assessment of its own. An end that moves within a term because school days do asks for
  /// none.
  func continued(after history: PlanHistory, _ terms: [SchoolTerm]) -> InductionPlan {
    guard let final = formalAssessments.last, final.due == expectedEnd else { return self }
    let term = terms.last { $0.start <= final.due }
    let received = history.assessments.filter { one in
      one.number >= final.number && one.dueOn < final.due
        && (one.isBeforeChange || term.map { one.dueOn < $0.start } ?? false)
    }
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
      text: "Formal assessment \(last.number) was received for an end before this one: "
        + "formal assessment \(next) is made at the end of induction.")
    return InductionPlan(
      regime: regime, requiredTerms: requiredTerms, servedTerms: servedTerms, extensionTerms: extensionTerms,
      expectedEnd: expectedEnd, formalAssessments: assessments, progressReviews: reviews,
      explanation: explanation + [step], warnings: warnings, rulesVersion: rulesVersion)
  }
}
