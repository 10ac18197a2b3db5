import Foundation
import Postgres

/// Statements that the use cases of bookings share. Whoever gives out or takes back a place has locked the session.
enum BookingStore {
  static func list(
    _ condition: Statement, order: Statement = "b.asked_at DESC, b.id DESC", limit: Int = 2_000,
    in db: some Queryable
  ) async throws -> [ActivityBooking] {
    try await db.query(
      """
      SELECT \(fragment: ActivityBooking.columns) FROM \(fragment: ActivityBooking.tables)
      WHERE \(fragment: condition) ORDER BY \(fragment: order) LIMIT \(limit)
      """, as: ActivityBooking.self)
  }

  static func find(_ id: ActivityBookingID, in db: some Queryable) async throws -> ActivityBooking {
    guard var found = try await list("b.id = \(id)", in: db).first else {
      throw DomainError.notFound("booking")
    }
    found.cancelReason = try await cancelReason(of: found, in: db)
    return found
  }

  /// Why its session was cancelled, where that ended a booking and it was kept.
  private static func cancelReason(
    of booking: ActivityBooking, in db: some Queryable
  ) async throws -> String? {
    guard booking.isOff, booking.cancelledBy == .organiser, let endedAt = booking.cancelledAt else {
      return nil
    }
    let activity = try await ActivityStore.find(booking.activity, in: db)
    // A place that was taken back before that ended for another reason.
    guard let offAt = booking.session.cancelledAt ?? activity.endedAt, offAt <= endedAt else { return nil }
    return try await ActivityStore.cancelReason(booking.session, activity, in: db)
  }

  /// What is held of a person, by account or confirmed address, the last first.
  static func held(
    of account: AccountID, email: String?, in db: some Queryable
  ) async throws -> [ActivityBooking] {
    try await list(isHeld(of: account, email: email), in: db)
  }

  /// Whether a booking `b` is held of a person, by account or confirmed address.
  static func isHeld(of account: AccountID, email: String?) -> Statement {
    "b.erased_at IS NULL AND (b.account_id = \(account) OR b.email_normal = \(email?.lowercased()))"
  }

  /// Keeps an activity as it is, and locks sessions of it in their order, until the transaction ends.
  static func lock(
    _ activity: ActivityID, _ sessions: [ActivitySessionID], in tx: Transaction
  ) async throws {
    try await tx.execute("SELECT 1 FROM activity WHERE id = \(activity) FOR SHARE")
    try await tx.execute(
      """
      SELECT 1 FROM activity_session WHERE id = ANY (\(sessions.map(\.rawValue))) ORDER BY id FOR UPDATE
      """)
  }

  /// Locks what a booking hangs on, then the booking, and reads it.
  static func lock(_ id: ActivityBookingID, in tx: Transaction) async throws -> ActivityBooking {
    let known = try await find(id, in: tx)
    try await lock(known.activity, [known.session.id], in: tx)
    try await tx.execute("SELECT 1 FROM activity_booking WHERE id = \(id) FOR UPDATE")
    return try await find(id, in: tx)
  }

  /// Ends a booking that stands, and gives its place to whoever waits.
  static func end(
    _ booking: ActivityBooking, by canceller: BookingCanceller, _ actor: Actor, _ services: Services,
    in tx: Transaction
  ) async throws {
    let now = services.now()
    let charge =
      booking.state == .booked
      ? BookingRules.charge(booking.chargePence, freeUntil: booking.freeUntil, at: now, by: canceller) : 0
    try await tx.execute(
      """
      UPDATE activity_booking SET state = 'cancelled', cancelled_at = \(now), cancelled_by = \(canceller),
        charge_pence = \(charge), version = version + 1
      WHERE id = \(booking.id)
      """)
    try await fill(booking.session.id, by: actor, services, in: tx)
  }

