import Foundation
import Postgres

/// That an activity, or a session of it, was cancelled.
public struct Cancelling: Sendable {
  /// Whether it was the session by itself, and not the whole activity.
  public let isOfSession: Bool
  /// Why; nil where that was not kept.
  public let reason: String?
  /// By whom and when.
  public let entry: TrailEntry?
}

/// Reads activities: everybody those that were published, those who run them drafts as well.
public struct ReadActivities: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The kinds there are, in their order.
  public func kinds() async throws -> [ActivityKind] { try await ActivityStore.kinds(in: services.pool) }

  /// One activity. Throws ``DomainError``.
  public func find(_ id: ActivityID, by actor: Actor) async throws -> Activity {
    try await ActivityStore.readable(id, by: actor, in: services.pool)
  }

  /// One session with its activity. Throws ``DomainError``.
  public func session(
    _ id: ActivitySessionID, by actor: Actor
  ) async throws -> (activity: Activity, session: ActivitySession) {
    let activity = try await find(try await ActivityStore.activity(of: id, in: services.pool), by: actor)
    guard let session = activity.sessions.first(where: { $0.id == id }) else {
      throw DomainError.notFound("session")
    }
    return (activity, session)
  }

  /// Why a session does not take place, for those who run it; nil where it does, or where no reason was kept. Throws
  /// ``DomainError``.
  public func cancelReason(
    of session: ActivitySession, in activity: Activity, by actor: Actor
  ) async throws -> String? {
    try actor.require(.manageActivities, at: activity.place, orHide: "session")
    return try await ActivityStore.cancelReason(session, activity, in: services.pool)
  }

  /// That a session was cancelled, or its whole activity, for those who run it; without a session, that the activity
  /// was. Nil where neither was. Throws ``DomainError``.
  public func cancelling(
    of session: ActivitySession? = nil, in activity: Activity, by actor: Actor
  ) async throws -> Cancelling? {
    try actor.require(.manageActivities, at: activity.place, orHide: "activity")
    if let session, session.cancelledAt != nil {
      let entry = try await TrailEntry.last(
        "activity.session_cancelled", about: AuditSubject("activity_session", session.id), in: services.pool)
      return Cancelling(isOfSession: true, reason: entry?.reason, entry: entry)
    }
    guard activity.state == .cancelled else { return nil }
    return Cancelling(
      isOfSession: false, reason: activity.cancelReason,
      entry: try await TrailEntry.last(
        "activity.cancelled", about: AuditSubject("activity", activity.id), in: services.pool))
  }

  /// A page of the published activities that go on, by the end of their next session.
  public func upcoming(
    kind: String? = nil, audience: ActivityAudience? = nil, limit: Int = 50, after: Cursor? = nil
  ) async throws -> Page<Activity> {
    let now = services.now()
    let next: Statement = """
      (SELECT min(s.ends_at) FROM activity_session s
        WHERE s.activity_id = a.id AND s.cancelled_at IS NULL AND s.ends_at > \(now))
      """
    let behind: Statement =
      after.map { "(\(fragment: next), a.id) > (\($0.instant), \($0.id))" } ?? "\(fragment: next) IS NOT NULL"
    let found = try await ActivityStore.list(
      """
      a.state = 'published' AND \(fragment: behind) AND (\(kind)::text IS NULL OR a.kind = \(kind))
      AND (\(audience?.rawValue)::text IS NULL OR \(audience?.rawValue) = ANY (a.audiences))
      """, order: "\(fragment: next), a.id", limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) { activity in
      let ends = activity.standing.filter { $0.endsAt > now }.map(\.endsAt).min()
      return Cursor(instant: ends ?? now, id: activity.id.rawValue)
    }
  }

  /// The organisations whose activities a person runs: the authority first. Throws ``DomainError/notFound(_:)`` for
  /// whoever runs none.
  public func places(by actor: Actor) throws -> [(place: Place, name: String)] {
    let seats = try actor.requireAccount().memberships.sorted {
      $0.kind == $1.kind ? $0.organisationName < $1.organisationName : $0.kind == .authority
    }
    var found: [(place: Place, name: String)] = []
    for seat in seats {
      let place = Place(organisation: seat.organisation, authority: seat.authority)
      guard actor.may(.manageActivities, at: place), !found.contains(where: { $0.place == place }) else {
        continue
      }
      found.append((place, seat.organisationName))
    }
    if found.isEmpty { throw DomainError.notFound("page") }
    return found
  }

  /// A page of the activities that an organisation runs, newest first; of an authority also those of its alliances.
  /// Throws ``DomainError``.
  public func managed(
    of place: Place, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<Activity> {
    try actor.require(.manageActivities, at: place, orHide: "organisation")
    let behind: Statement = after.map { "(a.created_at, a.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await ActivityStore.list(
      """
      a.authority_id = \(place.authority) AND (a.organisation_id = \(place.organisation) OR EXISTS (
        SELECT FROM organisation p WHERE p.id = \(place.organisation) AND p.kind = 'authority'))
      AND \(fragment: behind)
      """, limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) { Cursor(instant: $0.createdAt, id: $0.id.rawValue) }
  }
}
