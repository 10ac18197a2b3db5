public import Foundation
public import Postgres

/// What goes with a step of a transfer.
public struct TransferEntry: Sendable {
  /// What the officer agrees to, where it isn’t what the school asked for.
  public var content: TransferContent?
  /// To whom the record goes, where it isn’t the contact recorded.
  public var email: String
  /// Why it is refused or undone.
  public var reason: String
  /// When the other body acknowledged it.
  public var on: CivilDate?
  /// Who there did.
  public var person: String

  /// What was entered.
  public init(
    content: TransferContent? = nil, email: String = "", reason: String = "", on: CivilDate? = nil,
    person: String = ""
  ) {
    (self.content, self.email, self.reason) = (content, email.trimmed, reason.trimmed)
    (self.on, self.person) = (on, person.trimmed)
  }
}

/// Transfers inductions to another appropriate body: a head asks, an officer agrees or records it themselves, gives the
/// record over and notes its receipt. Until it is received it is waiting; every step is kept, undoing as well.
public struct TransferInduction: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  // MARK: Reading

  /// The transfers of an induction, oldest first, as far as the reader may see them. Throws ``DomainError``.
  public func list(_ id: InductionID, by actor: Actor) async throws -> [TransferRecord] {
    let record = try await ReadInductions(services).find(id, by: actor)
    if record.isPartial { return [] }
    var found: [TransferRecord] = []
    for transfer in try await InductionTransfer.list("t.induction_id = \(id)", in: services.pool) {
      found.append(try await shown(transfer, record, actor, in: services.pool))
    }
    return found
  }

  /// A page of a body’s transfers, newest first, in one state or all that somebody still has to see to. Throws
  /// ``DomainError``.
  public func list(
    of authority: Place, _ state: TransferState? = nil, isWaiting: Bool = false, limit: Int = 50,
    after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<InductionTransfer> {
    try actor.require(.transferInduction, at: authority, orHide: "page")
    let behind: Statement = after.map { "(t.asked_at, t.id) < (\($0.instant), \($0.id))" } ?? "true"
    let only: Statement =
      state.map { "t.state = \($0)" } ?? (isWaiting ? "t.state = ANY (\(TransferState.waiting))" : "true")
    let found = try await InductionTransfer.list(
      "t.authority_id = \(authority.authority) AND \(fragment: only) AND \(fragment: behind)",
      order: "t.asked_at DESC, t.id DESC", limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) { Cursor(instant: $0.askedAt, id: $0.id.rawValue) }
  }

  /// One of them. Throws ``DomainError``.
  public func find(_ id: TransferID, by actor: Actor) async throws -> TransferRecord {
    let transfer = try await InductionTransfer.find(id, in: services.pool)
    let record = try await readable(transfer, actor)
    return try await shown(transfer, record, actor, in: services.pool)
  }

  private func readable(_ transfer: InductionTransfer, _ actor: Actor) async throws -> InductionRecord {
    do {
      let record = try await ReadInductions(services).find(transfer.induction, by: actor)
      if !record.isPartial { return record }
    } catch DomainError.notFound {}
    throw DomainError.notFound("transfer")
  }

  /// The record as it was last given over, with the time, or as it would be given over now. Throws ``DomainError``.
  public func bundle(
    _ id: TransferID, by actor: Actor
  ) async throws -> (transfer: InductionTransfer, bundle: TransferBundle, frozenAt: Date?) {
    let transfer = try await InductionTransfer.find(id, in: services.pool)
    let record = try await readable(transfer, actor)
    try actor.require(.transferInduction, at: record.induction.place, orHide: "record")
    let row = try await services.pool.firstRow(
      """
      SELECT content, made_at FROM induction_transfer_giving WHERE transfer_id = \(id) ORDER BY made_at DESC, id DESC
      LIMIT 1
      """)
    if let row {
      return (
        transfer, try JSONColumn.decode(TransferBundle.self, from: try row.decode("content")),
        try row.decode("made_at")
      )
    }
    let now = try await InductionStore.record(transfer.induction, in: services.pool)
    return (transfer, try await MakeTransferBundle(services)(transfer, of: now, in: services.pool), nil)
  }

  private enum Role { case officer, head, other }

  private func role(_ record: InductionRecord, _ actor: Actor) -> Role {
    if actor.may(.transferInduction, at: record.induction.place) { return .officer }
    let current = InductionAccess.current(record.periods, on: services.today)
    return current.contains { actor.may(.askInductionTransfer, at: $0.place) } ? .head : .other
  }

  private func shown(
    _ transfer: InductionTransfer, _ record: InductionRecord, _ actor: Actor, in db: some Queryable
  ) async throws -> TransferRecord {
    let role = role(record, actor)
    var transfer = transfer
    if role == .other { transfer.contactEmail = nil }
    let interim = try await InterimRule.finding(record, until: transfer.lastDay, in: db)
    let why =
      interim == .asked ? try await InterimRule.reason(record, until: transfer.lastDay, in: db) : nil
    return TransferRecord(
      transfer: transfer, givings: role == .officer ? try await TransferGiving.list(transfer.id, in: db) : [],
      interim: interim, interimReason: why,
      steps: TransferStep.allCases.filter { isPossible($0, transfer, role, actor) })
  }

  private func isPossible(
    _ step: TransferStep, _ transfer: InductionTransfer, _ role: Role, _ actor: Actor
  ) -> Bool {
    let state = transfer.state
    // What ended with the induction stands again only as that is put right.
    if state == .ended { return false }
    switch (step, role) {
    case (.withdraw, .head): return state.mayBecome(.withdrawn)
    case (.withdraw, .officer): return state.mayBecome(.withdrawn) && actor.isSystem
    case (.agree, .officer): return state.mayBecome(.agreed) && state == .asked
    case (.refuse, .officer): return state.mayBecome(.refused)
    case (.give, .officer): return state.mayBecome(.given) || state == .given
    case (.withdrawLink, .officer): return state == .given
    case (.acknowledge, .officer): return state.mayBecome(.acknowledged)
    case (.undo, .officer): return state.mayBecome(.undone)
    default: return false
    }
  }

  // MARK: Beginning

  /// That nothing is left to serve under another body from a day on; nil where something is.
  public static func nothingLeft(_ record: InductionRecord, from day: CivilDate) -> String? {
    TransferRules.completed(record, before: day).map(TransferRules.nothingLeft)
  }

  /// Whether somebody may ask for, or record, the transfer of an induction now.
  public func mayBegin(_ record: InductionRecord, by actor: Actor) async throws -> (ask: Bool, record: Bool) {
    guard !record.isPartial, record.induction.state.mayBecome(.transferred) else { return (false, false) }
    let known = try await InductionTransfer.list(
      "t.induction_id = \(record.induction.id) AND t.state = ANY (\(TransferStore.open))", in: services.pool)
    guard known.isEmpty else { return (false, false) }
    let role = role(record, actor)
    return (role == .head, role == .officer)
  }

  /// Asks the body for a transfer, for the head of the school where the teacher is, or was last. Throws
  /// ``DomainError``.
  public func ask(
    _ id: InductionID, _ content: TransferContent, expectedVersion: Int?, by actor: Actor
  ) async throws -> TransferRecord {
    try await begin(id, .askInductionTransfer, content, expectedVersion, actor) { transfer, record, tx in
      try await TransferStore.note("transfer_asked", record, actor, services, in: tx)
      try await TransferMails(services).asked(transfer, record, in: tx)
    }
  }

  /// Records a transfer at once, for an officer. Throws ``DomainError``.
  public func begin(
    _ id: InductionID, _ content: TransferContent, expectedVersion: Int?, by actor: Actor
  ) async throws -> TransferRecord {
    try await begin(id, .transferInduction, content, expectedVersion, actor) { transfer, record, tx in
      try await agree(transfer, content, record, at: transfer.askedAt, actor, tx)
    }
  }

  private func begin(
    _ id: InductionID, _ operation: Operation, _ content: TransferContent, _ expectedVersion: Int?,
    _ actor: Actor, _ work: (InductionTransfer, InductionRecord, Transaction) async throws -> Void
  ) async throws -> TransferRecord {
    let made = try await services.pool.withTransaction { tx in
      let record = try await InductionStore.lock(
        id, for: operation, expectedVersion, on: services.today, by: actor, in: tx)
      try TransferRules.requireState(record.induction)
      if let known = try await TransferStore.known(of: id, in: tx) {
        throw DomainError.conflict(
          "A transfer to \(known.bodyName) is recorded: “\(known.state.title)”. See to that one first.")
      }
      try TransferRules.check(content, record, today: services.today)
      let made = services.newID(TransferID.self)
      try await tx.execute(
        """
        INSERT INTO induction_transfer (id, authority_id, induction_id, state, cause, body_name, contact_email,
          school_name, transfers_on, reason, asked_at, asked_by_name, updated_at)
        VALUES (\(made), \(record.induction.place.authority), \(id), \(TransferState.asked), \(content.cause),
          \(content.bodyName), \(content.contactEmail), \(content.schoolName), \(content.transfersOn),
          \(content.reason), \(services.now()), \(actor.account?.name ?? "The operator"), \(services.now()))
        """)
      try await work(try await InductionTransfer.find(made, in: tx), record, tx)
      return made
    }
    return try await find(made, by: actor)
  }

  // MARK: Steps

  /// Takes a step. Throws ``DomainError``.
  public func record(
    _ step: TransferStep, _ entry: TransferEntry = TransferEntry(), of id: TransferID, expectedVersion: Int?,
    by actor: Actor
  ) async throws -> TransferRecord {
    try await services.pool.withTransaction { tx in
      let known = try await InductionTransfer.find(id, in: tx)
      _ = try await InductionStore.lock(known.induction, nil, in: tx)
      let transfer = try await InductionTransfer.find(id, in: tx)
      let record = try await InductionStore.record(transfer.induction, in: tx)
      let isOwn = try await InductionAccess.isOwn(transfer.induction, actor, in: tx)
      let role = role(record, actor)
      // Who reads only what belongs to their time knows of no transfer.
      let isCurrent = InductionAccess.may(
        .readInductions, record.induction, record.periods, actor, on: services.today)
      guard isOwn || isCurrent else { throw DomainError.notFound("transfer") }
      if let expectedVersion, expectedVersion != transfer.version {
        throw DomainError.staleVersion(current: transfer.version)
      }
      guard isPossible(step, transfer, role, actor) else {
        throw isPossible(step, transfer, step == .withdraw ? .head : .officer, actor)
          ? DomainError.notAllowed(
            step == .withdraw
              ? "Only the school’s head can take this back."
              : "Only an officer of the appropriate body can do this.")
          : DomainError.conflict("This can’t be done now: “\(transfer.state.title)”.")
      }
      try await take(step, entry, transfer, record, actor, tx)
    }
    return try await find(id, by: actor)
  }

  private func take(
    _ step: TransferStep, _ entry: TransferEntry, _ transfer: InductionTransfer, _ record: InductionRecord,
    _ actor: Actor, _ tx: Transaction
  ) async throws {
    switch step {
    case .agree:
      try TransferRules.requireState(record.induction)
      let content = entry.content ?? TransferContent(transfer)
      try TransferRules.check(content, record, today: services.today)
      try await agree(transfer, content, record, at: services.now(), actor, tx)
    case .refuse: try await end(transfer, .refused, reason: entry.reason, record, actor, tx)
    case .withdraw: try await end(transfer, .withdrawn, reason: nil, record, actor, tx)
    case .give: try await give(transfer, to: entry.email, record, actor, tx)
    case .withdrawLink: try await withdrawLink(transfer, record, actor, tx)
    case .acknowledge: try await acknowledge(transfer, entry, record, actor, tx)
    case .undo: try await undo(transfer, reason: entry.reason, record, actor, tx)
    }
  }
}

extension TransferContent {
  /// What was asked for.
  init(_ transfer: InductionTransfer) {
    self.init(
      cause: transfer.cause, bodyName: transfer.bodyName, contactEmail: transfer.contactEmail ?? "",
      schoolName: transfer.schoolName, transfersOn: transfer.transfersOn, reason: transfer.reason)
  }
}