  /// Gives free places of a locked session to those who wait, in their order; tells them and the heads whose schools
  /// pay from now on.
  static func fill(
    _ id: ActivitySessionID, by actor: Actor, _ services: Services, in tx: Transaction
  ) async throws {
    let now = services.now()
    let row = try await tx.firstRow(
      """
      SELECT s.places - s.booked AS free, s.starts_at, a.free_days, a.price_pence
      FROM activity_session s JOIN activity a ON a.id = s.activity_id
      WHERE s.id = \(id) AND s.cancelled_at IS NULL AND a.state = 'published' AND s.starts_at > \(now)
        AND s.booked < s.places
      """)
    guard let row else { return }
    let freeUntil = BookingRules.freeUntil(
      startsAt: try row.decode("starts_at"), freeDays: try row.decode("free_days"), at: now,
      fromWaitingList: true)
    let price = try row.decode("price_pence", as: Int.self)
    let next = try await tx.query(
      """
      UPDATE activity_booking SET state = 'booked', booked_at = \(now), free_until = \(freeUntil),
        charge_pence = CASE WHEN school_id IS NULL THEN 0 ELSE \(price)::int END, version = version + 1
      WHERE id IN (SELECT id FROM activity_booking WHERE session_id = \(id) AND state = 'waiting'
        ORDER BY queue LIMIT \(try row.decode("free", as: Int.self)))
      RETURNING id
      """
    ).map { try $0.decode("id", as: ActivityBookingID.self) }
    for id in next {
      let booking = try await find(id, in: tx)
      try await BookingMails.tell(booking, .filled, services, in: tx)
      try await BookingMails.tellHeadsOfFilled(booking, services, in: tx)
      try await Audit.record(
        "activity_booking.filled", AuditSubject("activity_booking", id), at: booking.organiser, by: actor,
        services,
        in: tx)
    }
  }

  /// What an update of `activity_booking b` sets to erase whose it was.
  private static func blanking(at now: Date) -> Statement {
    """
    name = NULL, email = NULL, email_normal = NULL, account_id = NULL, booked_by = NULL, erased_at = \(now),
      version = b.version + 1
    """
  }

  /// Erases whose bookings these were, and what they wrote; that somebody had a place, ratings and what was paid stay
  /// for figures.
  static func erase(_ ids: [UUID], _ services: Services, in tx: Transaction) async throws {
    try await tx.execute("DELETE FROM activity_booking_link WHERE booking_id = ANY (\(ids))")
    try await tx.execute("UPDATE activity_evaluation SET comment = '' WHERE booking_id = ANY (\(ids))")
    try await tx.execute(
      "UPDATE activity_booking b SET \(fragment: blanking(at: services.now())) WHERE b.id = ANY (\(ids))")
  }

  /// When an account is closed: places to come are given back as by their person, and nothing says whose the others
  /// were. `email` is nil where somebody else has the address. Says which they were.
  static func removeAll(
    of account: AccountID, email: String?, by actor: Actor, _ services: Services, in tx: Transaction
  ) async throws -> [UUID] {
    let all = try await held(of: account, email: email, in: tx)
    for booking in all where booking.state != .cancelled && booking.session.startsAt > services.now() {
      let booking = try await lock(booking.id, in: tx)
      if booking.state == .cancelled { continue }
      try await end(booking, by: .person, actor, services, in: tx)
      try await Audit.record(
        "activity_booking.cancelled", AuditSubject("activity_booking", booking.id), at: booking.organiser,
        details: ["by": .string(BookingCanceller.person.rawValue)], by: actor, services, in: tx)
      try await BookingMails.tellBooker(try await find(booking.id, in: tx), services, in: tx)
    }
    let ids = all.map(\.id.rawValue)
    try await erase(ids, services, in: tx)
    return ids
  }
}

/// The links in mails to those who have a place.
enum BookingLink {
  static let dead = DomainError.gone(
    "This link no longer works. If you have an account, sign in to see your places; otherwise ask your school."
  )

  /// How long after its session a link works, so that its holder can say what they thought of it.
  static let lifetime: TimeInterval = 60 * 86_400

  static func make(
    for booking: ActivityBooking, _ services: Services, in tx: Transaction
  ) async throws -> String {
    let secret = Secret.make(services)
    try await tx.execute(
      """
      INSERT INTO activity_booking_link (token_hash, booking_id, expires_at)
      VALUES (\(secret.hash), \(booking.id), \(booking.session.endsAt.addingTimeInterval(lifetime)))
      """)
    return "\(services.settings.baseURL)/places/\(secret.text)"
  }

  /// The booking that a link opens. Throws ``DomainError/gone(_:)``.
  static func find(_ token: String, _ services: Services, in db: some Queryable) async throws
    -> ActivityBookingID
  {
    guard (20...100).contains(token.utf8.count) else { throw dead }
    let found = try await db.valueIfAny(
      """
      SELECT booking_id FROM activity_booking_link
      WHERE token_hash = \(Secret.hash(token)) AND expires_at > \(services.now())
      """, as: ActivityBookingID.self)
    guard let found else { throw dead }
    return found
  }
}
