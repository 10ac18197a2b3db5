public import Foundation
import Postgres

/// What the head decided on an application last, and why: an offer, or not to take it forward. For those who run the
/// selection and those on the panel; applicants read only what the school writes to them.
public struct SelectionDecision: Sendable {
  /// What was decided: an offer, or that it is not taken forward.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case offer
    case rejection

    /// The words for it.
    public var title: String {
      switch self {
      case .offer: "Offered the post"
      case .rejection: "Not taken forward"
      }
    }
  }

  /// The application.
  public let application: ApplicationID
  /// What was decided.
  public let kind: Kind
  /// Why; empty for what was decided before reasons were asked for.
  public let reason: String
  /// Why it was decided before an interview had taken place or all scores of interview or sift were in; empty where they
  /// were.
  public let exception: String
  /// Who decided; nil where that is not noted with it.
  public let decidedBy: String?
  /// When.
  public let decidedAt: Date
}

/// Reads what was decided on applications.
public struct ReadDecisions: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Everything that was decided on an application, newest first. For those who run its selection and those on the
  /// panel; for its applicant and everybody else it doesn't exist. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, by actor: Actor
  ) async throws -> [SelectionDecision] {
    let application = try await ApplicationStore.find(id, in: services.pool)
    guard
      try await ApplicationReaders.mayRead(
        application.vacancy, at: application.place, actor, in: services.pool)
    else { throw DomainError.notFound("application") }
    return try await Self.all(of: [id], in: services.pool)
  }

  /// The newest decision on each of these applications.
  static func latest(
    of ids: [ApplicationID], in db: some Queryable
  ) async throws -> [ApplicationID: SelectionDecision] {
    Dictionary(
      try await all(of: ids, in: db).map { ($0.application, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether an application has ever been on the shortlist, whatever became of it. For those who read it. Throws
  /// ``DomainError``.
  public func wasShortlisted(_ application: SentApplication) async throws -> Bool {
    try await services.pool.value(
      """
      SELECT EXISTS (SELECT FROM application_reached WHERE application_id = \(application.id)
        AND state IN ('shortlisted', 'interviewing', 'offered'))
      """, as: Bool.self)
  }

  /// Every offer, and the rejection that stands. Whoever turned an application down is noted with its reason a moment
  /// before the state that follows from it.
  private static func all(
    of ids: [ApplicationID], in db: some Queryable
  ) async throws -> [SelectionDecision] {
    try await db.query(
      """
      SELECT f.application_id, 'offer' AS kind, f.decision_reason AS reason, f.decision_exception AS exception,
        c.name AS decided_by, f.made_at AS decided_at
      FROM offer f LEFT JOIN account c ON c.id = f.made_by WHERE f.application_id = ANY (\(ids.map(\.rawValue)))
      UNION ALL
      SELECT a.id, 'rejection', coalesce(a.state_reason, ''), coalesce((SELECT e.reason FROM sift_exception e
          WHERE e.application_id = a.id AND e.decision = 'rejection'
            AND e.decided_at >= a.state_changed_at - interval '1 minute'
          ORDER BY e.decided_at DESC, e.id DESC LIMIT 1), ''), coalesce((SELECT c.name FROM rejection r
          JOIN account c ON c.id = r.decided_by
          WHERE r.application_id = a.id AND r.decided_at >= a.state_changed_at - interval '1 minute'
          ORDER BY r.decided_at DESC, r.id DESC LIMIT 1), (SELECT c.name FROM audit_event e
          JOIN account c ON c.id = e.actor_account_id
          WHERE e.subject_type = 'application' AND e.subject_id = a.id::text AND e.action = 'application.unsuccessful'
          ORDER BY e.id DESC LIMIT 1)), a.state_changed_at
      FROM application a WHERE a.id = ANY (\(ids.map(\.rawValue))) AND a.state = 'unsuccessful'
      ORDER BY decided_at DESC, application_id
      """
    ).map { row in
      SelectionDecision(
        application: try row.decode("application_id"),
        kind: try row.decode("kind", as: String.self) == SelectionDecision.Kind.offer.rawValue
          ? .offer : .rejection,
        reason: try row.decode("reason"), exception: try row.decode("exception"),
        decidedBy: try row.decodeIfPresent("decided_by"), decidedAt: try row.decode("decided_at"))
    }
  }
}
