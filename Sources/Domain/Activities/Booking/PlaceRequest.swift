public import Foundation
public import Postgres

/// Names a request for a place.
public struct PlaceRequestID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Where a request for a place stands.
public enum PlaceRequestState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case asked, approved, declined, withdrawn

  /// The words for it.
  public var title: String {
    switch self {
    case .asked: "Waits for the school"
    case .approved: "Booked by the school"
    case .declined: "Declined by the school"
    case .withdrawn: "Withdrawn"
    }
  }
}

/// That somebody has asked their school to book a place for them.
public struct PlaceRequest: Sendable, RowDecodable {
  /// Its identifier.
  public let id: PlaceRequestID
  /// The activity.
  public let activity: ActivityID
  /// The activity’s title.
  public let activityTitle: String
  /// What a place in one session costs, in pence.
  public let pricePence: Int
  /// The sessions that are asked for; none are all that are to come.
  public let sessions: [ActivitySessionID]
  /// Those sessions by time; of who asked for all that are to come, what was cancelled since.
  public internal(set) var asked: [AskedSession] = []
  /// Whether the school booked it, and everything of it that was to come then was cancelled.
  var isBookedInVain = false
  /// The places that stand of what the school booked: a place, or a number on the waiting list.
  public private(set) var bookings: [ActivityBooking] = []
  /// The school that is asked.
  public let school: Place
  /// What that is called.
  public let schoolName: String
  /// Whose request it is.
  let account: AccountID
  /// Their name.
  public let name: String
  /// Their e-mail address.
  public let email: String
  /// What they say to the school.
  public let message: String
  /// Where it stands.
  public let state: PlaceRequestState
  /// When it was asked.
  public let askedAt: Date
  /// When the school answered, they took it back, or it was called off.
  public let answeredAt: Date?
  /// Why the school said no, or why it does not take place; empty otherwise.
  public let reason: String
  /// When the whole activity was cancelled.
  let activityCancelledAt: Date?
  /// Why that was.
  let activityCancelReason: String?
  /// Rises with every change.
  public let version: Int

  /// Whether it ended since nothing that was asked for takes place: whoever takes one back gives no reason.
  public var isCalledOff: Bool { state == .withdrawn && !reason.isEmpty }

  /// Whether nothing of it takes place: it ended with that, or the school had booked it before.
  public var isOff: Bool { isCalledOff || isBookedInVain }

  /// The words for where it stands.
  var title: String { isOff ? "Does not take place" : state.title }

  /// Which one of those who wait they are, in each session in which no place is free yet.
  public func waiting(at now: Date) -> [Int] {
    bookings.filter { $0.state == .waiting }.compactMap { $0.position(at: now) }
  }

  /// The words for where it stands: what the school booked may be a number on the waiting list.
  public func stateTitle(at now: Date) -> String {
    let waiting = waiting(at: now)
    guard let position = waiting.first else { return title }
    if bookings.count == 1 { return "\(state.title): number \(position) on the waiting list" }
    return "\(state.title): on the waiting list of \(waiting.count) of \(bookings.count) sessions"
  }

  /// Whether it is the acting person’s own.
  public func isOwn(of actor: Actor) -> Bool { actor.account?.id == account }

  static func list(
    _ condition: Statement, order: Statement = "r.asked_at DESC, r.id DESC", limit: Int = 200,
    in db: some Queryable
  ) async throws -> [PlaceRequest] {
    var found = try await db.query(
      """
      SELECT r.id, r.activity_id, a.title, a.price_pence, r.session_ids, r.school_id, r.authority_id,
        o.name AS school_name, r.account_id, p.name, p.email, r.message, r.state, r.asked_at, r.answered_at, r.reason,
        CASE WHEN a.state = 'cancelled' THEN a.ended_at END AS activity_cancelled_at, a.cancel_reason, r.version
      FROM activity_request r JOIN activity a ON a.id = r.activity_id JOIN organisation o ON o.id = r.school_id
        JOIN account p ON p.id = r.account_id
      WHERE \(fragment: condition) ORDER BY \(fragment: order) LIMIT \(limit)
      """, as: PlaceRequest.self)
    let bookings = try await bookings(of: found.filter { $0.state == .approved }, in: db)
    for index in found.indices where found[index].state == .approved {
      let request = found[index]
      found[index].bookings = bookings.filter(request.isBooked)
    }
    return try await withSessions(found, in: db)
  }

  /// The places that stand of those whom their schools booked for.
  private static func bookings(
    of requests: [PlaceRequest], in db: some Queryable
  ) async throws -> [ActivityBooking] {
    if requests.isEmpty { return [] }
    let accounts = Array(Set(requests.map(\.account.rawValue)))
    let emails = Array(Set(requests.map { $0.email.lowercased() }))
    let activities = Array(Set(requests.map(\.activity.rawValue)))
    return try await BookingStore.list(
      """
      b.state <> 'cancelled' AND b.erased_at IS NULL AND a.id = ANY (\(activities))
        AND (b.account_id = ANY (\(accounts)) OR b.email_normal = ANY (\(emails)))
      """, order: "s.starts_at, b.id", in: db)
  }

  /// Whether a place is one of those that were asked for.
  private func isBooked(_ booking: ActivityBooking) -> Bool {
    let isTheirs = booking.account == account || booking.email?.lowercased() == email.lowercased()
    return isTheirs && booking.activity == activity
      && (sessions.isEmpty || sessions.contains(booking.session.id))
  }

  /// Reads a row of ``list(_:order:limit:in:)``.
  public init(row: Row) throws {
    id = try row.decode("id")
    activity = try row.decode("activity_id")
    activityTitle = try row.decode("title")
    pricePence = try row.decode("price_pence")
    sessions = try row.decode("session_ids", as: [UUID].self).map(ActivitySessionID.init(rawValue:))
    school = Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    account = try row.decode("account_id")
    (name, email) = (try row.decode("name"), try row.decode("email"))
    message = try row.decode("message")
    state = try row.decode("state")
    askedAt = try row.decode("asked_at")
    answeredAt = try row.decodeIfPresent("answered_at")
    reason = try row.decode("reason")
    activityCancelledAt = try row.decodeIfPresent("activity_cancelled_at")
    activityCancelReason = try row.decodeIfPresent("cancel_reason")
    version = try row.decode("version")
  }

  /// Removes what somebody has asked, when their account is closed.
  /// Says which they were.
  static func removeAll(of account: AccountID, in tx: Transaction) async throws -> [UUID] {
    try await tx.query("DELETE FROM activity_request WHERE account_id = \(account) RETURNING id").map {
      try $0.decode("id", as: UUID.self)
    }
  }

  /// Removes requests for what was over three months ago: the places themselves are kept as long as they are queried.
  static func forget(at now: Date, in tx: Transaction) async throws -> Int {
    try await tx.execute(
      """
      DELETE FROM activity_request r WHERE coalesce((SELECT max(s.ends_at) FROM activity_session s
          WHERE s.activity_id = r.activity_id), r.asked_at) < \(now.addingTimeInterval(-92 * 86_400))
        AND NOT \(fragment: RetentionHold.standing(
          on: "h.account_id = r.account_id AND h.authority_id = r.authority_id"))
      """)
  }
}
