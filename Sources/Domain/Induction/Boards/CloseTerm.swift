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
      found.append("The head recommends: \(recommendation.title.lowercasedFirstLetter).")
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

/// What an officer closes a term with: assessments to receive and recommendations to decide, at most 200 of each, the
/// longest waiting first.
public struct ReadTermClosing: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Assessments that teachers have confirmed. Throws ``DomainError``.
  public func toReceive(
    of authority: Place, _ cohort: InductionCohort? = nil, by actor: Actor
  ) async throws -> [AssessmentToReceive] {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    return try await services.pool.query(
      """
      SELECT a.id, a.induction_id, i.first_names, i.last_name, o.name AS school_name, a.kind, a.number,
        coalesce(a.content ->> 'progress' = 'unsatisfactory', false) AS is_concern, a.updated_at, a.version
      FROM induction_assessment a JOIN induction i ON i.id = a.induction_id JOIN organisation o ON o.id = a.school_id
      WHERE a.state = 'confirmed' AND i.state NOT IN ('satisfactory', 'not_satisfactory', 'died')
        AND i.authority_id = \(authority.authority) AND \(fragment: cohort?.condition ?? "true") ORDER BY a.updated_at, a.id LIMIT 200
      """, as: AssessmentToReceive.self)
  }

  /// Inductions whose heads have recommended something. Throws ``DomainError``.
  public func toDecide(
    of authority: Place, _ cohort: InductionCohort? = nil, by actor: Actor
  ) async throws -> [InductionToDecide] {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    return try await Self.toDecide(
      "i.authority_id = \(authority.authority) AND \(fragment: cohort?.condition ?? "true")",
      in: services.pool)
  }

  static func toDecide(_ condition: Statement, in db: some Queryable) async throws -> [InductionToDecide] {
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
      ORDER BY e.decide_by, i.id LIMIT 200
      """, as: InductionToDecide.self)
  }
}

/// What became of one of many.
public struct BulkResult: Sendable {
  /// Its identifier.
  public let id: String
  /// What and whose it is; nil where there is no such one for whoever asks.
  public let name: String?
  /// Why it was not done; nil when it was.
  public let problem: String?

  static func attempt(
    _ id: UUID, of names: [UUID: String], _ work: () async throws -> Void
  ) async throws -> BulkResult {
    let (text, name) = (id.uuidString.lowercased(), names[id])
    do {
      try await work()
      return BulkResult(id: text, name: name, problem: nil)
    } catch let error as DomainError {
      return BulkResult(id: text, name: name, problem: words(error))
    }
  }

  private static func words(_ error: DomainError) -> String {
    switch error {
    case .invalid(let problems): problems.map(\.message).joined(separator: " ")
    case .conflict(let message), .notAllowed(let message): message
    case .staleVersion: "Somebody changed it meanwhile. Look at it again."
    case .notFound: "There is no such one any more."
    default: "It could not be done. Do it by itself."
    }
  }
}

/// Receives and decides many at once, each in its own transaction by the same rules as a single one.
public struct CloseTerm: Sendable {
  /// One of those that were chosen, in the version that was read.
  public struct Choice: Sendable {
    /// Its identifier.
    public let id: UUID
    /// The version that was read; nil for whichever there is.
    public let version: Int?

    /// A choice.
    public init(id: UUID, version: Int?) { (self.id, self.version) = (id, version) }
  }

  /// Most at once.
  public static let most = 200

  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Receives assessments, and says of each what became of it. Throws ``DomainError``.
  public func receive(
    _ chosen: [Choice], of authority: Place, by actor: Actor
  ) async throws -> [BulkResult] {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    var problems = Problems()
    Self.check(chosen, "assessments", &problems)
    try problems.throwIfAny()
    var results: [BulkResult] = []
    let names = try await assessmentNames(chosen, of: authority)
    for one in chosen {
      results.append(
        try await BulkResult.attempt(one.id, of: names) {
          let id = AssessmentID(rawValue: one.id)
          let state = try await AssessInduction(services).find(id, by: actor).assessment.state
          guard state == .confirmed else {
            throw DomainError.conflict(
              state == .received ? "It has been received already." : "It does not wait to be received.")
          }
          _ = try await AssessInduction(services).sign(id, expectedVersion: one.version, by: actor)
        })
    }
    return results
  }

  /// Decides that inductions are completed satisfactorily: only those that the head recommends, whose plan has ended,
  /// whose assessments are all received and of which there is no concern. A failure is never decided so. Throws
  /// ``DomainError``.
  public func complete(
    _ chosen: [Choice], reasons: String, of authority: Place, by actor: Actor
  ) async throws -> [BulkResult] {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    let reasons = reasons.trimmed
    var problems = Problems()
    Self.check(chosen, "inductions", &problems)
    problems.require(
      (10...5_000).contains(reasons.count), "reasons", "Enter the reasons, in 10 to 5,000 characters.")
    try problems.throwIfAny()
    var results: [BulkResult] = []
    let names = try await inductionNames(chosen, of: authority)
    for one in chosen {
      results.append(
        try await BulkResult.attempt(one.id, of: names) {
          let id = InductionID(rawValue: one.id)
          let found = try await ReadTermClosing.toDecide(
            "i.id = \(id) AND i.authority_id = \(authority.authority)", in: services.pool)
          guard let induction = found.first else {
            throw DomainError.conflict("It does not wait for a decision.")
          }
          let exceptions = induction.exceptions(on: services.today)
          guard exceptions.isEmpty else { throw DomainError.conflict(exceptions.joined(separator: " ")) }
          _ = try await DecideInduction(services).decide(
            id, .satisfactory, reasons: reasons, expectedVersion: one.version ?? induction.version, by: actor)
        })
    }
    return results
  }

  /// Which assessments they are, and whose.
  private func assessmentNames(_ chosen: [Choice], of authority: Place) async throws -> [UUID: String] {
    try await services.pool.query(
      """
      SELECT a.id, a.kind, a.number, i.first_names, i.last_name FROM induction_assessment a
        JOIN induction i ON i.id = a.induction_id
      WHERE a.id = ANY (\(chosen.map(\.id))) AND i.authority_id = \(authority.authority)
      """
    ).reduce(into: [:]) { names, row in
      let kind = try row.decode("kind", as: InductionAssessment.Kind.self)
      names[try row.decode("id", as: UUID.self)] =
        "\(kind.title(try row.decode("number"))) of \(try Self.teacher(row))"
    }
  }

  /// Whose inductions they are.
  private func inductionNames(_ chosen: [Choice], of authority: Place) async throws -> [UUID: String] {
    try await services.pool.query(
      """
      SELECT id, first_names, last_name FROM induction
      WHERE id = ANY (\(chosen.map(\.id))) AND authority_id = \(authority.authority)
      """
    ).reduce(into: [:]) { names, row in
      names[try row.decode("id", as: UUID.self)] = try Self.teacher(row)
    }
  }

  private static func teacher(_ row: Row) throws -> String {
    "\(try row.decode("first_names", as: String.self)) \(try row.decode("last_name", as: String.self))"
  }

  private static func check(_ chosen: [Choice], _ field: String, _ problems: inout Problems) {
    problems.require(
      (1...most).contains(chosen.count), field, "Choose at least one and at most \(most).")
  }
}
