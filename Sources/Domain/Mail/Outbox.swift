public import Postgres

/// A mail to be sent: plain text, to one person.
public struct OutgoingMail: Sendable {
  /// The e-mail address.
  public var recipient: String
  /// The subject line.
  public var subject: String
  /// The text, in paragraphs.
  public var body: String
  /// Further headers, such as how to end such mail.
  public var headers: [MailHeader]
  /// A file that goes with it.
  public var attachment: MailAttachment?

  /// A mail.
  public init(
    to recipient: String, subject: String, body: String, headers: [MailHeader] = [],
    attachment: MailAttachment? = nil
  ) {
    self.recipient = recipient
    self.subject = subject
    self.body = body
    self.headers = headers
    self.attachment = attachment
  }
}

/// Mail leaves by way of the database, so that it is sent if, and only if, the change it tells of was made.
public enum Outbox {
  /// The channel on which workers hear that mail is waiting.
  public static let channel = "outbox_mail"

  /// Puts a mail in the outbox, in the transaction of the change it tells of. None goes to somebody of whom it is
  /// recorded that they have died, whatever it tells of.
  public static func enqueue(_ mail: OutgoingMail, _ services: Services, in tx: Transaction) async throws {
    _ = try await put(mail, services, in: tx)
  }

  /// The same, for who keeps which mail it was; nil where none goes.
  static func put(
    _ mail: OutgoingMail, _ services: Services, in tx: Transaction
  ) async throws -> MailID? {
    let now = services.now()
    let made = try await tx.valueIfAny(
      """
      INSERT INTO outbox_mail (id, recipient, subject, body, headers, attachment, created_at, next_attempt_at)
      SELECT \(services.newID(MailID.self))::uuid, \(mail.recipient)::text, \(mail.subject)::text, \(mail.body)::text,
        \(try JSONColumn.encode(mail.headers))::jsonb, \(try mail.attachment.map { try JSONColumn.encode($0) })::jsonb,
        \(now)::timestamptz, \(now)::timestamptz
      WHERE NOT \(fragment: EndByDeath.isOver("lower(btrim(\(mail.recipient)::text))"))
      RETURNING id
      """, as: MailID.self)
    let pool = services.pool
    tx.afterCommit { [bell = services.outboxBell] in bell.ring(on: pool) }
    return made
  }
}
