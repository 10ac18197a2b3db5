public import Foundation
public import Postgres

/// Something that was done, as whoever comes too late is told of it.
public struct TrailEntry: Sendable, RowDecodable {
  /// What, for example "induction.registration_rejected".
  public let action: String
  /// What, without the kind of thing: "registration_rejected".
  public var deed: String { action.split(separator: ".").last.map(String.init) ?? action }
  /// Who did it: by name, or what did it.
  public let actor: String
  /// When.
  public let happenedAt: Date
  /// The reason that it keeps, if it keeps one.
  let reason: String?

  /// Reads a row of the statement below.
  public init(row: Row) throws {
    action = try row.decode("action")
    actor = try row.decode("actor")
    happenedAt = try row.decode("happened_at")
    reason = try row.decodeIfPresent("reason")
  }

  /// The last entry about something, where wanted of one action and of those `e` that meet a condition; nil where there
  /// is none. Who may know of it is decided before.
  static func last(
    _ action: String? = nil, about subject: AuditSubject, where condition: Statement = "true",
    in db: some Queryable
  ) async throws -> TrailEntry? {
    let wanted: Statement = action.map { "e.action = \($0)" } ?? "true"
    return try await db.first(
      """
      SELECT e.action, coalesce(a.name, e.actor_description) AS actor, e.happened_at, e.details ->> 'reason' AS reason
      FROM audit_event e LEFT JOIN account a ON a.id = e.actor_account_id
      WHERE e.subject_type = \(subject.type) AND e.subject_id = \(subject.id) AND \(fragment: wanted)
        AND \(fragment: condition)
      ORDER BY e.happened_at DESC, e.id DESC LIMIT 1
      """, as: TrailEntry.self)
  }
}
