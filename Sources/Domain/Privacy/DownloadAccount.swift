import Foundation
import Postgres

/// What is held of the acting person's account itself, for what they take away.
struct DownloadAccount: Sendable {
  let services: Services
  let acting: ActingAccount

  init(_ services: Services, _ acting: ActingAccount) { (self.services, self.acting) = (services, acting) }

  /// Who they are here and what they may do.
  func account() async throws -> JSONValue {
    let row = try await services.pool.firstRow(
      """
      SELECT created_at, email_confirmed_at, saved_vacancy_reminders FROM account WHERE id = \(acting.id)
      """)
    guard let row else { throw DomainError.notFound("account") }
    return [
      "id": .string(acting.id.description), "name": .string(acting.name), "email": .string(acting.email),
      "created_at": DownloadOwnData.time(try row.decode("created_at", as: Date.self)),
      "email_confirmed_at": DownloadOwnData.time(try row.decodeIfPresent("email_confirmed_at")),
      "reminders_of_saved_vacancies": .bool(try row.decode("saved_vacancy_reminders")),
      "roles": .array(
        acting.memberships.map {
          ["role": .string($0.role.rawValue), "organisation": .string($0.organisationName)]
        }),
    ]
  }

  /// The tokens that other programs use in their name, without the secrets.
  func tokens(by owner: Actor) async throws -> [JSONValue] {
    try await ListAPITokens(services).every(by: owner).map {
      [
        "name": .string($0.name), "begins_with": .string($0.prefix),
        "made_at": DownloadOwnData.time($0.createdAt), "expires_at": DownloadOwnData.time($0.expiresAt),
        "revoked_at": DownloadOwnData.time($0.revokedAt),
        "last_used_at": DownloadOwnData.time($0.lastUsedAt),
      ]
    }
  }

  /// The mails that are still kept, since they have this account: whoever had the address before them got others. The
  /// text stays out: it is with the person, and holds links that act for whoever has them.
  func mails() async throws -> [JSONValue] {
    guard acting.emailConfirmed else { return [] }
    return try await services.pool.query(
      """
      SELECT m.subject, m.created_at, m.sent_at FROM outbox_mail m JOIN account a ON a.id = \(acting.id)
      WHERE lower(m.recipient) = \(acting.email.lowercased()) AND m.created_at >= a.created_at
      ORDER BY m.created_at, m.id
      """
    ).map {
      [
        "subject": .string(try $0.decode("subject")),
        "written_at": DownloadOwnData.time(try $0.decode("created_at", as: Date.self)),
        "sent_at": DownloadOwnData.time(try $0.decodeIfPresent("sent_at")),
      ]
    }
  }

  /// Training in safer recruitment that schools have recorded.
  func training() async throws -> [JSONValue] {
    try await services.pool.query(
      """
      SELECT provider, completed_on, valid_until FROM safer_recruitment_training WHERE account_id = \(acting.id)
      ORDER BY completed_on, id
      """
    ).map {
      [
        "provider": .string(try $0.decode("provider")),
        "completed_on": .string(try $0.decode("completed_on", as: CivilDate.self).description),
        "counts_until": .string(try $0.decode("valid_until", as: CivilDate.self).description),
      ]
    }
  }
}
