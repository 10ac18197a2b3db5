import Foundation
import Postgres

/// Writes assessments and reviews and takes their signatures, one after another: the tutor drafts, the head completes,
/// the teacher comments and confirms, the body receives. What was signed is frozen with the signature.
public struct AssessInduction: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// The assessments of an induction, oldest first; of those that somebody may not open, what they say is left out.
  /// Throws ``DomainError``.
  public func list(_ id: InductionID, by actor: Actor) async throws -> [InductionAssessment] {
    let record = try await ReadInductions(services).find(id, by: actor)
    let all = try await InductionAssessment.list("a.induction_id = \(id)", in: services.pool)
    let isOwn = try await InductionAccess.isOwn(id, actor, in: services.pool)
    let periods = try await InductionStore.periods(id, in: services.pool)
    // What is left of the record are the periods of those schools.
    return all.filter { one in !record.isPartial || record.periods.contains { $0.place == one.place } }
      .map { one in
        let access = AssessmentAccess(one.place, periods, record.induction, isOwn: isOwn, actor)
        return access.mayRead(wasCompleted: one.wasCompleted) ? one : one.closed
      }
  }

  /// Opens one, or the one that is open. Formal assessments and reviews are those of the plan; an interim one is made
  /// when a teacher leaves. Throws ``DomainError``.
  public func open(
    _ id: InductionID, _ kind: InductionAssessment.Kind, number: Int, by actor: Actor
  ) async throws -> AssessmentRecord {
    let assessment = try await services.pool.withTransaction { tx in
      _ = try await InductionStore.lock(id, nil, in: tx)
      let record = try await InductionStore.record(id, in: tx)
      guard InductionAccess.mayRead(record.induction, record.periods, actor) else {
        throw DomainError.notFound("induction")
      }
      let known = try await InductionAssessment.list(
        "a.induction_id = \(id) AND a.kind = \(kind) AND a.number = \(Int32(number))", in: tx)
      if let known = known.first { return known.id }
      guard record.induction.state.isOpen || [.left, .transferred].contains(record.induction.state) else {
        throw DomainError.conflict("This induction is “\(record.induction.state.title)”.")
      }
      let due = record.due.first { $0.kind.rawValue == kind.rawValue && $0.number == number }
      guard due != nil || kind == .interim && (1...20).contains(number) else {
        throw DomainError.notFound("assessment")
      }
      // A school that the teacher has left may still write an interim assessment of their time there, and what fell due
      // in it.
      let isOwn = try await InductionAccess.isOwn(id, actor, in: tx)
      let usable =
        isOwn ? [] : record.periods.filter { InductionAccess.may(.recordInduction, in: $0, actor) }
      let period =
        kind == .interim
        ? usable.last { period in due?.school.map { $0 == period.place.organisation } ?? true }
        : record.period(
          of: due, among: try record.requireLeading(due, among: usable, on: services.today),
          on: services.today)
      guard let period else { throw DomainError.notAllowed(Permissions.grant(for: .recordInduction).refusal) }
      let made = services.newID(AssessmentID.self)
      try await tx.execute(
        """
        INSERT INTO induction_assessment (id, induction_id, school_id, kind, number, form_version, state, content,
          created_at, updated_at)
        VALUES (\(made), \(id), \(period.place.organisation), \(kind), \(Int32(number)),
          \(try AssessmentForm.load(for: record.induction.currentRegime).version), \(AssessmentState.draft), '{}', \(services.now()), \(services.now()))
        """)
      try await Audit.record(
        "induction.assessment_opened", AuditSubject("induction", id), at: period.place,
        details: ["kind": .string(kind.rawValue), "number": .number(Double(number))], by: actor, services,
        in: tx)
      return made
    }
    return try await find(assessment, by: actor)
  }

  /// One of them. A teacher and the body see it once the school has completed it. Throws ``DomainError``.
  public func find(_ id: AssessmentID, by actor: Actor) async throws -> AssessmentRecord {
    try await record(id, by: actor, in: services.pool)
  }

  func record(_ id: AssessmentID, by actor: Actor, in db: some Queryable) async throws
    -> AssessmentRecord
  {
    guard let found = try await InductionAssessment.list("a.id = \(id)", in: db).first else {
      throw DomainError.notFound("assessment")
    }
    let isOwn = try await InductionAccess.isOwn(found.induction, actor, in: db)
    let periods = try await InductionStore.periods(found.induction, in: db)
    let induction = try await InductionStore.find(found.induction, in: db)
    let access = AssessmentAccess(found.place, periods, induction, isOwn: isOwn, actor)
    guard access.mayRead(wasCompleted: found.wasCompleted) else { throw DomainError.notFound("assessment") }
    let signatures = try await db.query(
      """
      SELECT from_state, to_state, signed_by_name, signed_at, note, content, facts, without_teacher
      FROM induction_signature
      WHERE assessment_id = \(id) ORDER BY signed_at, id
      """, as: AssessmentSignature.self)
    let isHead = !isOwn && actor.may(.registerInduction, at: found.place)
    // Teacher and body see what was last completed, until what was opened again is.
    if !(access.isWriter || actor.isSystem), found.state == .draft || found.state == .drafted {
      return .asCompleted(found, induction, signatures)
    }
    let schoolWrites = found.state == .draft && access.isWriter || found.state == .drafted && isHead
    let maySign: Bool =
      switch found.state {
      case .draft: access.isWriter
      case .drafted: isHead
      case .completed: isOwn
      case .confirmed: access.isBody
      case .received: false
      }
    let isOpen = !induction.state.isDecided
    let form = try AssessmentForm.load(version: found.formVersion)
    let both =
      maySign && access.atSchool
      ? try await BothSignatures.of(found, access.period, isHead: isHead, actor, in: db) : nil
    let obstacle = both?.obstacle(found.state, tutor: access.period?.tutorName ?? "")
    let last =
      isHead && isOpen ? try AssessmentPassing.lastDay(of: found, completed: signatures.last) : nil
    return AssessmentRecord(
      assessment: found, teacherName: induction.name, signatures: signatures,
      facts: try await facts(found, signatures, in: db),
      problems: form.problems(found.answers, found.kind),
      mayWrite: isOpen && (schoolWrites || actor.isSystem && [.draft, .drafted].contains(found.state)),
      maySign: isOpen
        && (maySign && obstacle == nil
          || actor.isSystem && found.state.next != nil && found.state != .completed),
      mayReopen: isOpen && found.state != .draft
        && (found.state == .received ? access.isBody : isHead || access.isBody || isOwn),
      signingObstacle: isOpen ? obstacle : nil,
      takesTutorReason: both?.takesReason(found.state) ?? false, teacherSignsBy: last,
      mayPassOn: last.map { services.today > $0 } ?? false, inductionState: induction.state)
  }

  /// What was frozen last, or what would be frozen now of one that is still written.
  private func facts(
    _ assessment: InductionAssessment, _ signatures: [AssessmentSignature], in db: some Queryable
  ) async throws -> [String: String] {
    if ![.draft, .drafted].contains(assessment.state), let last = signatures.last { return last.facts }
    let record = try await InductionStore.record(assessment.induction, in: db)
    return try await AssessmentFacts.gather(for: assessment, of: record, today: services.today, in: db)
  }

  /// Locks an assessment behind its induction, as far as it exists for the actor.
  func lock(
    _ id: AssessmentID, _ expected: Int?, _ actor: Actor, _ tx: Transaction
  ) async throws -> AssessmentRecord {
    try await tx.execute(
      """
      SELECT 1 FROM induction i JOIN induction_assessment a ON a.induction_id = i.id WHERE a.id = \(id)
      FOR UPDATE OF i, a
      """)
    let record = try await record(id, by: actor, in: tx)
    let state = try await InductionStore.find(record.assessment.induction, in: tx).state
    guard !state.isDecided else {
      throw DomainError.conflict(
        "This induction is “\(state.title)”: its assessments stay as they were signed.")
    }
    if let expected, expected != record.assessment.version {
      throw DomainError.staleVersion(current: record.assessment.version)
    }
    return record
  }

  /// Stores answers, whole or not. Throws ``DomainError``.
  public func save(
    _ id: AssessmentID, _ answers: [String: String], expectedVersion: Int?, by actor: Actor
  ) async throws -> AssessmentRecord {
    try await services.pool.withTransaction { tx in
      let record = try await lock(id, expectedVersion, actor, tx)
      guard record.mayWrite else {
        throw DomainError.conflict(
          "It is \(record.assessment.state.title.lowercasedFirst): it can’t be written in.")
      }
      let form = try AssessmentForm.load(version: record.assessment.formVersion)
      try form.faults(answers, record.assessment.kind).throwIfAny()
      try await tx.execute(
        """
        UPDATE induction_assessment SET content = \(try JSONColumn.encode(answers)), updated_at = \(services.now()),
          version = version + 1 WHERE id = \(id)
        """)
      try await note("assessment_saved", record.assessment, actor, tx)
      return try await self.record(id, by: actor, in: tx)
    }
  }

  /// Signs it: what is written is frozen with the signature, and whoever’s turn is next is told. The teacher’s comments
  /// go with theirs, and with the head’s why they are the tutor as well, where they signed for the tutor. Throws
  /// ``DomainError``.
  public func sign(
    _ id: AssessmentID, comments: String = "", tutorReason: String = "", expectedVersion: Int?,
    by actor: Actor
  ) async throws -> AssessmentRecord {
    let (comments, tutorReason) = (comments.trimmed, tutorReason.trimmed)
    return try await services.pool.withTransaction { tx in
      let record = try await lock(id, expectedVersion, actor, tx)
      let assessment = record.assessment
      if let obstacle = record.signingObstacle { throw DomainError.conflict(obstacle) }
      guard let next = assessment.state.next, record.maySign else {
        throw DomainError.conflict(
          "You can’t sign now: it is \(assessment.state.title.lowercasedFirst).")
      }
      var problems = Problems()
      if [.draft, .drafted].contains(assessment.state) {
        for problem in record.problems { problems.add(problem.field, problem.message) }
      }
      if record.takesTutorReason {
        problems.require(
          (10...2_000).contains(tutorReason.count), "tutor_reason",
          "You signed for the tutor as well. Enter why the head is the tutor of this teacher, in 10 to 2,000 "
            + "characters.")
      }
      problems.require(
        comments.count <= 5_000, "comments", "Shorten the comments to 5,000 characters or fewer.")
      try problems.throwIfAny()
      // What the teacher said to what was signed before stands with that signature.
      if assessment.state == .completed || assessment.state == .drafted {
        try await tx.execute(
          """
          UPDATE induction_assessment SET teacher_comments = \(assessment.state == .completed ? comments : "")
          WHERE id = \(id)
          """)
      }
      let said =
        record.takesTutorReason
        ? "The head is the tutor as well: \(tutorReason)" : assessment.state == .completed ? comments : ""
      try await move(assessment, to: next, note: said, actor, tx)
      if next == .received {
        try await tx.execute(
          """
          UPDATE induction_due SET done_on = \(services.today), not_needed = false
          WHERE induction_id = \(assessment.induction) AND kind = \(assessment.kind.rawValue)
            AND number = \(Int32(assessment.number))
          """)
      }
      try await note("assessment_\(next.rawValue)", assessment, actor, tx)
      try await AssessmentMails(assessment, record.teacherName, services).tell(next, in: tx)
      // Whoever has signed for the school may read on; the record is read as they see it now.
      return try await self.record(id, by: actor, in: tx)
    }
  }

  /// Opens it again for the tutor, with a reason; the signatures before stay to be seen. Throws ``DomainError``.
  public func reopen(
    _ id: AssessmentID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> AssessmentRecord {
    let reason = reason.trimmed
    return try await services.pool.withTransaction { tx in
      let record = try await lock(id, expectedVersion, actor, tx)
      guard record.mayReopen || actor.isSystem else {
        throw DomainError.conflict("You can’t open this again.")
      }
      try ReopeningReason.check(reason, .reopening)
      let assessment = record.assessment
      try await move(assessment, to: .draft, note: reason, actor, tx)
      try await tx.execute(
        """
        UPDATE induction_due SET done_on = NULL, not_needed = false WHERE induction_id = \(assessment.induction)
          AND kind = \(assessment.kind.rawValue) AND number = \(Int32(assessment.number))
        """)
      try await note("assessment_reopened", assessment, actor, tx)
      try await AssessmentMails(assessment, record.teacherName, services).tellReopened(
        reason, by: actor, in: tx)
      return try await self.record(id, by: actor, in: tx)
    }
  }

  func move(
    _ assessment: InductionAssessment, to next: AssessmentState, note: String, withoutTeacher: Bool = false,
    _ actor: Actor, _ tx: Transaction
  ) async throws {
    // What is frozen stands by a plan that is reckoned now.
    let record = try await ReplanInduction(services).fresh(
      InductionStore.record(assessment.induction, in: tx), in: tx)
    let facts = try await AssessmentFacts.gather(
      for: assessment, of: record, today: services.today, in: tx)
    try await tx.execute(
      """
      INSERT INTO induction_signature (id, assessment_id, from_state, to_state, signed_by, signed_by_name, signed_at,
        note, content, facts, without_teacher)
      VALUES (\(services.newID(AssessmentID.self)), \(assessment.id), \(assessment.state), \(next),
        \(actor.account?.id), \(actor.account?.name ?? "The operator"), \(services.now()), \(note),
        \(try JSONColumn.encode(assessment.answers)), \(try JSONColumn.encode(facts)), \(withoutTeacher))
      """)
    try await tx.execute(
      """
      UPDATE induction_assessment SET state = \(next), updated_at = \(services.now()), version = version + 1
      WHERE id = \(assessment.id)
      """)
  }

  func note(
    _ action: String, _ assessment: InductionAssessment, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      "induction.\(action)", AuditSubject("induction", assessment.induction), at: assessment.place,
      details: ["kind": .string(assessment.kind.rawValue), "number": .number(Double(assessment.number))],
      by: actor,
      services, in: tx)
  }
}
