import Postgres

/// When an assessment goes on to the appropriate body though its teacher has not signed.
enum AssessmentPassing {
  /// The last day of the teacher’s own turn: as many working days as a report has to reach the body, counted from the
  /// head’s signature; nil while it is not their turn.
  static func lastDay(
    of assessment: InductionAssessment, completed: AssessmentSignature?
  ) throws -> CivilDate? {
    guard assessment.state == .completed, let completed, completed.to == .completed else { return nil }
    return try InductionDeadline.lastDay(
      of: "assessment-report", from: LondonTime.date(of: completed.signedAt))
  }
}

extension AssessInduction {
  /// Hands an assessment on to the body without the teacher’s signature, once their time is over: the head says why, the
  /// teacher is told, and can still have it opened again until the body has received it. Throws ``DomainError``.
  public func passOn(
    _ id: AssessmentID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> AssessmentRecord {
    let reason = reason.trimmed
    return try await services.pool.withTransaction { tx in
      let record = try await lock(id, expectedVersion, actor, tx)
      guard let last = record.teacherSignsBy else {
        throw DomainError.conflict("Only the head hands it on, while it is the teacher’s turn.")
      }
      guard record.mayPassOn else {
        throw DomainError.conflict(
          "The teacher has until \(LondonTime.longDate(last)) to read and sign it. It can be handed on after that day."
        )
      }
      try ReopeningReason.check(reason, .passingOn)
      let assessment = record.assessment
      try await tx.execute("UPDATE induction_assessment SET teacher_comments = '' WHERE id = \(id)")
      try await move(assessment, to: .confirmed, note: reason, withoutTeacher: true, actor, tx)
      try await note("assessment_passed_on", assessment, actor, tx)
      let mails = AssessmentMails(assessment, record.teacherName, services)
      try await mails.tell(.confirmed, in: tx)
      try await mails.tellPassedOn(reason, by: actor, in: tx)
      return try await self.record(id, by: actor, in: tx)
    }
  }
}
