import Postgres

/// What the holder of an alert's link does with it. Whoever has the link may: it goes to the address alone.
public struct ChangeJobAlert: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The alert that a link's secret opens; throws ``DomainError/gone(_:)`` when there is none.
  public func read(token: String) async throws -> JobAlert {
    try await JobAlertStore.find(token: token, in: services.pool)
  }

  /// Sets how often mail comes, and whether it comes at all for now. An alert that goes on after a pause
  /// tells of what is published from then on. Throws ``DomainError``.
  public func callAsFunction(
    token: String, frequency: JobAlertFrequency, isPaused: Bool, by actor: Actor
  ) async throws -> JobAlert {
    try await services.pool.withTransaction { tx in
      let alert = try await JobAlertStore.find(token: token, locks: true, in: tx)
      guard alert.state == .active || alert.state == .paused else { throw JobAlertStore.unknown }
      let state: JobAlertState = isPaused ? .paused : .active
      if alert.state == state, alert.frequency == frequency { return alert }
      let now = services.now()
      let resumes = alert.state == .paused && state == .active
      try await tx.execute(
        """
        UPDATE job_alert SET frequency = \(frequency), state = \(state),
          next_due_at = \(isPaused ? nil : JobAlertSchedule.next(after: now, frequency)),
          seen_until = \(resumes ? now : alert.seenUntil), version = version + 1
        WHERE id = \(alert.id)
        """)
      if resumes { try await JobAlertMatches.noteSeen(alert.criteria, of: alert.id, now, in: tx) }
      try await Audit.record(
        "job_alert.changed", AuditSubject("job_alert", alert.id),
        details: ["state": .string(state.rawValue), "frequency": .string(frequency.rawValue)], by: actor,
        services, in: tx)
      return try await JobAlertStore.find(alert.id, in: tx)
    }
  }

  /// Lets the alert go on for another twelve months. Throws ``DomainError``.
  public func renew(token: String, by actor: Actor) async throws -> JobAlert {
    try await services.pool.withTransaction { tx in
      let alert = try await JobAlertStore.find(token: token, locks: true, in: tx)
      guard alert.state == .active || alert.state == .paused else { throw JobAlertStore.unknown }
      try await tx.execute(
        """
        UPDATE job_alert SET expires_at = \(JobAlertStore.expiry(from: services.now())), warned_at = NULL,
          version = version + 1
        WHERE id = \(alert.id)
        """)
      try await Audit.record(
        "job_alert.renewed", AuditSubject("job_alert", alert.id), by: actor, services, in: tx)
      return try await JobAlertStore.find(alert.id, in: tx)
    }
  }

  /// Ends the alert at once. Ending what has ended changes nothing. Throws ``DomainError/gone(_:)`` when the
  /// link never led to one.
  public func end(token: String, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let alert = try await JobAlertStore.find(token: token, locks: true, in: tx)
      if alert.state == .ended { return }
      try await JobAlertStore.end(alert.id, services.now(), in: tx)
      try await Audit.record(
        "job_alert.ended", AuditSubject("job_alert", alert.id), by: actor, services, in: tx)
    }
  }
}
