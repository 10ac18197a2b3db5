public import Foundation
public import Postgres

/// Something that somebody does next in the support of a teacher in induction.
public struct SupportTask: Sendable, RowDecodable {
  /// What it is.
  public enum Kind: String, Sendable, CaseIterable, PostgresValue {
    case shareObservation = "share_observation"
    case readObservation = "read_observation"
    case openPlan = "open_plan"
    case setTargets = "set_targets"
    case reviewTargets = "review_targets"
    case closePlan = "close_plan"

    /// What is to be done.
    public var title: String {
      switch self {
      case .shareObservation: "Finish the draft of a lesson observation and share it"
      case .readObservation: "Read a lesson observation and confirm that it was seen"
      case .openPlan: "Open a support plan: the last review or assessment is unsatisfactory"
      case .setTargets: "Set the first target of the support plan"
      case .reviewTargets: "Review the targets of the support plan"
      case .closePlan: "Close the support plan, or set another target"
      }
    }

    /// Whose turn it is.
    public var turn: DueTurn {
      switch self {
      case .shareObservation, .openPlan, .setTargets, .reviewTargets, .closePlan: .tutor
      case .readObservation: .teacher
      }
    }

  }

  /// What it is.
  public let kind: Kind
  /// The induction.
  public let induction: InductionID
  /// The lesson observation, the support plan, or the assessment that asks for one.
  public let subject: UUID
  /// The teacher’s name.
  public let teacherName: String
  /// The school’s name.
  public let schoolName: String
  /// By when, where there is such a day.
  public let dueOn: CivilDate?
  /// Since when it waits.
  public let since: CivilDate

  /// Whether its day is over.
  public func isOverdue(on today: CivilDate) -> Bool { dueOn.map { $0 < today } ?? false }

  /// Reads a row of ``page(_:on:limit:after:in:)``.
  public init(row: Row) throws {
    kind = try row.decode("kind")
    induction = try row.decode("induction_id")
    subject = try row.decode("subject_id")
    teacherName =
      "\(try row.decode("first_names", as: String.self)) \(try row.decode("last_name", as: String.self))"
    schoolName = try row.decode("school_name")
    dueOn = try row.decodeIfPresent("due_on")
    since = try row.decode("since")
  }

  /// A page of what waits, `w`, of inductions `i` that are not decided, each at the school `s` that does it: a plan is
  /// opened by the one that leads.
  static func page(
    _ condition: Statement, on today: CivilDate, limit: Int, after: Cursor?, in db: some Queryable
  ) async throws -> Page<SupportTask> {
    let behind: Statement =
      after.map { "(coalesce(w.due_on, \(noDay)), w.subject_id) > (\($0.day), \($0.id))" } ?? "true"
    let found = try await db.query(
      """
      SELECT w.kind, w.induction_id, w.subject_id, i.first_names, i.last_name, o.name AS school_name, w.due_on, w.since
      FROM induction_support_task w JOIN induction i ON i.id = w.induction_id
        CROSS JOIN LATERAL (SELECT CASE w.kind
          WHEN 'open_plan' THEN coalesce(induction_lead(w.induction_id, \(today)), w.school_id)
          ELSE w.school_id END AS school_id) s JOIN organisation o ON o.id = s.school_id
      WHERE i.state IN ('serving', 'paused', 'recommended') AND \(fragment: condition) AND \(fragment: behind)
      ORDER BY w.due_on NULLS LAST, w.subject_id LIMIT \(limit + 1)
      """, as: SupportTask.self)
    return Page(found, limit: limit) { Cursor(day: $0.dueOn ?? noDay, id: $0.subject) }
  }

  /// The last day of 9999: it stands in a cursor for no day, and what has none comes last.
  private static let noDay = LondonTime.date(of: Date(timeIntervalSince1970: 253_402_214_400))
}

/// What is to be done next in the support of teachers.
public struct ReadSupportTasks: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// A page of what a school does next, and of what it waits for, what has a day first. Throws ``DomainError``.
  public func callAsFunction(
    at school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<SupportTask> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.supportInduction, at: place, orHide: "school")
    let known = try await services.pool.query(
      """
      SELECT DISTINCT i.id FROM induction i JOIN induction_period p ON p.induction_id = i.id
      WHERE p.school_id = \(school) AND i.state IN ('serving', 'paused', 'recommended')
      """
    ).map { try $0.decode("id", as: UUID.self) }
    return try await SupportTask.page(
      "w.induction_id = ANY (\(known)) AND s.school_id = \(school) AND \(fragment: soon)",
      on: services.today, limit: limit, after: after, in: services.pool)
  }

  /// A page of what the acting person does next in their own induction. Throws ``DomainError``.
  public func own(
    limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<SupportTask> {
    let account = try actor.requireOwn(.readOwnInduction)
    let own = try await services.pool.query(
      "SELECT i.id FROM induction i WHERE \(fragment: InductionAccess.own(account)) LIMIT 20"
    ).map { try $0.decode("id", as: UUID.self) }
    return try await SupportTask.page(
      "w.is_for_teacher AND w.induction_id = ANY (\(own)) AND \(fragment: soon)", on: services.today,
      limit: limit, after: after, in: services.pool)
  }

  /// What has no day, or one within sixty days.
  private var soon: Statement { "coalesce(w.due_on <= \(services.today.adding(days: 60)), true)" }
}
