import Foundation
import Postgres

extension ManageActivities {
  /// Calls a published activity off: everybody who has a place to come or waits for one is told, and nobody is charged
  /// for sessions that have not been held; whoever asked their school for a place is told too, and so is that school.
  /// Once more with the same reason changes nothing. Throws ``DomainError``.
  public func cancel(
    _ id: ActivityID, reason: String, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Activity {
    try await services.pool.withTransaction { tx in
      let activity = try await ActivityStore.lock(id, expectedVersion, actor, in: tx)
      if activity.state == .cancelled {
        try Self.requireRepeat(reason, of: activity.cancelReason)
        return activity
      }
      guard activity.state.mayBecome(.cancelled) else {
        throw DomainError.conflict("The state of this activity is “\(activity.state.title)”.")
      }
      let reason = try Self.checked(reason)
      let now = services.now()
      try await tx.execute(
        """
        UPDATE activity SET state = 'cancelled', ended_at = \(now), cancel_reason = \(reason),
          version = version + 1, updated_at = \(now)
        WHERE id = \(id)
        """)
      let coming = activity.standing.filter { $0.startsAt > now }.map(\.id)
      try await BookingStore.callOff(id, coming, reason, services, in: tx)
      try await AskForPlace(services).callOff(activity, coming, reason: reason, by: actor, in: tx)
      try await record("cancelled", id, activity.place, actor, tx)
      return try await ActivityStore.find(id, in: tx)
    }
  }

  static func checked(_ reason: String) throws -> String {
    let reason = reason.trimmed
    var problems = Problems()
    problems.require(!reason.isEmpty, "reason", "Enter why it does not take place: everybody is told.")
    problems.require(reason.count <= 1_000, "reason", "Shorten the reason to 1,000 characters or fewer.")
    try problems.throwIfAny()
    return reason
  }

  /// What is cancelled already may be cancelled again with the same reason only: another one would be lost unsaid.
  static func requireRepeat(_ reason: String, of stored: String?) throws {
    guard reason.trimmed == stored else { throw DomainError.conflict("It has been cancelled already.") }
  }
}

extension ManageSessions {
  /// Calls one session of a published activity off: everybody who has a place or waits for one is told, and nobody
  /// is charged; whoever asked their school for it, and for nothing else that is to come, is told too, and so is that
  /// school. Once more with the same reason, where it was kept, changes nothing. Throws ``DomainError``.
  public func cancel(
    _ id: ActivitySessionID, reason: String, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Activity {
    try await services.pool.withTransaction { tx in
      let (activity, session) = try await ActivityStore.lock(session: id, expectedVersion, actor, in: tx)
      if activity.isOff(session) {
        try ManageActivities.requireRepeat(
          reason, of: try await ActivityStore.cancelReason(session, activity, in: tx))
        return activity
      }
      guard activity.state == .published, session.startsAt > services.now() else {
        throw DomainError.conflict("Only a session to come of a published activity can be cancelled.")
      }
      let reason = try ManageActivities.checked(reason)
      try await tx.execute(
        """
        UPDATE activity_session SET cancelled_at = \(services.now()), version = version + 1 WHERE id = \(id)
        """)
      // The trail keeps the reason, which whoever asked for a place is told.
      try await record(
        "session_cancelled", id, activity.place, details: ["reason": .string(reason)], actor, tx)
      try await BookingStore.callOff(activity.id, [id], reason, services, in: tx)
      try await AskForPlace(services).callOff(activity, without: id, reason: reason, by: actor, in: tx)
      try await ActivityStore.touch(activity.id, services.now(), in: tx)
      return try await ActivityStore.find(activity.id, in: tx)
    }
  }
}

extension BookingStore {
  /// Ends every booking of sessions that do not take place, and tells everybody and their schools.
  static func callOff(
    _ activity: ActivityID, _ sessions: [ActivitySessionID], _ reason: String, _ services: Services,
    in tx: Transaction
  ) async throws {
    let ids = sessions.map(\.rawValue)
    try await tx.execute(
      "SELECT 1 FROM activity_session WHERE id = ANY (\(ids)) ORDER BY id FOR UPDATE")
    // As they stood: what a school would have paid, and who waited, says whom to tell of it.
    let standing = try await list(
      "b.session_id = ANY (\(ids)) AND b.state <> 'cancelled'", limit: 100_000, in: tx)
    try await tx.execute(
      """
      UPDATE activity_booking SET state = 'cancelled', cancelled_at = \(services.now()),
        cancelled_by = \(BookingCanceller.organiser), charge_pence = 0, version = version + 1
      WHERE session_id = ANY (\(ids)) AND state <> 'cancelled'
      """)
    for booking in standing {
      try await BookingMails.tell(booking, .calledOff(reason: reason), services, in: tx)
    }
    try await BookingMails.tellSchools(standing, calledOff: reason, services, in: tx)
  }

  /// Tells everybody who is to come, or waits, and their schools that time or place have changed.
  static func tellOfMove(
    _ condition: Statement, _ services: Services, in tx: Transaction
  ) async throws {
    let standing = try await list(
      "\(fragment: condition) AND b.state <> 'cancelled' AND s.starts_at > \(services.now())", limit: 100_000,
      in: tx)
    for booking in standing { try await BookingMails.tell(booking, .moved, services, in: tx) }
    try await BookingMails.tellSchools(standing, services, in: tx)
  }
}
