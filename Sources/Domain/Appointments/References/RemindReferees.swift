import Foundation
import Postgres

/// Reminds referees who have not answered, a week and two weeks after somebody had the mail sent.
public struct RemindReferees: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Sends what is due, a batch in one transaction, and says how many; run it until it says zero. Several
  /// workers may run at once. Each mail brings a link of its own; those before it work as well.
  public func callAsFunction(batch: Int = 50, by actor: Actor = .worker) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let now = services.now()
      let days = ReferenceRequest.reminderDays.map { now.addingTimeInterval(-Double($0) * 86_400) }
      let due = try await tx.query(
        """
        UPDATE reference_request SET reminders = CASE WHEN mailed_at <= \(days[1]) THEN 2 ELSE 1 END
        WHERE id IN (
          SELECT r.id FROM reference_request r JOIN application a ON a.id = r.application_id
          WHERE r.received_at IS NULL AND r.declined_at IS NULL AND NOT EXISTS (SELECT FROM named_referee n
              WHERE n.application_id = r.application_id AND n.replaces = r.referee)
            AND a.state IN ('shortlisted', 'interviewing', 'offered', 'accepted', 'unconditional', 'appointed')
            AND ((r.reminders = 0 AND r.mailed_at <= \(days[0])) OR (r.reminders = 1 AND r.mailed_at <= \(days[1])))
            AND r.mailed_at > \(now.addingTimeInterval(-ReferenceRequest.lifetime))
          ORDER BY r.mailed_at, r.id LIMIT \(batch) FOR UPDATE OF r SKIP LOCKED)
        RETURNING id
        """)
      for row in due { try await remind(try row.decode("id"), actor, tx) }
      return due.count
    }
  }

  private func remind(_ id: ReferenceID, _ actor: Actor, _ tx: Transaction) async throws {
    let reference = try await ReferenceStore.find(id, in: tx)
    let application = try await ApplicationStore.find(reference.application, in: tx)
    try await ReferenceMails.ask(
      id, reference.name, application, to: reference.email, askedAt: reference.mailedAt, services, in: tx)
    if reference.reminders == ReferenceRequest.reminderDays.count {
      try await ReferenceMails.tellApplicant(
        application,
        reference.isUndelivered
          ? RefereeOpening.undelivered.sentence(reference.name)
          : "\(reference.name) has not answered the school, which has now asked three times.",
        services, in: tx)
    }
    try await Audit.record(
      "reference.reminded", AuditSubject("application", application.id), at: application.place,
      details: ["reference": .string(id.description), "reminder": .number(Double(reference.reminders))],
      by: actor, services, in: tx)
  }
}
