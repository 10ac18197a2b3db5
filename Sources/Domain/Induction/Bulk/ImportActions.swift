public import Foundation
public import Postgres

/// What becomes of a row of a file of actions.
public enum ActionOutcome: String, Sendable, Codable, CaseIterable {
  /// It was sent, and nothing is said against it.
  case sent
  /// The national service has not taken it.
  case refused
  /// It is no action of an induction here.
  case unknown
}

/// What a file of actions comes to.
public typealias ActionsReport = ServiceReport<ActionOutcome>

/// Takes back a file of actions of the national service: as it was sent, which records what was sent, or as it was
/// answered, with the column of errors, which records what was refused and why. The same file again does nothing twice.
public struct ImportActions: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Takes it, or with `isDryRun` only says what would become of each row. Throws ``DomainError`` when the file can’t
  /// be taken at all.
  public func callAsFunction(
    _ content: [UInt8], of authority: Authority, isDryRun: Bool, by actor: Actor
  ) async throws -> ActionsReport {
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    let file = try ClaimsFile(content, columns: ExportInductions.actionColumns)
    return try await services.pool.withTransaction { tx in
      var report = ActionsReport()
      let teachers = try await KnownTeacher.load(file.rows.map(\.trn), authority, tx)
      for row in file.rows {
        let known = teachers[row.trn]
        let (action, problems) = try Self.read(row, known)
        let faults = row.error.isEmpty ? [] : [row.error]
        let doubts = faults.isEmpty ? Self.doubts(action, known) : []
        report.rows.append(
          .init(
            line: row.line, name: known?.name, cells: row.cells,
            outcome: action == nil ? .unknown : faults.isEmpty ? .sent : .refused,
            problems: problems + faults + doubts
          ))
        if let action, let known, !isDryRun {
          let faults = String(row.error.prefix(2_000))
          if action.outcome == "pass" { try await tell(faults, known.induction, action, actor, tx) }
          try await store(action, faults, known.induction, authority, tx)
        }
      }
      if isDryRun { return report }
      report.isStored = report.count(.unknown) < report.rows.count
      try await record(report, hasErrors: file.hasErrors, authority, actor, tx)
      return report
    }
  }

  private struct Action {
    let endsOn: CivilDate
    let terms: Decimal
    let outcome: String
  }

  /// The action of a row, and everything that keeps it from being one.
  private static func read(_ row: ClaimsFile.Row, _ known: KnownTeacher?) throws -> (Action?, [String]) {
    if row.isEmpty { return (nil, [ClaimsFile.Row.emptiness]) }
    var problems: [String] = []
    let (birth, end) = (CivilDate(row.cells[1]), CivilDate(row.cells[2]))
    let isNumber = row.cells[3].wholeMatch(of: /[0-9]{1,2}(\.[0-9])?/) != nil
    let terms = isNumber ? Decimal(string: row.cells[3]) : nil
    if known == nil { problems.append("No induction with this TRN is kept here.") }
    if birth == nil { problems.append(ClaimsFile.Row.noDay(row.cells[1], "date of birth")) }
    if let known, let birth, known.birthDate != birth {
      problems.append("The date of birth is not that of the teacher with this TRN.")
    }
    if end == nil { problems.append(ClaimsFile.Row.noDay(row.cells[2], "induction period end date")) }
    if terms.map({ $0 <= 16 }) != true {
      problems.append("Enter the number of terms, from 0 to 16 with at most one decimal.")
    }
    if !["pass", "release"].contains(row.cells[4]) {
      problems.append("Enter pass or release as the outcome.")
    }
    guard problems.isEmpty, let end, let terms else { return (nil, problems) }
    return (Action(endsOn: end, terms: terms, outcome: row.cells[4]), [])
  }

  /// What was sent against what stands here: it is recorded, as it was sent, and somebody has to put it right there.
  private static func doubts(_ action: Action?, _ known: KnownTeacher?) -> [String] {
    guard let action, let known else { return [] }
    var doubts: [String] = []
    if action.outcome == "pass", known.state != .satisfactory {
      doubts.append(
        "A pass was sent, and here this induction is “\(known.state.title)”. Tell the national service, or correct the "
          + "record.")
    }
    if !known.ends.contains(action.endsOn) {
      doubts.append(
        "No period kept here ends on \(LondonTime.longDate(action.endsOn)). Tell the national service the right day, or "
          + "correct the record.")
    }
    return doubts
  }

  /// A pass that was sent has told the Secretary of State; one that was refused has not, so that the notice is due again.
  private func tell(
    _ faults: String, _ induction: InductionID, _ action: Action, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let letter: Statement = """
      l.induction_id = \(induction) AND l.recipient = \(InductionLetter.Recipient.secretaryOfState)
        AND d.id = l.decision_id AND d.outcome = \(InductionOutcome.satisfactory)
      """
    if faults.isEmpty {
      try await tx.execute(
        """
        UPDATE induction_letter l SET sent_on = \(services.today), means = \(InductionLetter.Means.electronic),
          sent_by = \(actor.account?.id), sent_by_name = \(actor.account?.name ?? "The operator")
        FROM induction_decision d WHERE \(fragment: letter) AND l.sent_on IS NULL
        """)
    } else {
      try await tx.execute(
        """
        UPDATE induction_letter l SET sent_on = NULL, means = NULL, sent_by = NULL, sent_by_name = NULL
        FROM induction_decision d, induction_action a
        WHERE \(fragment: letter) AND l.means = \(InductionLetter.Means.electronic) AND a.induction_id = l.induction_id
          AND a.ends_on = \(action.endsOn) AND a.outcome = \(action.outcome) AND a.faults = ''
          AND l.sent_on = (a.sent_at AT TIME ZONE 'Europe/London')::date
        """)
    }
  }

  private func store(
    _ action: Action, _ faults: String, _ induction: InductionID, _ authority: Authority, _ tx: Transaction
  ) async throws {
    let now = services.now()
    try await tx.execute(
      """
      INSERT INTO induction_action (id, authority_id, induction_id, ends_on, terms, outcome, sent_at, faults,
        answered_at)
      VALUES (\(services.newID(InductionEventID.self)), \(authority.id), \(induction), \(action.endsOn),
        \(action.terms), \(action.outcome), \(now), \(faults), \(faults.isEmpty ? nil : now))
      ON CONFLICT (induction_id, ends_on, outcome) DO UPDATE SET terms = excluded.terms, faults = excluded.faults,
        answered_at = excluded.answered_at,
        outdated_at = CASE WHEN excluded.faults = '' THEN NULL ELSE induction_action.outdated_at END,
        sent_at = CASE WHEN excluded.faults = '' THEN excluded.sent_at ELSE induction_action.sent_at END
      WHERE (induction_action.terms, induction_action.faults) IS DISTINCT FROM (excluded.terms, excluded.faults)
        OR induction_action.outdated_at IS NOT NULL AND excluded.faults = ''
      """)
  }

  private func record(
    _ report: ActionsReport, hasErrors: Bool, _ authority: Authority, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      "induction.actions_\(hasErrors ? "answered" : "sent")", AuditSubject("authority", authority.id),
      at: authority.place,
      details: [
        "sent": .number(Double(report.count(.sent))), "refused": .number(Double(report.count(.refused))),
        "unknown": .number(Double(report.count(.unknown))),
      ], by: actor, services, in: tx)
  }
}

