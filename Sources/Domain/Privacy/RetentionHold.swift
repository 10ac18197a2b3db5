public import Foundation
public import Postgres

/// Names a hold or a period of retention.
public struct RetentionHoldID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Why something is kept longer than its period.
public struct RetentionHold: Sendable, RowDecodable {
  /// Its identifier.
  public let id: RetentionHoldID
  /// Where it was placed: a school, for one application, or the authority, for everything of a person.
  public let place: Place
  /// What that is called.
  public let organisationName: String
  /// The application's reference; nil for a person.
  public let reference: String?
  /// The person's e-mail address; nil for an application.
  public let email: String?
  /// Why; nil where the reason is a school's own.
  public private(set) var reason: String?
  /// The day on which it is looked at again. It does not end by itself.
  public let reviewOn: CivilDate
  /// When it was placed.
  public let placedAt: Date

  /// Reads a row of the columns below.
  public init(row: Row) throws {
    id = try row.decode("id")
    place = Place(organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    organisationName = try row.decode("organisation_name")
    reference = try row.decodeIfPresent("reference")
    email = try row.decodeIfPresent("email")
    reason = try row.decode("reason", as: String.self)
    reviewOn = try row.decode("review_on")
    placedAt = try row.decode("placed_at")
  }

  /// The same for those who may know only that it stands.
  var withoutReason: RetentionHold {
    var hold = self
    hold.reason = nil
    return hold
  }

  /// Whether a hold `h` stands on a subject, as a condition of a statement.
  static func standing(on subject: Statement) -> Statement {
    "EXISTS (SELECT FROM retention_hold h WHERE h.lifted_at IS NULL AND \(fragment: subject))"
  }

  static func list(
    _ condition: Statement, limit: Int = 1, in db: some Queryable
  ) async throws -> [RetentionHold] {
    try await db.query(
      """
      SELECT h.id, h.organisation_id, h.authority_id, o.name AS organisation_name, a.reference, p.email,
        h.reason, h.review_on, h.placed_at
      FROM retention_hold h JOIN organisation o ON o.id = h.organisation_id
        LEFT JOIN application a ON a.id = h.application_id LEFT JOIN account p ON p.id = h.account_id
      WHERE h.lifted_at IS NULL AND \(fragment: condition) ORDER BY h.review_on, h.id LIMIT \(limit)
      """, as: RetentionHold.self)
  }
}

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

