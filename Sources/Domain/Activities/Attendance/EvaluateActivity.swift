import Foundation
public import Postgres

/// What somebody thought of a session, each from 1 (very poor) to 5 (very good).
public struct ActivityEvaluation: Sendable, Equatable {
  /// How useful it is for their work.
  public var useful: Int
  /// How well it was taught or led.
  public var delivery: Int
  /// How well it was organised.
  public var organisation: Int
  /// What else they say.
  public var comment: String

  /// An evaluation.
  public init(useful: Int, delivery: Int, organisation: Int, comment: String = "") {
    (self.useful, self.delivery) = (useful, delivery)
    (self.organisation, self.comment) = (organisation, comment)
  }

  /// Everything that keeps it from being stored.
  public var problems: Problems {
    var problems = Problems()
    for (name, what, rating) in [
      ("useful", "how useful it was for your work", useful),
      ("delivery", "how well it was taught or led", delivery),
      ("organisation", "how well it was organised", organisation),
    ] {
      problems.require(
        (1...5).contains(rating), name, "Choose \(what), from 1, very poor, to 5, very good.")
    }
    problems.require(
      comment.trimmed.count <= 1_000, "comment", "Shorten the comment to 1,000 characters or fewer.")
    return problems
  }
}

/// What people thought of an activity, together.
public struct EvaluationTotals: Sendable {
  /// Below how many answers no figure is shown, so that nobody's answer can be read from it.
  public static let fewest = 3

  /// How many were there.
  public let attended: Int
  /// How many have answered.
  public let answers: Int
  /// How many gave each rating from 1 to 5; empty while too few have answered.
  public let useful: [Int]
  /// The same of the delivery.
  public let delivery: [Int]
  /// The same of the organisation.
  public let organisation: [Int]
  /// What they said besides, in no order that tells who; empty while too few have answered.
  public let comments: [String]

  /// The mean of ratings, in tenths, rounded; nil where there are none.
  public static func meanInTenths(_ counts: [Int]) -> Int? {
    let answers = counts.reduce(0, +)
    if answers == 0 { return nil }
    let sum = counts.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
    return (sum * 10 * 2 + answers) / (answers * 2)
  }
}

/// Takes what people thought of sessions that they attended, and adds it up for whoever runs the activity.
public struct EvaluateActivity: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores it; what was said before is replaced. Throws ``DomainError``.
  public func callAsFunction(
    _ key: BookingKey, _ evaluation: ActivityEvaluation, by actor: Actor
  ) async throws {
    let booking = try await ReadBookings(services).open(key, by: actor)
    guard booking.attendedAt != nil else {
      throw DomainError.conflict("Only who was there can say what they thought of it.")
    }
    try evaluation.problems.throwIfAny()
    try await services.pool.withTransaction { tx in
      try await tx.execute(
        """
        INSERT INTO activity_evaluation (booking_id, activity_id, useful, delivery, organisation, comment, given_at)
        VALUES (\(booking.id), \(booking.activity), \(evaluation.useful), \(evaluation.delivery),
          \(evaluation.organisation), \(evaluation.comment.trimmed), \(services.now()))
        ON CONFLICT (booking_id) DO UPDATE SET useful = excluded.useful, delivery = excluded.delivery,
          organisation = excluded.organisation, comment = excluded.comment, given_at = excluded.given_at
        """)
      try await Audit.record(
        "activity_booking.evaluated", AuditSubject("activity_booking", booking.id), at: booking.organiser,
        by: actor, services, in: tx)
    }
  }

  /// What the key's holder said; nil while nothing. Throws ``DomainError``.
  public func read(_ key: BookingKey, by actor: Actor) async throws -> ActivityEvaluation? {
    let booking = try await ReadBookings(services).open(key, by: actor)
    return try await services.pool.first(
      """
      SELECT useful, delivery, organisation, comment FROM activity_evaluation WHERE booking_id = \(booking.id)
      """, as: ActivityEvaluation.self)
  }

  /// What a person has said, by account or confirmed address.
  static func held(
    of account: AccountID, email: String?, in db: some Queryable
  ) async throws -> [ActivityEvaluation] {
    try await db.query(
      """
      SELECT e.useful, e.delivery, e.organisation, e.comment
      FROM activity_evaluation e JOIN activity_booking b ON b.id = e.booking_id
      WHERE b.erased_at IS NULL AND (b.account_id = \(account) OR b.email_normal = \(email?.lowercased()))
      ORDER BY e.given_at, e.booking_id
      """, as: ActivityEvaluation.self)
  }

  /// The totals of an activity, for whoever runs it. Throws ``DomainError``.
  public func totals(_ id: ActivityID, by actor: Actor) async throws -> EvaluationTotals {
    let activity = try await ReadActivities(services).find(id, by: actor)
    try actor.require(.manageActivities, at: activity.place, orHide: "activity")
    let attended = try await services.pool.value(
      "SELECT count(*) FROM activity_booking WHERE activity_id = \(id) AND attended_at IS NOT NULL",
      as: Int.self)
    let all = try await services.pool.query(
      """
      SELECT useful, delivery, organisation, comment FROM activity_evaluation WHERE activity_id = \(id)
      ORDER BY comment LIMIT 10000
      """, as: ActivityEvaluation.self)
    let shown = all.count >= EvaluationTotals.fewest ? all : []
    func counts(_ rating: KeyPath<ActivityEvaluation, Int>) -> [Int] {
      shown.isEmpty ? [] : (1...5).map { value in shown.count { $0[keyPath: rating] == value } }
    }
    return EvaluationTotals(
      attended: attended, answers: all.count, useful: counts(\.useful), delivery: counts(\.delivery),
      organisation: counts(\.organisation), comments: shown.map(\.comment).filter { !$0.isEmpty })
  }
}

extension ActivityEvaluation: RowDecodable {
  /// Reads a row with the columns of the ratings and the comment.
  public init(row: Row) throws {
    self.init(
      useful: try row.decode("useful"), delivery: try row.decode("delivery"),
      organisation: try row.decode("organisation"), comment: try row.decode("comment"))
  }
}