/// A row that was sent to the national service, with what it answered.
public struct SentAction: Sendable, RowDecodable {
  /// Its identifier.
  public let id: UUID
  /// The induction.
  public let induction: InductionID
  /// The teacher’s name.
  public let name: String
  /// The teacher’s number.
  public let trn: String
  /// The last day of the period.
  public let endsOn: CivilDate
  /// How many terms it came to.
  public let terms: Decimal
  /// pass or release.
  public let outcome: String
  /// When it was recorded as sent.
  public let sentAt: Date
  /// Why it was refused; empty while nothing is known against it.
  public internal(set) var faults: String
  /// When the refusal was recorded.
  public let answeredAt: Date?
  /// Whether what it says was corrected here since, and nothing of that post was sent after that: a correction must be
  /// sent.
  public let needsCorrection: Bool

  static let columns: Statement = """
    a.id, a.induction_id, i.first_names || ' ' || i.last_name AS name, i.trn, a.ends_on, a.terms, a.outcome, a.sent_at,
    a.faults, a.answered_at, a.outdated_at IS NOT NULL AND a.faults = '' AND NOT EXISTS (SELECT FROM induction_action n
      WHERE n.induction_id = a.induction_id AND n.sent_at > a.outdated_at AND n.faults = ''
        AND n.outcome = a.outcome AND \(fragment: post("n.ends_on")) = \(fragment: post("a.ends_on")))
      AS needs_correction
    """

