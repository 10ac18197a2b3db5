import Foundation
import Logging
import Postgres

/// Sends the new vacancies of every alert that is due.
///
/// One transaction for each alert locks it, finds what is new, puts the mail into the outbox, notes what it
/// tells of and when the next look is due. So any number of workers may run at once, a killed one leaves no
/// trace, and a missed run is made up for: every vacancy is told of once.
public struct SendJobAlerts: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Looks at the alert that has been due longest, and says whether there was one. An alert that fails is
  /// logged, looked at again in an hour, and keeps nobody else waiting.
  public func callAsFunction(by actor: Actor = .worker) async throws -> Bool {
    var failing: JobAlertID?
    do {
      return try await services.pool.withTransaction { tx in
        guard let alert = try await next(tx) else { return false }
        failing = alert.id
        try await send(alert, actor, tx)
        return true
      }
    } catch {
      guard let failing, !(error is CancellationError) else { throw error }
      services.logger.error(
        "A job alert could not be sent; it is tried again",
        metadata: ["job_alert.id": "\(failing)", "error": "\(error)"])
      try await services.pool.execute(
        """
        UPDATE job_alert SET next_due_at = \(services.now().addingTimeInterval(3_600))
        WHERE id = \(failing) AND state = 'active'
        """)
      return true
    }
  }

  private func next(_ tx: Transaction) async throws -> JobAlert? {
    try await tx.first(
      """
      SELECT \(fragment: JobAlert.columns) FROM job_alert a
      WHERE a.state = 'active' AND a.next_due_at <= \(services.now())
      ORDER BY a.next_due_at, a.id LIMIT 1 FOR UPDATE SKIP LOCKED
      """, as: JobAlert.self)
  }

  private func send(_ alert: JobAlert, _ actor: Actor, _ tx: Transaction) async throws {
    let now = services.now()
    let found = try await JobAlertMatches.find(alert, now, in: tx)
    let told = Array(found.prefix(JobAlertMatches.most))
    // What doesn't fit goes into another mail straight away: the alert stays due.
    let isDone = found.count == told.count
    let seen = isDone ? now : max(alert.seenUntil, told.last?.publishedAt ?? alert.seenUntil)
    try await tx.execute(
      """
      UPDATE job_alert SET seen_until = \(seen),
        next_due_at = \(isDone ? JobAlertSchedule.next(after: now, alert.frequency) : alert.nextDueAt),
        version = version + 1
      WHERE id = \(alert.id)
      """)
    if told.isEmpty { return }
    try await JobAlertMatches.noteSent(told, of: alert.id, now, in: tx)
    let secret = try await JobAlertStore.secret(for: alert.id, services, in: tx)
    let words = try await CriteriaWords.load(in: tx)
    try await Outbox.enqueue(
      JobAlertMails(services, words).news(told, alert, token: secret), services, in: tx)
    try await Audit.record(
      "job_alert.sent", AuditSubject("job_alert", alert.id),
      details: ["vacancies": .number(Double(told.count))], by: actor, services, in: tx)
  }
}
