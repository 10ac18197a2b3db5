import Foundation
public import Postgres

/// Holds what would be erased, for a reason and with a day of review: a head an application to their school, the
/// authority's staff everything of a person.
public struct HoldRecords: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the holds of an authority, by the day of review. The reason of a school's hold is the school's alone.
  /// Throws ``DomainError``.
  public func list(
    _ authority: Authority, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<RetentionHold> {
    try actor.require(.readRetention, at: authority.place, orHide: "page")
    let behind: Statement =
      after.map { "(h.review_on, h.id) > (\(LondonTime.date(of: $0.instant)), \($0.id))" } ?? "true"
    let found = try await RetentionHold.list(
      "h.authority_id = \(authority.id) AND \(fragment: behind)", limit: limit + 1, in: services.pool)
    return Page(found.map { $0.email == nil ? $0.withoutReason : $0 }, limit: limit) { hold in
      Cursor(
        instant: LondonTime.instant(hold.reviewOn, hour: 12, minute: 0) ?? hold.placedAt,
        id: hold.id.rawValue)
    }
  }

  /// The hold on an application, if there is one. Throws ``DomainError``.
  public func find(_ id: ApplicationID, by actor: Actor) async throws -> RetentionHold? {
    _ = try await AppointmentAccess.received(id, .holdApplication, by: actor, in: services.pool)
    return try await RetentionHold.list("h.application_id = \(id)", in: services.pool).first
  }

  /// Holds an application, or changes reason and day. `expectedVersion` is that of the hold as it was read, 0 where
  /// there was none; nil overwrites whatever stands. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, reason: String, reviewOn: CivilDate?, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> RetentionHold {
    try await services.pool.withTransaction { tx in
      // The lock keeps the erasing from taking it at the same moment.
      let application = try await AppointmentAccess.lock(id, .holdApplication, by: actor, in: tx)
      try await place(
        "application_id", id.rawValue, "(application_id) WHERE lifted_at IS NULL", at: application.place,
        reason, reviewOn, expectedVersion, actor, tx)
      try await Audit.record(
        "retention.held", AuditSubject("application", id), at: application.place, by: actor, services, in: tx)
      return try await Self.one("h.application_id = \(id)", in: tx)
    }
  }

  /// Lifts the hold on an application; none is fine. `expectedVersion` is that of the hold as it was read; nil lifts
  /// whatever stands. Throws ``DomainError``.
  public func lift(_ id: ApplicationID, expectedVersion: Int? = nil, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let application = try await AppointmentAccess.lock(id, .holdApplication, by: actor, in: tx)
      if let stored = try await RetentionHold.list("h.application_id = \(id)", in: tx).first {
        try VacancyStore.requireVersion(expectedVersion, of: stored.version)
      }
      let lifted = try await tx.execute(
        """
        UPDATE retention_hold SET lifted_at = \(services.now()) WHERE application_id = \(id) AND lifted_at IS NULL
        """)
      if lifted == 0 { return }
      try await Audit.record(
        "retention.hold_lifted", AuditSubject("application", id), at: application.place, by: actor, services,
        in: tx)
    }
  }

  func place(
    _ column: StaticString, _ subject: UUID, _ once: StaticString, at place: Place, _ reason: String,
    _ reviewOn: CivilDate?, _ expected: Int?, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let reason = reason.trimmed
    var problems = Problems()
    check(reason, reviewOn, &problems)
    try problems.throwIfAny()
    guard let reviewOn else { return }
    // What is held is locked by the caller, so nobody else places a hold on it at this moment.
    let stored = try await tx.valueIfAny(
      """
      SELECT version FROM retention_hold
      WHERE \(unsafe: column) = \(subject) AND authority_id = \(place.authority) AND lifted_at IS NULL
      """, as: Int.self)
    try VacancyStore.requireVersion(expected, of: stored ?? 0)
    try await tx.execute(
      """
      INSERT INTO retention_hold (id, authority_id, organisation_id, \(unsafe: column), reason, review_on,
        placed_by, placed_at, version)
      VALUES (\(services.newID(RetentionHoldID.self)), \(place.authority), \(place.organisation), \(subject),
        \(reason), \(reviewOn), \(actor.account?.id), \(services.now()),
        1 + coalesce((SELECT max(version) FROM retention_hold
          WHERE \(unsafe: column) = \(subject) AND authority_id = \(place.authority)), 0))
      ON CONFLICT \(unsafe: once) DO UPDATE SET reason = excluded.reason, review_on = excluded.review_on,
        placed_by = excluded.placed_by, placed_at = excluded.placed_at, version = retention_hold.version + 1
      """)
  }

  func check(_ reason: String, _ reviewOn: CivilDate?, _ problems: inout Problems) {
    let today = services.today
    problems.require(
      (10...1000).contains(reason.trimmed.count), "reason",
      "Enter why it is kept longer, in 10 to 1,000 characters.")
    problems.require(
      reviewOn.map { $0 > today && $0.year <= today.year + 5 } == true, "review_on",
      "Enter the day on which you look at it again: after today, and within five years.")
  }

  static func one(_ condition: Statement, in db: some Queryable) async throws -> RetentionHold {
    guard let hold = try await RetentionHold.list(condition, in: db).first else {
      throw DomainError.notFound("hold")
    }
    return hold
  }
}
