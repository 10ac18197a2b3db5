import Foundation
import Postgres

/// The links in mails to referees. Only their hashes are kept.
enum ReferenceLink {
  /// Said of a link that has expired, was replaced or never was: they are not told apart.
  static let dead = DomainError.gone(
    "This link no longer works. If the school still waits for your reference, ask it to send a new one.")

  /// Makes a link and returns its whole address, for the mail.
  static func make(for reference: ReferenceID, _ services: Services, in tx: Transaction) async throws
    -> String
  {
    let secret = Secret.make(services)
    let now = services.now()
    try await tx.execute(
      """
      INSERT INTO reference_link (token_hash, reference_id, created_at, expires_at)
      VALUES (\(secret.hash), \(reference), \(now), \(now.addingTimeInterval(ReferenceRequest.lifetime)))
      """)
    return "\(services.settings.baseURL)/references/\(secret.text)"
  }

  /// Makes every link of a reference dead.
  static func withdraw(of reference: ReferenceID, in tx: Transaction) async throws {
    try await tx.execute("DELETE FROM reference_link WHERE reference_id = \(reference)")
  }

  /// Uses up every link of a reference: they only say from now on that it was sent.
  static func useUp(of reference: ReferenceID, _ services: Services, in tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE reference_link SET used_at = \(services.now()) WHERE reference_id = \(reference)
        AND used_at IS NULL
      """)
  }

  /// The reference that a link opens, and until when. Throws ``DomainError/gone(_:)``.
  static func find(
    _ token: String, _ services: Services, in db: some Queryable
  ) async throws -> (reference: ReferenceID, expiresAt: Date) {
    guard (20...100).contains(token.utf8.count) else { throw dead }
    let row = try await db.firstRow(
      """
      SELECT reference_id, expires_at FROM reference_link
      WHERE token_hash = \(Secret.hash(token)) AND expires_at > \(services.now())
      """)
    guard let row else { throw dead }
    return (try row.decode("reference_id"), try row.decode("expires_at"))
  }
}

/// What referees are written.
enum ReferenceMails {
  /// The mail that asks for a reference.
  static func request(
    _ application: SentApplication, _ referee: String, link: String, deadline: String
  ) -> (subject: String, body: String) {
    (
      "Please give a reference for \(application.applicantName)",
      """
      Dear \(referee),

      \(application.applicantName) has applied to \(application.schoolName) for the post \
      "\(application.vacancyTitle)" and has named you as a referee.

      Please answer the school’s questions here. You can save and come back by the same link until you send:
      \(link)

      The link is for you alone and works until \(deadline). You can also send a letter there, or say that you \
      would rather not give a reference.
      """
    )
  }

  /// The mail that reminds.
  static func reminder(
    _ application: SentApplication, _ referee: String, link: String, deadline: String
  ) -> (subject: String, body: String) {
    let first = request(application, referee, link: link, deadline: deadline)
    return ("Reminder: \(first.subject.lowercasedFirstLetter)", first.body)
  }

  /// Mails a referee, where the address can be mailed at all.
  static func send(
    _ mail: (subject: String, body: String), to email: String, _ services: Services, in tx: Transaction
  ) async throws {
    guard let address = EmailAddress(email) else { return }
    try await Outbox.enqueue(
      OutgoingMail(to: address.text, subject: mail.subject, body: mail.body), services, in: tx)
  }

  /// The day on which a link that is made now stops working, in words.
  static func deadline(_ services: Services) -> String {
    LondonTime.shortDate(
      LondonTime.date(of: services.now().addingTimeInterval(ReferenceRequest.lifetime)))
  }
}

extension String {
  var lowercasedFirstLetter: String { prefix(1).lowercased() + dropFirst() }
}
