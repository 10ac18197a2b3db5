import Foundation
import Postgres

/// Links in mails that work once, and not for ever.
enum SingleUseLink {
  /// What a link does.
  enum Purpose: String, Sendable, CaseIterable, PostgresValue {
    case confirmEmail = "confirm_email"
    case resetPassword = "reset_password"
    case changeEmail = "change_email"
    case invitation

    /// How long it works, in seconds.
    var lifetime: Double {
      switch self {
      case .confirmEmail, .changeEmail: 3 * 86_400
      case .resetPassword: 3_600
      case .invitation: 14 * 86_400
      }
    }

    /// The page it opens.
    var path: String {
      switch self {
      case .confirmEmail: "/confirm-email"
      case .resetPassword: "/reset-password"
      case .changeEmail: "/use-address"
      case .invitation: "/accept-invitation"
      }
    }
  }

  /// What an invitation carries.
  struct Invitation: Sendable {
    let organisation: OrganisationID
    let role: Role
    let invitedBy: AccountID?
  }

  /// What a link stands for.
  struct Content: Sendable {
    let account: AccountID?
    let email: String
    let invitation: Invitation?
    let expiresAt: Date
  }

  /// Said of a link that was used, has expired or never was: the three are not told apart. Of one after which another
  /// was mailed that still works, that is said (``superseded``).
  static let spent = DomainError.gone("This link has been used or has expired. Ask for a new one.")

  /// Said of a link after which another was mailed.
  static let superseded = DomainError.gone(
    "A newer link was sent, and only the newest works. Use the link of the last mail.")

  /// Why a link does not work. An invitation is for an address, not for an account: of those to the same role the newest
  /// works.
  private static func refusal(
    _ token: String, _ purpose: Purpose, _ services: Services, in db: some Queryable
  ) async throws -> DomainError {
    let isSuperseded = try await db.firstRow(
      """
      SELECT n.token_hash FROM single_use_link o JOIN single_use_link n ON n.purpose = o.purpose
        AND n.created_at > o.created_at AND n.used_at IS NULL AND n.expires_at > \(services.now())
        AND (n.account_id = o.account_id AND n.email = o.email
          OR n.account_id IS NULL AND o.account_id IS NULL AND n.organisation_id = o.organisation_id
            AND n.role = o.role AND lower(n.email) = lower(o.email))
      WHERE o.token_hash = \(Secret.hash(token)) AND o.purpose = \(purpose) LIMIT 1
      """)
    return isSuperseded == nil ? spent : superseded
  }

  /// Makes a link and returns its whole address, for the mail.
  static func make(
    _ purpose: Purpose, account: AccountID?, email: String, invitation: Invitation? = nil,
    lifetime: Double? = nil, _ services: Services, in tx: Transaction
  ) async throws -> String {
    let secret = Secret.make(services)
    let now = services.now()
    let expiresAt = now.addingTimeInterval(lifetime ?? purpose.lifetime)
    try await tx.execute(
      """
      INSERT INTO single_use_link (token_hash, purpose, account_id, email, organisation_id, role, invited_by,
        created_at, expires_at)
      VALUES (\(secret.hash), \(purpose), \(account), \(email), \(invitation?.organisation),
        \(invitation?.role), \(invitation?.invitedBy), \(now), \(expiresAt))
      """)
    return "\(services.settings.baseURL)\(purpose.path)?token=\(secret.text)"
  }

  /// What an unused link stands for, without using it.
  static func read(
    _ token: String, for purpose: Purpose, _ services: Services, in database: some Queryable
  ) async throws -> Content {
    let row = try await database.firstRow(
      """
      SELECT account_id, email, organisation_id, role, invited_by, expires_at FROM single_use_link
      WHERE token_hash = \(Secret.hash(token)) AND purpose = \(purpose) AND used_at IS NULL
        AND expires_at > \(services.now())
      """)
    guard let row else { throw try await refusal(token, purpose, services, in: database) }
    return try content(row)
  }

  /// Uses a link up. Of two at once, the second waits for the first and then finds it used.
  static func use(
    _ token: String, for purpose: Purpose, _ services: Services, in tx: Transaction
  ) async throws -> Content {
    let now = services.now()
    let row = try await tx.firstRow(
      """
      UPDATE single_use_link SET used_at = \(now)
      WHERE token_hash = \(Secret.hash(token)) AND purpose = \(purpose) AND used_at IS NULL
        AND expires_at > \(now)
      RETURNING account_id, email, organisation_id, role, invited_by, expires_at
      """)
    guard let row else { throw try await refusal(token, purpose, services, in: tx) }
    return try content(row)
  }

  /// Whether a link for this purpose that was mailed to the account can still be used.
  static func works(
    _ purpose: Purpose, of account: AccountID, _ services: Services
  ) async throws -> Bool {
    try await services.pool.value(
      """
      SELECT EXISTS (SELECT 1 FROM single_use_link WHERE account_id = \(account) AND purpose = \(purpose)
        AND used_at IS NULL AND expires_at > \(services.now()))
      """, as: Bool.self)
  }

  /// Uses up every other link of this purpose that an account still has.
  static func withdraw(
    _ purpose: Purpose, of account: AccountID, _ services: Services, in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE single_use_link SET used_at = \(services.now())
      WHERE account_id = \(account) AND purpose = \(purpose) AND used_at IS NULL
      """)
  }

  private static func content(_ row: Row) throws -> Content {
    var invitation: Invitation?
    if let organisation = try row.decodeIfPresent("organisation_id", as: OrganisationID.self) {
      invitation = Invitation(
        organisation: organisation, role: try row.decode("role"),
        invitedBy: try row.decodeIfPresent("invited_by"))
    }
    return Content(
      account: try row.decodeIfPresent("account_id"), email: try row.decode("email"), invitation: invitation,
      expiresAt: try row.decode("expires_at"))
  }
}
