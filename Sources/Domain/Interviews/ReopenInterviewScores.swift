import Postgres

extension InterviewScoring {
  /// Whether whoever acts may take their scores back: they have handed them in, nothing is decided, and they do not see
  /// another's yet.
  public var mayReopen: Bool {
    own?.handedInAt != nil && application.state == .interviewing && sheets.count < 2
  }
}

/// Takes the acting person's scores of an interview back, to change them.
public struct ReopenInterviewScores: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Reopens them, before a decision and as long as the others' have not been shown. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    _ id: ApplicationID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> InterviewScoring {
    try await services.pool.withTransaction { tx in
      let application = try await AppointmentAccess.lock(id, .scoreInterviews, by: actor, in: tx)
      let scoring = try await ScoreInterview(services).load(application, actor, in: tx)
      guard scoring.isOnPanel, let account = actor.account else {
        throw DomainError.notAllowed("Only those who interview this person score the interview.")
      }
      guard let own = scoring.own, own.handedInAt != nil else { return scoring }
      try VacancyStore.requireVersion(expectedVersion, of: own.version)
      guard application.state == .interviewing else {
        throw DomainError.conflict("It is decided on this application already, so the scores stand.")
      }
      guard scoring.mayReopen else {
        throw DomainError.conflict(
          "Everybody has handed in their scores of this interview and can see them, so they stand.")
      }
      try await tx.execute(
        """
        UPDATE interview_sheet SET handed_in_at = NULL, saved_at = \(services.now()), version = version + 1
        WHERE application_id = \(id) AND account_id = \(account.id)
        """)
      try await Audit.record(
        "application.interview_scores_reopened", AuditSubject("application", id), at: application.place,
        by: actor, services, in: tx)
      return try await ScoreInterview(services).load(application, actor, in: tx)
    }
  }
}
