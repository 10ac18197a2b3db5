public import Foundation
import Postgres

/// One thing that happened to a vacancy.
public struct VacancyEvent: Sendable {
  /// When it happened.
  public let happenedAt: Date
  /// What, for example "vacancy.published".
  public let action: String
  /// The person's name, or what acted.
  public let actor: String
  /// What else the trail keeps: the fields that changed, a reason, a new date.
  public let details: JSONValue
}

/// A vacancy's history, for its school.
public struct ReadVacancyHistory: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of everything that was done to the vacancy at its school, newest first. What jobseekers do with it for
  /// themselves, such as saving it or beginning an application, happens nowhere and is never told. For whoever has applied
  /// for it themselves there is none, as there is no selection. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<VacancyEvent> {
    _ = try await FindVacancy(services).atDesk(id, by: actor)
    var older: Statement = ""
    if let after { older = "AND (e.happened_at, e.id) < (\(after.instant), \(after.id))" }
    let rows = try await services.pool.query(
      """
      SELECT e.id, e.happened_at, e.action, coalesce(a.name, e.actor_description) AS actor, e.details
      FROM audit_event e LEFT JOIN account a ON a.id = e.actor_account_id
      WHERE e.subject_type = 'vacancy' AND e.subject_id = \(id.description)
        AND e.organisation_id IS NOT NULL \(fragment: older)
      ORDER BY e.happened_at DESC, e.id DESC LIMIT \(limit + 1)
      """)
    let events = try rows.map { row in
      Listed(
        id: try row.decode("id"),
        event: VacancyEvent(
          happenedAt: try row.decode("happened_at"), action: try row.decode("action"),
          actor: try row.decode("actor"),
          details: try JSONColumn.decode(JSONValue.self, from: row.decode("details"))))
    }
    return Page(events, limit: limit) { Cursor(instant: $0.event.happenedAt, id: $0.id) }.map(\.event)
  }

  private struct Listed: Sendable {
    let id: UUID
    let event: VacancyEvent
  }
}
