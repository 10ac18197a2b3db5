public import Foundation
public import Postgres

/// Names a booking of a place.
public struct ActivityBookingID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Where a booking stands.
public enum ActivityBookingState: String, Sendable, CaseIterable, PostgresValue {
  case booked, waiting, cancelled

  /// The words for it.
  public var title: String {
    switch self {
    case .booked: "Place booked"
    case .waiting: "On the waiting list"
    case .cancelled: "Cancelled"
    }
  }
}

/// Who ended a booking.
public enum BookingCanceller: String, Sendable, CaseIterable, PostgresValue {
  case person, school, organiser
}

/// Somebody for whom a school books.
public struct ActivityPerson: Sendable, Equatable {
  /// Their full name.
  public var name: String
  /// Their e-mail address: they are told there.
  public var email: String

  /// A person.
  public init(name: String, email: String) { (self.name, self.email) = (name, email) }
}

/// What cancelling a place costs, as pure functions.
public enum BookingRules {
  /// How long somebody who got a place from the waiting list may always cancel free of charge, in seconds.
  public static let grace: TimeInterval = 86_400

  /// Until when cancelling is free: to the end of the last free day in London, and for a day where the place came from
  /// the waiting list.
  public static func freeUntil(
    startsAt: Date, freeDays: Int, at now: Date, fromWaitingList: Bool
  ) -> Date {
    let last = LondonTime.date(of: startsAt).adding(days: -freeDays)
    let end = LondonTime.instant(last.adding(days: 1), hour: 0, minute: 0) ?? startsAt
    let byRule = min(end, startsAt)
    return fromWaitingList ? max(byRule, min(now.addingTimeInterval(grace), startsAt)) : byRule
  }

  /// Until when cancelling is free, in words: the last free day where it ends with a day.
  public static func words(freeUntil: Date) -> String {
    let day = LondonTime.date(of: freeUntil)
    guard LondonTime.instant(day, hour: 0, minute: 0) == freeUntil else {
      return LondonTime.dateAndTime(freeUntil)
    }
    return "the end of \(LondonTime.longDate(day.adding(days: -1)))"
  }

  /// What is still paid for a place that is given back: nothing in time, or where the organiser takes it back.
  public static func charge(
    _ pence: Int, freeUntil: Date?, at now: Date, by canceller: BookingCanceller
  ) -> Int {
    guard canceller != .organiser, let freeUntil, now >= freeUntil else { return 0 }
    return pence
  }
}

/// Somebody's place in a session, or in the list of those who wait for one.
public struct ActivityBooking: Sendable {
  /// Its identifier.
  public let id: ActivityBookingID
  /// The activity.
  public let activity: ActivityID
  /// The activity's title.
  public let activityTitle: String
  /// Who runs it.
  public let organiser: Place
  /// What that is called.
  public let organiserName: String
  /// Where it is.
  public let venue: String
  /// The session.
  public let session: ActivitySession
  /// Whether that does not take place.
  public let isOff: Bool
  /// How many days before the session the last free day lies.
  public let freeDays: Int
  /// Where the booking stands.
  public let state: ActivityBookingState
  /// Which one of those who wait it is, from 1.
  public let position: Int?
  /// The person's name; nil once it is erased.
  public let name: String?
  /// Their e-mail address.
  public let email: String?
  /// Their account, where they booked themselves.
  let account: AccountID?
  /// The school that pays.
  public let school: Place?
  /// What that is called.
  public let schoolName: String?
  /// Who booked.
  let bookedBy: AccountID?
  /// When it was asked for.
  public let askedAt: Date
  /// When the place was given.
  public let bookedAt: Date?
  /// Until when cancelling is free.
  public let freeUntil: Date?
  /// When it was cancelled.
  public let cancelledAt: Date?
  /// Who cancelled it.
  public let cancelledBy: BookingCanceller?
  /// What the school pays for it as it stands, in pence.
  public let chargePence: Int
  /// When the person was there.
  public let attendedAt: Date?
  /// In how many sessions of the activity they are noted as there, where they are in this one.
  let notedSessions: Int
  /// How many the certificate needs.
  let sessionsRequired: Int
  /// Why its session does not take place, where that ended it and it was kept; of one that is read alone.
  public internal(set) var cancelReason: String?
  /// Rises with every change.
  public let version: Int

  /// Whose it is, in a list.
  public var shownName: String { name ?? "Erased" }

  /// Which one of those who wait it is, while a place can still become free.
  public func position(at now: Date) -> Int? { session.startsAt > now ? position : nil }

