import Foundation
public import Postgres

/// Sets which school leads an induction whose teacher has posts at several at once: there is one lead head (DfE statutory
/// guidance 2024, chapter 2). Without it the school of the earliest post that is open leads.
public struct SetLeadSchool: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Whether somebody sets it: an officer of the body, or the head of the school that leads.
  public static func may(_ record: InductionRecord, _ actor: Actor, on today: CivilDate) -> Bool {
    record.induction.state.isOpen && record.posts(on: today).count > 1
      && (actor.may(.decideInduction, at: record.induction.place)
        || record.lead(on: today).map { actor.may(.registerInduction, at: $0.place) } == true)
  }

  /// Sets it from a day on. What is written and not completed goes to the new lead school; the plan goes by its terms
  /// from then on, and the heads of all schools of the teacher are told. Throws ``DomainError``.
  public func callAsFunction(
    _ id: InductionID, to school: OrganisationID?, from day: CivilDate?, reason: String,
    expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRecord {
    let reason = reason.trimmed
    return try await services.pool.withTransaction { tx in
      let record = try await InductionStore.lock(
        id, for: .recordInduction, expectedVersion, on: services.today, by: actor, in: tx)
      guard record.induction.state.isOpen else {
        throw DomainError.conflict("This induction is “\(record.induction.state.title)”.")
      }
      guard record.posts(on: services.today).count > 1 else {
        throw DomainError.conflict("The teacher has a post at one school only, and that school leads.")
      }
      guard Self.may(record, actor, on: services.today) else {
        throw DomainError.notAllowed(
          "Only the head of the lead school, \(record.lead(on: services.today)?.schoolName ?? ""), and the "
            + "appropriate body set which school leads.")
      }
      let (period, day) = try check(school, day, reason, record)
      try await store(period, day, reason, record, actor, tx)
      try await HandOverSupport.drafts(
        of: id, to: period.place.organisation, from: day, services.now(), in: tx)
      try await HandOverSupport(services)(of: id, by: actor, in: tx)
      try await ReplanInduction(services)(id, in: tx)
      try await tx.execute("UPDATE induction SET version = version + 1 WHERE id = \(id)")
      try await Audit.record(
        "induction.lead_set", AuditSubject("induction", id), at: record.induction.place,
        details: ["school": .string(period.schoolName), "from": .string(day.description)], by: actor,
        services,
        in: tx)
      try await tell(period, day, reason, record, tx)
      return try await InductionStore.record(id, in: tx).shown(to: actor, in: tx)
    }
  }

  private func check(
    _ school: OrganisationID?, _ day: CivilDate?, _ reason: String, _ record: InductionRecord
  ) throws -> (InductionPeriod, CivilDate) {
    var problems = Problems()
    let posts = record.periods.filter { $0.place.organisation == school }
    problems.require(
      !posts.isEmpty, "school_id", "Choose one of the schools at which the teacher has a post.")
    let period = day.flatMap { day in posts.last { $0.covers(day) } }
    problems.require(
      posts.isEmpty || period != nil, "starts_on",
      "Enter a day from which the school leads, on which the teacher has a post there.")
    if let day, let period {
      problems.require(
        record.leads.school(on: day) != period.place.organisation, "school_id",
        "Choose another school: \(period.schoolName) leads on \(LondonTime.shortDate(day)) already.")
    }
    problems.require(
      (10...2_000).contains(reason.count), "reason", "Enter the reason, in 10 to 2,000 characters.")
    try problems.throwIfAny()
    guard let day, let period else { throw DomainError.notFound("school") }
    return (period, day)
  }

  private func store(
    _ period: InductionPeriod, _ day: CivilDate, _ reason: String, _ record: InductionRecord, _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    let (id, school) = (record.induction.id, period.place.organisation)
    let what = "\(period.schoolName) leads from \(LondonTime.longDate(day))"
    try await tx.execute(
      """
      INSERT INTO induction_event (id, induction_id, kind, starts_on, school_id, what, reason, entered_by,
        entered_by_name, entered_at)
      VALUES (\(services.newID(InductionEventID.self)), \(id), \(InductionEvent.Kind.lead), \(day), \(school), \(what),
        \(reason), \(actor.account?.id), \(actor.account?.name ?? "The operator"), \(services.now()))
      """)
    // What has come to no head yet is the new lead school’s to go on with.
    try await tx.execute(
      """
      UPDATE induction_assessment a SET school_id = \(school), version = version + 1, updated_at = \(services.now())
      WHERE a.induction_id = \(id) AND a.kind <> \(InductionAssessment.Kind.interim)
        AND a.state IN ('draft', 'drafted') AND a.school_id <> \(school)
        AND NOT EXISTS (SELECT FROM induction_signature s WHERE s.assessment_id = a.id AND s.to_state = 'completed')
        AND EXISTS (SELECT FROM induction_due d WHERE d.induction_id = a.induction_id AND d.kind = a.kind
          AND d.number = a.number AND d.due_on >= \(day))
      """)
  }

  private func tell(
    _ period: InductionPeriod, _ day: CivilDate, _ reason: String, _ record: InductionRecord,
    _ tx: Transaction
  ) async throws {
    let induction = record.induction
    let body = """
      \(period.schoolName) leads the induction of \(induction.name) (\(induction.reference)) from \
      \(LondonTime.longDate(day)). Its head recommends and completes assessments and reviews, it \
      observes lessons and supports the teacher, what is due goes to it, and the plan goes by its term dates. What was \
      begun and not completed goes on there. The reason given:

      \(reason)

      See it here: \(services.settings.baseURL)/inductions/\(induction.id)
      """
    let subject = "Lead school of the induction of \(induction.name): \(period.schoolName)"
    let posts = record.posts(on: services.today)
    var addresses = [induction.email]
    for post in posts {
      addresses += try await InductionAccess.tutors(induction.id, at: post.place, in: tx)
      addresses += try await ListStaff.holding([.head], at: post.place.organisation, in: tx).map(\.email)
    }
    try await RegistrationStore.tell(addresses, subject: subject, body: body, services, in: tx)
  }
}
