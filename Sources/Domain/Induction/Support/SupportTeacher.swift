import Foundation
public import Postgres

/// Keeps support plans: the school where a teacher is opens one when progress is a concern, or by wish; sets targets,
/// reviews them and closes it. Teacher and appropriate body read it from the first day.
public struct SupportTeacher: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  // MARK: Reading

  /// The support plans of an induction, oldest first, as far as somebody may see them. Throws ``DomainError``.
  public func list(_ id: InductionID, by actor: Actor) async throws -> [SupportPlanRecord] {
    let read = try await ReadInductions(services).find(id, by: actor)
    let isOwn = try await InductionAccess.isOwn(id, actor, in: services.pool)
    return try await SupportPlan.list("p.induction_id = \(id)", in: services.pool).compactMap {
      SupportPlanRecord(
        $0, read.induction, SupportAccess($0.place, read.periods, read.induction, isOwn: isOwn, actor))
    }
  }

  /// The reviews and assessments that a plan which somebody opens may name: those of the schools where the teacher is
  /// that say that progress is unsatisfactory. Throws ``DomainError``.
  public func concerns(of id: InductionID, by actor: Actor) async throws -> [InductionAssessment] {
    let record = try await ReadInductions(services).find(id, by: actor)
    let today = services.today
    guard record.maySupport(actor, on: today) else { return [] }
    let schools = record.posts(on: today) + [record.lead(on: today)].compactMap(\.self)
    return try await InductionAssessment.list("a.induction_id = \(id)", in: services.pool).filter { one in
      one.isConcern && schools.contains { $0.place == one.place }
    }
  }

  /// One of them. Throws ``DomainError``.
  public func find(_ id: SupportPlanID, by actor: Actor) async throws -> SupportPlanRecord {
    try await record(id, by: actor, in: services.pool)
  }

  private func record(
    _ id: SupportPlanID, by actor: Actor, in db: some Queryable
  ) async throws -> SupportPlanRecord {
    guard let plan = try await SupportPlan.list("p.id = \(id)", in: db).first else {
      throw DomainError.notFound("support plan")
    }
    let induction = try await InductionStore.find(plan.induction, in: db)
    let isOwn = try await InductionAccess.isOwn(plan.induction, actor, in: db)
    let periods = try await InductionStore.periods(induction.id, in: db)
    let access = SupportAccess(plan.place, periods, induction, isOwn: isOwn, actor)
    guard let record = SupportPlanRecord(plan, induction, access) else {
      throw DomainError.notFound("support plan")
    }
    return record
  }

  // MARK: Opening and closing

  /// Opens a plan for the school that leads, one at a time; teacher, tutor and head are told, of a concern the appropriate body as
  /// well. Where a review or assessment says that progress is unsatisfactory, it is named. Throws ``DomainError``.
  public func open(
    _ induction: InductionID, _ ground: SupportPlan.Ground?, reason: String, assessment: AssessmentID? = nil,
    by actor: Actor
  ) async throws -> SupportPlanRecord {
    let reason = reason.trimmed
    return try await services.pool.withTransaction { tx in
      let (record, period) = try await SupportAccess.place(of: induction, services, by: actor, in: tx)
      let open = try await SupportPlan.list(
        "p.induction_id = \(induction) AND p.school_id = \(period.place.organisation) AND p.closed_at IS NULL",
        in: tx)
      guard open.isEmpty else {
        throw DomainError.conflict("A support plan is open already. Add targets to it, or close it first.")
      }
      let schools = [period.place] + record.posts(on: services.today).map(\.place)
      try await check(ground, reason, assessment, induction, schools.map(\.organisation.rawValue), tx)
      guard let ground else { throw DomainError.notFound("ground") }
      let id = services.newID(SupportPlanID.self)
      try await tx.execute(
        """
        INSERT INTO support_plan (id, induction_id, school_id, ground, assessment_id, reason, opened_by, opened_by_name,
          opened_at)
        VALUES (\(id), \(induction), \(period.place.organisation), \(ground), \(assessment), \(reason),
          \(actor.account?.id), \(actor.account?.name ?? "The operator"), \(services.now()))
        """)
      let made = try await self.record(id, by: actor, in: tx)
      try await note("support_plan_opened", made.plan, actor, tx)
      try await tell(
        made.plan, record.induction, "is opened",
        "\(period.schoolName) has opened a support plan: \(ground.title.lowercasedFirst).",
        body: ground.isConcern, tx)
      return made
    }
  }

  private func check(
    _ ground: SupportPlan.Ground?, _ reason: String, _ assessment: AssessmentID?, _ induction: InductionID,
    _ schools: [UUID], _ tx: Transaction
  ) async throws {
    var problems = Problems()
    problems.require(ground != nil, "ground", "Choose why the plan is opened.")
    problems.require(
      (10...4_000).contains(reason.count), "reason", "Enter the reason, in 10 to 4,000 characters.")
    if ground == .review {
      let isSaid = try await tx.value(
        """
        SELECT EXISTS (SELECT FROM induction_assessment a WHERE a.id = \(assessment) AND a.induction_id = \(induction)
          AND a.school_id = ANY (\(schools)) AND a.content ->> 'progress' = 'unsatisfactory'
          AND a.state IN ('completed', 'confirmed', 'received'))
        """, as: Bool.self)
      problems.require(
        isSaid, "assessment_id",
        "Choose a review or assessment of where the teacher is that the head has completed as unsatisfactory."
      )
    } else {
      problems.require(
        assessment == nil, "assessment_id", "Leave out the review or assessment, or choose that it says so.")
    }
    try problems.throwIfAny()
  }

  /// Closes a plan with its outcome; unless it ends early, every target was reviewed before. Throws ``DomainError``.
  public func close(
    _ id: SupportPlanID, _ outcome: SupportPlan.Outcome?, note closing: String, expectedVersion: Int?,
    by actor: Actor
  ) async throws -> SupportPlanRecord {
    let closing = closing.trimmed
    return try await change(id, "support_plan_closed", expectedVersion, isClosing: true, actor) { plan, tx in
      var problems = Problems()
      problems.require(outcome != nil, "outcome", "Choose how the plan ends.")
      problems.require(
        (10...4_000).contains(closing.count), "closing", "Sum up how it went, in 10 to 4,000 characters.")
      let isReviewed = !plan.targets.isEmpty && plan.targets.allSatisfy { $0.outcome != nil }
      problems.require(
        outcome == .ended || isReviewed, "outcome",
        "Review every target first, or choose that the plan ended before it was completed.")
      try problems.throwIfAny()
      try await tx.execute(
        """
        UPDATE support_plan SET outcome = \(outcome), closing = \(closing), closed_at = \(services.now()),
          closed_by_name = \(actor.account?.name ?? "The operator") WHERE id = \(id)
        """)
      let induction = try await InductionStore.find(plan.induction, in: tx)
      try await tell(
        plan, induction, "is closed",
        "\(plan.schoolName) has closed the support plan: \(outcome?.title.lowercasedFirst ?? "").",
        body: plan.ground.isConcern || outcome == .concern, tx)
    }
  }

  // MARK: Targets and meetings

  /// Adds a target. Throws ``DomainError``.
  public func addTarget(
    _ content: SupportTargetContent, to id: SupportPlanID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> SupportPlanRecord {
    try await change(id, "support_target_set", expectedVersion, actor) { plan, tx in
      try content.check(from: services.today)
      guard plan.targets.count < 30 else {
        throw DomainError.conflict("A support plan has at most 30 targets.")
      }
      try await tx.execute(
        """
        INSERT INTO support_target (id, plan_id, standard, success, support, supporter, review_on, created_at)
        VALUES (\(services.newID(SupportTargetID.self)), \(id), \(content.standard), \(content.success),
          \(content.support), \(content.supporter), \(content.reviewOn), \(services.now()))
        """)
    }
  }

  /// Writes a target again that was not reviewed yet. Throws ``DomainError``.
  public func changeTarget(
    _ target: SupportTargetID, of id: SupportPlanID, _ content: SupportTargetContent, expectedVersion: Int?,
    by actor: Actor
  ) async throws -> SupportPlanRecord {
    try await change(id, "support_target_changed", expectedVersion, actor) { plan, tx in
      let before = try Self.target(target, plan)
      guard before.outcome == nil else {
        throw DomainError.conflict(
          "This target was reviewed. Add another one for what is still to be reached.")
      }
      try content.check(from: min(services.today, before.content.reviewOn ?? services.today))
      try await tx.execute(
        """
        UPDATE support_target SET standard = \(content.standard), success = \(content.success),
          support = \(content.support), supporter = \(content.supporter), review_on = \(content.reviewOn),
          checked_on = CASE WHEN review_on = \(content.reviewOn) THEN checked_on END,
          reminded_on = CASE WHEN review_on = \(content.reviewOn) THEN reminded_on END
        WHERE id = \(target)
        """)
    }
  }

  /// Notes how far a target was reached; a later review may say otherwise while the plan is open. Throws
  /// ``DomainError``.
  public func review(
    _ target: SupportTargetID, of id: SupportPlanID, _ outcome: SupportTarget.Outcome?, note: String,
    expectedVersion: Int?, by actor: Actor
  ) async throws -> SupportPlanRecord {
    let note = note.trimmed
    return try await change(id, "support_target_reviewed", expectedVersion, actor) { plan, tx in
      _ = try Self.target(target, plan)
      var problems = Problems()
      problems.require(outcome != nil, "outcome", "Choose how far the target is met.")
      problems.require(
        outcome == .met || note.count >= 10, "outcome_note",
        "Say in 10 characters at least what is still to be reached.")
      problems.require(note.count <= 2_000, "outcome_note", "Shorten this to 2,000 characters or fewer.")
      try problems.throwIfAny()
      try await tx.execute(
        """
        UPDATE support_target SET outcome = \(outcome), outcome_note = \(note), outcome_on = \(services.today),
          outcome_by_name = \(actor.account?.name ?? "The operator") WHERE id = \(target)
        """)
    }
  }

  private static func target(_ id: SupportTargetID, _ plan: SupportPlan) throws -> SupportTarget {
    guard let target = plan.targets.first(where: { $0.id == id }) else {
      throw DomainError.notFound("target")
    }
    return target
  }

  /// Records a review meeting; its notes stay as they are, and the teacher is told. Throws ``DomainError``.
  public func meet(
    _ id: SupportPlanID, on day: CivilDate?, present: String, notes: String, by actor: Actor
  ) async throws -> SupportPlanRecord {
    let (present, notes) = (present.trimmed, notes.trimmed)
    return try await change(id, "support_meeting_recorded", nil, actor) { plan, tx in
      var problems = Problems()
      let first = LondonTime.date(of: plan.openedAt)
      problems.require(
        day.map { $0 <= services.today && $0 >= first } == true, "held_on",
        "Enter the day of the meeting: today or before, and not before the plan was opened.")
      problems.require(
        (2...300).contains(present.count), "present", "Enter who was there, in 2 to 300 characters.")
      problems.require((10...5_000).contains(notes.count), "notes", "Enter notes, in 10 to 5,000 characters.")
      problems.require(plan.meetings.count < 100, "notes", "A support plan has at most 100 meetings.")
      try problems.throwIfAny()
      guard let day else { return }
      try await tx.execute(
        """
        INSERT INTO support_meeting (id, plan_id, held_on, present, notes, recorded_by_name, recorded_at)
        VALUES (\(services.newID(SupportPlanID.self)), \(id), \(day), \(present), \(notes),
          \(actor.account?.name ?? "The operator"), \(services.now()))
        """)
      let induction = try await InductionStore.find(plan.induction, in: tx)
      try await RegistrationStore.tell(
        [induction.email], subject: "Notes of a review meeting of your support plan",
        body:
          "\(plan.schoolName) has recorded the meeting of \(LondonTime.longDate(day)):\n\n\(address(plan))",
        services, in: tx)
    }
  }

  // MARK: Storing

  private func change(
    _ id: SupportPlanID, _ action: String, _ expected: Int?, isClosing: Bool = false, _ actor: Actor,
    _ work: (SupportPlan, Transaction) async throws -> Void
  ) async throws -> SupportPlanRecord {
    try await services.pool.withTransaction { tx in
      try await tx.execute(
        """
        SELECT 1 FROM induction i JOIN support_plan p ON p.induction_id = i.id WHERE p.id = \(id) FOR UPDATE OF i, p
        """)
      let record = try await record(id, by: actor, in: tx)
      guard record.plan.isOpen else {
        throw DomainError.conflict("This support plan is closed and stays as it is.")
      }
      guard record.mayClose else {
        throw DomainError.notAllowed(Permissions.grant(for: .supportInduction).refusal)
      }
      guard isClosing || record.mayWrite else {
        throw DomainError.conflict("This induction is decided. Close the support plan.")
      }
      if let expected, expected != record.plan.version {
        throw DomainError.staleVersion(current: record.plan.version)
      }
      try await tx.execute("UPDATE support_plan SET version = version + 1 WHERE id = \(id)")
      try await work(record.plan, tx)
      try await note(action, record.plan, actor, tx)
      return try await self.record(id, by: actor, in: tx)
    }
  }

  private func address(_ plan: SupportPlan) -> String {
    "\(services.settings.baseURL)/inductions/\(plan.induction)/support-plans/\(plan.id)"
  }

  /// Tells teacher, tutors and head, and the appropriate body where it concerns them.
  private func tell(
    _ plan: SupportPlan, _ induction: Induction, _ what: String, _ sentence: String, body: Bool,
    _ tx: Transaction
  ) async throws {
    let (subject, text) = ("Support plan of \(induction.name) \(what)", "\(sentence)\n\n\(address(plan))")
    try await RegistrationStore.tell(
      [induction.email], subject: "Your support plan \(what)", body: text, services, in: tx)
    try await RegistrationStore.tell(
      try await InductionAccess.tutors(plan.induction, at: plan.place, in: tx), subject: subject, body: text,
      services, in: tx)
    try await RegistrationStore.tellHead(of: plan.place, subject: subject, body: text, services, in: tx)
    if body {
      try await RegistrationStore.tellOfficers(
        of: induction.place, subject: "Support plan \(what): \(induction.reference)",
        body: "\(induction.name): \(text)", services, in: tx)
    }
  }

  private func note(_ action: String, _ plan: SupportPlan, _ actor: Actor, _ tx: Transaction) async throws {
    try await Audit.record(
      "induction.\(action)", AuditSubject("induction", plan.induction), at: plan.place, by: actor, services,
      in: tx)
  }
}
