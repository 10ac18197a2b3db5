public import Foundation
import Postgres

/// The checks of an application, and what stands against the appointment.
public struct ApplicationChecks: Sendable {
  /// The application.
  public let application: SentApplication
  /// Its checks in order; none before an offer is accepted.
  public let checks: [PreEmploymentCheck]
  /// How many references have been received.
  public let referencesReceived: Int
  /// The titles of the checks that stand against the appointment.
  public let obstacles: [String]
  /// Whether only the certificate is outstanding, so that a risk assessment would do.
  public let mayStartBeforeCertificate: Bool
  /// What is to be done again of those that are made, in sentences: a right to work that ends.
  public let marks: [String]
  /// When the person was appointed.
  public let appointedAt: Date?
  /// The risk assessment, where they were appointed before the certificate arrived.
  public let riskAssessment: String?
}

/// Reads the checks before somebody starts, and their history.
public struct ReadChecks: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The checks of an application. Throws ``DomainError``.
  public func callAsFunction(_ id: ApplicationID, by actor: Actor) async throws -> ApplicationChecks {
    let application = try await AppointmentAccess.received(
      id, .readAppointments, by: actor, in: services.pool)
    return try await Self.load(application, today: services.today, in: services.pool)
  }

  static func load(
    _ application: SentApplication, today: CivilDate, in db: some Queryable
  ) async throws -> ApplicationChecks {
    let checks = try await CheckStore.list(application.id, in: db)
    let received = try await db.value(
      """
      SELECT count(*) FROM reference_request WHERE application_id = \(application.id)
        AND received_at IS NOT NULL AND form_kind = 'reference'
      """, as: Int.self)
    let row = try await db.firstRow(
      "SELECT appointed_at, risk_assessment FROM appointment WHERE application_id = \(application.id)")
    let plain = checks.map { (code: $0.kind.code, title: $0.kind.title, outcome: $0.entry.outcome) }
    let offered = try await OfferStore.list(application.id, in: db).first?.terms.startsOn
    let obstacles = CheckPlan.obstacles(plain, hasRiskAssessment: false)
    let withAssessment = CheckPlan.obstacles(plain, hasRiskAssessment: true)
    return ApplicationChecks(
      application: application, checks: checks, referencesReceived: received, obstacles: obstacles,
      mayStartBeforeCertificate: !checks.isEmpty && !obstacles.isEmpty && withAssessment.isEmpty,
      marks: checks.compactMap { CheckRules.mark($0, startsOn: offered, today: today) },
      appointedAt: try row?.decode("appointed_at"),
      riskAssessment: try row?.decodeIfPresent("risk_assessment"))
  }

  /// Every state that a check has had, newest first. Throws ``DomainError``.
  public func history(
    _ id: ApplicationID, _ kind: String, by actor: Actor
  ) async throws -> [CheckHistoryEntry] {
    _ = try await AppointmentAccess.received(id, .readAppointments, by: actor, in: services.pool)
    return try await services.pool.query(
      """
      SELECT h.version, h.entry, h.recorded_at, c.name AS recorded_by
      FROM pre_employment_check_history h LEFT JOIN account c ON c.id = h.recorded_by
      WHERE h.application_id = \(id) AND h.kind = \(kind) ORDER BY h.version DESC
      """, as: CheckHistoryEntry.self)
  }
}

/// Records what came of a check. Nothing is ever removed: every state it had is kept.
public struct RecordCheck: Sendable {
  /// As many references must have been received before that check is satisfactory.
  public static let referencesNeeded = 2

