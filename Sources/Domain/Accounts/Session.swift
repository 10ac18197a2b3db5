public import Foundation
import Postgres

/// Names a session (never its token).
public struct SessionID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// A session of somebody who is signed in.
public struct Session: Sendable {
  /// Its identifier.
  public let id: SessionID
  /// The secret from which the session's form tokens are made.
  public let csrfSecret: Data
  /// When it began.
  public let createdAt: Date
  /// When it was last used, to the minute.
  public let lastSeenAt: Date
  /// When it ends at the latest.
  public let expiresAt: Date
  /// What the browser called itself.
  public let userAgent: String?
}

/// A session and whose it is.
public struct ResumedSession: Sendable {
  /// The session.
  public let session: Session
  /// Whose it is, with their roles at this moment.
  public let account: ActingAccount
}

/// A session that has just begun; the token is shown this once.
public struct StartedSession: Sendable {
  /// What the browser keeps in its cookie.
  public let token: String
  /// The session.
  public let session: Session
  /// Whose it is.
  public let account: ActingAccount
}

/// How long sessions last.
public enum SessionLifetime {
  /// Seconds without use after which a session ends: two hours.
  public static let idle: Double = 120 * 60
  /// Seconds after sign-in when it ends in any case: twelve hours.
  public static let absolute: Double = 12 * 60 * 60
  /// Seconds between two notes of a session's or token's use.
  static let noteEvery: Double = 60
}

/// Sessions as they are stored.
enum SessionRecord {
  static let columns: Statement = """
    s.id AS session_id, s.csrf_secret, s.created_at, s.last_seen_at, s.expires_at, s.user_agent
    """

  static func read(_ row: Row) throws -> Session {
    Session(
      id: try row.decode("session_id"), csrfSecret: try row.decode("csrf_secret"),
      createdAt: try row.decode("created_at"), lastSeenAt: try row.decode("last_seen_at"),
      expiresAt: try row.decode("expires_at"), userAgent: try row.decodeIfPresent("user_agent"))
  }

  /// Begins a session.
  static func begin(
    for account: AccountID, token: Secret, userAgent: String?, _ services: Services, in tx: Transaction
  ) async throws -> Session {
    let now = services.now()
    let session = Session(
      id: services.newID(), csrfSecret: Data(services.random(32)), createdAt: now, lastSeenAt: now,
      expiresAt: now.addingTimeInterval(SessionLifetime.absolute),
      userAgent: userAgent.map { String($0.prefix(300)) })
    try await tx.execute(
      """
      INSERT INTO session (id, token_hash, account_id, csrf_secret, created_at, last_seen_at, expires_at,
        user_agent)
      VALUES (\(session.id), \(token.hash), \(account), \(session.csrfSecret), \(now), \(now),
        \(session.expiresAt), \(session.userAgent))
      """)
    // By this the retention of accounts that nobody uses goes.
    try await tx.execute("UPDATE account SET active_at = \(now) WHERE id = \(account)")
    return session
  }

  /// Ends the session of a token; returns whose it was, if it was open.
  static func end(
    token: String, _ services: Services, in tx: Transaction
  ) async throws -> AccountID? {
    try await tx.valueIfAny(
      """
      UPDATE session SET ended_at = \(services.now())
      WHERE token_hash = \(Secret.hash(token)) AND ended_at IS NULL
      RETURNING account_id
      """, as: AccountID.self)
  }

  /// Ends every open session of an account, or every one but one.
  @discardableResult
  static func endAll(
    of account: AccountID, except kept: SessionID? = nil, _ services: Services, in tx: Transaction
  ) async throws -> Int {
    try await tx.execute(
      """
      UPDATE session SET ended_at = \(services.now())
      WHERE account_id = \(account) AND ended_at IS NULL AND id IS DISTINCT FROM \(kept)
      """)
  }
}
