public import Foundation
import Postgres

/// How somebody who has a place opens it: signed in, or by the link of a mail.
public enum BookingKey: Sendable {
  /// A booking of the acting person's own.
  case own(ActivityBookingID)
  /// The token of a link.
  case link(String)
}

extension ReadBookings {
  /// The booking that a key opens for its person. Throws ``DomainError``.
  public func open(_ key: BookingKey, by actor: Actor) async throws -> ActivityBooking {
    switch key {
    case .link(let token): return try await byLink(token)
    case .own(let id):
      let (booking, role) = try await access(id, by: actor)
      guard role == .person else { throw DomainError.notFound("booking") }
      return booking
    }
  }
}

/// The register of a session.
public struct ActivityRegister: Sendable {
  /// The activity.
  public let activity: Activity
  /// The session.
  public let session: ActivitySession
  /// What the room is shown, so that whoever is in it can say so.
  public let code: String
  /// Everybody who has a place, by name.
  public let bookings: [ActivityBooking]
}

/// What a register showed to whoever keeps it, so that nothing is undone that came after it was read.
public struct ShownRegister: Sendable {
  let attended: Set<ActivityBookingID>
  let readAt: Date?

  /// Whom it showed as there, and when it was read; nil if nobody knows.
  public init(attended: Set<ActivityBookingID>, readAt: Date?) {
    (self.attended, self.readAt) = (attended, readAt)
  }
}

/// Keeps the register of a session, for whoever runs it.
public struct KeepRegister: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The register with its code; a session that was cancelled has none. Throws ``DomainError``.
  public func read(_ id: ActivitySessionID, by actor: Actor) async throws -> ActivityRegister {
    let all = try await ReadBookings(services).list(of: id, by: actor)
    let (activity, session) = try await ReadActivities(services).session(id, by: actor)
    if activity.isOff(session) { throw try await Self.cancelled(session, activity, in: services.pool) }
    let code = try await services.pool.value(
      "SELECT code FROM activity_session WHERE id = \(id)", as: String.self)
    return ActivityRegister(
      activity: activity, session: session, code: code, bookings: all.filter { $0.state == .booked })
  }

  /// That a session was cancelled, when and why.
  private static func cancelled(
    _ session: ActivitySession, _ activity: Activity, in db: some Queryable
  ) async throws -> DomainError {
    let when = (session.cancelledAt ?? activity.endedAt).map { " on \(LondonTime.dateAndTime($0))" } ?? ""
    let why = try await ActivityStore.cancelReason(session, activity, in: db).map { " Why: \($0)" } ?? ""
    return .conflict("This session was cancelled\(when): it has no register.\(why)")
  }

  /// Notes who was there, and that those weren't whom the register showed as there and who are not named; from the
  /// day of the session on. Who has said by code that they are there stays where it isn't known what was shown, or
  /// where they said so after it was read. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ActivitySessionID, attended: Set<ActivityBookingID>, shown: ShownRegister? = nil, by actor: Actor
  ) async throws -> ActivityRegister {
    let register = try await read(id, by: actor)
    guard register.session.day <= services.today else {
      throw DomainError.conflict("The register opens on the day of the session.")
    }
    try await services.pool.withTransaction { tx in
      try await BookingStore.lock(register.activity.id, [id], in: tx)
      let known = try await tx.query(
        "SELECT id FROM activity_booking WHERE session_id = \(id) AND state = 'booked' ORDER BY id FOR UPDATE"
      ).map { try $0.decode("id", as: ActivityBookingID.self) }
      guard attended.isSubset(of: known) else {
        throw DomainError.invalid([
          FieldProblem(field: "attended", message: "Choose among those who have a place in this session.")
        ])
      }
      try await tx.execute(
        """
        UPDATE activity_booking SET version = version + 1,
          attended_at = CASE WHEN id = ANY (\(attended.map(\.rawValue))) THEN \(services.now())::timestamptz END,
          attended_by = CASE WHEN id = ANY (\(attended.map(\.rawValue))) THEN 'register' END
        WHERE session_id = \(id) AND state = 'booked' AND CASE WHEN id = ANY (\(attended.map(\.rawValue)))
          THEN attended_at IS NULL ELSE attended_at IS NOT NULL AND \(fragment: Self.isUndone(by: shown)) END
        """)
      try await Audit.record(
        "activity.register_kept", AuditSubject("activity_session", id), at: register.activity.place,
        details: ["attended": .number(Double(attended.count))], by: actor, services, in: tx)
    }
    return try await read(id, by: actor)
  }

  /// Whether a register that no longer names somebody says that they weren't there.
  private static func isUndone(by shown: ShownRegister?) -> Statement {
    guard let shown else { return "attended_by <> 'code'" }
    return """
      id = ANY (\(shown.attended.map(\.rawValue)))
        AND (attended_by <> 'code' OR attended_at <= coalesce(\(shown.readAt)::timestamptz, 'infinity'))
      """
  }
}

/// Somebody says by the code that the room is shown that they are there.
public struct AttendByCode: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Notes it; only on the day of the session in London, and with few tries. Throws ``DomainError``.
  public func callAsFunction(_ key: BookingKey, code: String, by actor: Actor) async throws -> ActivityBooking
  {
    let booking = try await ReadBookings(services).open(key, by: actor)
    guard booking.state == .booked else { throw DomainError.conflict("You have no place in this session.") }
    if booking.attendedAt != nil { return booking }
    guard booking.session.cancelledAt == nil, booking.session.day == services.today else {
      throw DomainError.conflict("The code works only on the day of the session.")
    }
    let code = Self.bare(code)
    let taken = try await Throttle.take(
      [ThrottleLimit("activity-code/booking", for: booking.id.description, tries: 5, seconds: 900)], services)
    return try await services.pool.withTransaction { tx in
      let booking = try await BookingStore.lock(booking.id, in: tx)
      if booking.attendedAt != nil || booking.state != .booked { return booking }
      let isRight = try await tx.value(
        "SELECT code = upper(\(code)) FROM activity_session WHERE id = \(booking.session.id)",
        as: Bool.self)
      guard isRight else {
        throw DomainError.invalid([FieldProblem(field: "code", message: Self.fault(of: code))])
      }
      try await Throttle.giveBack(taken, in: tx)
      try await tx.execute(
        """
        UPDATE activity_booking SET attended_at = \(services.now()), attended_by = 'code', version = version + 1
        WHERE id = \(booking.id)
        """)
      try await Audit.record(
        "activity_booking.attended", AuditSubject("activity_booking", booking.id), at: booking.organiser,
        by: actor, services, in: tx)
      return try await BookingStore.find(booking.id, in: tx)
    }
  }

  /// A code without the spaces and hyphens with which somebody reads it in parts.
  private static func bare(_ code: String) -> String {
    code.filter { !$0.isWhitespace && !"-\u{2010}\u{2011}\u{2012}\u{2013}".contains($0) }
  }

  /// What is said of a code that isn’t the session’s: one that looks like a code may be that of another.
  private static func fault(of code: String) -> String {
    code.wholeMatch(of: /[0-9A-Za-z]{6}/) == nil
      ? "Enter the code of six letters and digits that the room is shown."
      : "This is not the code of this session. Enter the six letters and digits that the room is shown."
  }
}
