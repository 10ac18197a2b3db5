import Postgres

/// Reads the outbox, for the operator and for the mail page that only the machine itself can open. Mails hold
/// sign-in links, so nobody else may.
public struct ReadMail: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the mails, newest first. Throws ``DomainError``.
  public func newest(
    state: QueuedMail.State? = nil, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<QueuedMail> {
    guard actor.isSystem else { throw DomainError.notFound("mail") }
    let limit = min(max(limit, 1), 500)
    var conditions: [Statement] = ["true"]
    if let after { conditions.append("id < \(after.id)") }
    let attempts = Int32(MailRetry.attempts)
    switch state {
    case .sent: conditions.append("sent_at IS NOT NULL")
    case .waiting: conditions.append("sent_at IS NULL AND attempts < \(attempts)")
    case .givenUp: conditions.append("sent_at IS NULL AND attempts >= \(attempts)")
    case nil: break
    }
    let found = try await services.pool.query(
      """
      SELECT \(fragment: QueuedMail.columns) FROM outbox_mail
      WHERE \(fragment: .joined(conditions, separator: " AND ")) ORDER BY id DESC LIMIT \(limit + 1)
      """, as: QueuedMail.self)
    return Page(found, limit: limit) { Cursor(instant: $0.createdAt, id: $0.id.rawValue) }
  }

  /// One mail. Throws ``DomainError``.
  public func one(_ id: MailID, by actor: Actor) async throws -> QueuedMail {
    guard actor.isSystem else { throw DomainError.notFound("mail") }
    let found = try await services.pool.first(
      "SELECT \(fragment: QueuedMail.columns) FROM outbox_mail WHERE id = \(id)", as: QueuedMail.self)
    guard let found else { throw DomainError.notFound("mail") }
    return found
  }
}
