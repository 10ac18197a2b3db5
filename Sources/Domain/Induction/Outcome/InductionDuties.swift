import Foundation
public import Postgres

/// Something that is still to be done about a decision or an appeal, with its last day.
public struct InductionDuty: Sendable, RowDecodable {
  /// What it is.
  public enum Kind: String, Sendable, CaseIterable, PostgresValue {
    case decision, confirmation
    case letterTeacher = "letter_teacher"
    case letterHead = "letter_head"
    case letterEmployer = "letter_employer"
    case letterSecretaryOfState = "letter_secretary_of_state"
    case termlyReturn = "termly_return"
    case appealReply = "appeal_reply"
    case hearing
    case failedList = "failed_list"
    case dismissal

    /// Whether there is a day by which it is done. The list of those who failed only has one from which a name may be on
    /// it (SI 2012/1115, regulation 13).
    public var hasLastDay: Bool { self != .failedList }

    /// What is to be done.
    public var title: String {
      switch self {
      case .decision: "Decide on the recommendation"
      case .confirmation: "Confirm the failure"
      case .letterTeacher: "Send the notice to the teacher"
      case .letterHead: "Send the notice to the head"
      case .letterEmployer: "Send the notice to the employer"
      case .letterSecretaryOfState: "Send the notice to the Secretary of State"
      case .termlyReturn: "Tell the Secretary of State of the completion, at the latest in the termly return"
      case .appealReply: "Reply to the appeal"
      case .hearing: "Attend the hearing of the appeal"
      case .failedList: "Give the name for the list of those who failed"
      case .dismissal: "The school ends the employment as a teacher"
      }
    }
  }

  /// The induction.
  public let induction: InductionID
  /// Its reference.
  public let reference: String
  /// The teacher’s name.
  public let name: String
  /// What is to be done.
  public let kind: Kind
  /// The last day; of the list of those who failed the first, as it has no last.
  public let dueOn: CivilDate
  /// Who has proposed the failure that another officer confirms.
  public let proposedBy: String?
  /// Whether there is another officer to confirm it.
  public let hasSecond: Bool
  let proposer: AccountID?
  let subject: UUID
  let school: OrganisationID?
  /// The school that it concerns, or whose head recommended what was decided.
  public let schoolName: String

  /// What is to be done, and of a failure who has proposed it.
  public var title: String {
    guard kind == .confirmation else { return kind.title }
    let words = "\(kind.title) that \(proposedBy ?? "somebody else") has proposed"
    return hasSecond ? words : "\(words). There is no other officer who can: have one added"
  }

  /// Whether its last day is over.
  public func isOverdue(on today: CivilDate) -> Bool { kind.hasLastDay && dueOn < today }

  /// The same of a row `u` of the view.
  static func pastLastDay(on today: CivilDate) -> Statement {
    "u.due_on < \(today) AND u.kind <> \(Kind.failedList)"
  }

  /// Whether it can be done now: a hearing and the list of those who failed have a day before which it can’t.
  public func isReady(on today: CivilDate) -> Bool {
    [.hearing, .failedList].contains(kind) ? dueOn <= today : true
  }

  /// Whose turn it is.
  public var whoseTurn: DueTurn { kind == .dismissal ? .head : .body }

  /// The same of a row `u` of the view: the school ends an employment, everything else is the body’s.
  static let turn: Statement = "CASE u.kind WHEN 'dismissal' THEN 'head' ELSE 'body' END"

  /// Reads a row of ``list(_:limit:in:)``.
  public init(row: Row) throws {
    induction = try row.decode("induction_id")
    reference = try row.decode("reference")
    name = "\(try row.decode("first_names", as: String.self)) \(try row.decode("last_name", as: String.self))"
    kind = try row.decode("kind")
    dueOn = try row.decode("due_on")
    proposedBy = try row.decodeIfPresent("proposed_by_name")
    hasSecond = try row.decode("has_second")
    proposer = try row.decodeIfPresent("proposed_by")
    subject = try row.decode("subject_id")
    school = try row.decodeIfPresent("school_id")
    schoolName = try row.decodeIfPresent("school_name") ?? ""
  }

