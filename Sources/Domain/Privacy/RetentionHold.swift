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
  /// Its version, for optimistic locking; the first is 1.
  public let version: Int

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
    version = try row.decode("version")
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
        h.reason, h.review_on, h.placed_at, h.version
      FROM retention_hold h JOIN organisation o ON o.id = h.organisation_id
        LEFT JOIN application a ON a.id = h.application_id LEFT JOIN account p ON p.id = h.account_id
      WHERE h.lifted_at IS NULL AND \(fragment: condition) ORDER BY h.review_on, h.id LIMIT \(limit)
      """, as: RetentionHold.self)
  }
}
