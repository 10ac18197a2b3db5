import Foundation
import Postgres

extension RecordDeath {
  /// Whether somebody may put a death right that was recorded by mistake.
  public func isUndoAllowed(_ record: InductionRecord, by actor: Actor) -> Bool {
    record.death != nil && actor.may(.decideInduction, at: record.induction.place)
  }

  /// Puts it right where it was recorded by mistake: posts, what is due, a transfer and a recommendation stand as
  /// before, and the account is open again. Places that were given back are not taken again, nor registrations that
  /// were withdrawn. Throws ``DomainError``.
  public func undo(
    _ id: InductionID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRecord {
    let reason = reason.trimmed
    return try await services.pool.withTransaction { tx in
      let record = try await InductionStore.lock(
        id, for: .decideInduction, expectedVersion, on: services.today, by: actor, in: tx)
      guard let death = record.death, record.induction.state == .died else {
        throw DomainError.conflict("This induction is “\(record.induction.state.title)”.")
      }
      var problems = Problems()
      problems.require(
        (10...2_000).contains(reason.count), "reason", "Enter the reason, in 10 to 2,000 characters.")
      try problems.throwIfAny()
      for period in death.closed {
        try await tx.execute(
          """
          UPDATE induction_period SET ends_on = \(period.endsOn), leaves_teaching = \(period.leavesTeaching)
          WHERE id = \(period.id) AND induction_id = \(id)
          """)
      }
      if try await !DeathSnapshot.restore(death.id, of: id, services.now(), in: tx) {
        try await reckonState(record, tx)
      }
      let withdrawn = try await DeathSnapshot.withdrawn(death.id, in: tx)
      try await tx.execute(
        """
        UPDATE induction_death SET undone_at = \(services.now()), undone_reason = \(reason), was = '{}',
          undone_by_name = \(actor.account?.name ?? "The operator") WHERE id = \(death.id)
        """)
      // One that was erased meanwhile stays so.
      let reopened = try await tx.execute(
        """
        UPDATE account SET closed_at = NULL, updated_at = \(services.now()), version = version + 1
        WHERE id = \(death.account) AND password_hash IS NOT NULL
        """)
      try await ReplanInduction(services)(id, in: tx)
      try await Audit.record(
        "induction.death_undone", AuditSubject("induction", id), at: record.induction.place, by: actor,
        services,
        in: tx)
      let mails = DeathMails(services: services, record: record)
      try await mails.undone(reason, hasAccount: reopened > 0, in: tx)
      try await mails.registerAgain(withdrawn, in: tx)
      if let transfer = try await TransferStore.known(of: id, in: tx), transfer.givenAt != nil {
        try await mails.otherBodyAgain(transfer, in: tx)
      }
      return try await InductionStore.record(id, in: tx)
    }
  }

  /// Of a death that was recorded before it was kept what it changes: by the posts, and by the plan.
  private func reckonState(_ record: InductionRecord, _ tx: Transaction) async throws {
    let id = record.induction.id
    try await InductionStore.setState(
      id, try await InductionStore.stateByPosts(id, on: services.today, in: tx), services.now(), in: tx)
    try await DecideInduction.askAgain(id, after: .ended, services, in: tx)
    try await ReplanInduction(services)(id, in: tx)
    for place in Set(record.periods.map(\.place)) {
      try await InterimDue(services).renew(id, at: place, in: tx)
    }
  }
}
