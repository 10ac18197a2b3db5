import Foundation
import Postgres

/// Somebody wants new vacancies of a search by mail. The answer is the same for every address: only the mail
/// that goes there tells what came of it.
public struct RequestJobAlert: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Mails a link by which the address confirms the alert. `clientAddress` is the network address that asks.
  /// Throws ``DomainError``.
  public func callAsFunction(
    email: String, criteria: VacancyCriteria, frequency: JobAlertFrequency, clientAddress: String? = nil,
    by actor: Actor
  ) async throws {
    guard let address = EmailAddress(email) else {
      throw DomainError.invalid([FieldProblem(field: "email", message: EmailAddress.problem)])
    }
    guard criteria.query.utf8.count <= 4_000 else {
      throw DomainError.invalid([FieldProblem(field: "criteria", message: "Choose fewer filters.")])
    }
    try await Throttle.take(
      MailLimits.all("job-alert", email: address, clientAddress: clientAddress), services)
    try await services.pool.withTransaction { tx in
      // One at a time for each address, so that the limit holds.
      try await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(\(address.normal), 883))")
      let running = try await JobAlertStore.running(of: address, in: tx)
      let words = try await CriteriaWords.load(in: tx)
      if let same = running.first(where: { $0.criteria == criteria }) {
        let link = try await JobAlertStore.link(to: same.id, services, in: tx)
        try await Outbox.enqueue(
          JobAlertMails(services, words).alreadyThere(same, to: address.text, link: link), services, in: tx)
        return try await note("job_alert.asked_again", same.id, actor, tx)
      }
      guard running.count < JobAlert.mostPerAddress else {
        var links: [(JobAlert, String)] = []
        for alert in running {
          links.append((alert, try await JobAlertStore.link(to: alert.id, services, in: tx)))
        }
        try await Outbox.enqueue(
          JobAlertMails(services, words).tooMany(links, to: address.text), services, in: tx)
        return try await note("job_alert.asked_in_vain", running[0].id, actor, tx)
      }
      let secret = Secret.make(services)
      let id = try await insert(address, criteria, frequency, secret, tx)
      try await Outbox.enqueue(
        JobAlertMails(services, words).confirm(criteria, frequency, to: address.text, token: secret.text),
        services, in: tx)
      try await note("job_alert.asked", id, actor, tx)
    }
  }

  private func insert(
    _ address: EmailAddress, _ criteria: VacancyCriteria, _ frequency: JobAlertFrequency, _ secret: Secret,
    _ tx: Transaction
  ) async throws -> JobAlertID {
    let now = services.now()
    let until = now.addingTimeInterval(Double(JobAlert.confirmationHours) * 3_600)
    let id = services.newID(JobAlertID.self)
    try await tx.execute(
      """
      DELETE FROM job_alert WHERE email_normal = \(address.normal) AND criteria = \(criteria.query)
        AND state = 'unconfirmed'
      """)
    try await tx.execute(
      """
      INSERT INTO job_alert (id, email, email_normal, criteria, frequency, state, confirm_hash, confirm_until,
        seen_until, created_at)
      VALUES (\(id), \(address.text), \(address.normal), \(criteria.query), \(frequency), 'unconfirmed',
        \(secret.hash), \(until), \(now), \(now))
      """)
    try await JobAlertMatches.noteSeen(criteria, of: id, now, in: tx)
    return id
  }

  private func note(_ action: String, _ id: JobAlertID, _ actor: Actor, _ tx: Transaction) async throws {
    try await Audit.record(action, AuditSubject("job_alert", id), by: actor, services, in: tx)
  }
}

/// Somebody opens the link of the mail, and so shows that the address wants the alert.
public struct ConfirmJobAlert: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A confirmed alert, with the secret that opens its page.
  public struct Confirmed: Sendable {
    /// The alert.
    public let alert: JobAlert
    /// Opens its page.
    public let token: String
  }

  /// Starts the alert; its link works once. Throws ``DomainError/gone(_:)`` when it no longer works.
  public func callAsFunction(token: String, by actor: Actor) async throws -> Confirmed {
    try await services.pool.withTransaction { tx in
      let now = services.now()
      let waiting = try await tx.first(
        """
        SELECT \(fragment: JobAlert.columns) FROM job_alert a
        WHERE a.confirm_hash = \(Secret.hash(token)) AND a.state = 'unconfirmed' AND a.confirm_until > \(now)
        FOR UPDATE
        """, as: JobAlert.self)
      guard let waiting, let address = EmailAddress(waiting.email) else { throw SingleUseLink.spent }
      try await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(\(address.normal), 883))")
      guard try await JobAlertStore.running(of: address, in: tx).count < JobAlert.mostPerAddress else {
        throw DomainError.conflict(
          "You already have \(JobAlert.mostPerAddress) alerts. End one of them by the link in its mails, "
            + "then open this link again.")
      }
      try await tx.execute(
        """
        UPDATE job_alert SET state = 'active', confirm_hash = NULL, confirm_until = NULL,
          confirmed_at = \(now), expires_at = \(JobAlertStore.expiry(from: now)),
          next_due_at = \(JobAlertSchedule.next(after: now, waiting.frequency)), version = version + 1
        WHERE id = \(waiting.id)
        """)
      try await Audit.record(
        "job_alert.confirmed", AuditSubject("job_alert", waiting.id), by: actor, services, in: tx)
      let secret = try await JobAlertStore.secret(for: waiting.id, services, in: tx)
      return Confirmed(alert: try await JobAlertStore.find(waiting.id, in: tx), token: secret)
    }
  }
}
