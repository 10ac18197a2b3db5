public import Foundation
public import Postgres

/// Names a visit.
public struct InductionVisitID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names something agreed at a visit.
public struct VisitActionID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// What was written down of a visit to a school.
public struct VisitContent: Sendable {
  /// The day.
  public var visitedOn: CivilDate?
  /// Who came.
  public var visitors: String
  /// What for.
  public var purpose: String
  /// What was found.
  public var found: String
  /// The inductions that were talked about, with what was said of each.
  public var talks: [InductionID: String]

  /// A visit.
  public init(
    visitedOn: CivilDate? = nil, visitors: String = "", purpose: String = "", found: String = "",
    talks: [InductionID: String] = [:]
  ) {
    (self.visitedOn, self.visitors, self.purpose) = (visitedOn, visitors.trimmed, purpose.trimmed)
    (self.found, self.talks) = (found.trimmed, talks.mapValues(\.trimmed))
  }

  func problems(today: CivilDate) -> Problems {
    var problems = Problems()
    problems.require(
      visitedOn.map { $0 <= today && $0 > today.adding(days: -3 * 365) } == true, "visited_on",
      "Enter the day of the visit: today or before, and within three years.")
    problems.require(
      (2...300).contains(visitors.count), "visitors", "Enter who came, in 2 to 300 characters.")
    problems.require(
      (5...500).contains(purpose.count), "purpose", "Enter the purpose, in 5 to 500 characters.")
    problems.require(
      (10...5_000).contains(found.count), "found", "Enter what was found, in 10 to 5,000 characters.")
    problems.require(talks.count <= 100, "inductions", "Choose at most 100 inductions.")
    problems.require(
      talks.values.allSatisfy { $0.count <= 2_000 }, "inductions",
      "Shorten what was said of each to 2,000 characters or fewer.")
    return problems
  }
}

/// A visit of the body to a school.
public struct InductionVisit: Sendable {
  /// An induction that was talked about.
  public struct Talk: Sendable {
    /// Which.
    public let induction: InductionID
    /// The teacher’s name.
    public let teacherName: String
    /// What was said.
    public let said: String
  }

  /// What was agreed.
  public struct Action: Sendable, RowDecodable {
    /// Its identifier.
    public let id: VisitActionID
    /// The visit.
    public let visit: InductionVisitID
    /// What is to be done.
    public let what: String
    /// By whom.
    public let owner: String
    /// By when.
    public let dueOn: CivilDate
    /// When it was done; nil while it wasn’t.
    public let doneOn: CivilDate?
    /// What came of it.
    public let outcome: String
    /// Rises with every change.
    public let version: Int

    static let columns: Statement = "id, visit_id, what, owner, due_on, done_on, outcome, version"

    /// Reads a row of the columns above.
    public init(row: Row) throws {
      id = try row.decode("id")
      visit = try row.decode("visit_id")
      what = try row.decode("what")
      owner = try row.decode("owner")
      dueOn = try row.decode("due_on")
      doneOn = try row.decodeIfPresent("done_on")
      outcome = try row.decode("outcome")
      version = try row.decode("version")
    }
  }

  /// Its identifier.
  public let id: InductionVisitID
  /// The school and its authority.
  public let place: Place
  /// The school’s name.
  public let schoolName: String
  /// The day.
  public let visitedOn: CivilDate
  /// Who came.
  public let visitors: String
  /// What for.
  public let purpose: String
  /// What was found.
  public let found: String
  /// Who wrote it down.
  public let recordedBy: String
  /// Rises with every change.
  public let version: Int
  /// Inductions that were talked about.
  public internal(set) var talks: [Talk] = []
  /// What was agreed, by due date.
  public internal(set) var actions: [Action] = []

  /// What was written down, to be written again.
  public var content: VisitContent {
    VisitContent(
      visitedOn: visitedOn, visitors: visitors, purpose: purpose, found: found,
      talks: Dictionary(talks.map { ($0.induction, $0.said) }, uniquingKeysWith: { $1 }))
  }
}

extension InductionVisit: RowDecodable {
  static let columns: Statement = """
    v.id, v.school_id, v.authority_id, o.name AS school_name, v.visited_on, v.visitors, v.purpose, v.found,
    v.recorded_by_name, v.version
    """
  static let tables: Statement = "induction_visit v JOIN organisation o ON o.id = v.school_id"

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    place = Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    visitedOn = try row.decode("visited_on")
    visitors = try row.decode("visitors")
    purpose = try row.decode("purpose")
    found = try row.decode("found")
    recordedBy = try row.decode("recorded_by_name")
    version = try row.decode("version")
  }
}