  /// Says which checks there are, or why there are none yet.
  private static func unknown(_ checks: ApplicationChecks) -> DomainError {
    if checks.checks.isEmpty {
      return .conflict("There are no checks yet: they begin when the applicant accepts an offer.")
    }
    let codes = checks.checks.map(\.kind.code).joined(separator: ", ")
    return .invalid([
      FieldProblem(field: "check", message: "Name one of the checks of this application: \(codes).")
    ])
  }

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores what came of one check. After the appointment a check may still be completed, such as the
  /// certificate that arrives later. Problems are of the fields of ``CheckEntry``, told all at once with those that
  /// whoever read the entry found (`unread`: of what was typed and is no day or outcome). What is hardly right is refused
  /// with a problem of ``CheckDoubt/field`` until it is among the `confirmed`. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, _ kind: String, _ entry: CheckEntry, unread: [FieldProblem] = [],
    confirmed: Set<CheckDoubt> = [], expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> PreEmploymentCheck {
    let entry = entry.tidied
    return try await services.pool.withTransaction { tx in
      let application = try await AppointmentAccess.lock(id, .recordChecks, by: actor, in: tx)
      let checks = try await ReadChecks.load(application, today: services.today, in: tx)
      guard let stored = checks.checks.first(where: { $0.kind.code == kind }) else {
        throw Self.unknown(checks)
      }
      guard application.state.hasAcceptedOffer else {
        throw DomainError.conflict("Checks are recorded while an offer is accepted.")
      }
      if stored.entry == entry, unread.isEmpty { return stored }
      try VacancyStore.requireVersion(expectedVersion, of: stored.version)
      let near = try await CheckSurroundings.of(application, today: services.today, in: tx)
      let doubts = newDoubts(entry, stored, near)
      var problems = problems(entry, stored.kind, checks)
      for fault in CheckRules.faults(entry, kind, near) { problems.add(fault.field, fault.message) }
      for (doubt, why) in doubts where !confirmed.contains(doubt) { problems.add(doubt.field, why) }
      try problems.behind(unread).throwIfAny()
      try await store(entry, kind, id, stored.version + 1, actor, tx)
      try await Audit.record(
        "application.check_recorded", AuditSubject("application", id), at: application.place,
        details: [
          "check": .string(kind), "outcome": .string(entry.outcome.rawValue),
          "confirmed": .array(doubts.map { .string($0.doubt.rawValue) }),
        ], by: actor, services, in: tx)
      guard let found = try await CheckStore.list(id, in: tx).first(where: { $0.kind.code == kind }) else {
        throw DomainError.notFound("check")
      }
      return found
    }
  }

  /// What is hardly right of an entry, save what stood so already when it was satisfactory.
  private func newDoubts(
    _ entry: CheckEntry, _ stored: PreEmploymentCheck, _ near: CheckSurroundings
  ) -> [(doubt: CheckDoubt, why: String)] {
    let before = stored.entry
    let isSame =
      before.outcome == entry.outcome && before.documentNumber == entry.documentNumber
      && before.documentDate == entry.documentDate && before.checkedOn == entry.checkedOn
    return isSame ? [] : CheckRules.doubts(entry, stored.kind.code, near)
  }

  private func problems(_ entry: CheckEntry, _ kind: CheckKind, _ checks: ApplicationChecks) -> Problems {
    var problems = entry.problems(today: services.today)
    let received = checks.referencesReceived
    problems.require(
      kind.code != CheckKind.references || entry.outcome != .satisfactory
        || received >= Self.referencesNeeded,
      "outcome",
      "Two references must have been received first; \(received == 0 ? "none has" : "\(received) has") so far. "
        + "Where a referee declined or does not answer, ask the applicant for another one."
    )
    problems.require(
      kind.outcomes.contains(entry.outcome), "outcome",
      "This check is made for everybody who is appointed to a school. Say what came of it.")
    if entry.outcome == .satisfactory, let until = entry.expiresOn, let day = entry.checkedOn {
      problems.require(
        until >= day, "expires_on",
        "This ran out before the day of the check, so it is not satisfactory. Record a document that holds, or leave the "
          + "day empty where it says nothing, as with an expired British or Irish passport.")
    }
    for missing in kind.needs.compactMap({ $0.problem(entry) }) {
      problems.add(missing.field, missing.message)
    }
    return problems
  }

