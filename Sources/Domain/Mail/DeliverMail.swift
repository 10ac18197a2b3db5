import Foundation
import Logging
import Postgres

/// Takes one waiting mail out of the house.
///
/// The mail's row is locked while it is handed over and marked in the same transaction, so that any number of
/// workers deliver each mail once, and one that dies leaves it waiting.
public struct DeliverMail: Sendable {
  let services: Services
  let transport: any MailTransport

  /// The use case over an installation's services and its way out.
  public init(_ services: Services, through transport: any MailTransport) {
    self.services = services
    self.transport = transport
  }

  /// What became of the mail that was next.
  public enum Outcome: Sendable, Equatable {
    /// No mail is due.
    case nothingDue
    /// It was handed over.
    case sent(MailID)
    /// It could not be handed over and is tried again later.
    case postponed(MailID)
    /// It could not be handed over and is not tried again.
    case givenUp(MailID)
  }

  /// Delivers the mail that has waited longest, if one is due.
  public func callAsFunction(by actor: Actor = .worker) async throws -> Outcome {
    try await services.pool.withTransaction { tx in
      let now = services.now()
      let due = try await tx.first(
        """
        SELECT \(fragment: QueuedMail.columns) FROM outbox_mail
        WHERE sent_at IS NULL AND attempts < \(Int32(MailRetry.attempts)) AND next_attempt_at <= \(now)
        ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
        """, as: QueuedMail.self)
      guard let mail = due else { return .nothingDue }
      do {
        try await transport.deliver(mail)
      } catch {
        return try await note(error, mail, now, actor, tx)
      }
      try await tx.execute(
        """
        UPDATE outbox_mail SET sent_at = \(services.now()), attempts = attempts + 1, last_error = NULL
        WHERE id = \(mail.id)
        """)
      return .sent(mail.id)
    }
  }

  private func note(
    _ error: any Error, _ mail: QueuedMail, _ now: Date, _ actor: Actor, _ tx: Transaction
  ) async throws -> Outcome {
    let fault = error as? MailFault ?? .blocked("The mail could not be handed over.")
    var attempt = mail.attempts + 1
    if case .unacceptable = fault { attempt = MailRetry.attempts }
    let delay = MailRetry.delay(afterAttempt: attempt)
    try await tx.execute(
      """
      UPDATE outbox_mail SET attempts = \(Int32(attempt)), next_attempt_at = \(now + (delay ?? 0)),
        last_error = \(fault.description)
      WHERE id = \(mail.id)
      """)
    let about: Logger.Metadata = [
      "mail.id": "\(mail.id)", "mail.attempt": "\(attempt)", "mail.transport": "\(transport.name)",
      "error": "\(fault.description)",
    ]
    guard delay == nil else {
      services.logger.warning("Mail could not be handed over; it is tried again", metadata: about)
      return .postponed(mail.id)
    }
    services.logger.error("Mail could not be handed over and is given up", metadata: about)
    try await Audit.record(
      "mail.given_up", AuditSubject("mail", mail.id), details: ["reason": .string(fault.description)],
      by: actor, services, in: tx)
    return .givenUp(mail.id)
  }
}