  /// What is to be done, with a failure that is proposed as something of its own: it waits for another officer.
  private static let duties: Statement = """
    SELECT n.induction_id, n.subject_id, n.school_id, n.due_on, c.proposed_by, c.proposed_by_name,
      CASE WHEN c.id IS NULL THEN n.kind ELSE 'confirmation' END AS kind
    FROM induction_duty n LEFT JOIN induction_decision c
      ON c.id = n.subject_id AND n.kind = 'decision' AND c.outcome = 'not_satisfactory'
    """
  private static let hasSecond: Statement = """
    EXISTS (SELECT FROM membership m JOIN account a ON a.id = m.account_id
        JOIN organisation s ON s.id = m.organisation_id AND s.kind = 'authority'
      WHERE s.authority_id = i.authority_id AND m.role = \(Role.officer) AND m.ended_at IS NULL
        AND a.closed_at IS NULL AND m.account_id IS DISTINCT FROM u.proposed_by)
    """

  static func list(
    _ condition: Statement, limit: Int, in db: some Queryable
  ) async throws -> [InductionDuty] {
    try await db.query(
      """
      SELECT u.induction_id, i.reference, i.first_names, i.last_name, u.kind, u.due_on, u.subject_id, u.school_id,
        u.proposed_by, u.proposed_by_name, u.kind = 'confirmation' AND \(fragment: hasSecond) AS has_second,
        (SELECT o.name FROM organisation o WHERE o.id = coalesce(u.school_id, (
          SELECT e.school_id FROM induction_decision e WHERE e.induction_id = u.induction_id
          ORDER BY e.recommended_at DESC, e.id DESC LIMIT 1))) AS school_name
      FROM (\(fragment: duties)) u JOIN induction i ON i.id = u.induction_id
      WHERE \(fragment: condition) ORDER BY u.due_on, i.reference, u.kind, u.subject_id LIMIT \(limit)
      """, as: InductionDuty.self)
  }
}

extension InductionDuty {
  /// A page of those that meet a condition, the most urgent first.
  static func page(
    _ condition: Statement, limit: Int, after: Cursor?, in db: some Queryable
  ) async throws -> Page<InductionDuty> {
    let behind: Statement
    if let after { behind = try await Self.behind(after, in: db) } else { behind = "true" }
    let found = try await list("\(fragment: condition) AND \(fragment: behind)", limit: limit + 1, in: db)
    return Page(found, limit: limit, cursor: \.cursor)
  }

  /// Its day, with its kind as the minute, and its subject: what is done meanwhile is still found.
  private var cursor: Cursor {
    let minute = Kind.allCases.firstIndex(of: kind) ?? 0
    return Cursor(instant: LondonTime.instant(dueOn, hour: 0, minute: minute) ?? .distantPast, id: subject)
  }

  private static func behind(_ after: Cursor, in db: some Queryable) async throws -> Statement {
    let (day, place) = (LondonTime.date(of: after.instant), LondonTime.time(of: after.instant).minute)
    let reference = try await db.valueIfAny(
      """
      SELECT i.reference FROM induction i WHERE i.id IN (
        SELECT induction_id FROM induction_decision WHERE id = \(after.id)
        UNION ALL SELECT induction_id FROM induction_letter WHERE id = \(after.id)
        UNION ALL SELECT induction_id FROM induction_appeal WHERE id = \(after.id))
      """, as: String.self)
    guard let reference, Kind.allCases.indices.contains(place) else { throw Cursor.unknown }
    return """
      (u.due_on, i.reference, u.kind, u.subject_id)
        > (\(day), \(reference), \(Kind.allCases[place]), \(after.id))
      """
  }
}

