import Foundation
import Postgres

/// Erases what was written to assure induction once it is as old as inductions are kept. What was said of a teacher,
/// and what was found in their assessments and lesson observations, goes with their induction before.
struct QualityErasure: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// Erases what has had its time. A visit stays while an induction that was talked about does, a sample while
  /// something that was drawn does.
  func callAsFunction(_ period: RetentionPeriod, of authority: Authority, by actor: Actor) async throws {
    let past: Statement =
      "(\(services.now())::timestamptz - make_interval(months => \(Int32(period.months))))"
    try await services.pool.withTransaction { tx in
      let feedback = try await tx.query(
        """
        DELETE FROM induction_feedback WHERE authority_id = \(authority.id) AND written_at <= \(fragment: past)
        RETURNING id
        """)
      let visits = try await tx.query(
        """
        DELETE FROM induction_visit v WHERE v.authority_id = \(authority.id)
          AND v.visited_on <= (\(fragment: past) AT TIME ZONE 'Europe/London')::date
          AND NOT EXISTS (SELECT FROM induction_visit_talk t WHERE t.visit_id = v.id)
        RETURNING v.id
        """)
      let samples = try await tx.query(
        """
        DELETE FROM induction_sample s WHERE s.authority_id = \(authority.id) AND s.drawn_at <= \(fragment: past)
          AND NOT EXISTS (SELECT FROM induction_sample_item m WHERE m.sample_id = s.id)
        RETURNING s.id
        """)
      let erasure = Erasure(services, in: tx)
      func ids(_ rows: [Row]) throws -> [UUID] { try rows.map { try $0.decode("id") } }
      try await erasure.trail(about: "induction_feedback", try ids(feedback), actors: [])
      try await erasure.trail(about: "induction_visit", try ids(visits), actors: [])
      try await erasure.trail(about: "induction_sample", try ids(samples), actors: [])
      let count = feedback.count + visits.count + samples.count
      if count == 0 { return }
      try await Audit.record(
        "retention.erased", AuditSubject("retention_period", "induction_quality"), at: authority.place,
        details: ["count": .number(Double(count)), "months": .number(Double(period.months))], by: actor,
        services,
        in: tx)
    }
  }
}
