import Foundation
import Postgres

/// An account as it is stored, without its secrets save the password's hash.
struct AccountRecord: Sendable, RowDecodable {
  let id: AccountID
  let email: String
  let name: String
  let passwordHash: String?
  let emailConfirmed: Bool
  let closed: Bool

  init(row: Row) throws {
    id = try row.decode("id")
    email = try row.decode("email")
    name = try row.decode("name")
    passwordHash = try row.decodeIfPresent("password_hash")
    emailConfirmed = try row.decode("email_confirmed")
    closed = try row.decode("closed")
  }

  private static let columns: Statement = """
    id, email, name, password_hash, email_confirmed_at IS NOT NULL AS email_confirmed,
    closed_at IS NOT NULL AS closed
    """

  /// The account of an address.
  static func find(_ address: EmailAddress, in database: some Queryable) async throws -> AccountRecord? {
    try await database.first(
      "SELECT \(fragment: columns) FROM account WHERE email_normal = \(address.normal)",
      as: AccountRecord.self)
  }

  /// An account by its identifier.
  static func find(_ id: AccountID, in database: some Queryable) async throws -> AccountRecord? {
    try await database.first(
      "SELECT \(fragment: columns) FROM account WHERE id = \(id)", as: AccountRecord.self)
  }

  /// Makes an account; nil when the address has one already.
  static func insert(
    _ address: EmailAddress, name: String, passwordHash: String?, confirmed: Bool = false,
    _ services: Services, in tx: Transaction
  ) async throws -> AccountID? {
    let now = services.now()
    let confirmedAt = confirmed ? now : nil
    return try await tx.valueIfAny(
      """
      INSERT INTO account (id, email, email_normal, name, password_hash, email_confirmed_at, created_at,
        updated_at)
      VALUES (\(services.newID(AccountID.self)), \(address.text), \(address.normal), \(name), \(passwordHash),
        \(confirmedAt), \(now), \(now))
      ON CONFLICT ON CONSTRAINT account_email_unique DO NOTHING RETURNING id
      """, as: AccountID.self)
  }

  /// Takes what was signed up with last, while nobody has shown that the mailbox is theirs and nobody has given the
  /// account a role: the link that is mailed now is the only one that works. False when that is over.
  static func replaceUnconfirmed(
    _ known: AccountRecord, name: String, passwordHash: String, _ services: Services, in tx: Transaction
  ) async throws -> Bool {
    guard known.passwordHash != nil, !known.emailConfirmed, !known.closed else { return false }
    return try await tx.execute(
      """
      UPDATE account SET name = \(name), password_hash = \(passwordHash), version = version + 1,
        updated_at = \(services.now())
      WHERE id = \(known.id) AND email_confirmed_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.account_id = \(known.id))
      """) == 1
  }

  /// What the row of somebody is called who is no longer known.
  static let closedName = "Closed account"

  /// Closes an account: nobody can sign in to it, its tokens end, and its address is free. `keepsName` keeps name and
  /// address with it, for the schools that hold applications.
  static func close(
    _ id: AccountID, keepsName: Bool, _ services: Services, in tx: Transaction
  ) async throws {
    let now = services.now()
    let closed = "closed-\(id)@closed.invalid"
    try await tx.execute(
      """
      UPDATE account SET email_normal = \(closed), email = CASE WHEN \(keepsName) THEN email ELSE \(closed) END,
        name = CASE WHEN \(keepsName) THEN name ELSE \(closedName) END, password_hash = NULL,
        closed_at = coalesce(closed_at, \(now)), version = version + 1, updated_at = \(now)
      WHERE id = \(id)
      """)
    try await tx.execute(
      "UPDATE api_token SET revoked_at = \(now) WHERE account_id = \(id) AND revoked_at IS NULL")
  }

  /// Sets a password whose holder has shown that the mailbox is theirs, which confirms the address.
  static func setPassword(
    _ hash: String, of id: AccountID, _ services: Services, in tx: Transaction
  ) async throws {
    let now = services.now()
    try await tx.execute(
      """
      UPDATE account SET password_hash = \(hash), email_confirmed_at = coalesce(email_confirmed_at, \(now)),
        version = version + 1, updated_at = \(now)
      WHERE id = \(id)
      """)
  }
}
