import Foundation
import Postgres

/// Adds sessions to activities and changes them, for those who run them.
public struct ManageSessions: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Adds a session; `unread` is what could not be read of what was typed, told with all else. Throws ``DomainError``.
  public func add(
    to id: ActivityID, _ content: ActivitySessionContent, unread: [FieldProblem] = [], by actor: Actor
  ) async throws -> Activity {
    try await services.pool.withTransaction { tx in
      let activity = try await ActivityStore.lock(id, nil, actor, in: tx)
      guard activity.state == .draft || activity.state == .published else {
        throw ManageActivities.over(activity)
      }
      guard activity.sessions.count < 50 else {
        throw DomainError.conflict("An activity has up to 50 sessions.")
      }
      try content.problems(at: services.now()).behind(unread).throwIfAny()
      guard let times = content.times else { return activity }
      let session = services.newID(ActivitySessionID.self)
      try await tx.execute(
        """
        INSERT INTO activity_session (id, activity_id, title, starts_at, ends_at, room, places, code)
        VALUES (\(session), \(id), \(content.title.trimmed), \(times.start), \(times.end), \(content.room.trimmed),
          \(content.places), \(String(Reference.make("", random: services.random).dropFirst().prefix(6))))
        """)
      try await ActivityStore.touch(id, services.now(), in: tx)
      try await record("session_added", session, activity.place, actor, tx)
      return try await ActivityStore.find(id, in: tx)
    }
  }

  /// Changes a session. Everybody who has a place or waits is told of a new time or room, and can cancel free of charge
  /// for a day; new places go to those who wait. Throws ``DomainError``.
  public func change(
    _ id: ActivitySessionID, _ content: ActivitySessionContent, unread: [FieldProblem] = [],
    expectedVersion: Int?, by actor: Actor
  ) async throws -> Activity {
    try await services.pool.withTransaction { tx in
      let (activity, session) = try await ActivityStore.lock(session: id, expectedVersion, actor, in: tx)
      try requireChangeable(activity, session)
      var problems = content.problems(at: services.now())
      problems.require(
        content.places >= session.booked || content.places < 1, "places",
        "\(session.booked) places are booked: there can’t be fewer.")
      try problems.behind(unread).throwIfAny()
      guard let times = content.times else { return activity }
      let isMoved =
        times.start != session.startsAt || times.end != session.endsAt || content.room.trimmed != session.room
      try await tx.execute(
        """
        UPDATE activity_session SET title = \(content.title.trimmed), starts_at = \(times.start),
          ends_at = \(times.end), room = \(content.room.trimmed), places = \(content.places), version = version + 1
        WHERE id = \(id)
        """)
      if isMoved { try await follow(session, to: times.start, activity, tx) }
      try await BookingStore.fill(id, by: actor, services, in: tx)
      try await ActivityStore.touch(activity.id, services.now(), in: tx)
      try await record("session_changed", id, activity.place, actor, tx)
      return try await ActivityStore.find(activity.id, in: tx)
    }
  }

  /// Removes a session of a draft. Throws ``DomainError``.
  public func remove(
    _ id: ActivitySessionID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Activity {
    try await services.pool.withTransaction { tx in
      let (activity, _) = try await ActivityStore.lock(session: id, expectedVersion, actor, in: tx)
      guard activity.state == .draft else {
        throw DomainError.conflict("This is published: move the session, or cancel it.")
      }
      try await tx.execute("DELETE FROM activity_session WHERE id = \(id)")
      try await ActivityStore.touch(activity.id, services.now(), in: tx)
      try await record("session_removed", id, activity.place, actor, tx)
      return try await ActivityStore.find(activity.id, in: tx)
    }
  }

  private func requireChangeable(_ activity: Activity, _ session: ActivitySession) throws {
    guard activity.state == .draft || activity.state == .published else {
      throw ManageActivities.over(activity)
    }
    guard session.cancelledAt == nil else { throw DomainError.conflict("This session was cancelled.") }
    guard activity.state == .draft || session.startsAt > services.now() else {
      throw DomainError.conflict("This session has begun: it can’t be changed any more.")
    }
  }

  /// Lets bookings follow a session that has moved: reminders start anew, and whoever can't come may say so.
  private func follow(
    _ session: ActivitySession, to start: Date, _ activity: Activity, _ tx: Transaction
  ) async throws {
    if start != session.startsAt {
      let freeUntil = BookingRules.freeUntil(
        startsAt: start, freeDays: activity.content.freeDays, at: services.now(), fromWaitingList: true)
      try await tx.execute(
        """
        UPDATE activity_booking SET free_until = \(freeUntil), week_reminded_at = NULL, day_reminded_at = NULL,
          version = version + 1
        WHERE session_id = \(session.id) AND state = 'booked'
        """)
    }
    try await BookingStore.tellOfMove("b.session_id = \(session.id)", services, in: tx)
  }

  func record(
    _ what: String, _ id: ActivitySessionID, _ place: Place, details: [String: JSONValue] = [:],
    _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      "activity.\(what)", AuditSubject("activity_session", id), at: place, details: details, by: actor,
      services, in: tx)
  }
}
