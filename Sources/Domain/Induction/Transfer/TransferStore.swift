import Foundation
import Postgres

/// Statements that the steps of transfers share.
enum TransferStore {
  /// The states in which there is no other transfer of the same induction.
  static let open = TransferState.allCases.filter { $0 == .asked || $0.stands }.map(\.rawValue)

  /// The transfer that is asked for or stands; nil when there is none.
  static func known(of id: InductionID, in db: some Queryable) async throws -> InductionTransfer? {
    try await InductionTransfer.list("t.induction_id = \(id) AND t.state = ANY (\(open))", in: db).first
  }

  static func note(
    _ action: String, _ record: InductionRecord, _ actor: Actor, _ services: Services, in tx: Transaction
  ) async throws {
    try await Audit.record(
      "induction.\(action)", AuditSubject("induction", record.induction.id), at: record.induction.place,
      by: actor, services, in: tx)
  }

  /// Lets links that nobody has used, and reading that goes on, end now.
  static func closeLinks(of id: TransferID, _ now: Date, in tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE induction_transfer_giving SET
        withdrawn_at = CASE WHEN fetched_at IS NULL THEN coalesce(withdrawn_at, \(now)) ELSE withdrawn_at END,
        key_expires_at = CASE WHEN key_expires_at > \(now) THEN \(now) ELSE key_expires_at END
      WHERE transfer_id = \(id)
      """)
  }

  /// The teacher came back from the other body: the transfer is history, and the induction goes on here.
  static func returned(_ induction: Induction, _ now: Date, in tx: Transaction) async throws {
    guard let transfer = try await InductionTransfer.standing(of: induction.id, in: tx) else { return }
    try await end(
      transfer, .returned, "The teacher is registered here again.", by: induction.bodyName, now, in: tx)
  }

  /// Ends a transfer, with the links to its record.
  static func end(
    _ transfer: InductionTransfer, _ state: TransferState, _ reason: String, by name: String, _ now: Date,
    in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE induction_transfer SET state = \(state), ended_at = \(now), ended_by_name = \(name),
        end_reason = \(reason), updated_at = \(now), version = version + 1
      WHERE id = \(transfer.id)
      """)
    try await closeLinks(of: transfer.id, now, in: tx)
  }

  /// Refuses what can’t be while the induction goes to another body.
  static func requireStaying(
    _ id: InductionID, _ remedy: String = "Undo that transfer first.", in db: some Queryable
  ) async throws {
    guard let going = try await InductionTransfer.standing(of: id, in: db) else { return }
    throw DomainError.conflict(
      "This teacher’s induction goes to \(going.bodyName) from \(LondonTime.shortDate(going.transfersOn)). \(remedy)"
    )
  }

  /// Refuses to go on with an induction that another authority here has taken over.
  static func requireNotElsewhere(_ induction: Induction, in db: some Queryable) async throws {
    let isElsewhere = try await db.value(
      """
      SELECT EXISTS (SELECT FROM induction n
        WHERE n.trn = \(induction.trn) AND n.id <> \(induction.id) AND n.state <> 'transferred')
      """, as: Bool.self)
    if isElsewhere {
      throw DomainError.conflict(
        "Another appropriate body holds this teacher’s induction now. Ask it for a transfer.")
    }
  }

  /// Of a number whose induction was given over: what a body should know when the teacher is registered again.
  static func words(ofTRN trn: String, in authority: AuthorityID, in db: some Queryable) async throws
    -> String?
  {
    let found = try await InductionStore.list(
      "i.trn = \(trn) AND i.authority_id = \(authority) AND i.state = \(InductionState.transferred)",
      limit: 1, in: db
    ).first
    guard let found, let transfer = try await InductionTransfer.standing(of: found.id, in: db) else {
      return nil
    }
    let served = found.plan.map { "\(TermWords.terms(TermWords.plain($0.servedTerms)))" } ?? "what"
    return "Induction \(found.reference) was given over to \(transfer.bodyName) from "
      + "\(LondonTime.shortDate(transfer.transfersOn)). By our own record \(served) served here until then "
      + "count again; as served elsewhere goes only what was served under another body."
  }
}

extension TermWords {
  /// A number without needless decimals, such as "1.25" and "2".
  static func plain(_ number: Double) -> String {
    number == number.rounded() ? String(Int(number)) : String(number)
  }
}
