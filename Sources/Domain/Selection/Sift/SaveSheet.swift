import Foundation
import Postgres

/// Writes the acting panel member's own sheet on an application.
public struct SaveSheet: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores the whole sheet, and submits it when that is asked: then every criterion must have a score, and
  /// nothing on it changes until it is reopened. `expectedVersion` is that of the sheet that was read, 0 for one
  /// that wasn't begun. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    _ application: ApplicationID, _ content: SheetContent, submit: Bool, expectedVersion: Int?,
    by actor: Actor
  ) async throws -> SiftSheet {
    try await services.pool.withTransaction { tx in
      let (account, sent, _) = try await SiftAccess.lock(application, by: actor, in: tx)
      let all = try await CriteriaStore.list(sent.vacancy, in: tx)
      let criteria = SiftScale.criteria(all)
      let before = try await SiftStore.own(account, application, criteria: criteria, in: tx)
      if before.submittedAt != nil {
        throw DomainError.conflict(
          "You have submitted your scores for this application. Reopen them to change them.")
      }
      try VacancyStore.requireVersion(expectedVersion, of: before.version)
      let tidy = tidied(content)
      try SiftRules.problems(tidy, criteria: criteria, of: all, isSubmitted: submit).throwIfAny()
      if tidy == before.content && before.version > 0 && !submit { return before }
      try await store(tidy, submit, account.id, sent, tx)
      if submit {
        try await SiftStore.revealWhatIsComplete(sent.vacancy, only: application, services, in: tx)
        try await Audit.record(
          "sift.submitted", AuditSubject("application", application), at: sent.place, by: actor, services,
          in: tx)
      }
      return try await SiftStore.own(account, application, criteria: criteria, in: tx)
    }
  }

  private func tidied(_ content: SheetContent) -> SheetContent {
    SheetContent(
      scores: content.scores.map {
        CriterionScore(criterion: $0.criterion, score: $0.score, note: $0.note.trimmed)
      }.filter { $0.score != nil || !$0.note.isEmpty },
      recommendation: content.recommendation, note: content.note.trimmed)
  }

  private func store(
    _ content: SheetContent, _ submit: Bool, _ account: AccountID, _ sent: SentApplication, _ tx: Transaction
  ) async throws {
    let now = services.now()
    let submittedAt = submit ? now : nil
    try await tx.execute(
      """
      INSERT INTO sift_sheet (application_id, account_id, vacancy_id, authority_id, recommendation, note,
        submitted_at, updated_at)
      VALUES (\(sent.id), \(account), \(sent.vacancy), \(sent.place.authority), \(content.recommendation),
        \(content.note), \(submittedAt), \(now))
      ON CONFLICT (application_id, account_id) DO UPDATE SET recommendation = excluded.recommendation,
        note = excluded.note, submitted_at = excluded.submitted_at, updated_at = excluded.updated_at,
        version = sift_sheet.version + 1
      """)
    try await tx.execute(
      "DELETE FROM sift_score WHERE application_id = \(sent.id) AND account_id = \(account)")
    for score in content.scores {
      try await tx.execute(
        """
        INSERT INTO sift_score (application_id, account_id, criterion_id, score, note)
        VALUES (\(sent.id), \(account), \(score.criterion), \(score.score), \(score.note))
        """)
    }
  }
}

/// Takes the acting panel member's submitted sheet back, to change it.
public struct ReopenSheet: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Reopens the sheet, as long as the others' have not been shown. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    _ application: ApplicationID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> SiftSheet {
    try await services.pool.withTransaction { tx in
      let (account, sent, _) = try await SiftAccess.lock(application, by: actor, in: tx)
      let criteria = try await SiftStore.criteria(sent.vacancy, in: tx)
      let sheet = try await SiftStore.own(account, application, criteria: criteria, in: tx)
      guard sheet.submittedAt != nil else { return sheet }
      try VacancyStore.requireVersion(expectedVersion, of: sheet.version)
      if try await SiftStore.isRevealed(application, in: tx) {
        throw DomainError.conflict(
          "Everybody has submitted their scores for this application and can see them, so they stand.")
      }
      try await tx.execute(
        """
        UPDATE sift_sheet SET submitted_at = NULL, version = version + 1, updated_at = \(services.now())
        WHERE application_id = \(application) AND account_id = \(account.id)
        """)
      try await Audit.record(
        "sift.reopened", AuditSubject("application", application), at: sent.place, by: actor, services,
        in: tx)
      return try await SiftStore.own(account, application, criteria: criteria, in: tx)
    }
  }
}

/// Who writes a sheet, and when.
enum SiftAccess {
  /// Locks an application for its sheets to be written: by a person on the panel, while the sift is open.
  static func lock(
    _ id: ApplicationID, by actor: Actor, in tx: Transaction
  ) async throws -> (ActingAccount, SentApplication, Selection) {
    let found = try await ApplicationStore.find(id, in: tx)
    guard try await ApplicationReaders.mayRead(found.vacancy, at: found.place, actor, in: tx) else {
      throw DomainError.notFound("application")
    }
    let account = try actor.requireAccount()
    try actor.require(.siftApplication, at: found.place)
    let selection = try await SelectionStore.hold(found.vacancy, in: tx)
    let sent = try await ApplicationStore.lock(id, in: tx)
    guard try await ApplicationReaders.isOnPanel(account.id, of: sent.vacancy, in: tx) else {
      throw DomainError.notAllowed(Permissions.grant(for: .siftApplication).refusal)
    }
    if !selection.isSiftOpen {
      throw DomainError.conflict("The head has closed the sift, so scores can’t be changed any more.")
    }
    guard SiftRules.canBeScored(sent.state) else {
      throw DomainError.conflict(
        "This application isn’t sifted any more: \(sent.happened). Your scores were not stored.")
    }
    return (account, sent, selection)
  }
}