  /// The first day of the post in which a day lies, by what is recorded now: the row that corrects another one is of the
  /// same post. A post goes on through changes of hours.
  private static func post(_ day: Statement) -> Statement {
    """
    (SELECT coalesce(max(p.starts_on) FILTER (WHERE p.starts_on <= \(fragment: day)), min(p.starts_on))
      FROM induction_period p WHERE p.induction_id = a.induction_id AND NOT EXISTS (SELECT FROM induction_period b
        WHERE b.induction_id = p.induction_id AND b.school_id = p.school_id AND b.ends_on = p.starts_on - 1))
    """
  }

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    induction = try row.decode("induction_id")
    name = try row.decode("name")
    trn = try row.decode("trn")
    endsOn = try row.decode("ends_on")
    terms = try row.decode("terms")
    outcome = try row.decode("outcome")
    sentAt = try row.decode("sent_at")
    faults = try row.decode("faults")
    answeredAt = try row.decodeIfPresent("answered_at")
    needsCorrection = try row.decode("needs_correction")
  }
}

extension ImportActions {
  /// A page of what was sent, newest first, all or only what was refused. Throws ``DomainError``.
  public func sent(
    of authority: Authority, isRefused: Bool = false, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<SentAction> {
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    let behind: Statement = after.map { "(a.sent_at, a.id) < (\($0.instant), \($0.id))" } ?? "true"
    let refused: Statement = isRefused ? "a.faults <> ''" : "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: SentAction.columns) FROM induction_action a JOIN induction i ON i.id = a.induction_id
      WHERE a.authority_id = \(authority.id) AND \(fragment: behind) AND \(fragment: refused)
      ORDER BY a.sent_at DESC, a.id DESC LIMIT \(limit + 1)
      """, as: SentAction.self)
    return Page(found, limit: limit) { Cursor(instant: $0.sentAt, id: $0.id) }
  }

  /// What was sent of one induction, oldest first, for everybody who may read it; why something was refused is for the
  /// body, the teacher and the heads of their schools. Throws ``DomainError``.
  public func of(_ induction: InductionID, by actor: Actor) async throws -> [SentAction] {
    let record = try await ReadInductions(services).find(induction, by: actor)
    if record.isPartial { return [] }
    let isBody = actor.may(.decideInduction, at: record.induction.place)
    let isOwn = try await InductionAccess.isOwn(induction, actor, in: services.pool)
    let isHead = record.periods.contains { actor.may(.registerInduction, at: $0.place) }
    return try await Self.all(of: induction, in: services.pool).map { action in
      var shown = action
      if !isBody && !isOwn && !isHead { shown.faults = "" }
      return shown
    }
  }

  static func all(of induction: InductionID, in db: some Queryable) async throws -> [SentAction] {
    try await db.query(
      """
      SELECT \(fragment: SentAction.columns) FROM induction_action a JOIN induction i ON i.id = a.induction_id
      WHERE a.induction_id = \(induction) ORDER BY a.sent_at, a.id
      """, as: SentAction.self)
  }
}
