import Foundation
import Postgres

/// Marks as closed every published vacancy whose time has come. Pages and rules go by the time itself, so a
/// late run shows nobody anything wrong.
public struct CloseDueVacancies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Closes what is due, a batch in one transaction, and says how many; run it until it says zero.
  /// Several workers may run at once.
  public func callAsFunction(batch: Int = 100, by actor: Actor = .worker) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let now = services.now()
      let due = try await tx.query(
        """
        UPDATE vacancy SET state = 'closed', closed_at = closes_at, updated_at = \(now), version = version + 1
        WHERE id IN (
          SELECT id FROM vacancy WHERE state = 'published' AND closes_at <= \(now)
          ORDER BY closes_at, id LIMIT \(batch) FOR UPDATE SKIP LOCKED)
        RETURNING id, school_id, authority_id
        """)
      for row in due {
        let place = Place(
          organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
        try await Audit.record(
          "vacancy.closed", AuditSubject("vacancy", try row.decode("id", as: VacancyID.self)), at: place,
          by: actor, services, in: tx)
      }
      return due.count
    }
  }
}
