public import Foundation
public import Postgres

/// What a period is to be once it is corrected.
public struct PeriodCorrection: Sendable {
  /// The first day: of the post, or of a change of hours.
  public var startsOn: CivilDate?
  /// The last day; nil while it goes on.
  public var endsOn: CivilDate?
  /// The part of full time.
  public var fte: Decimal?
  /// Whether the teacher leaves teaching with the last day.
  public var leavesTeaching: Bool

  /// Everything that can be corrected.
  public init(startsOn: CivilDate?, endsOn: CivilDate?, fte: Decimal?, leavesTeaching: Bool = false) {
    (self.startsOn, self.endsOn, self.fte) = (startsOn, endsOn, fte)
    self.leavesTeaching = leavesTeaching && endsOn != nil
  }

  /// A period as it is.
  public init(_ period: InductionPeriod) {
    self.init(
      startsOn: period.startsOn, endsOn: period.endsOn, fte: period.fte,
      leavesTeaching: period.leavesTeaching)
  }
}

/// Corrects what was recorded wrongly of a period, or takes a change of hours back: the school of the period or the body
/// may, the first day of a post is the body’s to set. It leaves its trace with the reason, the plan is reckoned again,
/// and what the national service was told otherwise is marked.
public struct CorrectPeriod: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Whether somebody corrects a period of an induction.
  public static func may(_ record: InductionRecord, _ period: InductionPeriod, _ actor: Actor) -> Bool {
    [.serving, .paused, .left].contains(record.induction.state)
      && (actor.may(.decideInduction, at: record.induction.place)
        || actor.may(.registerInduction, at: period.place))
  }

  /// Corrects first day, last day and hours. Throws ``DomainError``.
  public func callAsFunction(
    _ period: InductionPeriodID, of id: InductionID, to wanted: PeriodCorrection, reason: String,
    expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRecord {
    var wanted = wanted
    if wanted.endsOn == nil { wanted.leavesTeaching = false }
    return try await correct(period, of: id, to: wanted, reason, expectedVersion, actor)
  }

  private func correct(
    _ period: InductionPeriodID, of id: InductionID, to wanted: PeriodCorrection, _ reason: String,
    _ expectedVersion: Int?, _ actor: Actor
  ) async throws -> InductionRecord {
    try await change(period, of: id, reason, "period_corrected", expectedVersion, actor) {
      record, found, tx in
      let check = CorrectionCheck(record: record, period: found, wanted: wanted, reason: reason)
      try await check(actor, in: tx)
      guard let start = wanted.startsOn, let fte = wanted.fte else { throw DomainError.notFound("day") }
      try await tx.execute(
        """
        UPDATE induction_period SET starts_on = \(start), ends_on = \(wanted.endsOn), fte = \(fte),
          leaves_teaching = \(wanted.leavesTeaching) WHERE id = \(found.id)
        """)
      if start != found.startsOn { try await moveStart(found, to: start, record, tx) }
      return Self.words(found, start, fte, wanted)
    }
  }

  /// Takes a change of hours back: the period before goes on as if there had been none. Throws ``DomainError``.
  public func takeBack(
    _ period: InductionPeriodID, of id: InductionID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRecord {
    try await change(period, of: id, reason, "hours_taken_back", expectedVersion, actor) {
      record, found, tx in
      guard let before = found.before(in: record.periods) else {
        throw DomainError.conflict(
          "The post at \(found.schoolName) begins here: there is no change of hours to take back. Correct the period "
            + "instead.")
      }
      var problems = Problems()
      CorrectionCheck.check(reason, &problems)
      try problems.throwIfAny()
      // Whoever supports the teacher now goes on with it.
      try await tx.execute(
        """
        UPDATE induction_period b SET ends_on = n.ends_on, leaves_teaching = n.leaves_teaching, post = n.post,
          tutor_name = n.tutor_name, tutor_email = n.tutor_email, mentor_name = n.mentor_name,
          mentor_email = n.mentor_email, mentor_reason = n.mentor_reason, contract_ends_on = n.contract_ends_on
        FROM induction_period n WHERE n.id = \(found.id) AND b.id = \(before.id)
        """)
      try await tx.execute("DELETE FROM induction_period WHERE id = \(found.id)")
      return """
        Taken back at \(found.schoolName): the change of hours from \(before.fte) to \(found.fte) on \
        \(LondonTime.longDate(found.startsOn))
        """
    }
  }

  private static func words(
    _ period: InductionPeriod, _ start: CivilDate, _ fte: Decimal, _ wanted: PeriodCorrection
  ) -> String {
    func day(_ day: CivilDate?) -> String { day.map(LondonTime.longDate) ?? "none" }
    var parts: [String] = []
    if start != period.startsOn { parts.append("first day \(day(start)), not \(day(period.startsOn))") }
    if fte != period.fte { parts.append("hours \(fte), not \(period.fte)") }
    if wanted.endsOn != period.endsOn {
      parts.append("last day \(day(wanted.endsOn)), not \(day(period.endsOn))")
    }
    if wanted.leavesTeaching != period.leavesTeaching, wanted.endsOn != nil {
      parts.append(wanted.leavesTeaching ? "the teacher leaves teaching" : "the teacher stays in teaching")
    }
    return "Corrected at \(period.schoolName): \(parts.joined(separator: "; "))"
  }

  /// The period before ends where the hours change; the first day of a post is that of its registration as well.
  private func moveStart(
    _ period: InductionPeriod, to start: CivilDate, _ record: InductionRecord, _ tx: Transaction
  ) async throws {
    if let before = period.before(in: record.periods) {
      try await tx.execute(
        "UPDATE induction_period SET ends_on = \(start.adding(days: -1)) WHERE id = \(before.id)")
      return
    }
    try await tx.execute(
      """
      UPDATE induction_registration r SET confirmed_start = \(start), version = r.version + 1,
        updated_at = \(services.now())
      FROM induction_period p WHERE p.id = \(period.id) AND r.id = p.registration_id AND r.confirmed_start IS NOT NULL
      """)
    let change = try await CorrectionCheck.regimeChange(period, start, record, in: tx)
    try await tx.execute(
      """
      UPDATE induction SET regime = coalesce(\(change?.rawValue)::text, regime),
        began_on = (SELECT min(starts_on) FROM induction_period WHERE induction_id = \(record.induction.id))
      WHERE id = \(record.induction.id)
      """)
  }

  // MARK: In common

  private func change(
    _ period: InductionPeriodID, of id: InductionID, _ reason: String, _ action: String,
    _ expectedVersion: Int?, _ actor: Actor,
    _ work: (InductionRecord, InductionPeriod, Transaction) async throws -> String
  ) async throws -> InductionRecord {
    try await services.pool.withTransaction { tx in
      _ = try await InductionStore.lock(id, nil, in: tx)
      let record = try await InductionStore.record(id, in: tx)
      let found = try Self.find(period, record, actor)
      let induction = record.induction
      if let expectedVersion, expectedVersion != induction.version {
        throw DomainError.staleVersion(current: induction.version)
      }
      guard Self.may(record, found, actor) else {
        throw DomainError.conflict(
          "This induction is “\(induction.state.title)”: its periods are not corrected now, as the recommendation or "
            + "decision goes by them.")
      }
      let said = try await ToldEnds.of(induction, on: services.today, in: tx)
      let what = String(try await work(record, found, tx).prefix(500))
      let told = try await markSent(found, record, said, tx)
      try await tx.execute(
        """
        INSERT INTO induction_event (id, induction_id, kind, what, reason, entered_by, entered_by_name, entered_at)
        VALUES (\(services.newID(InductionEventID.self)), \(id), \(InductionEvent.Kind.correction), \(what),
          \(reason.trimmed), \(actor.account?.id), \(actor.account?.name ?? "The operator"), \(services.now()))
        """)
      let plan = try await replanned(record, found, tx)
      try await tx.execute("UPDATE induction SET version = version + 1 WHERE id = \(id)")
      try await Audit.record(
        "induction.\(action)", AuditSubject("induction", id), at: induction.place,
        details: ["period": .string(period.description)], by: actor, services, in: tx)
      try await tell(record, found, "\(what).", reason.trimmed, plan, told, actor, tx)
    }
    return try await ReadInductions(services).find(id, by: actor)
  }

  /// The plan by the period as it is now; the induction stands as its posts do, and what is due on leaving with it.
  private func replanned(
    _ record: InductionRecord, _ found: InductionPeriod, _ tx: Transaction
  ) async throws -> InductionPlan? {
    let id = record.induction.id
    var plan = try await ReplanInduction(services)(id, in: tx)
    let state = try await InductionStore.stateByPosts(id, on: services.today, in: tx)
    if state != record.induction.state {
      // Who has left comes back before they pause.
      let steps: [InductionState] =
        record.induction.state == .left && state == .paused ? [.serving, .paused] : [state]
      for step in steps { try await InductionStore.setState(id, step, services.now(), in: tx) }
      plan = try await ReplanInduction(services)(id, in: tx)
    }
    try await InterimDue(services).renew(id, at: found.place, in: tx)
    return plan
  }

  private static func find(
    _ id: InductionPeriodID, _ record: InductionRecord, _ actor: Actor
  ) throws -> InductionPeriod {
    guard InductionAccess.mayRead(record.induction, record.periods, actor) else {
      throw DomainError.notFound("induction")
    }
    let isBody = actor.may(.readInductions, at: record.induction.place)
    let found = record.periods.first { $0.id == id }
    guard let found,
      isBody || InductionAccess.may(.readInductions, in: found, actor)
        || InductionAccess.may(.readInductions, record.induction, record.periods, actor, on: nil)
    else { throw DomainError.notFound("period") }
    guard
      actor.may(.decideInduction, at: record.induction.place)
        || actor.may(.registerInduction, at: found.place)
    else {
      throw DomainError.notAllowed(
        "Only the head of the school of this period and officers of the appropriate body correct it.")
    }
    return found
  }

  /// Marks what the national service was told of the end of the service that a period belongs to, and of the ends of
  /// others of which something else is said by the correction. Says which days these are.
  private func markSent(
    _ period: InductionPeriod, _ record: InductionRecord, _ said: ToldEnds, _ tx: Transaction
  ) async throws -> [CivilDate] {
    var last = period
    while let next = last.after(in: record.periods) { last = next }
    let now = try await ToldEnds.of(record.induction, on: services.today, in: tx)
    let wrong = said.changed(now).union([last.endsOn].compactMap(\.self))
    let marked = try await tx.query(
      """
      UPDATE induction_action SET outdated_at = \(services.now())
      WHERE induction_id = \(record.induction.id) AND ends_on = ANY (\(wrong.sorted())) AND faults = ''
      RETURNING ends_on
      """
    ).map { try $0.decode("ends_on", as: CivilDate.self) }
    return Set(marked).sorted()
  }

  private func tell(
    _ record: InductionRecord, _ period: InductionPeriod, _ what: String, _ reason: String,
    _ plan: InductionPlan?, _ told: [CivilDate], _ actor: Actor, _ tx: Transaction
  ) async throws {
    let induction = record.induction
    let end =
      plan?.expectedEnd.map { "By the plan induction ends on \(LondonTime.longDate($0))." }
      ?? "By the plan induction has no end within what is recorded."
    let days = told.map(LondonTime.longDate).joined(separator: " and ")
    let sent =
      told.isEmpty
      ? ""
      : "\n\nThe national service was told of \(told.count == 1 ? "an end" : "ends") on \(days): "
        + "\(told.count == 1 ? "a correction" : "corrections") must be sent to it."
    let body = """
      \(actor.account?.name ?? "The operator") has corrected the induction of \(induction.name) \
      (\(induction.reference)). \(what) The reason given:

      \(reason)

      \(end)\(sent)

      See it here: \(services.settings.baseURL)/inductions/\(induction.id)
      """
    let subject = "The induction of \(induction.name) was corrected"
    let places = [period.place] + record.posts(on: services.today).map(\.place).filter { $0 != period.place }
    var heads: [String] = []
    for place in places {
      heads += try await ListStaff.holding([.head], at: place.organisation, in: tx).map(\.email)
    }
    let tutors = try await InductionAccess.tutors(induction.id, at: period.place, in: tx)
    try await RegistrationStore.tell(
      [induction.email] + tutors + heads, subject: subject, body: body, services, in: tx)
    if !told.isEmpty || !actor.may(.decideInduction, at: induction.place) {
      try await RegistrationStore.tellOfficers(
        of: induction.place, subject: "Corrected: \(induction.reference)", body: body, services, in: tx)
    }
  }
}
