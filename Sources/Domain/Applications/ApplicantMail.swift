import Foundation
import Postgres

/// Mail to whoever sent an application.
struct ApplicantMail: Sendable {
  /// What whoever has an account can do next; the mail to who has closed theirs leaves it out, as they have none.
  static let generalApplication =
    "Your general application stays as it is, so you can send it for other posts."

  let services: Services

  init(_ services: Services) { self.services = services }

  /// Puts a mail to the applicant into the outbox. Who has closed their account can open no page of theirs: they get it
  /// without the paragraphs that lead to one, and without the ready-made sentence on their general application, which is
  /// deleted. What else leads anywhere stays.
  func send(
    _ mail: ApplicationChange.Mail, to application: SentApplication, in tx: Transaction
  ) async throws {
    let isClosed = try await ApplicationStore.isAccountClosed(of: application, in: tx)
    try await Outbox.enqueue(
      OutgoingMail(
        to: try await ApplicationStore.address(of: application, in: tx), subject: mail.subject,
        body: isClosed ? withoutAccount(mail.body) : mail.body, attachment: mail.attachment),
      services, in: tx)
  }

  private func withoutAccount(_ body: String) -> String {
    body.replacing("\(Self.generalApplication) ", with: "").replacing(Self.generalApplication, with: "")
      .components(separatedBy: "\n\n").filter { !$0.contains("\(services.settings.baseURL)/applications/") }
      .joined(separator: "\n\n")
  }
}
