import Foundation
import Postgres

/// What schools did in a term and an officer may look at, with what makes it worth a look: assessments that were
/// completed and lesson observations that were shared with the teacher, and that were not opened again.
struct SampleCandidates {
  private let authority: AuthorityID
  private let start: Date
  private let end: Date

  /// Those of an authority and a term.
  init(_ authority: AuthorityID, _ term: RecruitmentSpan) {
    self.authority = authority
    start = LondonTime.instant(term.from, hour: 0, minute: 0) ?? .distantPast
    end = LondonTime.instant(term.to.adding(days: 1), hour: 0, minute: 0) ?? .distantFuture
  }

  /// Those within a scope.
  func find(_ scope: SampleScope, in tx: Transaction) async throws -> [SampleDraw.Candidate] {
    var found: [SampleDraw.Candidate] = []
    if scope.includes(.assessment) { found += try await assessments(tx) }
    if scope.includes(.observation) { found += try await observations(tx) }
    return found
  }

  private func assessments(_ tx: Transaction) async throws -> [SampleDraw.Candidate] {
    let rows = try await tx.query(
      """
      SELECT a.id, a.school_id, a.kind = 'review' AS is_review,
        coalesce(c.content ->> 'progress' = 'unsatisfactory', false) AS is_unsatisfactory,
        coalesce(d.due_on < (SELECT min(f.signed_at AT TIME ZONE 'Europe/London')::date FROM induction_signature f
          WHERE f.assessment_id = a.id AND f.to_state = 'completed'), false) AS is_late
      FROM induction_signature c JOIN induction_assessment a ON a.id = c.assessment_id
        JOIN induction i ON i.id = a.induction_id
        LEFT JOIN induction_due d ON d.induction_id = a.induction_id AND d.kind = a.kind AND d.number = a.number
      WHERE i.authority_id = \(authority) AND c.to_state = 'completed' AND c.signed_at >= \(start)
        AND c.signed_at < \(end) AND a.state IN ('completed', 'confirmed', 'received')
        AND NOT EXISTS (SELECT FROM induction_signature l WHERE l.assessment_id = a.id AND l.to_state = 'completed'
          AND (l.signed_at, l.id) > (c.signed_at, c.id))
      ORDER BY a.id
      """)
    return try rows.map { row in
      var risks: Set<SampleRisk> = []
      if try row.decode("is_unsatisfactory") {
        risks.insert(try row.decode("is_review") ? .concern : .unsatisfactory)
      }
      if try row.decode("is_late") { risks.insert(.late) }
      return SampleDraw.Candidate(
        id: try row.decode("id"), school: try row.decode("school_id"), risks: risks)
    }
  }

  private func observations(_ tx: Transaction) async throws -> [SampleDraw.Candidate] {
    let rows = try await tx.query(
      """
      SELECT l.id, l.school_id,
        coalesce((SELECT g.content ->> 'progress' = 'unsatisfactory' FROM induction_assessment e
            JOIN induction_signature g ON g.assessment_id = e.id
          WHERE e.induction_id = i.id AND g.to_state = 'completed'
          ORDER BY g.signed_at DESC, g.id DESC LIMIT 1), false) AS is_concern,
        coalesce((c.content ->> 'observedOn')::date + \(Int32(SampleRisk.daysToShare))
          < (SELECT min(f.taken_at AT TIME ZONE 'Europe/London')::date FROM lesson_observation_trace f
            WHERE f.observation_id = l.id AND f.to_state = 'shared'), false) AS is_late
      FROM lesson_observation_trace c JOIN lesson_observation l ON l.id = c.observation_id
        JOIN induction i ON i.id = l.induction_id
      WHERE i.authority_id = \(authority) AND c.to_state = 'shared' AND c.taken_at >= \(start)
        AND c.taken_at < \(end) AND l.state <> 'draft'
        AND NOT EXISTS (SELECT FROM lesson_observation_trace n WHERE n.observation_id = l.id AND n.to_state = 'shared'
          AND n.version > c.version)
      ORDER BY l.id
      """)
    return try rows.map { row in
      var risks: Set<SampleRisk> = []
      if try row.decode("is_concern") { risks.insert(.concern) }
      if try row.decode("is_late") { risks.insert(.sharedLate) }
      return SampleDraw.Candidate(
        .observation, id: try row.decode("id"), school: try row.decode("school_id"), risks: risks)
    }
  }
}
