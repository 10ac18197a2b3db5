import Foundation
import Postgres

/// Statements that the use cases of activities share.
///
/// Locks are taken in one order: the activity, its sessions by identifier, then bookings or requests for places.
enum ActivityStore {
  static func list(
    _ condition: Statement, order: Statement = "a.created_at DESC, a.id DESC", limit: Int = 500,
    in db: some Queryable
  ) async throws -> [Activity] {
    let found = try await db.query(
      """
      SELECT \(fragment: Activity.columns) FROM \(fragment: Activity.tables)
      WHERE \(fragment: condition) ORDER BY \(fragment: order) LIMIT \(limit)
      """, as: Activity.self)
    if found.isEmpty { return [] }
    let sessions = Dictionary(
      grouping: try await self.sessions("s.activity_id = ANY (\(found.map(\.id.rawValue)))", in: db),
      by: \.activity)
    return found.map { activity in
      var activity = activity
      activity.sessions = sessions[activity.id] ?? []
      return activity
    }
  }

  static func sessions(_ condition: Statement, in db: some Queryable) async throws -> [ActivitySession] {
    try await db.query(
      """
      SELECT \(fragment: ActivitySession.columns) FROM activity_session s WHERE \(fragment: condition)
      ORDER BY s.starts_at, s.id
      """, as: ActivitySession.self)
  }

  static func find(_ id: ActivityID, in db: some Queryable) async throws -> Activity {
    guard let found = try await list("a.id = \(id)", in: db).first else {
      throw DomainError.notFound("activity")
    }
    return found
  }

  /// The activity, as far as it exists for the actor: drafts only for those who run activities there.
  static func readable(_ id: ActivityID, by actor: Actor, in db: some Queryable) async throws -> Activity {
    let activity = try await find(id, in: db)
    if activity.state == .draft {
      try actor.require(.manageActivities, at: activity.place, orHide: "activity")
    }
    return activity
  }

  /// Locks an activity that the actor runs until the transaction ends, then reads it.
  static func lock(
    _ id: ActivityID, _ expectedVersion: Int?, _ actor: Actor, in tx: Transaction
  ) async throws -> Activity {
    try await tx.execute("SELECT 1 FROM activity WHERE id = \(id) FOR UPDATE")
    let activity = try await readable(id, by: actor, in: tx)
    try actor.require(.manageActivities, at: activity.place)
    try VacancyStore.requireVersion(expectedVersion, of: activity.version)
    return activity
  }

  /// Locks a session's activity, which the actor runs, and then the session. For everybody else there is no such session.
  static func lock(
    session id: ActivitySessionID, _ expectedVersion: Int?, _ actor: Actor, in tx: Transaction
  ) async throws -> (activity: Activity, session: ActivitySession) {
    let whole = try await activity(of: id, in: tx)
    try actor.require(.manageActivities, at: try await find(whole, in: tx).place, orHide: "session")
    let activity = try await lock(whole, nil, actor, in: tx)
    try await tx.execute("SELECT 1 FROM activity_session WHERE id = \(id) FOR UPDATE")
    guard let session = try await sessions("s.id = \(id)", in: tx).first else {
      throw DomainError.notFound("session")
    }
    try VacancyStore.requireVersion(expectedVersion, of: session.version)
    return (activity, session)
  }

  static func activity(of session: ActivitySessionID, in db: some Queryable) async throws -> ActivityID {
    let found = try await db.valueIfAny(
      "SELECT activity_id FROM activity_session WHERE id = \(session)", as: ActivityID.self)
    guard let found else { throw DomainError.notFound("session") }
    return found
  }

  /// Why a session does not take place: what was written when it was cancelled itself, else of the whole activity; nil
  /// where it takes place, or where nothing was kept.
  static func cancelReason(
    _ session: ActivitySession, _ activity: Activity, in db: some Queryable
  ) async throws -> String? {
    guard activity.isOff(session) else { return nil }
    guard session.cancelledAt != nil else { return activity.cancelReason }
    return try await cancelReasons([session.id], in: db)[session.id]
  }

  /// What was written when sessions were cancelled by themselves, where it was kept.
  static func cancelReasons(
    _ sessions: [ActivitySessionID], in db: some Queryable
  ) async throws -> [ActivitySessionID: String] {
    if sessions.isEmpty { return [:] }
    let kept = try await db.query(
      """
      SELECT DISTINCT ON (subject_id) subject_id, details ->> 'reason' AS reason FROM audit_event
      WHERE subject_type = 'activity_session' AND subject_id = ANY (\(sessions.map(\.description)))
        AND action = 'activity.session_cancelled'
      ORDER BY subject_id, happened_at DESC, id DESC
      """)
    var reasons: [ActivitySessionID: String] = [:]
    for row in kept {
      guard let id = ActivitySessionID(try row.decode("subject_id", as: String.self)) else { continue }
      reasons[id] = try row.decodeIfPresent("reason", as: String.self)
    }
    return reasons
  }

  static func kinds(in db: some Queryable) async throws -> [ActivityKind] {
    try await db.query("SELECT code, name FROM activity_kind ORDER BY position", as: ActivityKind.self)
  }

  /// Raises the version of an activity whose sessions have changed.
  static func touch(_ id: ActivityID, _ now: Date, in tx: Transaction) async throws {
    try await tx.execute(
      "UPDATE activity SET version = version + 1, updated_at = \(now) WHERE id = \(id)")
  }
}
