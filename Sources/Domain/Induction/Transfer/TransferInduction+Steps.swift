import Foundation
import Postgres

/// A period that a transfer has ended, as it was before.
private struct ClosedPeriod: Codable {
  let id: UUID
  let endsOn: CivilDate?
  let leavesTeaching: Bool
}

/// What the steps of a transfer do.
extension TransferInduction {
  // MARK: Agreeing

  /// Records the last day here in every post that goes on; the state changes on the day of the transfer
  /// (``SettleInductions``), at once for one that has come.
  func agree(
    _ transfer: InductionTransfer, _ content: TransferContent, _ record: InductionRecord, at now: Date,
    _ actor: Actor, _ tx: Transaction
  ) async throws {
    guard let day = content.transfersOn else { throw DomainError.notFound("day") }
    let id = record.induction.id
    let closed = try await tx.query(
      """
      SELECT id, ends_on, leaves_teaching FROM induction_period
      WHERE induction_id = \(id) AND coalesce(ends_on >= \(day), true) ORDER BY starts_on, id
      """
    ).map {
      ClosedPeriod(
        id: try $0.decode("id"), endsOn: try $0.decodeIfPresent("ends_on"),
        leavesTeaching: try $0.decode("leaves_teaching"))
    }
    try await tx.execute(
      """
      UPDATE induction_period SET ends_on = \(day.adding(days: -1)), leaves_teaching = false
      WHERE id = ANY (\(closed.map(\.id)))
      """)
    try await tx.execute(
      """
      UPDATE induction_transfer SET state = \(TransferState.agreed), cause = \(content.cause),
        body_name = \(content.bodyName), contact_email = \(content.contactEmail), school_name = \(content.schoolName),
        transfers_on = \(day), reason = \(content.reason), agreed_at = \(now),
        agreed_by_name = \(name(actor)), closed_periods = \(try JSONColumn.encode(closed)),
        updated_at = \(services.now()), version = version + 1
      WHERE id = \(transfer.id)
      """)
    if day <= services.today {
      try await InductionStore.setState(id, .transferred, services.now(), in: tx)
    } else {
      try await tx.execute("UPDATE induction SET version = version + 1 WHERE id = \(id)")
    }
    let after = try await ReplanInduction(services).reckoned(id, in: tx)
    if day > services.today { try await renewInterim(record, tx) }
    try await TransferStore.note("transfer_agreed", record, actor, services, in: tx)
    let agreed = try await InductionTransfer.find(transfer.id, in: tx)
    let interim = try await InterimRule.finding(after, until: agreed.lastDay, in: tx)
    try await TransferMails(services).agreed(agreed, after, interim, in: tx)
  }

  private func name(_ actor: Actor) -> String { actor.account?.name ?? "The operator" }

  /// Refuses it with a reason, or takes it back.
  func end(
    _ transfer: InductionTransfer, _ state: TransferState, reason: String?, _ record: InductionRecord,
    _ actor: Actor, _ tx: Transaction
  ) async throws {
    if let reason { try Self.checkReason(reason) }
    try await tx.execute(
      """
      UPDATE induction_transfer SET state = \(state), ended_at = \(services.now()), ended_by_name = \(name(actor)),
        end_reason = \(reason), updated_at = \(services.now()), version = version + 1
      WHERE id = \(transfer.id)
      """)
    try await TransferStore.note("transfer_\(state.rawValue)", record, actor, services, in: tx)
    try await TransferMails(services).ended(transfer, state, reason ?? "", record, in: tx)
  }

  private static func checkReason(_ reason: String) throws {
    var problems = Problems()
    problems.require(
      (10...2_000).contains(reason.count), "reason", "Enter the reasons, in 10 to 2,000 characters.")
    try problems.throwIfAny()
  }

  // MARK: Giving over

  /// Freezes the record as it stands and mails a link to it that works once; links before it are dead.
  func give(
    _ transfer: InductionTransfer, to email: String, _ record: InductionRecord, _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    var problems = Problems()
    let address = EmailAddress(email.isEmpty ? transfer.contactEmail ?? "" : email)
    problems.require(
      address != nil, "email",
      "Enter the e-mail address of the contact in full, such as name@example.com.")
    try problems.throwIfAny()
    guard let address else { return }
    let fresh = try await ReplanInduction(services).reckoned(record.induction.id, in: tx)
    let now = services.now()
    let bundle = try await MakeTransferBundle(services)(transfer, of: fresh, in: tx)
    try await TransferStore.closeLinks(of: transfer.id, now, in: tx)
    let secret = Secret.make(services)
    try await tx.execute(
      """
      INSERT INTO induction_transfer_giving (id, transfer_id, content, made_at, made_by_name, sent_to, token_hash,
        expires_at)
      VALUES (\(services.newID(TransferID.self)), \(transfer.id), \(try JSONColumn.encode(bundle)), \(now),
        \(name(actor)), \(address.text), \(secret.hash), \(now.addingTimeInterval(TransferGiving.lifetime)))
      """)
    try await tx.execute(
      """
      UPDATE induction_transfer SET state = \(TransferState.given), contact_email = \(address.text), given_at = \(now),
        reminded_on = NULL, updated_at = \(now), version = version + 1
      WHERE id = \(transfer.id)
      """)
    try await TransferStore.note("transfer_given", record, actor, services, in: tx)
    try await TransferMails(services).given(transfer, record, to: address, secret, in: tx)
  }

