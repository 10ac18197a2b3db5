import Cryptography
public import Foundation
import Postgres

/// Takes a file of claims of the national service: accepts the registrations of the teachers in it. Valid rows go
/// ahead, faulty ones come back with all their faults. However often a file comes, every teacher is claimed once.
public struct ImportClaims: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Takes it, or with `isDryRun` only says what would become of each row. With `isVerified` the acting officer confirms
  /// that number and status of every row agree with the national record; without it a registration that nobody has
  /// verified stays. Throws ``DomainError`` when the file can’t be taken at all.
  public func callAsFunction(
    _ content: [UInt8], of authority: Authority, isVerified: Bool = false, isDryRun: Bool, by actor: Actor
  ) async throws -> ClaimsReport {
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    let file = try ClaimsFile(content)
    let digest = SHA256.hash(content)
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT pg_advisory_xact_lock(885, 1)")
      let prohibited = try await AppointmentSources.prohibited(in: authority.id, in: tx)
      var report = ClaimsReport()
      for row in file.rows {
        let known = try await known(row.trn, authority, tx)
        var line = ClaimsReport.Row(
          line: row.line, name: known?.name, cells: row.cells, outcome: .faulty,
          problems: try await problems(row, known, prohibited, authority, tx))
        if !isVerified, known?.isUnverified == true { line.problems.append(Self.unverified) }
        if let id = known?.registration, let same = try await SameNumber.of(id, in: tx),
          same.needsConfirmation
        {
          line.problems.append(same.faultOfFile)
        }
        if line.problems.isEmpty { line.outcome = isDone(row, known) ? .already : .claimed }
        if line.outcome == .claimed, !isDryRun, let registration = known?.registration {
          do {
            // What one row has done is undone with it: a claim that is refused verifies nothing.
            try await tx.savepoint { try await claim(registration, row, actor, $0) }
          } catch DomainError.conflict(let sentence) {
            (line.outcome, line.problems) = (.faulty, [sentence])
          } catch DomainError.invalid(let faults) {
            (line.outcome, line.problems) = (.faulty, faults.map(\.message))
          }
        }
        report.rows.append(line)
      }
      if isDryRun { return report }
      report.isStored = report.count(.claimed) > 0
      try await record(report, digest, authority, actor, tx)
      return report
    }
  }

  /// What is said of a registration that nobody has verified.
  public static let unverified =
    "Nobody has verified the TRN and qualified teacher status. Verify the registration, or confirm for the whole file "
    + "that you have compared it with the national record."

  /// What is said of somebody who may be prohibited from teaching. Who is exempt only the national record knows.
  static let prohibition =
    "A school’s check for a prohibition from teaching is not satisfactory. Look at the national record; where it shows "
    + "none, accept the registration by itself."

  /// What is known of a number: a registration here, and an induction anywhere.
  private struct Known {
    let registration: RegistrationID?
    let state: RegistrationState?
    let isVerified: Bool
    let name: String?
    let birthDate: CivilDate?
    let inductionBirthDate: CivilDate?
    let qts: CivilDate?
    let confirmedStart: CivilDate?
    let induction: InductionID?
    let inductionState: InductionState?
    let isElsewhere: Bool

    var isUnverified: Bool { state == .submitted && !isVerified }
  }

  private func known(_ trn: String, _ authority: Authority, _ tx: Transaction) async throws -> Known? {
    let row = try await tx.firstRow(
      """
      SELECT r.id, r.state, r.verified_at IS NOT NULL AS is_verified, r.confirmed_start, coalesce(r.name, i.first_names || ' ' || i.last_name) AS name,
        coalesce(r.birth_date, i.birth_date) AS birth_date, i.birth_date AS induction_birth_date,
        coalesce(r.content ->> 'qts_awarded_on', i.qts_awarded_on::text) AS qts, i.id AS induction_id,
        i.state AS induction_state, i.authority_id <> \(authority.id) AS is_elsewhere
      FROM (SELECT \(trn)::text AS trn) t
        LEFT JOIN LATERAL (
          SELECT r.* FROM induction_registration r
          WHERE r.trn = t.trn AND r.authority_id = \(authority.id) AND r.state IN ('submitted', 'queried', 'accepted')
          ORDER BY r.state = 'submitted' DESC, r.submitted_at DESC, r.id DESC LIMIT 1
        ) r ON true
        LEFT JOIN LATERAL (
          SELECT n.* FROM induction n
          WHERE n.trn = t.trn AND (n.state <> 'transferred' OR n.authority_id = \(authority.id))
          ORDER BY n.state = 'transferred' LIMIT 1
        ) i ON true
      WHERE r.id IS NOT NULL OR i.id IS NOT NULL
      """)
    guard let row else { return nil }
    let isElsewhere = try row.decodeIfPresent("is_elsewhere", as: Bool.self) ?? false
    let registration = try row.decodeIfPresent("id", as: RegistrationID.self)
    return Known(
      registration: registration, state: try row.decodeIfPresent("state"),
      isVerified: try row.decode("is_verified"),
      // Of another body's teacher nothing is told but that there is one.
      name: isElsewhere && registration == nil ? nil : try row.decodeIfPresent("name"),
      birthDate: try row.decodeIfPresent("birth_date"),
      inductionBirthDate: try row.decodeIfPresent("induction_birth_date"),
      qts: try row.decodeIfPresent("qts", as: String.self).flatMap { CivilDate($0) },
      confirmedStart: try row.decodeIfPresent("confirmed_start"),
      induction: try row.decodeIfPresent("induction_id"),
      inductionState: try row.decodeIfPresent("induction_state"), isElsewhere: isElsewhere)
  }

  private func isDone(_ row: ClaimsFile.Row, _ known: Known?) -> Bool {
    known?.state == .accepted && known?.confirmedStart?.description == row.cells[3]
  }

  /// Everything that is wrong with a row, at once.
  private func problems(
    _ row: ClaimsFile.Row, _ known: Known?, _ prohibited: Set<String>, _ authority: Authority,
    _ tx: Transaction
  ) async throws -> [String] {
    if row.isEmpty { return [ClaimsFile.Row.emptiness] }
    var problems: [String] = []
    for (name, cell) in zip(ClaimsFile.columns, row.cells) where cell.isEmpty {
      problems.append("Enter the \(name == "TRN" ? name : name.lowercasedFirst).")
    }
    let hasNumber = TRN.digits(row.trn) != nil
    if !row.trn.isEmpty && !hasNumber { problems.append("Enter a TRN of seven digits.") }
    let birth = birthDate(row, &problems)
    let start = day(row.cells[3], "induction period start date", &problems)
    if !row.cells[2].isEmpty && !InductionProgramme.allCases.map(\.rawValue).contains(row.cells[2]) {
      problems.append("Enter school-led or provider-led as the programme.")
    }
    guard hasNumber else { return problems }
    guard let known else {
      return problems + ["No registration with this TRN has come from a school. Ask the school for it."]
    }
    if known.isElsewhere {
      problems.append("Another appropriate body has claimed this teacher.")
    } else {
      problems += Self.teacherProblems(birth, known)
    }
    let isRegistered = known.registration != nil
    if let start, let qts = known.qts, start < qts, isRegistered || !known.isElsewhere {
      problems.append("The start is before qualified teacher status, \(qts).")
    }
    if isDone(row, known) { return problems }
    if isRegistered && prohibited.contains(row.trn) { problems.append(Self.prohibition) }
    if isRegistered || !known.isElsewhere { problems += try await registrationProblems(start, known, tx) }
    guard let start else { return problems }
    guard let body = try await AppropriateBody.acting(for: authority.id, on: start, in: tx) else {
      return problems + ["No appropriate body acts here on the start date."]
    }
    if let refusal = try await body.refusal(of: row.trn, startingOn: start, in: tx) {
      problems.append(refusal)
    }
    return problems
  }

  private static func teacherProblems(_ birth: CivilDate?, _ known: Known) -> [String] {
    var problems: [String] = []
    if let birth, let stored = known.birthDate, birth != stored {
      problems.append("The date of birth is not that of the teacher with this TRN.")
    }
    if let began = known.inductionBirthDate, let stored = known.birthDate, began != stored {
      problems.append("The induction with this TRN has another date of birth. Query the registration.")
    }
    if let state = known.inductionState, !state.isOpen && ![.left, .transferred].contains(state) {
      problems.append("This teacher’s induction is over: \(state.title.lowercasedFirst).")
    }
    return problems
  }

  /// What is wrong with the registration, and with the start beside what is recorded. The period of the registration
  /// itself is no other one: that it was claimed with another start is told once.
  private func registrationProblems(
    _ start: CivilDate?, _ known: Known, _ tx: Transaction
  ) async throws -> [String] {
    var problems: [String] = []
    switch known.state {
    case .accepted:
      problems.append("It was claimed with another start, \(known.confirmedStart?.description ?? "").")
    case .queried: problems.append("The school has still to answer a question about the registration.")
    case .submitted: problems += try await startProblems(start, known.registration, tx)
    default: problems.append("No registration with this TRN waits for a decision.")
    }
    guard !known.isElsewhere, let start, let induction = known.induction else { return problems }
    let overlaps = try await tx.value(
      """
      SELECT EXISTS (SELECT FROM induction_period p WHERE p.induction_id = \(induction)
        AND p.registration_id IS DISTINCT FROM \(known.registration)
        AND (p.ends_on IS NULL OR p.ends_on >= \(start)))
      """, as: Bool.self)
    if overlaps { problems.append("The start overlaps with another induction period.") }
    return problems
  }

  /// What is wrong with the first day beside the one that the school gives. That it was claimed is reason enough.
  private func startProblems(
    _ start: CivilDate?, _ id: RegistrationID?, _ tx: Transaction
  ) async throws -> [String] {
    guard let start, let id else { return [] }
    let found = try await RegistrationStore.find(id, in: tx)
    var problems = Problems()
    EarlierService.check(start, after: found.content.beganElsewhereOn, &problems)
    try await StartRule.load(found.content.startsOn, at: found.place.organisation, in: tx).check(
      start, Self.startReason, field: "starts_on", &problems)
    return problems.found.map(\.message)
  }

  private static let startReason = "It was claimed from the national service with this first day."

  private func day(_ cell: String, _ what: String, _ problems: inout [String]) -> CivilDate? {
    if cell.isEmpty { return nil }
    guard let day = CivilDate(cell) else {
      problems.append(ClaimsFile.Row.noDay(cell, what))
      return nil
    }
    if day > services.today { problems.append("The \(what) is in the future.") }
    return day
  }

  /// The birth date of a row; nil for one that is told to be none, which is held against nothing else.
  private func birthDate(_ row: ClaimsFile.Row, _ problems: inout [String]) -> CivilDate? {
    day(row.cells[1], "date of birth", &problems).flatMap { $0 > services.today ? nil : $0 }
  }

  /// Accepts a registration. What nobody had verified, the acting officer has confirmed for the whole file, and that is
  /// recorded as such.
  private func claim(
    _ id: RegistrationID, _ row: ClaimsFile.Row, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE induction_registration SET verified_at = \(services.now()), verified_by = \(actor.account?.id),
        verified_by_name = \(actor.account?.name ?? "The operator"), verified_for_file = true, version = version + 1
      WHERE id = \(id) AND verified_at IS NULL
      """)
    let found = try await RegistrationStore.lock(id, .decideInduction, nil, by: actor, in: tx)
    let start = CivilDate(row.cells[3])
    let rule = try await StartRule.load(found.content.startsOn, at: found.place.organisation, in: tx)
    _ = try await DecideRegistration(services).accept(
      found, startsOn: start, reason: start.map(rule.needsReason) == true ? Self.startReason : "",
      programme: row.cells[2], by: actor, in: tx)
  }

  private func record(
    _ report: ClaimsReport, _ digest: [UInt8], _ authority: Authority, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let (claimed, faulty) = (Int32(report.count(.claimed)), Int32(report.count(.faulty)))
    try await tx.execute(
      """
      INSERT INTO induction_import (id, authority_id, sha256, rows, claimed, faulty, times, imported_at, imported_by)
      VALUES (\(services.newID(InductionEventID.self)), \(authority.id), \(digest), \(Int32(report.rows.count)),
        \(claimed), \(faulty), 1, \(services.now()), \(actor.account?.id))
      ON CONFLICT (authority_id, sha256) DO UPDATE SET claimed = induction_import.claimed + excluded.claimed,
        faulty = excluded.faulty, times = induction_import.times + 1, imported_at = excluded.imported_at
      """)
    try await Audit.record(
      "induction.claims_imported", AuditSubject("authority", authority.id), at: authority.place,
      details: [
        "rows": .number(Double(report.rows.count)), "claimed": .number(Double(claimed)),
        "faulty": .number(Double(faulty)),
      ], by: actor, services, in: tx)
  }
}

/// Keeps a file of claims between looking at it and confirming it; a worker removes it after a day.
public struct HoldClaims: Sendable {
  /// As many bytes a file has at most.
  public static let mostBytes = ClaimsFile.mostBytes

  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Keeps a file and returns its name. Throws ``DomainError``.
  public func callAsFunction(_ content: [UInt8], of authority: Authority, by actor: Actor) async throws
    -> UUID
  {
    let account = try actor.requireAccount()
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    let id = UUIDv7.make(at: services.now(), random: services.random(10))
    try await services.pool.execute(
      """
      INSERT INTO held_claims (id, authority_id, account_id, content, created_at)
      VALUES (\(id), \(authority.id), \(account.id), \(content), \(services.now()))
      """)
    return id
  }

  /// A file that the same person has kept. Throws ``DomainError``.
  public func read(_ id: UUID, of authority: Authority, by actor: Actor) async throws -> [UInt8] {
    let account = try actor.requireAccount()
    let content = try await services.pool.valueIfAny(
      """
      SELECT content FROM held_claims
      WHERE id = \(id) AND authority_id = \(authority.id) AND account_id = \(account.id)
      """, as: [UInt8].self)
    guard let content else { throw DomainError.gone("This file is not kept any more. Upload it again.") }
    return content
  }
}