  /// Holds an application, or changes reason and day. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, reason: String, reviewOn: CivilDate?, by actor: Actor
  ) async throws -> RetentionHold {
    try await services.pool.withTransaction { tx in
      // The lock keeps the erasing from taking it at the same moment.
      let application = try await AppointmentAccess.lock(id, .holdApplication, by: actor, in: tx)
      try await place(
        "application_id", id.rawValue, "(application_id) WHERE lifted_at IS NULL", at: application.place,
        reason, reviewOn, actor, tx)
      try await Audit.record(
        "retention.held", AuditSubject("application", id), at: application.place, by: actor, services, in: tx)
      return try await Self.one("h.application_id = \(id)", in: tx)
    }
  }

  /// Lifts the hold on an application; none is fine. Throws ``DomainError``.
  public func lift(_ id: ApplicationID, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let application = try await AppointmentAccess.lock(id, .holdApplication, by: actor, in: tx)
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

  /// Holds everything of the person with an address, or changes reason and day. Throws ``DomainError``.
  public func person(
    _ email: String, reason: String, reviewOn: CivilDate?, of authority: Authority, by actor: Actor
  ) async throws -> RetentionHold {
    try actor.require(.holdPerson, at: authority.place, orHide: "page")
    return try await services.pool.withTransaction { tx in
      guard let address = EmailAddress(email), let account = try await AccountRecord.find(address, in: tx),
        !account.closed, try await hasRecords(account.id, of: authority.id, in: tx)
      else {
        throw DomainError.invalid([
          FieldProblem(
            field: "email",
            message: "Your authority holds nothing of an account with this address. Look how it is spelt.")
        ])
      }
      try await lockRecords(of: account.id, tx)
      try await place(
        "account_id", account.id.rawValue, "(account_id, authority_id) WHERE lifted_at IS NULL",
        at: authority.place, reason, reviewOn, actor, tx)
      try await Audit.record(
        "retention.held", AuditSubject("account", account.id), at: authority.place, by: actor, services,
        in: tx)
      return try await Self.one(
        "h.account_id = \(account.id) AND h.authority_id = \(authority.id)", in: tx)
    }
  }

  /// Whether a person has anything that belongs to an authority: nobody holds, or finds, what is another's.
  private func hasRecords(
    _ account: AccountID, of authority: AuthorityID, in tx: Transaction
  ) async throws -> Bool {
    try await tx.value(
      """
      SELECT EXISTS (SELECT FROM application WHERE account_id = \(account) AND authority_id = \(authority))
        OR EXISTS (SELECT FROM pool_entry WHERE account_id = \(account) AND authority_id = \(authority))
        OR EXISTS (SELECT FROM membership WHERE account_id = \(account) AND authority_id = \(authority))
        OR EXISTS (SELECT FROM application_draft d JOIN vacancy v ON v.id = d.vacancy_id
          WHERE d.account_id = \(account) AND v.authority_id = \(authority))
        OR EXISTS (SELECT FROM agency_candidate c JOIN account a ON a.id = \(account)
          WHERE c.authority_id = \(authority) AND (c.account_id = a.id OR c.email_normal = a.email_normal))
        OR EXISTS (SELECT FROM induction i JOIN account a ON a.id = \(account)
          WHERE i.authority_id = \(authority) AND (i.account_id = a.id OR i.email_normal = a.email_normal))
        OR EXISTS (SELECT FROM induction_registration r JOIN account a ON a.id = \(account)
          WHERE r.authority_id = \(authority)
            AND (r.account_id = a.id OR lower(r.content ->> 'email') = a.email_normal))
        OR EXISTS (SELECT FROM activity_booking b JOIN account a ON a.id = \(account)
          WHERE b.authority_id = \(authority) AND (b.account_id = a.id OR b.email_normal = a.email_normal))
      """, as: Bool.self)
  }

  /// Locks everything of a person that an erasing run may have in hand: either the run was first, and what it took is
  /// gone before the hold is placed, or it finds the hold.
  private func lockRecords(of account: AccountID, _ tx: Transaction) async throws {
    try await tx.execute("SELECT 1 FROM account WHERE id = \(account) FOR UPDATE")
    try await tx.execute(
      "SELECT 1 FROM application WHERE account_id = \(account) ORDER BY id FOR UPDATE")
    try await tx.execute("SELECT 1 FROM pool_entry WHERE account_id = \(account) ORDER BY id FOR UPDATE")
    try await tx.execute(
      "SELECT 1 FROM application_draft WHERE account_id = \(account) ORDER BY vacancy_id FOR UPDATE")
    try await tx.execute(
      """
      SELECT 1 FROM agency_candidate c JOIN account a ON a.id = \(account)
      WHERE c.account_id = a.id OR c.email_normal = a.email_normal ORDER BY c.id FOR UPDATE OF c
      """)
    try await tx.execute(
      """
      SELECT 1 FROM induction i JOIN account a ON a.id = \(account)
      WHERE i.account_id = a.id OR i.email_normal = a.email_normal ORDER BY i.id FOR UPDATE OF i
      """)
    try await tx.execute(
      """
      SELECT 1 FROM induction_registration r JOIN account a ON a.id = \(account)
      WHERE r.account_id = a.id OR lower(r.content ->> 'email') = a.email_normal ORDER BY r.id FOR UPDATE OF r
      """)
    try await tx.execute(
      """
      SELECT 1 FROM activity_booking b JOIN account a ON a.id = \(account)
      WHERE b.account_id = a.id OR b.email_normal = a.email_normal ORDER BY b.id FOR UPDATE OF b
      """)
  }

  /// Lifts a hold on a person. Throws ``DomainError``.
  public func lift(_ id: RetentionHoldID, of authority: Authority, by actor: Actor) async throws {
    try actor.require(.holdPerson, at: authority.place, orHide: "page")
    try await services.pool.withTransaction { tx in
      let account = try await tx.valueIfAny(
        """
        UPDATE retention_hold SET lifted_at = \(services.now())
        WHERE id = \(id) AND authority_id = \(authority.id) AND account_id IS NOT NULL AND lifted_at IS NULL
        RETURNING account_id
        """, as: AccountID.self)
      guard let account else { throw DomainError.notFound("hold") }
      try await Audit.record(
        "retention.hold_lifted", AuditSubject("account", account), at: authority.place, by: actor, services,
        in: tx)
    }
  }

  private func place(
    _ column: StaticString, _ subject: UUID, _ once: StaticString, at place: Place, _ reason: String,
    _ reviewOn: CivilDate?, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let reason = reason.trimmed
    let today = services.today
    var problems = Problems()
    problems.require(
      (10...1000).contains(reason.count), "reason", "Enter why it is kept longer, in 10 to 1,000 characters.")
    problems.require(
      reviewOn.map { $0 > today && $0.year <= today.year + 5 } == true, "review_on",
      "Enter the day on which you look at it again: after today, and within five years.")
    try problems.throwIfAny()
    guard let reviewOn else { return }
    try await tx.execute(
      """
      INSERT INTO retention_hold (id, authority_id, organisation_id, \(unsafe: column), reason, review_on,
        placed_by, placed_at)
      VALUES (\(services.newID(RetentionHoldID.self)), \(place.authority), \(place.organisation), \(subject),
        \(reason), \(reviewOn), \(actor.account?.id), \(services.now()))
      ON CONFLICT \(unsafe: once) DO UPDATE SET reason = excluded.reason, review_on = excluded.review_on,
        placed_by = excluded.placed_by, placed_at = excluded.placed_at
      """)
  }

  private static func one(_ condition: Statement, in db: some Queryable) async throws -> RetentionHold {
    guard let hold = try await RetentionHold.list(condition, in: db).first else {
      throw DomainError.notFound("hold")
    }
    return hold
  }
}
