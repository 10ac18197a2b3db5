import Foundation
import Postgres

/// What decisions and appeals do to an induction: end its periods, extend it, let it go on.
struct EndInduction: Sendable {
  let services: Services

  /// Ends the periods that go on after a day, on it or at the end by the plan, and says which they were. Of a day in the
  /// past, a post that only began after it and is over stays as it was: it was no part of induction.
  func closePeriods(
    _ record: InductionRecord, after day: CivilDate, _ tx: Transaction
  ) async throws -> [UUID] {
    let last = min(record.induction.plan?.expectedEnd ?? day, day)
    return try await tx.query(
      """
      UPDATE induction_period SET ends_on = greatest(starts_on, \(last)::date)
      WHERE induction_id = \(record.induction.id) AND coalesce(ends_on > \(day), true)
        AND (starts_on <= \(day) OR coalesce(ends_on > \(services.today), true)) RETURNING id
      """
    ).map { try $0.decode("id") }
  }

  /// Adds an extension; the plan is not reckoned yet.
  func extend(
    _ id: InductionID, byTerms terms: Decimal?, _ reasons: String, _ actor: Actor, _ tx: Transaction
  ) async throws -> InductionEventID {
    let event = services.newID(InductionEventID.self)
    try await tx.execute(
      """
      INSERT INTO induction_event (id, induction_id, kind, terms, reason, entered_by, entered_by_name, entered_at)
      VALUES (\(event), \(id), \(InductionEvent.Kind.extension), \(terms), \(String(reasons.prefix(2_000))),
        \(actor.account?.id), \(actor.account?.name ?? "The operator"), \(services.now()))
      """)
    return event
  }

  /// Takes an extension back: it stays to be seen and counts no more.
  func takeBack(_ event: InductionEventID?, _ actor: Actor, _ tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE induction_event SET removed_at = \(services.now()),
        removed_by_name = \(actor.account?.name ?? "The operator") WHERE id = \(event) AND removed_at IS NULL
      """)
  }

  /// Undoes a transfer that stands, for an induction that comes to its end here; whoever knows of it is told.
  func endTransfer(
    _ record: InductionRecord, _ reason: String, _ actor: Actor, _ tx: Transaction
  ) async throws {
    guard let going = try await InductionTransfer.standing(of: record.induction.id, in: tx) else { return }
    try await TransferStore.end(
      going, .undone, reason, by: actor.account?.name ?? "The operator", services.now(), in: tx)
    try await TransferStore.note("transfer_undone", record, actor, services, in: tx)
    try await TransferMails(services).ended(going, .undone, reason, record, in: tx)
  }

  /// Moves an induction to its satisfactory end from wherever it stands, by the steps that its table allows.
  func complete(_ record: InductionRecord, _ tx: Transaction) async throws {
    let steps: [InductionState] =
      switch record.induction.state {
      case .satisfactory: []
      case .notSatisfactory, .recommended: [.satisfactory]
      case .serving: [.recommended, .satisfactory]
      case .paused, .left, .transferred, .died: [.serving, .recommended, .satisfactory]
      }
    for state in steps {
      try await InductionStore.setState(record.induction.id, state, services.now(), in: tx)
    }
  }
}
