import Foundation
public import Postgres

/// Whose turn it is with something that is due.
public enum DueTurn: String, Sendable, CaseIterable, PostgresValue {
  case tutor, head, teacher, body

  /// The words for it.
  public var title: String {
    switch self {
    case .tutor: "The induction tutor"
    case .head: "The head"
    case .teacher: "The teacher"
    case .body: "The appropriate body"
    }
  }

  /// What they do next.
  public var step: String {
    switch self {
    case .tutor: "Write and sign"
    case .head: "Complete and sign"
    case .teacher: "Comment and confirm"
    case .body: "Receive"
    }
  }
}

/// An assessment or a review that is due, with whose turn it is.
public struct DueItem: Sendable, RowDecodable {
  let id: InductionEventID
  /// The induction.
  public let induction: InductionID
  /// Its reference.
  public let reference: String
  /// The teacher’s name.
  public let name: String
  /// The school where the teacher is.
  public let school: String
  let schoolID: OrganisationID
  let authority: AuthorityID
  /// What is due.
  public let due: InductionDue
  /// Whose turn it is.
  public let turn: DueTurn
  let tutorName: String
  let tutorEmail: String
  let teacherEmail: String

  /// The last day on which somebody was reminded.
  let remindedOn: CivilDate?

  /// What is done next.
  public var step: String { due.kind == .recommendation ? "Recommend an outcome" : turn.step }

  /// What is done next and by whom, as a sentence.
  var sentence: String {
    if due.kind == .recommendation { return "The head recommends an outcome." }
    return switch turn {
    case .tutor: "The induction tutor writes and signs it."
    case .head: "The head completes and signs it."
    case .teacher: "The teacher comments on it and confirms it."
    case .body: "The appropriate body receives it."
    }
  }

  /// Whether its day is over.
  public func isOverdue(on today: CivilDate) -> Bool { due.dueOn < today }

  /// Whose turn it is, by the state of the assessment `a`; the head recommends.
  static let turn: Statement = """
    CASE coalesce(a.state, CASE d.kind WHEN 'recommendation' THEN 'drafted' ELSE 'draft' END)
      WHEN 'draft' THEN 'tutor' WHEN 'drafted' THEN 'head' WHEN 'completed' THEN 'teacher' ELSE 'body' END
    """
  /// Everything due `d` of inductions `i` that go on, unless their plans wait to be reckoned again, with the assessment
  /// `a` if it is begun. What fell due in a post is still due when it is over, between posts and of who has left.
  static let tables = source(waiting: false)

  /// The same of the others only: those whose plans wait to be reckoned again.
  private static let waitingTables = source(waiting: true)

  private static func source(waiting: Bool) -> Statement {
    let state: Statement = waiting ? "" : "NOT"
    return """
      induction_due d JOIN induction i ON i.id = d.induction_id
        AND i.state IN ('serving', 'paused', CASE d.kind WHEN 'recommendation' THEN 'serving' ELSE 'recommended' END,
          CASE d.kind WHEN 'recommendation' THEN 'serving' ELSE 'left' END)
        AND \(fragment: state) \(fragment: StalePlans.isStaleAmongMany)
      LEFT JOIN induction_assessment a ON a.induction_id = d.induction_id AND a.kind = d.kind AND a.number = d.number
      """
  }

  private static let columns: Statement = """
    d.id, d.induction_id, i.reference, i.first_names, i.last_name, i.email, o.name AS school_name, p.school_id,
    i.authority_id, p.tutor_name, p.tutor_email, d.reminded_on, \(fragment: InductionDue.columns),
    \(fragment: turn) AS turn
    """

  static func list(
    _ condition: Statement, limit: Int, lock: Bool = false, in db: some Queryable
  ) async throws -> [DueItem] {
    // By the index alone which of them, as one cohort has thousands of a day; then in the order in which they are done.
    inOrder(try await byDay(condition, limit: limit, lock: lock, in: db))
  }

  /// The first of them by their days, as the index has them; `waiting` for those of plans that wait to be reckoned again,
  /// by the days that were known before.
  static func byDay(
    _ condition: Statement, limit: Int, lock: Bool = false, waiting: Bool = false, in db: some Queryable
  ) async throws -> [DueItem] {
    let locking: Statement = lock ? "FOR UPDATE OF d SKIP LOCKED" : ""
    return try await db.query(
      """
      SELECT \(fragment: columns) FROM \(fragment: waiting ? waitingTables : tables) \(fragment: places)
      WHERE d.done_on IS NULL AND \(fragment: condition)
      ORDER BY d.due_on, d.id LIMIT \(limit) \(fragment: locking)
      """, as: DueItem.self)
  }

  /// A page of them: which by their days, then in the order in which they are done.
  static func page(
    _ condition: Statement, limit: Int, after: Cursor?, waiting: Bool = false, in db: some Queryable
  ) async throws -> Page<DueItem> {
    page(
      try await byDay(
        "\(fragment: condition) AND \(fragment: behind(after))", limit: limit + 1, waiting: waiting, in: db),
      limit: limit)
  }

