import Foundation
public import Postgres

/// Records that a teacher has died: the induction ends, nothing is due any more, no mail goes to them, nobody signs in to
/// their account, and what was booked for them is given back. The record is kept as that of every induction which has
/// ended (six years at least; DfE statutory guidance 2024, chapter 5).
public struct RecordDeath: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Whether somebody may record it: the head of the school where the teacher is, or was last, and officers.
  public func isAllowed(_ record: InductionRecord, by actor: Actor) -> Bool {
    guard !record.isPartial, record.induction.state.mayBecome(.died) else { return false }
    return actor.may(.decideInduction, at: record.induction.place)
      || InductionAccess.may(
        .registerInduction, record.induction, record.periods, actor, on: services.today)
  }

  /// Ends the induction with the day of death. Those at the school who need to know are told, and the appropriate body;
  /// the teacher’s addresses get nothing from now on. Throws ``DomainError``.
  public func callAsFunction(
    _ id: InductionID, on day: CivilDate?, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRecord {
    try await services.pool.withTransaction { tx in
      _ = try await InductionStore.lock(id, nil, in: tx)
      let record = try await InductionStore.record(id, in: tx)
      let induction = record.induction
      guard InductionAccess.mayRead(induction, record.periods, actor) else {
        throw DomainError.notFound("induction")
      }
      guard induction.state.mayBecome(.died) else {
        throw DomainError.conflict("This induction is “\(induction.state.title)”.")
      }
      guard isAllowed(record, by: actor) else {
        throw DomainError.notAllowed("Only the school’s head and the appropriate body can record this.")
      }
      if let expectedVersion, expectedVersion != induction.version {
        throw DomainError.staleVersion(current: induction.version)
      }
      try await DeathLimit.check(day, induction, on: services.today, in: tx)
      guard let day else { return record }
      try await end(record, day, actor, tx)
      return try await InductionStore.record(id, in: tx)
    }
  }

  private func end(
    _ record: InductionRecord, _ day: CivilDate, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let (id, now) = (record.induction.id, services.now())
    let name = actor.account?.name ?? "The operator"
    let was = try await DeathSnapshot.take(id, in: tx)
    // First, so that nothing which follows is mailed to them.
    try await InductionStore.setState(id, .died, now, in: tx)
    let account = try await closeAccount(of: id, tx)
    let closed = try await closePeriods(id, after: day, tx)
    try await tx.execute(
      """
      INSERT INTO induction_death (id, induction_id, died_on, closed_periods, account_id, recorded_at, recorded_by_name,
        was)
      VALUES (\(services.newID(InductionEventID.self)), \(id), \(day), \(try JSONColumn.encode(closed)),
        \(account?.id), \(now), \(name), \(was))
      """)
    if let open = try await InductionDecision.list(id, in: tx).last, open.isOpen {
      try await DecideInduction.close(open, .ended, "The teacher has died.", by: actor, services, in: tx)
    }
    try await endTransfer(record, name, tx)
    try await withdrawRegistrations(record, tx)
    let addresses = try await addresses(record, account, tx)
    try await giveBack(record, account, addresses, actor, tx)
    try await ReferenceRequest.keepUndelivered(
      "lower(btrim(m.recipient)) = ANY (\(addresses))", now, in: tx)
    try await tx.execute(
      "DELETE FROM outbox_mail WHERE sent_at IS NULL AND lower(btrim(recipient)) = ANY (\(addresses))")
    try await ReplanInduction(services)(id, in: tx)
    try await tx.execute(
      "DELETE FROM induction_due WHERE induction_id = \(id) AND (done_on IS NULL OR not_needed)")
    try await Audit.record(
      "induction.died", AuditSubject("induction", id), at: record.induction.place, by: actor, services, in: tx
    )
    try await DeathMails(services: services, record: record).recorded(day, in: tx)
  }

  /// Lets nobody in to the teacher’s account any more: one by which they had their induction.
  private func closeAccount(
    of id: InductionID, _ tx: Transaction
  ) async throws -> (id: AccountID, email: String)? {
    let row = try await tx.firstRow(
      """
      UPDATE account a SET closed_at = \(services.now()), updated_at = \(services.now()), version = a.version + 1
      FROM induction i WHERE i.id = \(id) AND a.closed_at IS NULL AND (a.id = i.account_id
        OR i.account_id IS NULL AND a.email_normal = i.email_normal)
      RETURNING a.id, a.email
      """)
    guard let row else { return nil }
    let account = (
      id: try row.decode("id", as: AccountID.self), email: try row.decode("email", as: String.self)
    )
    try await SessionRecord.endAll(of: account.id, except: nil, services, in: tx)
    return account
  }

  /// The teacher’s addresses, without one that somebody else has an open account with.
  private func addresses(
    _ record: InductionRecord, _ account: (id: AccountID, email: String)?, _ tx: Transaction
  ) async throws -> [String] {
    let all = [record.induction.email, account?.email ?? ""].map { $0.trimmed.lowercased() }.filter {
      !$0.isEmpty
    }
    let others = try await tx.query(
      "SELECT email_normal FROM account WHERE email_normal = ANY (\(all)) AND closed_at IS NULL"
    ).map { try $0.decode("email_normal", as: String.self) }
    return all.filter { !others.contains($0) }
  }

  private func closePeriods(
    _ id: InductionID, after day: CivilDate, _ tx: Transaction
  ) async throws -> [InductionDeath.ClosedPeriod] {
    let closed = try await tx.query(
      """
      SELECT id, ends_on, leaves_teaching FROM induction_period
      WHERE induction_id = \(id) AND coalesce(ends_on > \(day), true) ORDER BY starts_on, id
      """
    ).map {
      InductionDeath.ClosedPeriod(
        id: try $0.decode("id"), endsOn: try $0.decodeIfPresent("ends_on"),
        leavesTeaching: try $0.decode("leaves_teaching"))
    }
    try await tx.execute(
      """
      UPDATE induction_period SET ends_on = greatest(starts_on, \(day)::date), leaves_teaching = false
      WHERE id = ANY (\(closed.map(\.id)))
      """)
    return closed
  }

  /// A transfer that is asked for or stands ends with the induction; a body that has the record is asked to delete it.
  private func endTransfer(_ record: InductionRecord, _ name: String, _ tx: Transaction) async throws {
    guard let known = try await TransferStore.known(of: record.induction.id, in: tx) else { return }
    try await TransferStore.end(
      known, .ended, "The induction has ended here.", by: name, services.now(), in: tx)
    if known.givenAt != nil {
      try await DeathMails(services: services, record: record).otherBody(known, in: tx)
    }
  }

  /// What a school has entered and nobody has decided: no fee is asked for it.
  private func withdrawRegistrations(_ record: InductionRecord, _ tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE induction_registration SET state = \(RegistrationState.withdrawn), updated_at = \(services.now()),
        state_reason = 'The induction has ended.', version = version + 1
      WHERE trn = \(record.induction.trn) AND authority_id = \(record.induction.place.authority)
        AND state IN ('draft', 'submitted', 'queried')
      """)
  }

  /// Gives places in activities back, for which nobody is charged, and ends what is open in the pool.
  private func giveBack(
    _ record: InductionRecord, _ account: (id: AccountID, email: String)?, _ addresses: [String],
    _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    let bookings = try await BookingStore.list(
      """
      b.erased_at IS NULL AND b.state <> 'cancelled'
        AND (b.account_id = \(account?.id) OR b.email_normal = ANY (\(addresses)))
      """, in: tx)
    for booking in bookings where booking.session.startsAt > services.now() {
      let locked = try await BookingStore.lock(booking.id, in: tx)
      if locked.state == .cancelled { continue }
      try await BookingStore.end(locked, by: .organiser, actor, services, in: tx)
      try await Audit.record(
        "activity_booking.cancelled", AuditSubject("activity_booking", booking.id), at: booking.organiser,
        details: ["by": .string(BookingCanceller.organiser.rawValue)], by: actor, services, in: tx)
    }
    guard let account else { return }
    try await tx.execute(
      """
      UPDATE activity_request SET state = 'withdrawn', answered_at = \(services.now()), version = version + 1
      WHERE account_id = \(account.id) AND state = 'asked'
      """)
    for entry in try await PoolStore.list("e.account_id = \(account.id)", in: tx)
    where entry.state.next.contains(.left) {
      try await tx.execute(
        """
        UPDATE pool_entry SET state = \(PoolState.left), active_at = \(services.now()), reminded_at = NULL,
          version = version + 1 WHERE id = \(entry.id)
        """)
      try await PoolInterestStore.endAll(of: entry.id, .left, services, in: tx)
    }
  }
}
