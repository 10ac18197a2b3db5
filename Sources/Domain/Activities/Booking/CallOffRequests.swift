import Foundation
import Postgres

extension AskForPlace {
  /// How many requests that ended are shown.
  public static let endedShown = 10

  /// What a school was asked for and can’t book any more, since nothing of it takes place: the last that ended,
  /// newest first. Throws ``DomainError``.
  public func ended(
    ofSchool school: OrganisationID, by actor: Actor
  ) async throws -> [PlaceRequest] {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.bookColleagues, at: place, orHide: "school")
    return try await PlaceRequest.list(
      "r.school_id = \(school) AND r.state = 'withdrawn' AND r.reason <> ''",
      order: "r.answered_at DESC, r.id DESC", limit: Self.endedShown, in: services.pool)
  }

  /// Ends what people ask their schools for of sessions to come that were cancelled with their whole activity. Each who
  /// asked is told, and their school. Within the transaction that holds the activity.
  func callOff(
    _ activity: Activity, _ coming: [ActivitySessionID], reason: String, by actor: Actor, in tx: Transaction
  ) async throws {
    let ends: Statement = "(cardinality(r.session_ids) = 0 OR r.session_ids && \(coming.map(\.rawValue)))"
    try await callOff(activity, where: ends, reason, actor, tx)
  }

  /// The same for one session that was cancelled: only where nothing that they ask for is to come without it.
  func callOff(
    _ activity: Activity, without session: ActivitySessionID, reason: String, by actor: Actor,
    in tx: Transaction
  ) async throws {
    try await callOff(activity, where: asksOnly(for: session), reason, actor, tx)
  }

  private func callOff(
    _ activity: Activity, where ends: Statement, _ reason: String, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      SELECT 1 FROM activity_request WHERE activity_id = \(activity.id) AND state = 'asked' ORDER BY id FOR UPDATE
      """)
    let open = try await PlaceRequest.list(
      "r.activity_id = \(activity.id) AND r.state = 'asked' AND \(fragment: ends)", limit: 100_000, in: tx)
    for request in open {
      let ended = try await answer(request, .withdrawn, reason, deed: "called_off", actor, tx)
      try await tellCalledOff(ended, by: activity.ownerName, tx)
    }
  }

  /// Whether a request `r` asks for a session that was cancelled, and for no other that is to come.
  private func asksOnly(for session: ActivitySessionID) -> Statement {
    """
    (cardinality(r.session_ids) = 0 OR \(session) = ANY (r.session_ids))
      AND NOT EXISTS (SELECT FROM activity_session s WHERE s.activity_id = r.activity_id AND s.cancelled_at IS NULL
        AND s.starts_at > \(services.now()) AND (cardinality(r.session_ids) = 0 OR s.id = ANY (r.session_ids)))
    """
  }

  private func tellCalledOff(_ request: PlaceRequest, by organiser: String, _ tx: Transaction) async throws {
    let what = Self.calledOff(request)
    try await Outbox.enqueue(
      OutgoingMail(
        to: request.email, subject: "Does not take place: \(request.activityTitle)",
        body: """
          Dear \(request.name),

          \(organiser) has cancelled this, for which you asked \(request.schoolName) for a place:

          \(what)

          Your request has ended with it.
          """), services, in: tx)
    try await RegistrationStore.tellHead(
      of: request.school, subject: "\(request.name)’s request has ended: \(request.activityTitle)",
      body: """
        \(organiser) has cancelled this, for which \(request.name) (\(request.email)) asked you for a place:

        \(what)

        The request has ended with it: there is nothing to book any more. See it here:
        \(services.settings.baseURL)/activity-requests/\(request.id)
        """, services, in: tx)
  }

  /// What does not take place and why: each session with its own reason where there are several.
  private static func calledOff(_ request: PlaceRequest) -> String {
    let off = request.asked.filter(\.isCancelled)
    let hasOneReason = Set(off.map(\.cancelReason)).count < 2
    let lines = [request.activityTitle] + off.map { hasOneReason ? $0.when : $0.words }
    return lines.joined(separator: "\n") + (hasOneReason ? "\n\nWhy: \(request.reason)" : "")
  }
}
