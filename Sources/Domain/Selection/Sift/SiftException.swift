public import Foundation
import Postgres

/// Why a school decided on an application that fewer than two members of its panel had scored.
///
/// Statutory guidance asks that nobody chooses alone (Keeping children safe in education, part three). A school that
/// can't name two people says why; that stays with the application, and the trail says that it was so.
public struct SiftException: Sendable {
  /// What was decided.
  public enum Decision: String, Sendable, Codable, CaseIterable {
    case longlist, shortlist, rejection

    /// The words for it.
    public var title: String {
      switch self {
      case .longlist: "Longlisted"
      case .shortlist: "Shortlisted"
      case .rejection: "Not taken forward"
      }
    }
  }

  /// Names it.
  let id: SiftExceptionID
  /// The application.
  public let application: ApplicationID
  /// What it is called by those who may read this.
  public let applicantName: String
  /// What was decided.
  public let decision: Decision
  /// Why without the scores of two people.
  public let reason: String
  /// Who decided, if their account stands.
  public let decidedBy: String?
  /// When.
  public let decidedAt: Date
}

/// Reads the exceptions of a vacancy.
public struct ReadSiftExceptions: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the decisions of a vacancy that were made without two members' scores, newest first, for those who run
  /// its selection and those on its panel; of one application, where that is named. Throws ``DomainError``.
  public func callAsFunction(
    _ vacancy: VacancyID, of application: ApplicationID? = nil, limit: Int = 50, after: Cursor? = nil,
    by actor: Actor
  ) async throws -> Page<SiftException> {
    _ = try await SelectionAccess.read(vacancy, by: actor, in: services.pool)
    let chosen: Statement = application.map { "a.id = \($0)" } ?? "true"
    let behind: Statement = after.map { "(e.decided_at, e.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: SentApplication.columns), e.id AS exception_id, e.decision, e.reason,
        c.name AS decided_by, e.decided_at
      FROM \(fragment: SentApplication.tables) JOIN sift_exception e ON e.application_id = a.id
        LEFT JOIN account c ON c.id = e.decided_by
      WHERE a.vacancy_id = \(vacancy) AND \(fragment: chosen) AND \(fragment: behind)
      ORDER BY e.decided_at DESC, e.id DESC LIMIT \(limit + 1)
      """
    ).map { row in
      let application = try SentApplication(row: row)
      return SiftException(
        id: try row.decode("exception_id"), application: application.id,
        applicantName: application.applicantName,
        decision: SiftException.Decision(rawValue: try row.decode("decision")) ?? .rejection,
        reason: try row.decode("reason"), decidedBy: try row.decodeIfPresent("decided_by"),
        decidedAt: try row.decode("decided_at"))
    }
    return Page(found, limit: limit) { Cursor(instant: $0.decidedAt, id: $0.id.rawValue) }
  }
}

/// Whether enough people have judged applications before a school decides on them.
struct SiftReadiness {
  let services: Services
  let vacancy: Vacancy

  init(_ vacancy: Vacancy, _ services: Services) { (self.vacancy, self.services) = (vacancy, services) }

  /// What is asked of the school then.
  static let remedy = "Wait for the scores, or enter why you decide without them."

  /// Of these applications those that are still to be sifted and lack the scores of two people: members of the panel
  /// who have not applied for the post themselves. Once all posts are filled nobody is sifted any more.
  func lacking(_ ids: [ApplicationID], in tx: Transaction) async throws -> [SentApplication] {
    if vacancy.storedState == .filled { return [] }
    let states = ApplicationState.allCases.filter(SiftRules.canBeScored).map(\.rawValue)
    return try await tx.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.id = ANY (\(ids.map(\.rawValue))) AND a.vacancy_id = \(vacancy.id) AND a.state = ANY (\(states))
        AND (SELECT count(*) FROM sift_sheet s JOIN panel_member p ON p.vacancy_id = s.vacancy_id
            AND p.account_id = s.account_id
          WHERE s.application_id = a.id AND s.submitted_at IS NOT NULL AND NOT EXISTS (SELECT FROM application own
            WHERE own.vacancy_id = s.vacancy_id AND own.account_id = s.account_id)
        ) < \(Panel.fewest)
      ORDER BY a.reference, a.id
      """, as: SentApplication.self)
  }

  /// The trail says that there was an exception; its words may be about the person, so they go with the application.
  ///
  /// Throws ``DomainError/invalid(_:)`` of the field `exception` where scores are missing and no reason is given; with
  /// one, notes it with each of the applications. To be called before they are moved. Answers how many lack scores.
  @discardableResult
  func require(
    _ ids: [ApplicationID], for decision: SiftException.Decision, exception: String, by actor: Actor,
    in tx: Transaction
  ) async throws -> Int {
    let lacking = try await lacking(ids, in: tx)
    if lacking.isEmpty { return 0 }
    let reason = exception.trimmed
    var problems = Problems()
    problems.require(!reason.isEmpty, "exception", Self.obstacle(lacking))
    problems.require(reason.count <= 2000, "exception", "Shorten this to 2,000 characters or fewer.")
    try problems.throwIfAny()
    for application in lacking {
      try await tx.execute(
        """
        INSERT INTO sift_exception (id, application_id, vacancy_id, authority_id, decision, reason, decided_by,
          decided_at)
        VALUES (\(services.newID(SiftExceptionID.self)), \(application.id), \(vacancy.id),
          \(vacancy.place.authority), \(decision.rawValue), \(reason), \(actor.account?.id), \(services.now()))
        """)
      try await Audit.record(
        "application.decided_without_scores", AuditSubject("application", application.id), at: vacancy.place,
        details: ["decision": .string(decision.rawValue), "exception": .bool(true)], by: actor, services,
        in: tx)
    }
    return lacking.count
  }

  static func obstacle(_ lacking: [SentApplication]) -> String {
    let named = lacking.prefix(3).map { "\($0.applicantName) (\($0.reference))" }
    let names =
      lacking.count > 3
      ? "\(named.joined(separator: ", ")) and \(lacking.count - 3) more"
      : [named.dropLast().joined(separator: ", "), named.last ?? ""].filter { !$0.isEmpty }
        .joined(separator: " and ")
    let applications =
      lacking.count == 1
      ? "The application of \(names) lacks them"
      : "\(lacking.count) applications lack them: those of \(names)"
    return
      "Two members of the panel must have handed in their scores, so that nobody chooses alone. \(applications). "
      + remedy
  }
}

/// Names an exception.
struct SiftExceptionID: Identifier {
  let rawValue: UUID
}