  private func store(
    _ entry: CheckEntry, _ kind: String, _ id: ApplicationID, _ version: Int, _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE pre_employment_check SET outcome = \(entry.outcome), reason = \(entry.reason),
        checked_on = \(entry.checkedOn), checked_by = \(entry.checkedBy), evidence = \(entry.evidence),
        document_type = \(entry.documentType), document_number = \(entry.documentNumber),
        document_date = \(entry.documentDate), expires_on = \(entry.expiresOn),
        follow_up_on = \(entry.followUpOn), version = \(version),
        changed_at = \(services.now()), changed_by = \(actor.account?.id)
      WHERE application_id = \(id) AND kind = \(kind)
      """)
    try await CheckStore.keep(
      entry, version: version, of: kind, id, by: actor.account?.id, services, in: tx)
  }
}

/// The head appoints somebody whose checks are done, and whose offer so is unconditional.
public struct AppointApplicant: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Appoints: every check that applies is satisfactory, or only the certificate is outstanding and a risk
  /// assessment says how children are kept safe until it arrives. An offer whose checks are all done becomes
  /// unconditional by it, if it is not yet. What follows from it is done with it: see ``WaitingCandidates`` and
  /// ``OtherApplications``. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, riskAssessment: String = "", expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> SentApplication {
    let assessment = riskAssessment.trimmed
    let found = try await AppointmentAccess.received(id, .appointApplicant, by: actor, in: services.pool)
    return try await services.pool.withTransaction { tx in
      try await FillVacancy.lock(found.vacancy, in: tx)
      let isConfirmed = try await confirm(id, expectedVersion, actor, tx)
      let appointed = try await appoint(
        id, assessment, isConfirmed ? nil : expectedVersion, actor, tx,
        message: isConfirmed ? "The offer that you have accepted is unconditional by this." : nil)
      if found.state != .appointed { try await AfterAppointment(services)(appointed, by: actor, in: tx) }
      return appointed
    }
  }

  /// Takes an accepted offer whose checks are done over the step between; whether it did.
  private func confirm(
    _ id: ApplicationID, _ expectedVersion: Int?, _ actor: Actor, _ tx: Transaction
  ) async throws -> Bool {
    let application = try await ApplicationStore.lock(id, in: tx)
    guard application.state == .accepted else { return false }
    let checks = try await ReadChecks.load(application, today: services.today, in: tx)
    guard !checks.checks.isEmpty, checks.obstacles.isEmpty else { return false }
    _ = try await ConfirmOffer(services).take(
      id, .appointApplicant, isToldApart: false, expectedVersion: expectedVersion, by: actor, in: tx)
    return true
  }

  private func appoint(
    _ id: ApplicationID, _ assessment: String, _ expectedVersion: Int?, _ actor: Actor, _ tx: Transaction,
    message: String?
  ) async throws -> SentApplication {
    try await ApplicationStep(services, .appointApplicant, "application.appointed").take(
      id, to: .appointed, expectedVersion: expectedVersion, by: actor, in: tx
    ) { application, tx in
      guard assessment.count <= 4000 else {
        throw DomainError.invalid([
          FieldProblem(
            field: "risk_assessment", message: "Shorten the risk assessment to 4,000 characters or fewer.")
        ])
      }
      let checks = try await ReadChecks.load(application, today: services.today, in: tx)
      if checks.checks.isEmpty { throw DomainError.conflict("The checks have not begun.") }
      let startsEarly = checks.mayStartBeforeCertificate
      if startsEarly && assessment.isEmpty {
        throw DomainError.invalid([
          FieldProblem(
            field: "risk_assessment",
            message: "Enter the risk assessment: how children are kept safe until the certificate arrives.")
        ])
      }
      guard checks.obstacles.isEmpty || startsEarly else {
        throw DomainError.conflict("Still open: \(checks.obstacles.joined(separator: ", ")).")
      }
      let stored: String? = startsEarly ? assessment : nil
      try await tx.execute(
        """
        INSERT INTO appointment (application_id, appointed_at, appointed_by, risk_assessment)
        VALUES (\(id), \(services.now()), \(actor.account?.id), \(stored))
        ON CONFLICT (application_id) DO UPDATE SET appointed_at = excluded.appointed_at,
          appointed_by = excluded.appointed_by, risk_assessment = excluded.risk_assessment
        """)
      let news = try await AfterAppointment(services).news(for: application, in: tx)
      let words = [message, news].compactMap { $0 }
      return ApplicationChange(
        details: ["before_certificate": .bool(startsEarly)],
        message: words.isEmpty ? nil : words.joined(separator: "\n\n"))
    }
  }
}