/// What an appropriate body still has to do about decisions and appeals, the most urgent first.
public struct ReadInductionDuties: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// A page of them. Throws ``DomainError``.
  public func callAsFunction(
    of authority: Place, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<InductionDuty> {
    try await InductionDuty.page(
      try whatIsToDo(of: authority, by: actor), limit: limit, after: after, in: services.pool)
  }

  /// A page of those whose last day is over, of one turn or of all. Throws ``DomainError``.
  public func overdue(
    of authority: Place, _ turn: DueTurn? = nil, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<InductionDuty> {
    try await InductionDuty.page(
      try whatIsOverdue(of: authority, turn, by: actor), limit: limit, after: after, in: services.pool)
  }

  /// By what they are found.
  func whatIsToDo(of authority: Place, by actor: Actor) throws -> Statement {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    return "i.authority_id = \(authority.authority)"
  }

  /// By what those are found whose last day is over.
  func whatIsOverdue(of authority: Place, _ turn: DueTurn?, by actor: Actor) throws -> Statement {
    let all = try whatIsToDo(of: authority, by: actor)
    let only: Statement = turn.map { "\(fragment: InductionDuty.turn) = \($0)" } ?? "true"
    return """
      \(fragment: InductionDuty.pastLastDay(on: services.today)) AND \(fragment: all) AND \(fragment: only)
      """
  }
}

/// Reminds officers of the last days of decisions, letters and appeals, and heads of ending an employment: by the same
/// days as of assessments.
public struct RemindOfInductionDuties: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Looks at a batch that was not looked at today, reminds where a day has come, and says how many there were. Workers
  /// take turns, and a day that was missed is made up for once.
  public func callAsFunction() async throws -> Int {
    let (reminders, today) = (try Reminders.load(), services.today)
    let horizon = try reminders.horizon(on: today)
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT pg_advisory_xact_lock(888, 44)")
      let duties = try await InductionDuty.list(
        """
        u.due_on <= \(horizon) AND NOT EXISTS (
          SELECT FROM induction_duty_reminder r
          WHERE r.subject_id = u.subject_id AND r.kind = u.kind AND r.checked_on = \(today))
        """, limit: 200, in: tx)
      for duty in duties {
        let reminded = try await tx.valueIfAny(
          """
          SELECT reminded_on FROM induction_duty_reminder
          WHERE subject_id = \(duty.subject) AND kind = \(duty.kind.rawValue) AND reminded_on IS NOT NULL
          """, as: CivilDate.self)
        let last =
          duty.kind.hasLastDay
          ? try reminders.lastDay(of: duty.dueOn, on: today)
          : duty.isReady(on: today) ? duty.dueOn : nil
        let isDue = last.map { day in reminded.map { $0 < day } ?? true } ?? false
        if isDue { try await remind(duty, today, tx) }
        try await tx.execute(
          """
          INSERT INTO induction_duty_reminder (subject_id, kind, induction_id, checked_on, reminded_on)
          VALUES (\(duty.subject), \(duty.kind.rawValue), \(duty.induction), \(today), \(isDue ? today : nil))
          ON CONFLICT (subject_id, kind) DO UPDATE SET checked_on = excluded.checked_on,
            reminded_on = coalesce(excluded.reminded_on, induction_duty_reminder.reminded_on)
          """)
      }
      return duties.count
    }
  }

  private func remind(_ duty: InductionDuty, _ today: CivilDate, _ tx: Transaction) async throws {
    let induction = try await InductionStore.find(duty.induction, in: tx)
    let isOverdue = duty.isOverdue(on: today)
    let subject = "\(isOverdue ? "Overdue: " : "")\(duty.kind.title): \(duty.reference)"
    let when = duty.kind.hasLastDay ? isOverdue ? "due since" : "due by" : "to be done from"
    let body = """
      \(duty.title): \(duty.name), \(when) \(LondonTime.longDate(duty.dueOn)).

      See it here: \(services.settings.baseURL)/inductions/\(duty.induction)
      """
    if duty.kind == .dismissal, let school = duty.school {
      let place = Place(organisation: school, authority: induction.place.authority)
      try await RegistrationStore.tellHead(of: place, subject: subject, body: body, services, in: tx)
    }
    try await RegistrationStore.tellOfficers(
      of: induction.place, except: duty.hasSecond ? duty.proposer : nil, subject: subject, body: body,
      services, in: tx)
  }
}
