import Foundation
import Postgres

/// Tells addresses two weeks before that their alert lapses, lets alerts lapse that nobody renewed, and
/// forgets those that were never confirmed or ended a month ago.
public struct LapseJobAlerts: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  private static let warning = Double(JobAlert.warningDays) * 86_400
  private static let kept: Double = 30 * 86_400

  /// Warns of one alert, in a transaction of its own, and says whether one was due.
  public func warn(by actor: Actor = .worker) async throws -> Bool {
    try await services.pool.withTransaction { tx in
      let now = services.now()
      let due = try await tx.first(
        """
        SELECT \(fragment: JobAlert.columns) FROM job_alert a
        WHERE a.state IN ('active', 'paused') AND a.warned_at IS NULL
          AND a.expires_at <= \(now.addingTimeInterval(Self.warning))
        ORDER BY a.expires_at, a.id LIMIT 1 FOR UPDATE SKIP LOCKED
        """, as: JobAlert.self)
      guard let alert = due else { return false }
      // A warning that comes late moves the end: there are always two weeks to renew.
      let end = max(alert.expiresAt ?? now, now.addingTimeInterval(Self.warning))
      try await tx.execute(
        """
        UPDATE job_alert SET warned_at = \(now), expires_at = \(end), version = version + 1
        WHERE id = \(alert.id)
        """)
      let secret = try await JobAlertStore.secret(for: alert.id, services, in: tx)
      let words = try await CriteriaWords.load(in: tx)
      try await Outbox.enqueue(
        JobAlertMails(services, words).lapses(alert, on: end, token: secret), services, in: tx)
      try await Audit.record(
        "job_alert.warned", AuditSubject("job_alert", alert.id), by: actor, services, in: tx)
      return true
    }
  }

  /// Ends one alert that has lapsed, and says whether one had.
  public func lapse(by actor: Actor = .worker) async throws -> Bool {
    try await services.pool.withTransaction { tx in
      let now = services.now()
      let due = try await tx.firstRow(
        """
        SELECT id FROM job_alert
        WHERE state IN ('active', 'paused') AND warned_at IS NOT NULL AND expires_at <= \(now)
        ORDER BY expires_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
        """)
      guard let id = try due?.decode("id", as: JobAlertID.self) else { return false }
      try await JobAlertStore.end(id, now, in: tx)
      try await Audit.record("job_alert.lapsed", AuditSubject("job_alert", id), by: actor, services, in: tx)
      return true
    }
  }

  /// Removes alerts that were never confirmed, and those that ended a month ago; says how many.
  public func forget() async throws -> Int {
    let now = services.now()
    return try await services.pool.execute(
      """
      DELETE FROM job_alert WHERE (state = 'unconfirmed' AND confirm_until < \(now))
        OR (state = 'ended' AND ended_at < \(now.addingTimeInterval(-Self.kept)))
      """)
  }

  /// Everything of it that is due, warnings only where they may go out; says how many alerts were touched.
  public func callAsFunction(warns: Bool = true, by actor: Actor = .worker) async throws -> Int {
    var count = 0
    while warns, !Task.isCancelled, try await warn(by: actor) { count += 1 }
    while !Task.isCancelled, try await lapse(by: actor) { count += 1 }
    return count + (try await forget())
  }
}
