import Foundation
import Postgres

/// Gives a place back: the person, their school or whoever runs the activity. Whoever waits longest gets it.
public struct CancelBooking: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Cancels it; one that was cancelled is left as it is. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ActivityBookingID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> ActivityBooking {
    let (_, role) = try await ReadBookings(services).access(id, by: actor)
    return try await services.pool.withTransaction { tx in
      let booking = try await BookingStore.lock(id, in: tx)
      if booking.state == .cancelled { return booking }
      try VacancyStore.requireVersion(expectedVersion, of: booking.version)
      return try await end(booking, by: role, actor, tx)
    }
  }

  /// The same by the link of a mail. Throws ``DomainError``.
  public func byLink(_ token: String, by actor: Actor) async throws -> ActivityBooking {
    try await services.pool.withTransaction { tx in
      let booking = try await BookingStore.lock(try await BookingLink.find(token, services, in: tx), in: tx)
      if booking.state == .cancelled { return booking }
      return try await end(booking, by: .person, actor, tx)
    }
  }

  /// Throws ``DomainError/conflict(_:)`` with why a place can’t be given back any more.
  public func check(_ booking: ActivityBooking) throws {
    if let obstacle = booking.obstacle(at: services.now()) { throw DomainError.conflict(obstacle) }
  }

  private func end(
    _ booking: ActivityBooking, by role: BookingCanceller, _ actor: Actor, _ tx: Transaction
  ) async throws -> ActivityBooking {
    try check(booking)
    try await BookingStore.end(booking, by: role, actor, services, in: tx)
    try await Audit.record(
      "activity_booking.cancelled", AuditSubject("activity_booking", booking.id), at: booking.organiser,
      details: ["by": .string(role.rawValue)], by: actor, services, in: tx)
    let ended = try await BookingStore.find(booking.id, in: tx)
    switch role {
    case .person: try await BookingMails.tellBooker(ended, services, in: tx)
    case .school:
      try await BookingMails.tell(
        ended, .takenBack(by: booking.schoolName ?? "Your school"), services, in: tx)
    case .organiser:
      try await BookingMails.tell(ended, .takenBack(by: booking.organiserName), services, in: tx)
    }
    return ended
  }
}

