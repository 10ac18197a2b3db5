public import Foundation
public import Postgres

/// Records what happens during induction, and reckons the plan again in the same transaction: absence, other hours and
/// the end of a post are the school’s to enter, reductions and extensions the body’s to agree.
public struct RecordInduction: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// The kinds of absence.
  public static func absenceKinds() throws -> [String] {
    try InductionRules.load().absenceKinds
  }

  // MARK: Absence

  /// Records a time of absence. Its kind may be given by any name that it goes by. Throws ``DomainError``.
  public func absence(
    _ id: InductionID, from: CivilDate?, until: CivilDate?, days: Decimal?, kind: String, reason: String = "",
    expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRecord {
    let kind = AbsenceKinds.code(of: kind)
    return try await change(id, .recordInduction, "absence_recorded", expectedVersion, actor) { record, tx in
      var problems = try await AbsenceCheck.load(record, on: services.today, by: actor, in: tx)(
        from: from, until: until, days: days, kind: kind)
      try Self.check(reason, isNeeded: false, &problems)
      try problems.throwIfAny()
      try await insert(
        .absence, of: id, from: from, until: until, days: days, absenceKind: kind, reason: reason, by: actor,
        tx)
    }
  }

  // MARK: What the body agrees

  /// Reduces induction to so many terms, to which the teacher has consented (DfE statutory guidance 2024, 3.2). One by
  /// which induction is over at once is refused with a problem of `confirmed` until it `isConfirmed`. Throws
  /// ``DomainError``.
  public func reduce(
    _ id: InductionID, toTerms terms: Decimal?, consentedOn: CivilDate?, reason: String,
    isConfirmed: Bool = false, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRecord {
    try await change(id, .decideInduction, "reduced", expectedVersion, actor) { record, tx in
      let rules = try record.induction.rules()
      // What the plan requires: six terms also where an earlier induction was moved, and less once it is reduced.
      let most =
        try record.induction.storedPlan.flatMap { Decimal(string: "\($0.requiredTerms)") }
        ?? Decimal(rules.regime(record.induction.currentRegime).requiredTerms)
      var problems = Problems()
      problems.require(
        terms.map { $0 >= Decimal(rules.leastTermsAfterReduction) && $0 < most } == true, "terms",
        "Enter to how many terms in all induction is reduced: at least \(rules.leastTermsAfterReduction) and fewer "
          + "than \(most).")
      problems.require(
        consentedOn.map { $0 >= record.induction.qtsAwardedOn && $0 <= services.today } == true,
        "consented_on",
        "Enter the day, up to today, on which the teacher consented: induction is not reduced without.")
      try Self.check(reason, isNeeded: true, &problems)
      try problems.throwIfAny()
      try await insert(
        .reduction, of: id, terms: terms, consentedOn: consentedOn, reason: reason, by: actor, tx)
      if !isConfirmed, let terms { try await requireMeant(record, toTerms: terms, in: tx) }
    }
  }

  /// Extends induction by so many terms. Throws ``DomainError``.
  public func extend(
    _ id: InductionID, byTerms terms: Decimal?, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRecord {
    try await change(id, .decideInduction, "extended", expectedVersion, actor) { _, tx in
      var problems = Problems()
      problems.require(
        terms.map { $0 > 0 && $0 <= 6 } == true, "terms",
        "Enter by how many terms: more than 0 and at most 6.")
      try Self.check(reason, isNeeded: true, &problems)
      try problems.throwIfAny()
      try await insert(.extension, of: id, terms: terms, reason: reason, by: actor, tx)
    }
  }

  /// Takes an entry back; it stays to be seen and counts no more. Throws ``DomainError``.
  public func remove(
    _ event: InductionEventID, of id: InductionID, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRecord {
    let known = try await ReadInductions(services).find(id, by: actor).events.first { $0.id == event }
    guard let known else { throw DomainError.notFound("entry") }
    guard known.kind.isRemovable else {
      throw DomainError.conflict(
        "This stays on the record. Set another lead school, or correct the period again.")
    }
    return try await change(id, known.kind.operation, "entry_removed", expectedVersion, actor) { record, tx in
      if record.events.contains(where: { $0.id == event && $0.isDecided }) {
        throw DomainError.conflict(
          "This extension was decided, and the teacher has its notice. It is changed by an appeal only.")
      }
      guard record.isRecordedBy(actor, known, on: services.today) else {
        throw DomainError.notAllowed("Only the lead school and the appropriate body can take this back.")
      }
      try await tx.execute(
        """
        UPDATE induction_event SET removed_at = \(services.now()),
          removed_by_name = \(actor.account?.name ?? "The operator")
        WHERE id = \(event) AND induction_id = \(id) AND removed_at IS NULL
        """)
    }
  }

  // MARK: Hours and posts

  /// Changes the part of full time from a day on: the period is parted there. Throws ``DomainError``.
  public func changeHours(
    _ period: InductionPeriodID, of id: InductionID, from: CivilDate?, fte: Decimal?, expectedVersion: Int?,
    by actor: Actor
  ) async throws -> InductionRecord {
    try await change(id, .recordInduction, "hours_changed", expectedVersion, actor) { record, tx in
      let found = try self.period(period, in: record, actor)
      var problems = Problems()
      problems.require(
        fte.map(FullTimePart.isValid) == true, "fte", FullTimePart.rule)
      problems.require(
        from.map { day in day > found.startsOn && (found.endsOn.map { day <= $0 } ?? true) } == true,
        "starts_on",
        "Enter a first day after \(LondonTime.shortDate(found.startsOn)), within the period.")
      problems.require(fte != found.fte, "fte", "Enter another part of full time than now.")
      try problems.throwIfAny()
      guard let from, let fte else { return }
      try await tx.execute(
        """
        INSERT INTO induction_period (id, induction_id, registration_id, school_id, body_id, starts_on, ends_on, fte,
          post, tutor_name, tutor_email, mentor_name, mentor_email, mentor_reason, leaves_teaching,
          contract_ends_on)
        SELECT \(services.newID(InductionPeriodID.self)), induction_id, registration_id, school_id, body_id, \(from),
          ends_on, \(fte), post, tutor_name, tutor_email, mentor_name, mentor_email, mentor_reason, leaves_teaching,
          contract_ends_on
        FROM induction_period WHERE id = \(period)
        """)
      try await tx.execute(
        """
        UPDATE induction_period SET ends_on = \(from.adding(days: -1)), leaves_teaching = false WHERE id = \(period)
        """)
    }
  }

  /// Names another tutor or mentor, by a role at the school or the body: who is named gets in. An early career teacher
  /// has a mentor, who is not the tutor save exceptionally and with a reason (DfE statutory guidance 2024, 2.45). Throws
  /// ``DomainError``.
  public func changeSupport(
    _ period: InductionPeriodID, of id: InductionID, tutor: (name: String, email: String),
    mentor: (name: String, email: String), mentorReason: String = "", expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRecord {
    try await change(id, .recordInduction, "support_changed", expectedVersion, actor) { record, tx in
      let found = try self.period(period, in: record, actor)
      try actor.require(.recordInduction, at: found.place)
      var problems = Problems()
      problems.require((2...200).contains(tutor.name.trimmed.count), "tutor_name", "Enter who the tutor is.")
      problems.require(
        EmailAddress(tutor.email.trimmed) != nil, "tutor_email", "Enter the tutor’s e-mail address in full.")
      problems.require(
        record.induction.currentRegime == .nqt || (2...200).contains(mentor.name.trimmed.count),
        "mentor_name", "Enter who the mentor is: an early career teacher has one.")
      problems.require(
        mentor.name.trimmed.isEmpty || EmailAddress(mentor.email.trimmed) != nil, "mentor_email",
        "Enter the mentor’s e-mail address in full.")
      OwnSupport.check(
        teacher: record.induction.email, tutor: tutor.email, mentor: mentor.email, &problems)
      let needsReason = record.induction.currentRegime == .ect && Self.isSame(tutor, mentor)
      problems.require(
        !needsReason || (10...2_000).contains(mentorReason.trimmed.count), "mentor_reason",
        "Name another mentor, or say in 10 to 2,000 characters why the tutor is the mentor as well.")
      try problems.throwIfAny()
      try await tx.execute(
        """
        UPDATE induction_period SET tutor_name = \(tutor.name.trimmed), tutor_email = \(tutor.email.trimmed),
          mentor_name = \(mentor.name.trimmed), mentor_email = \(mentor.email.trimmed),
          mentor_reason = \(needsReason ? mentorReason.trimmed : "") WHERE id = \(period)
        """)
    }
  }

  private static func isSame(
    _ tutor: (name: String, email: String), _ mentor: (name: String, email: String)
  ) -> Bool {
    let (tutorEmail, mentorEmail) = (tutor.email.trimmed.lowercased(), mentor.email.trimmed.lowercased())
    return !mentorEmail.isEmpty && mentorEmail == tutorEmail
      || !mentor.name.trimmed.isEmpty && mentor.name.trimmed.lowercased() == tutor.name.trimmed.lowercased()
  }

  /// Ends a period: the teacher goes to another school, has a break, or leaves teaching. A day that is still to come is
  /// recorded, and may be changed until then; the state changes when it has come (``SettleInductions``). Induction goes
  /// on when another school registers them. Throws ``DomainError``.
  public func endPeriod(
    _ period: InductionPeriodID, of id: InductionID, on day: CivilDate?, leavesTeaching: Bool,
    expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRecord {
    try await change(id, .recordInduction, "period_ended", expectedVersion, actor) { record, tx in
      let found = try self.period(period, in: record, actor)
      guard record.induction.state == .serving else {
        throw DomainError.conflict("This induction is “\(record.induction.state.title)”.")
      }
      var problems = Problems()
      let isPlanned = record.isPlannedChange(found, on: services.today)
      problems.require(
        day.map { $0 >= found.startsOn } == true, "ends_on",
        "Enter the last day, from \(LondonTime.shortDate(found.startsOn)) on."
          + (isPlanned ? " \(found.isInTheWay(of: "For an earlier last day"))" : ""))
      if let day, let going = try await InductionTransfer.standing(of: id, in: tx) {
        problems.require(
          day <= going.lastDay, "ends_on",
          "Enter a day up to \(LondonTime.shortDate(going.lastDay)): the induction is under \(going.bodyName) after "
            + "that.")
      }
      try problems.throwIfAny()
      try await tx.execute(
        "UPDATE induction_period SET ends_on = \(day), leaves_teaching = \(leavesTeaching) WHERE id = \(period)"
      )
      // What follows goes by the plan with this end.
      let plan = try await ReplanInduction(services)(id, in: tx)
      let today = services.today
      let goesOn = record.periods.contains { $0.id != period && $0.goesOn(after: today) }
      if !goesOn, let day, day <= today {
        // Who leaves teaching with the last day of all has not left before it: their head may recommend.
        let isServed = plan?.expectedEnd.map { $0 <= day } ?? false
        let next: InductionState = leavesTeaching && !isServed ? .left : .paused
        try await InductionStore.setState(id, next, services.now(), in: tx)
      }
      let interim = InterimDue(services)
      if let by = try await interim.renew(id, at: found.place, in: tx) {
        try await interim.tell(record, at: found.place, by: by, in: tx)
      }
    }
  }

  /// An open period, as far as the actor may write there.
  func period(
    _ id: InductionPeriodID, in record: InductionRecord, _ actor: Actor
  ) throws -> InductionPeriod {
    guard let found = record.periods.first(where: { $0.id == id }) else {
      throw DomainError.notFound("period")
    }
    // A name as tutor is not enough: hours, posts and who is named are the school’s.
    guard
      actor.may(.recordInduction, at: found.place) || actor.may(.recordInduction, at: record.induction.place)
    else {
      throw DomainError.notAllowed("Only the school of this period and the appropriate body can change it.")
    }
    if !record.isOpen(found, on: services.today) { throw DomainError.conflict("This period has ended.") }
    return found
  }

  // MARK: In common

  private static func check(_ reason: String, isNeeded: Bool, _ problems: inout Problems) throws {
    problems.require(
      !isNeeded || reason.trimmed.count >= 10, "reason", "Enter the reasons, in 10 characters at least.")
    problems.require(
      reason.trimmed.count <= 2_000, "reason", "Shorten the reasons to 2,000 characters or fewer.")
  }

  private func insert(
    _ kind: InductionEvent.Kind, of id: InductionID, from: CivilDate? = nil, until: CivilDate? = nil,
    days: Decimal? = nil, absenceKind: String? = nil, terms: Decimal? = nil, consentedOn: CivilDate? = nil,
    reason: String, by actor: Actor, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO induction_event (id, induction_id, kind, starts_on, ends_on, days, absence_kind, terms,
        consented_on, reason, entered_by, entered_by_name, entered_at)
      VALUES (\(services.newID(InductionEventID.self)), \(id), \(kind), \(from), \(until), \(days), \(absenceKind),
        \(terms), \(consentedOn), \(reason.trimmed), \(actor.account?.id), \(actor.account?.name ?? "The operator"),
        \(services.now()))
      """)
  }

  /// One change: who may, which version, the work, the plan again, and mail when the end has moved.
  func change(
    _ id: InductionID, _ operation: Operation, _ action: String, _ expectedVersion: Int?, _ actor: Actor,
    _ work: (InductionRecord, Transaction) async throws -> Void
  ) async throws -> InductionRecord {
    try await services.pool.withTransaction { tx in
      let record = try await InductionStore.lock(
        id, for: operation, expectedVersion, on: services.today, by: actor, in: tx)
      let induction = record.induction
      guard induction.state.isOpen else {
        throw DomainError.conflict("This induction is “\(induction.state.title)” and can’t be changed.")
      }
      try await work(record, tx)
      let plan = try await ReplanInduction(services)(id, in: tx)
      try await tx.execute("UPDATE induction SET version = version + 1 WHERE id = \(id)")
      try await Audit.record(
        "induction.\(action)", AuditSubject("induction", id), at: induction.place, by: actor, services, in: tx
      )
      if plan?.expectedEnd != induction.storedPlan?.expectedEnd {
        // An end that new term dates have moved as well is not put down to whoever changes something meanwhile.
        try await tell(record, plan, induction.isReckoning ? nil : Self.cause(action), actor, tx)
      }
      return try await InductionStore.record(id, in: tx).shown(to: actor, in: tx)
    }
  }

  /// What somebody has done by which the end moves.
  private static func cause(_ action: String) -> String {
    switch action {
    case "absence_recorded": "recorded an absence"
    case "reduced": "agreed to a reduction"
    case "extended": "extended the induction"
    case "entry_removed": "taken an entry back"
    case "hours_changed": "changed the hours"
    case "period_ended": "recorded the last day of a post"
    default: "changed the record"
    }
  }

  /// Tells the teacher, and the tutors and heads of the schools where they are, but for whoever has done it. Without a
  /// cause, it is reckoned again by term dates that have changed.
  private func tell(
    _ record: InductionRecord, _ plan: InductionPlan?, _ cause: String?, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let induction = record.induction
    let end =
      plan?.expectedEnd.map { "now ends on \(LondonTime.longDate($0))" }
      ?? "has no end within what is recorded"
    var addresses = [induction.email]
    for place in Set(record.periods.filter { $0.goesOn(after: services.today) }.map(\.place)) {
      addresses += try await InductionAccess.tutors(induction.id, at: place, in: tx)
      addresses += try await ListStaff.holding([.head], at: place.organisation, in: tx).map(\.email)
    }
    let own = actor.account?.email.lowercased()
    let why =
      cause.map { "\(actor.account?.name ?? "The operator") has \($0)." }
      ?? "The plan was reckoned again by the term dates that are known now."
    try await RegistrationStore.tell(
      addresses.filter { $0.trimmed.lowercased() != own },
      subject: "The end of \(induction.name)’s induction has moved",
      body: """
        \(why) By the plan the induction of \(induction.name) \
        (\(induction.reference)) \(end).\(RegistrationStore.toLookAt(plan?.warnings ?? []))

        See why here: \(services.settings.baseURL)/inductions/\(induction.id)
        """, services, in: tx)
  }
}