  func withdrawLink(
    _ transfer: InductionTransfer, _ record: InductionRecord, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await TransferStore.closeLinks(of: transfer.id, services.now(), in: tx)
    try await tx.execute(
      """
      UPDATE induction_transfer SET state = \(TransferState.agreed), updated_at = \(services.now()),
        version = version + 1 WHERE id = \(transfer.id)
      """)
    try await TransferStore.note("transfer_link_withdrawn", record, actor, services, in: tx)
    try await TransferMails(services).linkWithdrawn(transfer, record, in: tx)
  }

  // MARK: Receipt

  func acknowledge(
    _ transfer: InductionTransfer, _ entry: TransferEntry, _ record: InductionRecord, _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    let first = LondonTime.date(of: transfer.givenAt ?? transfer.askedAt)
    var problems = Problems()
    problems.require(
      entry.on.map { first <= $0 && $0 <= services.today } == true, "on",
      "Enter the day on which the other body acknowledged it, from \(LondonTime.shortDate(first)) to today.")
    problems.require(
      (2...200).contains(entry.person.count), "person",
      "Enter who acknowledged it there, in 2 to 200 characters.")
    try problems.throwIfAny()
    try await tx.execute(
      """
      UPDATE induction_transfer SET state = \(TransferState.acknowledged), acknowledged_on = \(entry.on),
        acknowledged_by = \(entry.person), updated_at = \(services.now()), version = version + 1
      WHERE id = \(transfer.id)
      """)
    try await TransferStore.closeLinks(of: transfer.id, services.now(), in: tx)
    try await TransferStore.note("transfer_acknowledged", record, actor, services, in: tx)
  }

  // MARK: Undoing

  /// Lets the posts go on that it ended, as far as nobody has changed them since, and what is due be due again.
  func undo(
    _ transfer: InductionTransfer, reason: String, _ record: InductionRecord, _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    try Self.checkReason(reason)
    let (id, now) = (record.induction.id, services.now())
    try await TransferStore.requireNotElsewhere(record.induction, in: tx)
    let closed = try await tx.value(
      "SELECT closed_periods FROM induction_transfer WHERE id = \(transfer.id)", as: JSONText.self)
    for period in try JSONColumn.decode([ClosedPeriod].self, from: closed) {
      // Of a post that was parted by other hours since, the last part goes on.
      try await tx.execute(
        """
        WITH RECURSIVE part AS (
          SELECT id, induction_id, school_id, ends_on FROM induction_period WHERE id = \(period.id)
          UNION ALL
          SELECT n.id, n.induction_id, n.school_id, n.ends_on FROM part JOIN induction_period n
            ON n.induction_id = part.induction_id AND n.school_id = part.school_id
              AND n.starts_on = part.ends_on + 1 AND n.ends_on >= n.starts_on
        )
        UPDATE induction_period SET ends_on = \(period.endsOn), leaves_teaching = \(period.leavesTeaching)
        WHERE induction_id = \(id) AND id IN (SELECT id FROM part) AND ends_on = \(transfer.lastDay)
        """)
    }
    try await resume(id, tx)
    try await renewInterim(record, tx)
    try await TransferStore.closeLinks(of: transfer.id, now, in: tx)
    try await tx.execute(
      """
      UPDATE induction_transfer SET state = \(TransferState.undone), ended_at = \(now), ended_by_name = \(name(actor)),
        end_reason = \(reason), updated_at = \(now), version = version + 1
      WHERE id = \(transfer.id)
      """)
    try await ReplanInduction(services)(id, in: tx)
    try await TransferStore.note("transfer_undone", record, actor, services, in: tx)
    try await TransferMails(services).ended(transfer, .undone, reason, record, in: tx)
  }

  /// At the schools whose posts it ends, or lets go on.
  private func renewInterim(_ record: InductionRecord, _ tx: Transaction) async throws {
    for place in Set(record.periods.filter { $0.goesOn(after: services.today) }.map(\.place)) {
      try await InterimDue(services).renew(record.induction.id, at: place, in: tx)
    }
  }

  /// Where the induction stands by its posts: serving, between posts, or left.
  private func resume(_ id: InductionID, _ tx: Transaction) async throws {
    let (now, today) = (services.now(), services.today)
    let state = try await InductionStore.find(id, in: tx).state
    let last = try await tx.firstRow(
      """
      SELECT coalesce(p.ends_on > \(today), true) AS goes_on,
        p.leaves_teaching AND NOT coalesce(i.expected_end <= p.ends_on, false) AS leaves_teaching
      FROM induction_period p JOIN induction i ON i.id = p.induction_id
      WHERE p.induction_id = \(id) ORDER BY p.ends_on DESC NULLS FIRST, p.leaves_teaching DESC, p.id DESC LIMIT 1
      """)
    guard let last else { return }
    let goesOn = try last.decode("goes_on", as: Bool.self)
    let leaves = try last.decode("leaves_teaching", as: Bool.self)
    let next: InductionState = goesOn ? .serving : leaves ? .left : .paused
    if state == .transferred || next == .serving && state == .paused {
      try await InductionStore.setState(id, next, now, in: tx)
    } else {
      try await tx.execute("UPDATE induction SET version = version + 1 WHERE id = \(id)")
    }
  }
}
