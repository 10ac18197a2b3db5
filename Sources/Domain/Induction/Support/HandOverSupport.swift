import Foundation
import Postgres

/// Lets open support plans go to the school that leads, from the day on which it does: while the teacher has a post at
/// the school before as well, which has no say in it any more. A school that the teacher has left keeps its own.
struct HandOverSupport: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// Of one induction that is locked, or of all for a worker, which passes over what somebody else is changing.
  func callAsFunction(of induction: InductionID? = nil, by actor: Actor, in tx: Transaction) async throws {
    let today = services.today
    let lock: Statement = induction == nil ? "FOR UPDATE OF p SKIP LOCKED" : "FOR UPDATE OF p"
    let rows = try await tx.query(
      """
      SELECT p.id, p.induction_id, induction_lead(p.induction_id, \(today)) AS lead
      FROM support_plan p JOIN induction i ON i.id = p.induction_id
      WHERE p.closed_at IS NULL AND i.state IN ('serving', 'paused', 'recommended')
        AND (\(induction)::uuid IS NULL OR p.induction_id = \(induction))
        AND EXISTS (SELECT FROM induction_period o WHERE o.induction_id = p.induction_id AND o.school_id = p.school_id
          AND o.starts_on <= \(today) AND coalesce(o.ends_on >= \(today), true))
        AND induction_lead(p.induction_id, \(today)) <> p.school_id
        AND NOT EXISTS (SELECT FROM support_plan q WHERE q.induction_id = p.induction_id AND q.closed_at IS NULL
          AND q.school_id = induction_lead(p.induction_id, \(today)))
      ORDER BY p.id \(fragment: lock)
      """)
    var handedOver: Set<InductionID> = []
    // One open plan of a teacher at a school: a second one stays where it is until that is closed.
    for row in rows where handedOver.insert(try row.decode("induction_id", as: InductionID.self)).inserted {
      let lead = try row.decode("lead", as: OrganisationID.self)
      try await tx.execute(
        """
        UPDATE support_plan SET school_id = \(lead), version = version + 1
        WHERE id = \(try row.decode("id", as: SupportPlanID.self))
        """)
      try await Audit.record(
        "induction.support_plan_handed_on",
        AuditSubject("induction", try row.decode("induction_id", as: InductionID.self)),
        at: try await VacancyStore.placeOfSchool(lead, in: tx), by: actor, services, in: tx)
    }
  }

  /// Drafts of lessons from a day on that nobody has seen yet go to the school that leads from then.
  static func drafts(
    of induction: InductionID, to school: OrganisationID, from day: CivilDate, _ now: Date, in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE lesson_observation l SET school_id = \(school), version = version + 1, updated_at = \(now)
      WHERE l.induction_id = \(induction) AND l.state = \(ObservationState.draft) AND l.school_id <> \(school)
        AND NOT EXISTS (SELECT FROM lesson_observation_trace t WHERE t.observation_id = l.id)
        AND coalesce((l.content ->> 'observedOn')::date >= \(day), true)
      """)
  }
}
