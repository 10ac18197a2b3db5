import Foundation
public import Postgres

/// Letters on decisions and on the outcomes of appeals: read by those to whom they went and by the appropriate body, which records that they were
/// sent.
public struct InductionLetters: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// The letters of an induction that the actor may read, oldest first. Throws ``DomainError``.
  public func list(_ id: InductionID, by actor: Actor) async throws -> [InductionLetter] {
    let induction = try await ReadInductions(services).find(id, by: actor).induction
    let all = try await InductionLetter.list("l.induction_id = \(id)", in: services.pool)
    let isOwn = try await InductionAccess.isOwn(id, actor, in: services.pool)
    return all.filter { Self.mayRead($0, induction, isOwn: isOwn, actor) }
  }

  /// One of them. Throws ``DomainError``.
  public func find(_ id: LetterID, by actor: Actor) async throws -> InductionLetter {
    guard let letter = try await InductionLetter.list("l.id = \(id)", in: services.pool).first else {
      throw DomainError.notFound("letter")
    }
    let induction = try await InductionStore.find(letter.induction, in: services.pool)
    let isOwn = try await InductionAccess.isOwn(letter.induction, actor, in: services.pool)
    guard Self.mayRead(letter, induction, isOwn: isOwn, actor) else { throw DomainError.notFound("letter") }
    return letter
  }

  private static func mayRead(
    _ letter: InductionLetter, _ induction: Induction, isOwn: Bool, _ actor: Actor
  ) -> Bool {
    if actor.may(.decideInduction, at: induction.place) { return true }
    if let school = letter.school { return actor.may(.registerInduction, at: school) }
    return letter.recipient == .teacher && isOwn
  }

  /// Records that a letter was sent, or another way in which it went. The time to appeal counts from when the
  /// teacher’s letter counts as received; it never gets shorter by that. Throws ``DomainError``.
  public func markSent(
    _ id: LetterID, _ means: InductionLetter.Means?, on day: CivilDate?, by actor: Actor
  ) async throws -> InductionLetter {
    let letter = try await find(id, by: actor)
    return try await services.pool.withTransaction { tx in
      let induction = try await InductionStore.lock(letter.induction, nil, in: tx)
      try actor.require(.decideInduction, at: induction.place)
      try check(letter, means, day)
      guard let means, let day else { return letter }
      try await tx.execute(
        """
        UPDATE induction_letter SET sent_on = \(day), means = \(means), mailed_to = NULL, mailed_name = NULL,
          through_school = false,
          sent_by = \(actor.account?.id), sent_by_name = \(actor.account?.name ?? "The operator") WHERE id = \(id)
        """)
      if letter.recipient == .teacher, letter.kind == .decision {
        try await moveAppeal(letter, means, day, tx)
      }
      try await Audit.record(
        "induction.letter_sent", AuditSubject("induction", induction.id), at: induction.place,
        details: ["recipient": .string(letter.recipient.rawValue), "means": .string(means.rawValue)],
        by: actor, services, in: tx)
      return try await InductionLetter.list("l.id = \(id)", in: tx).first ?? letter
    }
  }

  private func check(_ letter: InductionLetter, _ means: InductionLetter.Means?, _ day: CivilDate?) throws {
    let written = LondonTime.date(of: letter.writtenAt)
    var problems = Problems()
    problems.require(means != nil, "means", "Choose how it was sent.")
    problems.require(
      means != .termlyReturn || letter.recipient == .secretaryOfState && letter.outcome == .satisfactory,
      "means",
      "Only a satisfactory completion may go to the Secretary of State in the termly return.")
    problems.require(
      day.map { written <= $0 && $0 <= services.today } == true, "sent_on",
      "Enter the day on which it was sent, from \(LondonTime.shortDate(written)) to today.")
    try problems.throwIfAny()
  }

  /// The last day of an appeal by the notice that reached the teacher last, as long as none was lodged.
  private func moveAppeal(
    _ letter: InductionLetter, _ means: InductionLetter.Means, _ day: CivilDate, _ tx: Transaction
  ) async throws {
    guard let sent = InductionDeadline.Means(rawValue: means.rawValue) else { return }
    let deemed = try InductionDeadline.deemedReceipt(of: day, sentBy: sent)
    let last = try InductionDeadline.lastDay(of: "appeal", from: day, sentBy: sent)
    let moved = try await tx.query(
      """
      UPDATE induction_appeal SET notice_means = \(sent.rawValue), deemed_on = \(deemed), appeal_by = \(last),
        updated_at = \(services.now()), version = version + 1
      WHERE decision_id = \(letter.decision) AND state = 'open' AND appeal_by <= \(last) RETURNING id
      """)
    if moved.isEmpty { return }
    try await tx.execute("UPDATE induction_decision SET appeal_by = \(last) WHERE id = \(letter.decision)")
  }
}
