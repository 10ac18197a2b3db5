public import Foundation
import Postgres

/// What becomes of a row of a file of claims as it was sent, or as it was answered.
public enum SentClaimOutcome: String, Sendable, Codable, CaseIterable {
  /// It is recorded as sent.
  case sent
  /// It was refused before and is recorded as sent again.
  case again
  /// The national service has taken it.
  case accepted
  /// The national service has not taken it.
  case refused
  /// It is recorded so already: nothing is done again.
  case already
  /// It is no claim of an induction here.
  case unknown
}

/// What a file of claims comes to that was sent, or answered.
public typealias SentClaimsReport = ServiceReport<SentClaimOutcome>

/// Takes a file of claims as it was sent to the national service, which records what was sent, or as it was answered,
/// with the column of errors, which records what was accepted, and what was refused and why. The same file again does
/// nothing twice.
public struct RecordClaims: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Takes it, or with `isDryRun` only says what would become of each row. Throws ``DomainError`` when the file can’t
  /// be taken at all.
  public func callAsFunction(
    _ content: [UInt8], of authority: Authority, isDryRun: Bool, by actor: Actor
  ) async throws -> SentClaimsReport {
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    let file = try ClaimsFile(content)
    return try await services.pool.withTransaction { tx in
      // One file after another, so that of two who confirm the same one, one finds it recorded.
      try await tx.execute("SELECT pg_advisory_xact_lock(885, 2)")
      let known = try await KnownTeacher.load(file.rows.map(\.trn), authority, tx)
      let readings = file.rows.map { ClaimReading($0, known[$0.trn], isAnswer: file.hasErrors) }
      var report = SentClaimsReport(rows: readings.map(\.reportRow))
      if isDryRun { return report }
      report.isStored = readings.contains { $0.change != nil }
      if report.isStored {
        try await store(readings, isAnswer: file.hasErrors, authority, actor, tx)
        try await audit(report, isAnswer: file.hasErrors, authority, actor, tx)
      }
      return report
    }
  }

  private func store(
    _ readings: [ClaimReading], isAnswer: Bool, _ authority: Authority, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let (now, who) = (services.now(), actor.account?.name ?? "The operator")
    let file = UUIDv7.make(at: now, random: services.random(10))
    try await tx.execute(
      """
      INSERT INTO induction_claim_file (id, authority_id, kind, rows, recorded_at, recorded_by, recorded_by_name)
      VALUES (\(file), \(authority.id), \(isAnswer ? "answer" : "sent"), \(Int32(readings.count)), \(now),
        \(actor.account?.id), \(who))
      """)
    for reading in readings {
      switch reading.change {
      case nil: continue
      case .send(let claim, let replaced):
        try await tx.execute(
          "UPDATE induction_claim SET state = \(ClaimState.resent) WHERE id = ANY (\(replaced))")
        try await insert(claim, reading.answer, in: file, authority, who, tx)
      case .answer(let id):
        try await answer(id, reading.answer ?? "", in: file, who, tx)
      }
    }
  }

  /// Records a row as sent, and what was answered where it comes with its answer.
  private func insert(
    _ claim: ClaimReading.Claim, _ answer: String?, in file: UUID, _ authority: Authority, _ who: String,
    _ tx: Transaction
  ) async throws {
    let now = services.now()
    // Lists, newest first, keep the order of the file by it.
    let id = UUIDv7.make(
      at: now.addingTimeInterval(Double(2_000 - claim.line) / 1_000), random: services.random(10))
    try await tx.execute(
      """
      INSERT INTO induction_claim (id, authority_id, induction_id, file_id, line, birth_date, programme, starts_on,
        sent_at, state, faults, answer_id, answered_at, answered_by_name)
      VALUES (\(id), \(authority.id), \(claim.induction), \(file),
        \(Int32(claim.line)), \(claim.birthDate), \(claim.programme), \(claim.startsOn), \(now),
        \(answer.map { $0.isEmpty ? ClaimState.accepted : .refused } ?? .sent), \(answer ?? ""),
        \(answer == nil ? nil : file), \(answer == nil ? nil : now), \(answer == nil ? "" : who))
      """)
  }

  private func answer(
    _ id: UUID, _ faults: String, in file: UUID, _ who: String, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE induction_claim SET state = \(faults.isEmpty ? ClaimState.accepted : .refused), faults = \(faults),
        answer_id = \(file), answered_at = \(services.now()), answered_by_name = \(who) WHERE id = \(id)
      """)
  }

  private func audit(
    _ report: SentClaimsReport, isAnswer: Bool, _ authority: Authority, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      "induction.claims_\(isAnswer ? "answered" : "sent")", AuditSubject("authority", authority.id),
      at: authority.place,
      details: [
        "sent": .number(Double(report.count(.sent) + report.count(.again))),
        "accepted": .number(Double(report.count(.accepted))),
        "refused": .number(Double(report.count(.refused))),
        "unknown": .number(Double(report.count(.unknown))),
      ], by: actor, services, in: tx)
  }

  /// Records that the national service took every row of a file that it has said nothing against, and says how many
  /// there were. Throws ``DomainError``.
  public func acceptRest(of file: UUID, of authority: Authority, by actor: Actor) async throws -> Int {
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    return try await services.pool.withTransaction { tx in
      let found = try await tx.value(
        """
        SELECT EXISTS (SELECT FROM induction_claim_file WHERE id = \(file) AND authority_id = \(authority.id))
        """, as: Bool.self)
      guard found else { throw DomainError.notFound("file") }
      let count = try await tx.execute(
        """
        UPDATE induction_claim SET state = \(ClaimState.accepted), answered_at = \(services.now()),
          answered_by_name = \(actor.account?.name ?? "The operator")
        WHERE file_id = \(file) AND state = \(ClaimState.sent)
        """)
      guard count > 0 else {
        throw DomainError.conflict("Every row of this file has its answer already.")
      }
      try await Audit.record(
        "induction.claims_accepted", AuditSubject("authority", authority.id), at: authority.place,
        details: ["accepted": .number(Double(count))], by: actor, services, in: tx)
      return count
    }
  }
}

/// A teacher whose induction is kept here, with the claims that were sent for them, oldest first.
struct KnownTeacher: Sendable {
  struct Claim: Sendable {
    let id: UUID
    let startsOn: CivilDate
    let state: ClaimState
    let faults: String
  }

  let induction: InductionID
  let name: String
  let birthDate: CivilDate
  /// The first days of the periods.
  let starts: Set<CivilDate>
  /// The last days of the periods.
  let ends: Set<CivilDate>
  let state: InductionState
  var claims: [Claim] = []

  static func load(
    _ numbers: [String], _ authority: Authority, _ tx: Transaction
  ) async throws -> [String: KnownTeacher] {
    let rows = try await tx.query(
      """
      SELECT i.id, i.trn, i.first_names || ' ' || i.last_name AS name, i.birth_date, i.state,
        coalesce((SELECT array_agg(p.starts_on) FROM induction_period p WHERE p.induction_id = i.id), '{}') AS starts,
        coalesce((SELECT array_agg(p.ends_on) FROM induction_period p
          WHERE p.induction_id = i.id AND p.ends_on IS NOT NULL), '{}') AS ends
      FROM induction i WHERE i.trn = ANY (\(numbers)) AND i.authority_id = \(authority.id)
      """)
    var known: [String: KnownTeacher] = [:]
    for row in rows {
      known[try row.decode("trn")] = KnownTeacher(
        induction: try row.decode("id"), name: try row.decode("name"),
        birthDate: try row.decode("birth_date"),
        starts: Set(try row.decode("starts", as: [CivilDate].self)),
        ends: Set(try row.decode("ends", as: [CivilDate].self)), state: try row.decode("state"))
    }
    let claims = try await tx.query(
      """
      SELECT i.trn, c.id, c.starts_on, c.state, c.faults FROM induction_claim c JOIN induction i ON i.id = c.induction_id
      WHERE i.trn = ANY (\(numbers)) AND i.authority_id = \(authority.id) ORDER BY c.sent_at, c.id
      """)
    for row in claims {
      known[try row.decode("trn", as: String.self)]?.claims.append(
        Claim(
          id: try row.decode("id"), startsOn: try row.decode("starts_on"), state: try row.decode("state"),
          faults: try row.decode("faults")))
    }
    return known
  }

  /// The claim that a row of an answer is about: what waits or was accepted before what was refused, the newest first.
  func claim(startingOn day: CivilDate) -> Claim? {
    let same = claims.filter { $0.startsOn == day }
    return same.last { $0.state == .sent || $0.state == .accepted } ?? same.last { $0.state == .refused }
      ?? same.last
  }

  /// The refused claims that one with this first day takes the place of: those of the same day, and those whose day was
  /// corrected to it. Where both days begin periods here, they are two claims.
  func replaced(by day: CivilDate) -> [UUID] {
    claims.filter { claim in
      claim.state == .refused
        && (claim.startsOn == day || !(starts.contains(day) && starts.contains(claim.startsOn)))
    }.map(\.id)
  }
}

/// A row of a file of claims, and what becomes of it.
struct ClaimReading: Sendable {
  struct Claim: Sendable {
    let induction: InductionID
    let line: Int
    let birthDate: CivilDate
    let programme: String
    let startsOn: CivilDate
  }

  enum Change: Sendable {
    /// Recorded as sent, in place of these.
    case send(Claim, replacing: [UUID])
    /// Recorded as answered.
    case answer(UUID)
  }

  let row: ClaimsFile.Row
  let name: String?
  /// What the national service says; nil in a file as it was sent.
  let answer: String?
  private(set) var change: Change?
  private(set) var outcome = SentClaimOutcome.unknown
  private(set) var problems: [String] = []

  init(_ row: ClaimsFile.Row, _ known: KnownTeacher?, isAnswer: Bool) {
    self.row = row
    name = known?.name
    answer = isAnswer ? String(row.error.prefix(2_000)) : nil
    let start = CivilDate(row.cells[3])
    // An answer is about what was sent, however the record here has changed since.
    if isAnswer, let start, let claim = known?.claim(startingOn: start) {
      take(claim)
      return
    }
    guard let claim = read(known, start), let known else { return }
    if let live = known.claim(startingOn: claim.startsOn), live.state != .refused, live.state != .resent {
      outcome = .already
      problems = [
        live.state == .accepted
          ? "The national service has accepted it: leave it out." : "It was sent and waits for its answer."
      ]
      return
    }
    let replaced = known.replaced(by: claim.startsOn)
    change = .send(claim, replacing: replaced)
    if let answer {
      outcome = answer.isEmpty ? .accepted : .refused
      problems = answer.isEmpty ? [] : [answer]
    } else {
      outcome = replaced.isEmpty ? .sent : .again
    }
  }

  /// What an answer makes of a claim.
  private mutating func take(_ claim: KnownTeacher.Claim) {
    let answer = answer ?? ""
    problems = answer.isEmpty ? [] : [answer]
    let next: ClaimState = answer.isEmpty ? .accepted : .refused
    if claim.state == next && claim.faults == answer || claim.state == .resent {
      outcome = .already
      return
    }
    outcome = answer.isEmpty ? .accepted : .refused
    change = .answer(claim.id)
  }

  /// The claim that the row makes; nil with everything that keeps it from being one.
  private mutating func read(_ known: KnownTeacher?, _ start: CivilDate?) -> Claim? {
    if row.isEmpty {
      problems = [ClaimsFile.Row.emptiness]
      return nil
    }
    let birth = CivilDate(row.cells[1])
    if known == nil { problems.append("No induction with this TRN is kept here.") }
    if birth == nil { problems.append(ClaimsFile.Row.noDay(row.cells[1], "date of birth")) }
    if let known, let birth, known.birthDate != birth {
      problems.append("The date of birth is not that of the teacher with this TRN.")
    }
    if !InductionProgramme.allCases.map(\.rawValue).contains(row.cells[2]) {
      problems.append("Enter school-led or provider-led as the programme.")
    }
    if start == nil {
      problems.append(ClaimsFile.Row.noDay(row.cells[3], "induction period start date"))
    }
    guard problems.isEmpty, let known, let birth, let start else { return nil }
    return Claim(
      induction: known.induction, line: row.line, birthDate: birth, programme: row.cells[2], startsOn: start)
  }

  var reportRow: SentClaimsReport.Row {
    .init(line: row.line, name: name, cells: row.cells, outcome: outcome, problems: problems)
  }
}