  /// The same of what was found by their days, up to one more than fits.
  static func page(_ found: [DueItem], limit: Int) -> Page<DueItem> {
    Page(found, limit: limit) { Cursor(day: $0.due.dueOn, id: $0.id.rawValue) }.inOrder(inOrder)
  }

  /// What comes behind a cursor.
  static func behind(_ after: Cursor?) -> Statement {
    after.map { "(d.due_on, d.id) > (\($0.day), \($0.id))" } ?? "true"
  }

  /// In the order in which they are done.
  static func inOrder(_ items: [DueItem]) -> [DueItem] { items.sorted { $0.rank < $1.rank } }

  /// What it is listed by: its day, its teacher, and what is done first.
  private var rank: (String, String, String, String, Int) {
    let step = InductionDue.Kind.order.firstIndex(of: due.kind) ?? 0
    let planned = (due.plannedOn ?? due.dueOn).description
    return (due.dueOn.description, name, reference, planned, step * 100 + due.number)
  }

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    induction = try row.decode("induction_id")
    reference = try row.decode("reference")
    name = "\(try row.decode("first_names", as: String.self)) \(try row.decode("last_name", as: String.self))"
    school = try row.decode("school_name")
    schoolID = try row.decode("school_id")
    authority = try row.decode("authority_id")
    due = try InductionDue(row: row)
    turn = try row.decode("turn")
    remindedOn = try row.decodeIfPresent("reminded_on")
    tutorName = try row.decode("tutor_name")
    tutorEmail = try row.decode("tutor_email")
    teacherEmail = try row.decode("email")
  }
}

/// What somebody must do next about inductions: what is overdue, what is due within sixty days, and of a school what is
/// begun, whenever it is due.
public struct ReadDueItems: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// A page of what a school must do, tutors and head, and what its teachers have still to sign, the most urgent first:
  /// what is begun is listed whenever it is due. Throws ``DomainError``.
  public func callAsFunction(
    at school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<DueItem> {
    let todo = try await whatToDo(at: school, by: actor)
    let behind = DueItem.behind(after)
    var found = try await DueItem.byDay(
      "\(fragment: todo.near) AND \(fragment: behind)", limit: limit + 1, in: services.pool)
    if found.count <= limit {
      found += try await DueItem.byDay(
        "\(fragment: todo.begun) AND \(fragment: behind)", limit: limit + 1 - found.count, in: services.pool)
    }
    return DueItem.page(found, limit: limit)
  }

  /// The two parts of what a school must do, each found by an index of its own: the near days, and what of this school’s
  /// inductions is begun.
  func whatToDo(
    at school: OrganisationID, by actor: Actor
  ) async throws -> (near: Statement, begun: Statement) {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readInductions, at: place, orHide: "school")
    let soon = services.today.adding(days: 60)
    let here: Statement = """
      p.school_id = \(school) AND i.id IN (SELECT q.induction_id FROM induction_period q WHERE q.school_id = \(school))
      """
    return (
      """
      d.due_on <= \(soon) AND \(fragment: here) AND coalesce(a.state, 'draft') IN ('draft', 'drafted', 'completed')
      """,
      "d.due_on > \(soon) AND \(fragment: here) AND a.state IN ('draft', 'drafted', 'completed')"
    )
  }

  /// A page of what is due in the acting person’s own inductions, whoever’s turn it is, and of what a school that has
  /// named them tutor waits for from them. Throws ``DomainError``.
  public func own(
    limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<DueItem> {
    let account = try actor.requireOwn(.readOwnInduction)
    // No address is like this one.
    let email = account.emailConfirmed ? account.email.lowercased() : "-"
    let own = InductionAccess.own(account)
    return try await DueItem.page(
      """
      d.due_on <= \(services.today.adding(days: 60)) AND i.id IN (
          SELECT i.id FROM induction i WHERE \(fragment: own)
          UNION SELECT t.induction_id FROM induction_period t WHERE lower(btrim(t.tutor_email)) = \(email))
        AND (\(fragment: own)
          OR lower(btrim(p.tutor_email)) = \(email) AND \(fragment: DueItem.turn) = \(DueTurn.tutor)
            AND NOT p.school_id = ANY (\(account.leftOrganisations.map(\.rawValue))))
      """,
      limit: limit, after: after, in: services.pool)
  }

  /// A page of what is overdue at an appropriate body’s schools, of one turn or of all, the longest first. Throws
  /// ``DomainError``.
  public func overdue(
    of authority: Place, _ turn: DueTurn? = nil, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<DueItem> {
    try await DueItem.page(
      try whatIsOverdue(of: authority, turn, by: actor), limit: limit, after: after, in: services.pool)
  }

  /// By what it is found.
  func whatIsOverdue(of authority: Place, _ turn: DueTurn?, by actor: Actor) throws -> Statement {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    let only: Statement = turn.map { "\(fragment: DueItem.turn) = \($0)" } ?? "true"
    return """
      d.due_on < \(services.today) AND i.authority_id = \(authority.authority) AND \(fragment: only)
      """
  }
}
