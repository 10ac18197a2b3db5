import Foundation
import Postgres

/// Job alerts as the operator sees them.
public struct ListJobAlerts: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the alerts, newest first. Throws ``DomainError``.
  public func callAsFunction(
    state: JobAlertState? = nil, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<JobAlert> {
    guard actor.isSystem else { throw DomainError.notFound("list") }
    var conditions: [Statement] = ["true"]
    if let state { conditions.append("a.state = \(state)") }
    if let after { conditions.append("(a.created_at, a.id) < (\(after.instant), \(after.id))") }
    let found = try await services.pool.query(
      """
      SELECT \(fragment: JobAlert.columns) FROM job_alert a
      WHERE \(fragment: .joined(conditions, separator: " AND "))
      ORDER BY a.created_at DESC, a.id DESC LIMIT \(limit + 1)
      """, as: JobAlert.self)
    return Page(found, limit: limit) { Cursor(instant: $0.createdAt, id: $0.id.rawValue) }
  }

  /// How alerts stand in all.
  public struct Figures: Sendable, Encodable {
    /// Alerts that send mail every day.
    public let daily: Int
    /// Alerts that send mail every week.
    public let weekly: Int
    /// Alerts that are paused.
    public let paused: Int
    /// Alerts that wait to be confirmed.
    public let unconfirmed: Int
    /// Alerts that are due and have not been looked at.
    public let due: Int
    /// Vacancies told of in the last seven days.
    public let sentInAWeek: Int
  }

  /// How they stand. Throws ``DomainError``.
  public func figures(by actor: Actor) async throws -> Figures {
    guard actor.isSystem else { throw DomainError.notFound("list") }
    let now = services.now()
    let row = try await services.pool.firstRow(
      """
      SELECT count(*) FILTER (WHERE state = 'active' AND frequency = 'daily') AS daily,
        count(*) FILTER (WHERE state = 'active' AND frequency = 'weekly') AS weekly,
        count(*) FILTER (WHERE state = 'paused') AS paused,
        count(*) FILTER (WHERE state = 'unconfirmed' AND confirm_until > \(now)) AS unconfirmed,
        count(*) FILTER (WHERE state = 'active' AND next_due_at <= \(now)) AS due,
        coalesce((SELECT sum((details ->> 'vacancies')::int) FROM audit_event WHERE action = 'job_alert.sent'
          AND happened_at > \(now.addingTimeInterval(-7 * 86_400))), 0)::bigint AS sent
      FROM job_alert
      """)
    guard let row else { throw DomainError.notFound("list") }
    return Figures(
      daily: try row.decode("daily"), weekly: try row.decode("weekly"), paused: try row.decode("paused"),
      unconfirmed: try row.decode("unconfirmed"), due: try row.decode("due"),
      sentInAWeek: try row.decode("sent"))
  }
}
