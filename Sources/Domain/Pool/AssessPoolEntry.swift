public import Foundation
import Postgres

/// Checks, interviews and grades entries of the pool, as officers of the authority.
public struct AssessPoolEntry: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// What is known of an entry. Before anything is, the check says what can be seen from the application itself. Scores
  /// of others wait until the acting officer has given theirs. Throws ``DomainError``.
  public func read(_ id: PoolEntryID, by actor: Actor) async throws -> PoolAssessment {
    let entry = try await entry(id, actor, in: services.pool)
    return try await assessment(entry, in: services.pool).seen(
      by: actor.account?.id, isGraded: entry.grade != nil)
  }

  /// Records what was checked; an entry that passes is shown to schools from then on, and one that no longer does is
  /// hidden again. Its person is told when it passes, and what is not right whenever that is something else than before.
  /// Throws ``DomainError``.
  public func check(
    _ id: PoolEntryID, _ check: PoolCheck, expectedVersion: Int?, by actor: Actor
  ) async throws -> PoolAssessment {
    try await change(id, expectedVersion, "pool.checked", actor) { entry, tx in
      if check.trnIsRight { try await requireNumber(entry, tx) }
      try await tx.execute(
        """
        UPDATE pool_assessment SET is_complete = \(check.isComplete), trn_is_right = \(check.trnIsRight),
          has_consented = \(check.hasConsented), checked_by = \(actor.account?.id) WHERE entry_id = \(id)
        """)
      if !check.isPassed, check.faults != entry.faults { try await tellFaults(check.faults, of: entry, tx) }
      guard check.isPassed != (entry.checkedAt != nil) else { return }
      try await tx.execute(
        """
        UPDATE pool_entry SET checked_at = \(check.isPassed ? services.now() : nil), version = version + 1
        WHERE id = \(id)
        """)
      guard check.isPassed else { return }
      try await PoolMails.tellPerson(
        entry, "You are in the pool",
        """
        Your entry for \(entry.year) has been checked. Schools of the authority can find you from now on.

        Pause, change or leave at any time: \(services.settings.baseURL)/pool/\(id)
        """, services, in: tx)
    }
  }

  private func tellFaults(_ faults: [PoolFault], of entry: PoolEntry, _ tx: Transaction) async throws {
    try await PoolMails.tellPerson(
      entry, "Your entry in the pool is not right yet",
      """
      Your entry for \(entry.year) has been checked. Schools of the authority can’t find you until this is right:

      \(faults.map { "- \($0.sentence)" }.joined(separator: "\n"))

      Your general application: \(services.settings.baseURL)/general-application
      Your entry: \(services.settings.baseURL)/pool/\(entry.id)

      You need not send it again: the officers see what you change, and check the entry again.
      """, services, in: tx)
  }

  /// Invites the person to the interview day, or moves it: then the person is asked again. Problems are told all at once
  /// with those that whoever read the form found (`unread`: of what was typed and is no day or time). Throws
  /// ``DomainError``.
  public func invite(
    _ id: PoolEntryID, at instant: Date?, place: String, unread: [FieldProblem] = [], expectedVersion: Int?,
    by actor: Actor
  ) async throws -> PoolAssessment {
    try problems(at: instant, place: place, unread: unread).throwIfAny()
    return try await services.pool.withTransaction { tx in
      try await takeInvitation(
        id, at: instant, place: place, expectedVersion: expectedVersion, by: actor, in: tx)
    }
  }

  /// What is wrong with when and where an interview is to be.
  func problems(at instant: Date?, place: String, unread: [FieldProblem]) -> Problems {
    var problems = Problems()
    problems.require(
      instant.map { $0 > services.now() } ?? !unread.isEmpty, "interview_at",
      "Enter a day and time that lie ahead.")
    problems.require(!place.trimmed.isEmpty, "interview_place", "Enter where the interview is.")
    problems.require(
      place.count <= 200, "interview_place", "Shorten the place to 200 characters or fewer.")
    return problems.behind(unread)
  }

  /// Invites within a transaction, or moves the interview, to when and where nothing is wrong with.
  func takeInvitation(
    _ id: PoolEntryID, at instant: Date?, place: String, expectedVersion: Int?, by actor: Actor,
    in tx: Transaction
  ) async throws -> PoolAssessment {
    try await change(id, expectedVersion, "pool.invited", actor, in: tx) { entry, tx in
      guard entry.isOpenToOffers else {
        throw DomainError.conflict("This person is not open to offers at the moment.")
      }
      let before = try await PoolInvitation.find(id, in: tx)
      if let before, before.at == instant, before.place == place.trimmed { return }
      try await tx.execute(
        """
        UPDATE pool_assessment SET interview_at = \(instant), interview_place = \(place.trimmed),
          invited_by = \(actor.account?.id), invitation_answer = NULL, invitation_reason = '',
          invitation_answered_at = NULL
        WHERE entry_id = \(id)
        """)
      try await PoolMails.tellPerson(
        entry, before == nil ? "Interview for the pool" : "Your interview for the pool has moved",
        """
        \(before.map { "Your interview of \(LondonTime.dateAndTime($0.at)) has moved." }
          ?? "We invite you to interview for the pool of \(entry.year).")

        When: \(instant.map(LondonTime.dateAndTime) ?? "")
        Where: \(place.trimmed)

        Please say whether you can come: \(services.settings.baseURL)/pool/\(id)
        """, services, in: tx)
    }
  }

  /// Takes the invitation back; none is fine. The person is told. Throws ``DomainError``.
  public func cancelInvitation(
    _ id: PoolEntryID, expectedVersion: Int?, by actor: Actor
  ) async throws -> PoolAssessment {
    try await change(id, expectedVersion, Self.cancelling, actor) { entry, tx in
      guard let before = try await PoolInvitation.find(id, in: tx) else { return }
      try await tx.execute(
        """
        UPDATE pool_assessment SET interview_at = NULL, interview_place = NULL, invited_by = NULL,
          invitation_answer = NULL, invitation_reason = '', invitation_answered_at = NULL
        WHERE entry_id = \(id)
        """)
      guard before.at > services.now() else { return }
      try await PoolMails.tellPerson(
        entry, "Your interview for the pool is cancelled",
        """
        Your interview for the pool of \(entry.year) on \(LondonTime.dateAndTime(before.at)), \(before.place), will \
        not take place. We write to you again if there is another.

        Your entry: \(services.settings.baseURL)/pool/\(id)
        """, services, in: tx)
    }
  }

  /// Nobody finds a number right that isn't on record.
  private func requireNumber(_ entry: PoolEntry, _ tx: Transaction) async throws {
    guard try await assessment(entry, in: tx).number.mayBeRight else {
      throw DomainError.invalid([
        FieldProblem(
          field: "trn_is_right",
          message:
            "Leave the teacher reference number unticked: the general application has none of seven digits. "
            + "Ask \(entry.name) to add it.")
      ])
    }
  }

  /// Stores the acting officer's scores, by criterion, from the day of the interview on, and takes away those that they
  /// gave for the criteria of `cleared`. Throws ``DomainError``.
  public func score(
    _ id: PoolEntryID, _ scores: [UUID: Int], clearing cleared: Set<UUID> = [], by actor: Actor
  ) async throws -> PoolAssessment {
    let account = try actor.requireAccount()
    return try await change(id, nil, "pool.scored", actor) { entry, tx in
      let invitation = try await PoolInvitation.find(id, in: tx)
      if let refusal = PoolInterviewDay.refusal(invitation, on: services.today) {
        throw DomainError.conflict(refusal)
      }
      let criteria = try await PoolCriterion.list(entry.authority, in: tx)
      var problems = Problems()
      for (criterion, score) in scores {
        let known = criteria.first { $0.id == criterion }
        problems.require(
          known.map { (0...$0.highest).contains(score) } ?? false, "scores",
          "Give each criterion of the list a score from 0 to \(known?.highest ?? 4).")
      }
      let removed = try await tx.execute(
        """
        DELETE FROM pool_score WHERE entry_id = \(id) AND scored_by = \(account.id)
          AND criterion_id = ANY (\(Array(cleared)))
        """)
      problems.require(
        removed > 0 || !scores.isEmpty, "scores", "Choose a score for at least one criterion, then save.")
      try problems.throwIfAny()
      for (criterion, score) in scores.sorted(by: { $0.key.uuidString < $1.key.uuidString }) {
        try await tx.execute(
          """
          INSERT INTO pool_score (entry_id, criterion_id, scored_by, score, scored_at)
          VALUES (\(id), \(criterion), \(account.id), \(Int32(score)), \(services.now()))
          ON CONFLICT (entry_id, criterion_id, scored_by)
          DO UPDATE SET score = excluded.score, scored_at = excluded.scored_at
          """)
      }
    }
  }

  /// Gives a grade, or takes it away, with notes for officers. `seen` is the grade and the notes that were read before:
  /// where others stand by now, nothing is stored, whatever else has changed. Throws ``DomainError``.
  public func grade(
    _ id: PoolEntryID, _ grade: String?, notes: String, seen: (grade: String?, notes: String)? = nil,
    expectedVersion: Int?, by actor: Actor
  ) async throws -> PoolAssessment {
    var problems = Problems()
    problems.require(notes.count <= 4000, "notes", "Shorten the notes to 4,000 characters or fewer.")
    if let grade {
      let known = try await SearchPool(services).grades().contains { $0.code == grade }
      problems.require(known, "grade", "Choose a grade from the list.")
    }
    try problems.throwIfAny()
    return try await change(id, expectedVersion, "pool.graded", actor) { entry, tx in
      let stored = try await assessment(entry, in: tx)
      if let seen, seen.grade != entry.grade || seen.notes != stored.notes {
        throw DomainError.staleVersion(current: stored.version - 1)
      }
      try await tx.execute("UPDATE pool_assessment SET notes = \(notes.trimmed) WHERE entry_id = \(id)")
      try await tx.execute("UPDATE pool_entry SET grade = \(grade), version = version + 1 WHERE id = \(id)")
    }
  }

  /// What may still be done for somebody who has left.
  private static let cancelling = "pool.invitation_cancelled"

  private func entry(_ id: PoolEntryID, _ actor: Actor, in db: some Queryable) async throws -> PoolEntry {
    let entry = try await PoolStore.find(id, in: db)
    try actor.require(.assessPool, at: entry.place, orHide: "entry of the pool")
    return entry
  }

  private func change(
    _ id: PoolEntryID, _ expectedVersion: Int?, _ action: String, _ actor: Actor,
    _ body: @Sendable (PoolEntry, Transaction) async throws -> Void
  ) async throws -> PoolAssessment {
    try await services.pool.withTransaction { tx in
      try await change(id, expectedVersion, action, actor, in: tx, body)
    }
  }

  private func change(
    _ id: PoolEntryID, _ expectedVersion: Int?, _ action: String, _ actor: Actor, in tx: Transaction,
    _ body: @Sendable (PoolEntry, Transaction) async throws -> Void
  ) async throws -> PoolAssessment {
    try await tx.execute("SELECT 1 FROM pool_entry WHERE id = \(id) FOR UPDATE")
    let entry = try await entry(id, actor, in: tx)
    if entry.state.hasEnded, action != Self.cancelling {
      throw DomainError.conflict(
        "\(entry.name) is no longer in the pool, so nothing more is recorded of their entry.")
    }
    let stored = try await assessment(entry, in: tx)
    try VacancyStore.requireVersion(expectedVersion, of: stored.version)
    try await tx.execute(
      """
      INSERT INTO pool_assessment AS p (entry_id, version, updated_at) VALUES (\(id), 1, \(services.now()))
      ON CONFLICT (entry_id) DO UPDATE SET version = p.version + 1, updated_at = excluded.updated_at
      """)
    try await body(entry, tx)
    let place = try await Authority.seat(of: entry.authority, in: tx)
    try await Audit.record(
      action, AuditSubject("pool_entry", id), at: place, by: actor, services, in: tx)
    let isGraded = try await PoolStore.find(id, in: tx).grade != nil
    return try await assessment(entry, in: tx).seen(by: actor.account?.id, isGraded: isGraded)
  }

  private func assessment(_ entry: PoolEntry, in db: some Queryable) async throws -> PoolAssessment {
    let row = try await db.firstRow(
      """
      SELECT is_complete, trn_is_right, has_consented, \(fragment: PoolInvitation.columns), notes, version,
        checked_by IS NULL AND NOT (is_complete OR trn_is_right OR has_consented) AS is_unchecked
      FROM pool_assessment WHERE entry_id = \(entry.id)
      """)
    let scores = try await db.query(
      """
      SELECT s.criterion_id, c.wording, s.scored_by, a.name, s.score
      FROM pool_score s JOIN account a ON a.id = s.scored_by JOIN pool_criterion c ON c.id = s.criterion_id
      WHERE s.entry_id = \(entry.id) ORDER BY s.scored_at, s.criterion_id
      """, as: PoolScore.self)
    let criteria = try await PoolCriterion.list(entry.authority, in: db)
    let (seen, number) = try await seen(entry, in: db)
    guard let row else {
      return PoolAssessment(
        check: seen, isChecked: false, number: number, invitation: nil, notes: "", criteria: criteria,
        scores: scores, version: 0)
    }
    let recorded = PoolCheck(
      isComplete: try row.decode("is_complete"), trnIsRight: try row.decode("trn_is_right"),
      hasConsented: try row.decode("has_consented"))
    // A grade, a score or an invitation is no check: until somebody has saved one, the suggestion stays.
    let isUnchecked = try row.decode("is_unchecked", as: Bool.self)
    return PoolAssessment(
      check: isUnchecked ? seen : recorded, isChecked: !isUnchecked,
      number: number, invitation: try PoolInvitation(row: row), notes: try row.decode("notes"),
      criteria: criteria, scores: scores, version: try row.decode("version"))
  }

  /// What can be seen from the application itself, as long as its person is in the pool. Nobody joins without
  /// consenting.
  private func seen(
    _ entry: PoolEntry, in db: some Queryable
  ) async throws -> (check: PoolCheck, number: PoolNumber) {
    if entry.state.hasEnded {
      return (PoolCheck(isComplete: false, trnIsRight: false, hasConsented: false), PoolNumber([:]))
    }
    let general = try await GeneralApplication.load(entry.account, today: services.today, in: db)
    let number = PoolNumber((try? general.section("teaching").answers) ?? [:])
    let check = PoolCheck(
      isComplete: general.isComplete, trnIsRight: number.mayBeRight, hasConsented: true)
    return (check, number)
  }
}
