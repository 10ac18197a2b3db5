public import Foundation
public import Postgres

/// An assessment that waits for the appropriate body to receive it.
public struct AssessmentToReceive: Sendable, RowDecodable {
  /// Its identifier.
  public let id: AssessmentID
  /// The induction.
  public let induction: InductionID
  /// The teacher’s name.
  public let name: String
  /// The school that wrote it.
  public let school: String
  /// What it is.
  public let title: String
  /// Whether it calls progress unsatisfactory: such a one is read before it is received.
  public let isConcern: Bool
  /// When the teacher confirmed it.
  public let confirmedAt: Date
  /// The version that was read.
  public let version: Int

  /// Reads a row of ``ReadTermClosing``.
  public init(row: Row) throws {
    id = try row.decode("id")
    induction = try row.decode("induction_id")
    name = "\(try row.decode("first_names", as: String.self)) \(try row.decode("last_name", as: String.self))"
    school = try row.decode("school_name")
    let kind: InductionAssessment.Kind = try row.decode("kind")
    title = kind.title(try row.decode("number"))
    isConcern = try row.decode("is_concern")
    confirmedAt = try row.decode("updated_at")
    version = try row.decode("version")
  }
}

/// An induction whose head has recommended something, and whether it can be decided with others.
public struct InductionToDecide: Sendable, RowDecodable {
  /// The induction.
  public let id: InductionID
  /// Its reference.
  public let reference: String
  /// The teacher’s name.
  public let name: String
  /// The school of the head who recommends.
  public let school: String
  /// What the head recommends.
  public let recommendation: InductionOutcome
  /// The last day of the decision.
  public let decideBy: CivilDate
  /// The end by the plan.
  public let expectedEnd: CivilDate?
  /// The version that was read.
  public let version: Int
  /// Whether the plan waits to be reckoned again after new term dates.
  public let isReckoning: Bool
  private let missing: Int
  private let isConcern: Bool
  private let isProposed: Bool
  private let hasAnswer: Bool

  /// Why there is no end by the plan, in a few words; nil where there is one.
  public var noEnd: String? {
    if isReckoning { return "Being reckoned again" }
    return expectedEnd == nil ? "No end yet: what is recorded does not complete it" : nil
  }

  /// Why it is decided by itself, each in a sentence; empty when it can be decided with others.
  public func exceptions(on today: CivilDate) -> [String] {
    var found: [String] = []
    if recommendation != .satisfactory {
      found.append("The head recommends: \(recommendation.title.lowercasedFirst).")
    }
    if isProposed { found.append("A failure is proposed.") }
    if hasAnswer { found.append("The teacher has answered the recommendation.") }
    if isConcern { found.append("Progress was last called unsatisfactory.") }
    if isReckoning {
      return found + ["Its plan is being reckoned again after new term dates: decide it in a few minutes."]
    }
    return found + CompletionCheck(missing: missing, expectedEnd: expectedEnd).objections(on: today)
  }

  /// Reads a row of ``ReadTermClosing``.
  public init(row: Row) throws {
    id = try row.decode("id")
    reference = try row.decode("reference")
    name = "\(try row.decode("first_names", as: String.self)) \(try row.decode("last_name", as: String.self))"
    school = try row.decode("school_name")
    recommendation = try row.decode("recommendation")
    decideBy = try row.decode("decide_by")
    expectedEnd = try row.decodeIfPresent("expected_end")
    isReckoning = try row.decode("is_stale")
    version = try row.decode("version")
    missing = try row.decode("missing")
    isConcern = try row.decode("is_concern")
    isProposed = try row.decode("is_proposed")
    hasAnswer = try row.decode("has_answer")
  }
}

/// What an officer closes a term with: assessments to receive and recommendations to decide, the longest waiting first.
/// A page has no more of them than can be done at once.
public struct ReadTermClosing: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// A page of assessments that teachers have confirmed. Throws ``DomainError``.
  public func toReceive(
    of authority: Place, _ cohort: InductionCohort? = nil, limit: Int = CloseTerm.most, after: Cursor? = nil,
    by actor: Actor
  ) async throws -> Page<AssessmentToReceive> {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    let behind: Statement = after.map { "(a.updated_at, a.id) > (\($0.instant), \($0.id))" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT a.id, a.induction_id, i.first_names, i.last_name, o.name AS school_name, a.kind, a.number,
        coalesce(a.content ->> 'progress' = 'unsatisfactory', false) AS is_concern, a.updated_at, a.version
      FROM induction_assessment a JOIN induction i ON i.id = a.induction_id JOIN organisation o ON o.id = a.school_id
      WHERE a.state = 'confirmed' AND i.state NOT IN ('satisfactory', 'not_satisfactory', 'died')
        AND i.authority_id = \(authority.authority) AND \(fragment: cohort?.condition ?? "true")
        AND \(fragment: behind)
      ORDER BY a.updated_at, a.id LIMIT \(limit + 1)
      """, as: AssessmentToReceive.self)
    return Page(found, limit: limit) { Cursor(instant: $0.confirmedAt, id: $0.id.rawValue) }
  }

  /// A page of inductions whose heads have recommended something. Throws ``DomainError``.
  public func toDecide(
    of authority: Place, _ cohort: InductionCohort? = nil, limit: Int = CloseTerm.most, after: Cursor? = nil,
    by actor: Actor
  ) async throws -> Page<InductionToDecide> {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    let behind: Statement = after.map { "(e.decide_by, i.id) > (\($0.day), \($0.id))" } ?? "true"
    let found = try await Self.toDecide(
      """
      i.authority_id = \(authority.authority) AND \(fragment: cohort?.condition ?? "true") AND \(fragment: behind)
      """, limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) { Cursor(day: $0.decideBy, id: $0.id.rawValue) }
  }

  static func toDecide(
    _ condition: Statement, limit: Int, in db: some Queryable
  ) async throws -> [InductionToDecide] {
    try await db.query(
      """
      SELECT i.id, i.reference, i.first_names, i.last_name, CASE WHEN \(fragment: StalePlans.isStale) THEN NULL
          ELSE i.expected_end END AS expected_end, \(fragment: StalePlans.isStale) AS is_stale, i.version, o.name AS school_name,
        e.recommendation, e.decide_by, e.outcome IS NOT NULL AS is_proposed, e.representations IS NOT NULL AS has_answer,
        (SELECT count(*) FROM induction_due d WHERE d.induction_id = i.id AND d.kind = 'assessment'
          AND d.done_on IS NULL) AS missing,
        coalesce((SELECT a.content ->> 'progress' = 'unsatisfactory' FROM induction_assessment a
          WHERE a.induction_id = i.id AND a.state IN ('completed', 'confirmed', 'received')
          ORDER BY a.created_at DESC, a.id DESC LIMIT 1), false) AS is_concern
      FROM induction_decision e JOIN induction i ON i.id = e.induction_id JOIN organisation o ON o.id = e.school_id
      WHERE e.decided_at IS NULL AND e.returned_at IS NULL AND i.state = 'recommended' AND \(fragment: condition)
      ORDER BY e.decide_by, i.id LIMIT \(limit)
      """, as: InductionToDecide.self)
  }
}
