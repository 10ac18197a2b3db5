public import Foundation
public import Postgres

/// Names an activity.
public struct ActivityID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names a session of an activity.
public struct ActivitySessionID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// A session of an activity.
public struct ActivitySession: Sendable {
  /// Its identifier.
  public let id: ActivitySessionID
  /// The activity.
  public let activity: ActivityID
  /// What it is about; empty where the activity says it all.
  public let title: String
  /// When it begins.
  public let startsAt: Date
  /// When it ends.
  public let endsAt: Date
  /// The room.
  public let room: String
  /// How many places it has.
  public let places: Int
  /// How many of them are booked.
  public let booked: Int
  /// How many people wait for one.
  public let waiting: Int
  /// When it was cancelled.
  public let cancelledAt: Date?
  /// Rises with every change.
  public let version: Int

  /// How many places are free.
  public var free: Int { max(places - booked, 0) }
  /// The day in London.
  public var day: CivilDate { LondonTime.date(of: startsAt) }
  /// When it is, for example "Friday 4 December 2026, 4pm to 5:30pm".
  public var when: String {
    "\(LondonTime.longDate(day)), \(LondonTime.clockTime(startsAt)) to \(LondonTime.clockTime(endsAt))"
  }

  /// Whether it does not take place: it was cancelled, or at an instant before it had begun its whole activity was.
  func isOff(wholeCancelledAt whole: Date?) -> Bool {
    if cancelledAt != nil { return true }
    return whole.map { startsAt > $0 } ?? false
  }

  /// The last day on which cancelling is free, by the rule of its activity.
  public func lastFreeDay(_ freeDays: Int) -> CivilDate { day.adding(days: -freeDays) }

  /// What was written about it.
  public var content: ActivitySessionContent {
    func clock(_ instant: Date) -> String {
      let (hour, minute) = LondonTime.time(of: instant)
      return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
    return ActivitySessionContent(
      title: title, heldOn: day, startsAt: clock(startsAt), endsAt: clock(endsAt), room: room, places: places)
  }
}

extension ActivitySession: RowDecodable {
  static let columns: Statement = """
    s.id, s.activity_id, s.title, s.starts_at, s.ends_at, s.room, s.places, s.booked,
    (SELECT count(*) FROM activity_booking w WHERE w.session_id = s.id AND w.state = 'waiting') AS waiting,
    s.cancelled_at, s.version
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    activity = try row.decode("activity_id")
    title = try row.decode("title")
    startsAt = try row.decode("starts_at")
    endsAt = try row.decode("ends_at")
    room = try row.decode("room")
    places = try row.decode("places")
    booked = try row.decode("booked")
    waiting = try row.decode("waiting")
    cancelledAt = try row.decodeIfPresent("cancelled_at")
    version = try row.decode("version")
  }
}

/// An event or programme for newly qualified teachers, tutors and mentors.
public struct Activity: Sendable {
  /// Its identifier.
  public let id: ActivityID
  /// Who runs it: the authority or an alliance.
  public let place: Place
  /// What that is called.
  public let ownerName: String
  /// Where it stands.
  public let state: ActivityState
  /// What was written about it.
  public let content: ActivityContent
  /// What its kind is called.
  public let kindName: String
  /// Why it was cancelled.
  public let cancelReason: String?
  /// When it was published.
  public let publishedAt: Date?
  /// When it was cancelled or finished.
  public let endedAt: Date?
  /// When it was made.
  public let createdAt: Date
  /// When it was last changed.
  public let updatedAt: Date
  /// Rises with every change.
  public let version: Int
  /// Its sessions, by time; cancelled ones too.
  public internal(set) var sessions: [ActivitySession] = []

  /// The sessions that take place.
  public var standing: [ActivitySession] { sessions.filter { $0.cancelledAt == nil } }
  /// Whether a session does not take place: it was cancelled, or the whole activity before it had begun.
  public func isOff(_ session: ActivitySession) -> Bool {
    session.isOff(wholeCancelledAt: state == .cancelled ? endedAt : nil)
  }

  /// That its certificate needs more sessions than take place, where it may still be changed; without a session, how
  /// it will be once that is cancelled. Nil where it can be earned.
  public func certificateObstacle(without session: ActivitySessionID? = nil) -> String? {
    let left = standing.filter { $0.id != session }.count
    let required = content.sessionsRequired
    guard state == .published, content.isProgramme, required > left else { return nil }
    let most = left == 0 ? "none takes" : left == 1 ? "only 1 takes" : "only \(left) take"
    return "The certificate needs \(required) session\(required == 1 ? "" : "s"), and "
      + "\(session == nil ? "" : "then ")\(most) place: nobody can earn it. Add a session, or change how many it needs."
  }

  /// The same for an actor: nil for whoever does not run it, who can do nothing about it.
  public func certificateObstacle(for actor: Actor) -> String? {
    actor.may(.manageActivities, at: place) ? certificateObstacle() : nil
  }

  /// What stands before an identifier of its page.
  public var path: String { "/activities/\(id)" }

  /// Why no place can be booked at an instant; nil where one can.
  public func obstacle(at now: Date) -> String? {
    let today = LondonTime.date(of: now)
    switch state {
    case .draft: return "This has not been published."
    case .cancelled: return "This was cancelled."
    case .finished: return "This is over."
    case .published: break
    }
    if !sessions.isEmpty, standing.isEmpty {
      return sessions.count == 1 ? "The session was cancelled." : "Every session was cancelled."
    }
    guard let from = content.booksFrom, let until = content.booksUntil else { return nil }
    if today < from { return "Booking opens on \(LondonTime.shortDate(from))." }
    if today > until { return "Booking closed on \(LondonTime.shortDate(until))." }
    if standing.contains(where: { $0.startsAt > now }) { return nil }
    return standing.count == sessions.count
      ? "Every session has begun." : "Every session has begun or was cancelled."
  }
}

extension Activity: RowDecodable {
  static let columns: Statement = """
    a.id, a.organisation_id, a.authority_id, o.name AS owner_name, a.state, a.is_programme, a.title, a.kind,
    k.name AS kind_name, a.description, a.audiences, a.place, a.price_pence, a.books_from, a.books_until,
    a.free_days, a.sessions_required, a.cancel_reason, a.published_at, a.ended_at, a.created_at,
    a.updated_at, a.version
    """
  static let tables: Statement = """
    activity a JOIN organisation o ON o.id = a.organisation_id JOIN activity_kind k ON k.code = a.kind
    """

  /// Reads a row of the columns above; its sessions come by themselves.
  public init(row: Row) throws {
    id = try row.decode("id")
    place = Place(organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    ownerName = try row.decode("owner_name")
    state = try row.decode("state")
    content = ActivityContent(
      title: try row.decode("title"), kind: try row.decode("kind"),
      isProgramme: try row.decode("is_programme"), description: try row.decode("description"),
      audiences: try row.decode("audiences", as: [String].self).compactMap(ActivityAudience.init(rawValue:)),
      place: try row.decode("place"), pricePence: try row.decode("price_pence"),
      booksFrom: try row.decode("books_from", as: CivilDate.self),
      booksUntil: try row.decode("books_until", as: CivilDate.self), freeDays: try row.decode("free_days"),
      sessionsRequired: try row.decode("sessions_required"))
    kindName = try row.decode("kind_name")
    cancelReason = try row.decodeIfPresent("cancel_reason")
    publishedAt = try row.decodeIfPresent("published_at")
    endedAt = try row.decodeIfPresent("ended_at")
    createdAt = try row.decode("created_at")
    updatedAt = try row.decode("updated_at")
    version = try row.decode("version")
  }
}
