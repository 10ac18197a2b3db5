import Foundation
import Postgres

/// Finds who is behind a session's token: on every request of the website, so in one round trip.
public struct ResumeSession: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The session and its person; nil when it has ended, was unused too long or never was.
  public func callAsFunction(token: String) async throws -> ResumedSession? {
    let now = services.now()
    let rows = try await services.pool.query(Self.statement(token: token, now: now))
    guard let first = rows.first, let account = try ActingAccountRows.read(rows) else { return nil }
    let session = try SessionRecord.read(first)
    if now.timeIntervalSince(session.lastSeenAt) >= SessionLifetime.noteEvery {
      try await services.pool.execute(
        """
        UPDATE session SET last_seen_at = \(now)
        WHERE id = \(session.id) AND last_seen_at <= \(now.addingTimeInterval(-SessionLifetime.noteEvery))
        """)
    }
    return ResumedSession(session: session, account: account)
  }

  /// Whether a session ended because it was left alone or lasted its time, and nobody ended it. Of one that isn't known
  /// (any more) nothing is said.
  public func wasLeftAlone(token: String) async throws -> Bool {
    let now = services.now()
    return try await services.pool.value(
      """
      SELECT EXISTS (SELECT FROM session s WHERE s.token_hash = \(Secret.hash(token)) AND s.ended_at IS NULL
        AND (s.expires_at <= \(now) OR s.last_seen_at <= \(now.addingTimeInterval(-SessionLifetime.idle))))
      """, as: Bool.self)
  }

  /// The one statement: session, person and roles.
  static func statement(token: String, now: Date) -> Statement {
    """
    SELECT \(fragment: SessionRecord.columns), \(fragment: ActingAccountRows.columns)
    FROM session s JOIN account a ON a.id = s.account_id \(fragment: ActingAccountRows.memberships)
    WHERE s.token_hash = \(Secret.hash(token)) AND s.ended_at IS NULL AND s.expires_at > \(now)
      AND s.last_seen_at > \(now.addingTimeInterval(-SessionLifetime.idle)) AND a.closed_at IS NULL
    ORDER BY o.name, m.role
    """
  }
}

/// Lists where a person is signed in.
public struct ListSessions: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The open sessions of the person, the last used first.
  public func callAsFunction(by actor: Actor) async throws -> [Session] {
    let account = try actor.requireOwn(.manageOwnAccount)
    let now = services.now()
    return try await services.pool.query(
      """
      SELECT \(fragment: SessionRecord.columns) FROM session s
      WHERE s.account_id = \(account.id) AND s.ended_at IS NULL AND s.expires_at > \(now)
        AND s.last_seen_at > \(now.addingTimeInterval(-SessionLifetime.idle))
      ORDER BY s.last_seen_at DESC, s.id
      """
    ).map(SessionRecord.read)
  }
}
