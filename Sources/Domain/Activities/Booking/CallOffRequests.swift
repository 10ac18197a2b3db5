import Foundation
import Postgres

extension AskForPlace {
  /// Ends what people ask their schools for of sessions to come that were cancelled with their whole activity. Each who
  /// asked is told. Within the transaction that holds the activity.
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
    let what = ([request.activityTitle] + request.times).joined(separator: "\n")
    try await Outbox.enqueue(
      OutgoingMail(
        to: request.email, subject: "Does not take place: \(request.activityTitle)",
        body: """
          Dear \(request.name),

          \(organiser) has cancelled this, for which you asked \(request.schoolName) for a place:

          \(what)

          Why: \(request.reason)

          Your request has ended with it.
          """), services, in: tx)
  }
}
