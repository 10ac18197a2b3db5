public import Foundation
public import Postgres

/// Names a support plan.
public struct SupportPlanID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names a target of a support plan.
public struct SupportTargetID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// How a teacher in induction is supported: targets with who helps and when they are reviewed, meetings, an outcome.
public struct SupportPlan: Sendable {
  /// Why it was opened.
  public enum Ground: String, Sendable, Codable, CaseIterable, PostgresValue {
    case concern, review, wish

    /// The words for it.
    public var title: String {
      switch self {
      case .concern: "Progress is a concern"
      case .review: "A review or assessment says that progress is unsatisfactory"
      case .wish: "The teacher or the school wishes it"
      }
    }
    /// Whether it is about a concern, of which the appropriate body is told.
    public var isConcern: Bool { self != .wish }
  }

  /// How it ended.
  public enum Outcome: String, Sendable, Codable, CaseIterable, PostgresValue {
    case onTrack = "on_track"
    case concern, ended

    /// The words for it.
    public var title: String {
      switch self {
      case .onTrack: "The teacher is on track"
      case .concern: "There is still a concern"
      case .ended: "Ended before it was completed"
      }
    }
  }

  /// Its identifier.
  public let id: SupportPlanID
  /// The induction.
  public let induction: InductionID
  /// The school that supports, and its authority.
  public let place: Place
  /// The school’s name.
  public let schoolName: String
  /// The teacher’s name.
  public let teacherName: String
  /// Why it was opened.
  public let ground: Ground
  /// The review or assessment that says so.
  public let assessment: AssessmentID?
  /// Its name.
  public let assessmentTitle: String?
  /// Why, in words.
  public let reason: String
  /// Who opened it.
  public let openedBy: String
  /// When.
  public let openedAt: Date
  /// How it ended; nil while it goes on.
  public let outcome: Outcome?
  /// What was said at its end.
  public let closing: String
  /// When it ended.
  public let closedAt: Date?
  /// Who closed it.
  public let closedBy: String?
  /// Rises with every change.
  public let version: Int
  /// Its targets, by review date.
  public internal(set) var targets: [SupportTarget] = []
  /// Its review meetings, the first first.
  public internal(set) var meetings: [SupportMeeting] = []

  /// Whether it goes on.
  public var isOpen: Bool { closedAt == nil }
  /// Where it stands, in words.
  public var stateTitle: String { outcome?.title ?? "Open" }
}

extension SupportPlan: RowDecodable {
  static let columns: Statement = """
    p.id, p.induction_id, p.school_id, o.authority_id, o.name AS school_name, i.first_names, i.last_name, p.ground,
    p.assessment_id, a.kind AS assessment_kind, a.number AS assessment_number, p.reason, p.opened_by_name, p.opened_at,
    p.outcome, p.closing, p.closed_at, p.closed_by_name, p.version
    """
  static let tables: Statement = """
    support_plan p JOIN induction i ON i.id = p.induction_id JOIN organisation o ON o.id = p.school_id
    LEFT JOIN induction_assessment a ON a.id = p.assessment_id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    induction = try row.decode("induction_id")
    place = Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    teacherName =
      "\(try row.decode("first_names", as: String.self)) \(try row.decode("last_name", as: String.self))"
    ground = try row.decode("ground")
    assessment = try row.decodeIfPresent("assessment_id")
    let kind = try row.decodeIfPresent("assessment_kind", as: InductionAssessment.Kind.self)
    let number = try row.decodeIfPresent("assessment_number", as: Int.self)
    assessmentTitle = kind?.title(number ?? 1)
    reason = try row.decode("reason")
    openedBy = try row.decode("opened_by_name")
    openedAt = try row.decode("opened_at")
    outcome = try row.decodeIfPresent("outcome")
    closing = try row.decode("closing")
    closedAt = try row.decodeIfPresent("closed_at")
    closedBy = try row.decodeIfPresent("closed_by_name")
    version = try row.decode("version")
  }

  /// Plans with targets and meetings, oldest first.
  static func list(_ condition: Statement, in db: some Queryable) async throws -> [SupportPlan] {
    var plans = try await db.query(
      """
      SELECT \(fragment: columns) FROM \(fragment: tables) WHERE \(fragment: condition)
      ORDER BY p.opened_at, p.id LIMIT 100
      """, as: SupportPlan.self)
    let ids = plans.map(\.id.rawValue)
    let targets = try await db.query(
      """
      SELECT \(fragment: SupportTarget.columns) FROM support_target WHERE plan_id = ANY (\(ids))
      ORDER BY review_on, id
      """, as: SupportTarget.self)
    let meetings = try await db.query(
      """
      SELECT plan_id, held_on, present, notes, recorded_by_name FROM support_meeting WHERE plan_id = ANY (\(ids))
      ORDER BY held_on, id
      """, as: SupportMeeting.self)
    for index in plans.indices {
      plans[index].targets = targets.filter { $0.plan == plans[index].id }
      plans[index].meetings = meetings.filter { $0.plan == plans[index].id }
    }
    return plans
  }
}

/// What a teacher is to reach, by what support.
public struct SupportTarget: Sendable, RowDecodable {
  /// How far it was reached.
  public enum Outcome: String, Sendable, Codable, CaseIterable, PostgresValue {
    case met, partly
    case notMet = "not_met"

    /// The words for it.
    public var title: String {
      switch self {
      case .met: "Met"
      case .partly: "Partly met"
      case .notMet: "Not met"
      }
    }
  }

  /// Its identifier.
  public let id: SupportTargetID
  let plan: SupportPlanID
  /// What it is.
  public let content: SupportTargetContent
  /// How far it was reached; nil until it was reviewed.
  public let outcome: Outcome?
  /// What was seen.
  public let outcomeNote: String
  /// When it was reviewed.
  public let outcomeOn: CivilDate?
  /// Who reviewed it.
  public let outcomeBy: String?

  /// Where it stands, in words.
  public var stateTitle: String { outcome?.title ?? "To be reviewed" }

  static let columns: Statement = """
    id, plan_id, standard, success, support, supporter, review_on, outcome, outcome_note, outcome_on, outcome_by_name
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    plan = try row.decode("plan_id")
    content = SupportTargetContent(
      standard: try row.decode("standard"), success: try row.decode("success"),
      support: try row.decode("support"), supporter: try row.decode("supporter"),
      reviewOn: try row.decode("review_on"))
    outcome = try row.decodeIfPresent("outcome")
    outcomeNote = try row.decode("outcome_note")
    outcomeOn = try row.decodeIfPresent("outcome_on")
    outcomeBy = try row.decodeIfPresent("outcome_by_name")
  }
}

