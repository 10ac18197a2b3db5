import Foundation
import Postgres

/// Lets the posts that a failure ended go on after an appeal. A change of hours that was planned for a later day is
/// planned again; where its day has passed meanwhile, the post goes on with those hours.
struct ResumePosts: Sendable {
  let services: Services

  /// A period that a decision ended.
  private struct Closed {
    let id: InductionPeriodID
    let school: OrganisationID
    let registration: UUID?
    let startsOn: CivilDate
    let endsOn: CivilDate

    func isSamePost(as other: Closed) -> Bool {
      school == other.school && registration == other.registration
    }
  }

  /// One post: what had begun, or was to begin, and the changes that were planned.
  private struct Post {
    var begun: [Closed]
    var planned: [Closed]
  }

  /// A change of hours `p` that a decision has called off before its day. It is no time in post, and stays for an appeal
  /// to bring it back. Periods of more than a day are none.
  static let isCalledOff: Statement = """
    (p.ends_on IS NOT DISTINCT FROM p.starts_on AND EXISTS (SELECT FROM induction_decision d
      JOIN induction_period c ON c.id = ANY (d.closed_periods)
      WHERE d.induction_id = p.induction_id AND p.id = ANY (d.closed_periods)
        AND p.starts_on > (d.decided_at AT TIME ZONE 'Europe/London')::date
        AND c.school_id = p.school_id AND c.registration_id IS NOT DISTINCT FROM p.registration_id
        AND c.starts_on < p.starts_on))
    """

  /// Lets those that a decision ended go on from a day.
  func callAsFunction(endedBy decision: DecisionID, on day: CivilDate, _ tx: Transaction) async throws {
    let posts = try await posts(endedBy: decision, tx)
    for post in posts { try await resume(post, on: day, tx) }
    let planned = posts.flatMap(\.planned).map(\.id.rawValue)
    try await tx.execute(
      """
      UPDATE induction_decision SET closed_periods = ARRAY(SELECT c FROM unnest(closed_periods) AS c
        WHERE c <> ALL (\(planned)))
      WHERE id = \(decision)
      """)
  }

  private func posts(endedBy decision: DecisionID, _ tx: Transaction) async throws -> [Post] {
    let rows = try await tx.query(
      """
      SELECT p.id, p.school_id, p.registration_id, p.starts_on, p.ends_on,
        p.starts_on > (d.decided_at AT TIME ZONE 'Europe/London')::date AS is_ahead
      FROM induction_decision d JOIN induction_period p ON p.id = ANY (d.closed_periods)
      WHERE d.id = \(decision) ORDER BY p.starts_on, p.id
      """)
    var posts: [Post] = []
    for row in rows {
      let closed = Closed(
        id: try row.decode("id"), school: try row.decode("school_id"),
        registration: try row.decodeIfPresent("registration_id"), startsOn: try row.decode("starts_on"),
        endsOn: try row.decode("ends_on"))
      let isAhead = try row.decode("is_ahead", as: Bool.self)
      let known = posts.firstIndex { $0.begun[0].isSamePost(as: closed) }
      if let known, isAhead {
        posts[known].planned.append(closed)
      } else if let known {
        posts[known].begun.append(closed)
      } else {
        posts.append(Post(begun: [closed], planned: []))
      }
    }
    return posts
  }

  private func resume(_ post: Post, on day: CivilDate, _ tx: Transaction) async throws {
    let first = post.begun.reduce(day) { max($0, $1.endsOn.adding(days: 1)) }
    var passed = post.planned.filter { $0.startsOn <= first }
    let later = post.planned.filter { $0.startsOn > first }
    let last = later.first?.startsOn.adding(days: -1)
    if let now = passed.popLast() {
      try await set(now.id, from: first, until: last, tx)
    } else {
      for period in post.begun { try await goOn(period.id, from: first, until: last, tx) }
    }
    try await tx.execute("DELETE FROM induction_period WHERE id = ANY (\(passed.map(\.id.rawValue)))")
    for (index, change) in later.enumerated() {
      let next = later.dropFirst(index + 1).first?.startsOn
      try await set(change.id, from: change.startsOn, until: next?.adding(days: -1), tx)
    }
  }

  private func set(
    _ period: InductionPeriodID, from first: CivilDate, until last: CivilDate?, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      "UPDATE induction_period SET starts_on = \(first), ends_on = \(last) WHERE id = \(period)")
  }

  /// What was ended stays; a new period follows it.
  private func goOn(
    _ period: InductionPeriodID, from first: CivilDate, until last: CivilDate?, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO induction_period (id, induction_id, registration_id, school_id, body_id, starts_on, ends_on, fte,
        post, tutor_name, tutor_email, mentor_name, mentor_email, mentor_reason, contract_ends_on)
      SELECT \(services.newID(InductionPeriodID.self)), induction_id, registration_id, school_id, body_id, \(first),
        \(last), fte, post, tutor_name, tutor_email, mentor_name, mentor_email, mentor_reason, contract_ends_on
      FROM induction_period WHERE id = \(period)
      """)
  }
}