/// Reads bookings: people their own, schools those that they pay for, organisers those of their activities.
public struct ReadBookings: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A booking, and as whose it may be read. Throws ``DomainError``.
  public func access(
    _ id: ActivityBookingID, by actor: Actor
  ) async throws -> (booking: ActivityBooking, role: BookingCanceller) {
    let booking = try await BookingStore.find(id, in: services.pool)
    if let account = actor.account, booking.isOwn(of: account),
      actor.may(.readOwnBookings, ownedBy: account.id)
    {
      return (booking, .person)
    }
    if let school = booking.school, !actor.isSystem, actor.may(.bookColleagues, at: school) {
      return (booking, .school)
    }
    try actor.require(.manageActivities, at: booking.organiser, orHide: "booking")
    return (booking, .organiser)
  }

  /// The booking that the link of a mail opens. Throws ``DomainError``.
  public func byLink(_ token: String) async throws -> ActivityBooking {
    try await BookingStore.find(
      try await BookingLink.find(token, services, in: services.pool), in: services.pool)
  }

  /// A page of the acting person's own, those asked for last first. Throws ``DomainError``.
  public func own(
    limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<ActivityBooking> {
    let held = try Self.isOwn(of: actor)
    let behind: Statement = after.map { "(b.asked_at, b.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await BookingStore.list(
      "\(fragment: held) AND \(fragment: behind)", limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) { Cursor(instant: $0.askedAt, id: $0.id.rawValue) }
  }

  /// The acting person's own in the activity of a booking. Throws ``DomainError``.
  public func own(
    alongside id: ActivityBookingID, by actor: Actor
  ) async throws -> [ActivityBooking] {
    let held = try Self.isOwn(of: actor)
    return try await BookingStore.list(
      "\(fragment: held) AND b.activity_id = (SELECT k.activity_id FROM activity_booking k WHERE k.id = \(id))",
      in: services.pool)
  }

  private static func isOwn(of actor: Actor) throws -> Statement {
    let account = try actor.requireOwn(.readOwnBookings)
    return BookingStore.isHeld(of: account.id, email: account.emailConfirmed ? account.email : nil)
  }

  /// Everybody of a session, in the order of ``page(of:limit:after:by:)``. Throws ``DomainError``.
  public func list(of session: ActivitySessionID, by actor: Actor) async throws -> [ActivityBooking] {
    try await Page.every { try await page(of: session, limit: 1_000, after: $0, by: actor) }
  }

  /// A page of everybody of a session: those with a place by name, then those who wait in their order, then those who
  /// cancelled. Throws ``DomainError``.
  public func page(
    of session: ActivitySessionID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<ActivityBooking> {
    let (activity, _) = try await ReadActivities(services).session(session, by: actor)
    try actor.require(.manageActivities, at: activity.place, orHide: "session")
    let order = Self.rank("b", state: "b.state")
    var behind: Statement = "true"
    if let after {
      // The cursor has the state as it was in place of an instant; a name is in no address: it is looked up.
      let place = Int(after.instant.timeIntervalSince1970.rounded())
      guard Self.states.indices.contains(place) else { throw Cursor.unknown }
      let last = Self.rank("c", state: "\(Self.states[place].rawValue)::text")
      behind =
        "(\(fragment: order)) > (SELECT \(fragment: last) FROM activity_booking c WHERE c.id = \(after.id))"
    }
    let found = try await BookingStore.list(
      "b.session_id = \(session) AND \(fragment: behind)", order: order, limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) {
      let place = Self.states.firstIndex(of: $0.state) ?? 0
      return Cursor(instant: Date(timeIntervalSince1970: Double(place)), id: $0.id.rawValue)
    }
  }

  private static let states: [ActivityBookingState] = [.booked, .waiting, .cancelled]

  /// What everybody of a session is listed by; whose name is erased comes last of those with a place.
  private static func rank(_ booking: Statement, state: Statement) -> Statement {
    """
    array_position(ARRAY['booked', 'waiting', 'cancelled'], \(fragment: state)),
    \(fragment: state) = 'booked' AND \(fragment: booking).name IS NULL,
    CASE WHEN \(fragment: state) = 'booked' THEN coalesce(lower(\(fragment: booking).name), '') ELSE '' END,
    \(fragment: booking).queue
    """
  }

  /// A page of what a school pays for, those asked for last first. Throws ``DomainError``.
  public func list(
    ofSchool school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<ActivityBooking> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.bookColleagues, at: place, orHide: "school")
    let behind: Statement = after.map { "(b.asked_at, b.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await BookingStore.list(
      "b.school_id = \(school) AND \(fragment: behind)", limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) { Cursor(instant: $0.askedAt, id: $0.id.rawValue) }
  }

  /// What a school booked at one go, by one of those bookings: what still stands of it, places by name and those who wait
  /// in their order. Throws ``DomainError``.
  public func together(
    with id: ActivityBookingID, ofSchool school: OrganisationID, by actor: Actor
  ) async throws -> [ActivityBooking] {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.bookColleagues, at: place, orHide: "school")
    return try await BookingStore.list(
      """
      b.school_id = \(school) AND b.state <> 'cancelled' AND EXISTS (SELECT FROM activity_booking k
        WHERE k.id = \(id) AND k.school_id = b.school_id AND k.activity_id = b.activity_id
          AND k.asked_at = b.asked_at AND k.booked_by IS NOT DISTINCT FROM b.booked_by)
      """,
      order: """
        CASE WHEN b.state = 'booked' THEN lower(b.name) END, s.starts_at,
        CASE WHEN b.state = 'waiting' THEN b.queue END, b.id
        """, in: services.pool)
  }
}