/// What is written of a target.
public struct SupportTargetContent: Sendable {
  /// The Teachers’ Standard, by code.
  public let standard: String
  /// What success looks like.
  public let success: String
  /// The support that is given.
  public let support: String
  /// By whom.
  public let supporter: String
  /// When it is reviewed.
  public let reviewOn: CivilDate?

  /// A target.
  public init(standard: String, success: String, support: String, supporter: String, reviewOn: CivilDate?) {
    (self.standard, self.success, self.support) = (standard, success.trimmed, support.trimmed)
    (self.supporter, self.reviewOn) = (supporter.trimmed, reviewOn)
  }

  /// What is wrong with it; it is reviewed on a day that is still to come, unless that day stood there before.
  func check(from first: CivilDate) throws {
    let known = try AssessmentForm.load().standards.map(\.code)
    var problems = Problems()
    problems.require(known.contains(standard), "standard", "Choose one of the Teachers’ Standards.")
    problems.require(
      (10...2_000).contains(success.count), "success",
      "Enter what success looks like, in 10 to 2,000 characters.")
    problems.require(
      (10...2_000).contains(support.count), "support", "Enter the support, in 10 to 2,000 characters.")
    problems.require(
      (2...200).contains(supporter.count), "supporter", "Enter who gives the support, in 2 to 200 characters."
    )
    problems.require(
      reviewOn.map { $0 >= first && $0 <= first.adding(days: 366) } == true, "review_on",
      "Enter a day of review from \(LondonTime.longDate(first)) on, and within a year.")
    try problems.throwIfAny()
  }
}

/// A meeting at which a support plan was reviewed.
public struct SupportMeeting: Sendable, RowDecodable {
  let plan: SupportPlanID
  /// The day.
  public let heldOn: CivilDate
  /// Who was there.
  public let present: String
  /// What was said.
  public let notes: String
  /// Who wrote it down.
  public let recordedBy: String

  /// Reads a row of the table.
  public init(row: Row) throws {
    plan = try row.decode("plan_id")
    heldOn = try row.decode("held_on")
    present = try row.decode("present")
    notes = try row.decode("notes")
    recordedBy = try row.decode("recorded_by_name")
  }
}

/// A support plan as one person may see it, with what they may do.
public struct SupportPlanRecord: Sendable {
  /// The plan.
  public let plan: SupportPlan
  /// Whether the acting person may set targets, review them and record meetings.
  public let mayWrite: Bool
  /// Whether the acting person may close it.
  public let mayClose: Bool

  /// As somebody may see it; nil when it doesn’t exist for them.
  init?(_ plan: SupportPlan, _ induction: Induction, _ access: SupportAccess) {
    guard access.isSchool || access.isOwn || access.isBody else { return nil }
    self.plan = plan
    mayClose = access.mayWrite && plan.isOpen
    mayWrite = mayClose && !induction.state.isDecided
  }
}
