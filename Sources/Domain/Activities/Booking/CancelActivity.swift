import Foundation
import Postgres

extension ManageActivities {
  /// Calls a published activity off: everybody who has a place to come or waits for one is told, and nobody is charged
  /// for it. Throws ``DomainError``.
  public func cancel(
    _ id: ActivityID, reason: String, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Activity {
    try await services.pool.withTransaction { tx in
      let activity = try await ActivityStore.lock(id, expectedVersion, actor, in: tx)
      if activity.state == .cancelled { return activity }
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
}

extension ManageSessions {
  /// Calls one session of a published activity off: everybody is told, and nobody is charged. Throws ``DomainError``.
  public func cancel(
    _ id: ActivitySessionID, reason: String, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Activity {
    try await services.pool.withTransaction { tx in
      let (activity, session) = try await ActivityStore.lock(session: id, expectedVersion, actor, in: tx)
      if session.cancelledAt != nil { return activity }
      guard activity.state == .published, session.startsAt > services.now() else {
        throw DomainError.conflict("Only a session to come of a published activity can be cancelled.")
      }
      let reason = try ManageActivities.checked(reason)
      try await tx.execute(
        """
        UPDATE activity_session SET cancelled_at = \(services.now()), version = version + 1 WHERE id = \(id)
        """)
      try await BookingStore.callOff(activity.id, [id], reason, services, in: tx)
      try await ActivityStore.touch(activity.id, services.now(), in: tx)
      try await record("session_cancelled", id, activity.place, actor, tx)
      return try await ActivityStore.find(activity.id, in: tx)
    }
  }
}

extension BookingStore {
  /// Ends every booking of sessions that do not take place, and tells everybody.
  static func callOff(
    _ activity: ActivityID, _ sessions: [ActivitySessionID], _ reason: String, _ services: Services,
    in tx: Transaction
  ) async throws {
    let ids = sessions.map(\.rawValue)
    try await tx.execute(
      "SELECT 1 FROM activity_session WHERE id = ANY (\(ids)) ORDER BY id FOR UPDATE")
    let ended = try await tx.query(
      """
      UPDATE activity_booking SET state = 'cancelled', cancelled_at = \(services.now()),
        cancelled_by = \(BookingCanceller.organiser), charge_pence = 0, version = version + 1
      WHERE session_id = ANY (\(ids)) AND state <> 'cancelled' RETURNING id
      """
    ).map { try $0.decode("id", as: UUID.self) }
    for booking in try await list("b.id = ANY (\(ended))", limit: ended.count, in: tx) {
      try await BookingMails.tell(booking, .calledOff(reason: reason), services, in: tx)
    }
  }

  /// Tells everybody who is to come, or waits, that time or place have changed.
  static func tellOfMove(
    _ condition: Statement, _ services: Services, in tx: Transaction
  ) async throws {
    let standing = try await list(
      "\(fragment: condition) AND b.state <> 'cancelled' AND s.starts_at > \(services.now())", limit: 100_000,
      in: tx)
    for booking in standing { try await BookingMails.tell(booking, .moved, services, in: tx) }
  }
}

/// Reminds those who have a place, a week and a day before; once each.
public struct RemindOfActivities: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Sends what is due, a batch in one transaction, and says how many; run it until it says zero. Whoever got the place
  /// later than the reminder would have gone out is not reminded of it. Several workers may run at once.
  public func callAsFunction(batch: Int = 50, by actor: Actor = .worker) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let now = services.now()
      let (day, week) = (now.addingTimeInterval(86_400), now.addingTimeInterval(7 * 86_400))
      let due = try await tx.query(
        """
        UPDATE activity_booking b SET
          week_reminded_at = CASE WHEN d.is_tomorrow THEN b.week_reminded_at ELSE \(now)::timestamptz END,
          day_reminded_at = CASE WHEN d.is_tomorrow THEN \(now)::timestamptz END
        FROM (
          SELECT b.id, s.starts_at <= \(day) AS is_tomorrow
          FROM activity_booking b JOIN activity_session s ON s.id = b.session_id
            JOIN activity a ON a.id = b.activity_id
          WHERE b.state = 'booked' AND b.erased_at IS NULL AND a.state = 'published' AND s.cancelled_at IS NULL
            AND s.starts_at > \(now) AND (
              s.starts_at <= \(day) AND b.day_reminded_at IS NULL
                AND b.booked_at < s.starts_at - interval '24 hours'
              OR s.starts_at > \(day) AND s.starts_at <= \(week) AND b.week_reminded_at IS NULL
                AND b.booked_at < s.starts_at - interval '168 hours')
          ORDER BY s.starts_at, b.id LIMIT \(batch) FOR UPDATE OF b SKIP LOCKED
        ) d WHERE b.id = d.id RETURNING b.id, d.is_tomorrow
        """)
      for row in due {
        let booking = try await BookingStore.find(try row.decode("id"), in: tx)
        let isTomorrow = try row.decode("is_tomorrow", as: Bool.self)
        try await BookingMails.tell(booking, isTomorrow ? .dayBefore : .weekBefore, services, in: tx)
        try await Audit.record(
          "activity_booking.reminded", AuditSubject("activity_booking", booking.id), by: actor, services,
          in: tx)
      }
      return due.count
    }
  }
}