  /// The words for where it stands: what became of it, once the session has taken place.
  public func stateTitle(at now: Date) -> String {
    switch state {
    case .booked where attendedAt != nil: "Attended"
    case .booked where session.endsAt <= now: "Had a place, not marked as attended"
    case .waiting where session.startsAt <= now: "No place became free"
    case .waiting: "Waiting, number \(position ?? 1)"
    case .booked, .cancelled: state.title
    }
  }

  /// What the certificate still needs; nil once the person is noted as there in enough sessions.
  public var missingForCertificate: String? {
    ActivityCertificate.missing(noted: notedSessions, required: sessionsRequired)
  }

  /// Whether it can be given back still: before the session, unless the person is noted as there.
  public func mayBeCancelled(at now: Date) -> Bool { state != .cancelled && obstacle(at: now) == nil }

  /// Why it can't be given back any more; nil while it can.
  func obstacle(at now: Date) -> String? {
    if session.startsAt <= now { return "The session has begun: this can’t be cancelled any more." }
    if attendedAt == nil { return nil }
    return "The register says that \(shownName) is there: this can’t be cancelled."
  }

  /// Whether it is a person's own: they booked it, or it was booked for their confirmed address.
  func isOwn(of account: ActingAccount) -> Bool {
    self.account == account.id || account.emailConfirmed && email?.lowercased() == account.email.lowercased()
  }
}

extension ActivityBooking: RowDecodable {
  static let columns: Statement = """
    \(fragment: ActivitySession.columns), b.id AS booking_id, a.title AS activity_title, a.organisation_id,
    a.authority_id, o.name AS organiser_name, a.place AS venue, a.free_days, b.state,
    CASE WHEN a.state = 'cancelled' THEN a.ended_at END AS activity_cancelled_at,
    CASE WHEN b.state = 'waiting' THEN (SELECT count(*) FROM activity_booking w
      WHERE w.session_id = b.session_id AND w.state = 'waiting' AND w.queue <= b.queue) END AS position,
    b.name AS person_name, b.email, b.account_id, b.school_id, sc.authority_id AS school_authority_id,
    sc.name AS school_name, b.booked_by, b.asked_at, b.booked_at, b.free_until,
    b.cancelled_at AS booking_cancelled_at, b.cancelled_by, b.charge_pence, b.attended_at,
    CASE WHEN b.attended_at IS NULL THEN 0 ELSE (SELECT count(*) FROM activity_booking n
      WHERE n.activity_id = b.activity_id AND n.email_normal = b.email_normal AND n.erased_at IS NULL
        AND n.attended_at IS NOT NULL) END AS noted_sessions,
    a.sessions_required, b.version AS booking_version
    """
  static let tables: Statement = """
    activity_booking b JOIN activity_session s ON s.id = b.session_id JOIN activity a ON a.id = b.activity_id
    JOIN organisation o ON o.id = a.organisation_id LEFT JOIN organisation sc ON sc.id = b.school_id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("booking_id")
    activity = try row.decode("activity_id")
    activityTitle = try row.decode("activity_title")
    organiser = Place(
      organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    organiserName = try row.decode("organiser_name")
    venue = try row.decode("venue")
    session = try ActivitySession(row: row)
    isOff = session.isOff(wholeCancelledAt: try row.decodeIfPresent("activity_cancelled_at", as: Date.self))
    freeDays = try row.decode("free_days")
    state = try row.decode("state")
    position = try row.decodeIfPresent("position")
    name = try row.decodeIfPresent("person_name")
    email = try row.decodeIfPresent("email")
    account = try row.decodeIfPresent("account_id")
    if let id = try row.decodeIfPresent("school_id", as: OrganisationID.self) {
      school = Place(organisation: id, authority: try row.decode("school_authority_id"))
    } else {
      school = nil
    }
    schoolName = try row.decodeIfPresent("school_name")
    bookedBy = try row.decodeIfPresent("booked_by")
    askedAt = try row.decode("asked_at")
    bookedAt = try row.decodeIfPresent("booked_at")
    freeUntil = try row.decodeIfPresent("free_until")
    cancelledAt = try row.decodeIfPresent("booking_cancelled_at")
    cancelledBy = try row.decodeIfPresent("cancelled_by")
    chargePence = try row.decode("charge_pence")
    attendedAt = try row.decodeIfPresent("attended_at")
    notedSessions = try row.decode("noted_sessions")
    sessionsRequired = try row.decode("sessions_required")
    version = try row.decode("booking_version")
  }
}
