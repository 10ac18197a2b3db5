import Foundation
import Postgres

/// The links in mails to referees. Only their hashes are kept.
enum ReferenceLink {
  /// Said of a link that has expired, was replaced or never was: they are not told apart.
  static let dead = DomainError.gone(
    "This link no longer works. If the school still waits for your reference, ask it to send a new one.")

  /// Makes a link; its whole address is for the mail.
  static func make(
    for reference: ReferenceID, _ services: Services, in tx: Transaction
  ) async throws -> (address: String, hash: Data) {
    let secret = Secret.make(services)
    let now = services.now()
    try await tx.execute(
      """
      INSERT INTO reference_link (token_hash, reference_id, created_at, expires_at)
      VALUES (\(secret.hash), \(reference), \(now), \(now.addingTimeInterval(ReferenceRequest.lifetime)))
      """)
    return ("\(services.settings.baseURL)/references/\(secret.text)", secret.hash)
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

      Please answer the school’s questions here. You can save your answers and come back to them by the same link \
      until you send them:
      \(link)

      The link is for you alone and works until \(deadline). If you would like to write a letter, you can upload it \
      there. If you can’t give a reference, please tell the school there, so that it can ask somebody else.
      """
    )
  }

  /// The mail that reminds, and says when the one went that asked at this address.
  static func reminder(
    _ application: SentApplication, _ referee: String, link: String, deadline: String, askedAt: Date
  ) -> (subject: String, body: String) {
    let first = request(application, referee, link: link, deadline: deadline)
    let day = LondonTime.longDate(LondonTime.date(of: askedAt))
    let sentence = "You were asked for this reference on \(day), and it has not come yet."
    let body = first.body.replacingOccurrences(
      of: "Dear \(referee),\n\n", with: "Dear \(referee),\n\n\(sentence)\n\n")
    return ("Reminder: \(first.subject.lowercasedFirst)", body)
  }

  /// Tells the applicant that a reference does not come, and that they may name somebody else.
  static func tellApplicant(
    _ application: SentApplication, _ sentence: String, _ services: Services, in tx: Transaction
  ) async throws {
    guard OtherReferees.isOpen(application.state), !application.isAccountClosed else { return }
    try await Outbox.enqueue(
      OutgoingMail(
        to: try await ApplicationStore.address(of: application, in: tx),
        subject: "A reference is missing: \(application.vacancyTitle), \(application.schoolName)",
        body: """
          \(sentence)

          The school needs references before it can appoint you. Speak with them, or name another referee here:
          \(services.settings.baseURL)/applications/\(application.id)/referee
          """), services, in: tx)
  }

  /// Mails a referee a link of its own, where the address can be mailed at all. The link knows its mail, by which it is
  /// told whether it reached them. With the day on which they were asked it is a reminder.
  static func ask(
    _ reference: ReferenceID, _ referee: String, _ application: SentApplication, to email: String,
    askedAt: Date? = nil, _ services: Services, in tx: Transaction
  ) async throws {
    guard let address = EmailAddress(email) else { return }
    let link = try await ReferenceLink.make(for: reference, services, in: tx)
    let until = deadline(services)
    let mail =
      askedAt.map {
        reminder(application, referee, link: link.address, deadline: until, askedAt: $0)
      } ?? request(application, referee, link: link.address, deadline: until)
    let made = try await Outbox.put(
      OutgoingMail(to: address.text, subject: mail.subject, body: mail.body), services, in: tx)
    try await tx.execute("UPDATE reference_link SET mail_id = \(made) WHERE token_hash = \(link.hash)")
  }

  /// The day on which a link that is made now stops working, in words.
  static func deadline(_ services: Services) -> String {
    LondonTime.shortDate(
      LondonTime.date(of: services.now().addingTimeInterval(ReferenceRequest.lifetime)))
  }
}
