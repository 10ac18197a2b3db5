public import Foundation
import Postgres

/// What the other appropriate body does by the link in its mail: fetch the record once, read and save it for an hour,
/// acknowledge it. Whoever has the link is the body; nothing here needs an account.
public struct ReceiveTransfer: Sendable {
  /// What a link opens before the record is fetched: nothing of the teacher but a reference.
  public struct Offer: Sendable {
    /// The body that gives the record over.
    public let fromBody: String
    /// The one that takes it over.
    public let toBody: String
    /// The induction’s reference there.
    public let reference: String
    /// Until when the link works.
    public let expiresAt: Date
  }

  /// What can be read for a while once it was fetched.
  public struct Fetched: Sendable {
    /// The record.
    public let bundle: TransferBundle
    /// Until when it can be read and saved here.
    public let readableUntil: Date
    /// When and by whom its receipt was acknowledged.
    public let acknowledgedBy: String?
  }

  /// Said of a link that was used, withdrawn, has expired or never was: they are not told apart.
  static let dead = DomainError.gone(
    "This link no longer works: it works once, for two weeks. Ask the appropriate body that sent it for a new one."
  )

  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// What a link offers, without using it. Throws ``DomainError/gone(_:)``.
  public func offer(_ token: String) async throws -> Offer {
    let row = try await services.pool.firstRow(
      """
      SELECT b.name AS from_body, t.body_name, i.reference, g.expires_at
      FROM induction_transfer_giving g JOIN induction_transfer t ON t.id = g.transfer_id
        JOIN induction i ON i.id = t.induction_id JOIN appropriate_body b ON b.id = i.body_id
      WHERE \(fragment: try usable(token))
      """)
    guard let row else { throw Self.dead }
    return Offer(
      fromBody: try row.decode("from_body"), toBody: try row.decode("body_name"),
      reference: try row.decode("reference"), expiresAt: try row.decode("expires_at"))
  }

  private func usable(_ token: String) throws -> Statement {
    guard (20...100).contains(token.utf8.count) else { throw Self.dead }
    return """
      g.token_hash = \(Secret.hash(token)) AND g.fetched_at IS NULL AND g.withdrawn_at IS NULL
        AND g.expires_at > \(services.now())
      """
  }

  /// Fetches the record: the link is used up, and what is returned opens the record for an hour. Of two at once the
  /// second finds it used. Throws ``DomainError``.
  public func fetch(_ token: String, by person: String, actor: Actor) async throws -> String {
    let person = try Self.name(person)
    let key = Secret.make(services)
    return try await services.pool.withTransaction { tx in
      let found = try await tx.firstRow(
        """
        SELECT g.id, g.transfer_id FROM induction_transfer_giving g WHERE \(fragment: try usable(token))
        """)
      guard let found else { throw Self.dead }
      let (transfer, place) = try await lock(try found.decode("transfer_id"), tx)
      let now = services.now()
      let used = try await tx.query(
        """
        UPDATE induction_transfer_giving g SET fetched_at = \(now), fetched_by = \(person), key_hash = \(key.hash),
          key_expires_at = \(now.addingTimeInterval(TransferGiving.readingTime))
        WHERE \(fragment: try usable(token)) RETURNING g.id
        """)
      guard !used.isEmpty else { throw Self.dead }
      let state = transfer.state.mayBecome(.fetched) ? TransferState.fetched : transfer.state
      try await tx.execute(
        """
        UPDATE induction_transfer SET state = \(state), fetched_at = coalesce(fetched_at, \(now)), updated_at = \(now),
          version = version + 1 WHERE id = \(transfer.id)
        """)
      try await note("transfer_fetched", transfer, place, actor, tx)
      try await TransferMails(services).received(transfer, place, "fetched", in: tx)
      return key.text
    }
  }

  /// The record that was fetched, for as long as it can be read. Throws ``DomainError/gone(_:)``.
  public func read(_ key: String) async throws -> Fetched {
    let row = try await services.pool.firstRow(
      """
      SELECT g.content, g.key_expires_at, t.acknowledged_by
      FROM induction_transfer_giving g JOIN induction_transfer t ON t.id = g.transfer_id
      WHERE \(fragment: try readable(key))
      """)
    guard let row else { throw Self.dead }
    return Fetched(
      bundle: try JSONColumn.decode(TransferBundle.self, from: try row.decode("content")),
      readableUntil: try row.decode("key_expires_at"),
      acknowledgedBy: try row.decodeIfPresent("acknowledged_by"))
  }

  private func readable(_ key: String) throws -> Statement {
    guard (20...100).contains(key.utf8.count) else { throw Self.dead }
    return "g.key_hash = \(Secret.hash(key)) AND g.key_expires_at > \(services.now())"
  }

  /// Acknowledges that the record was received. Done twice, the first counts. Throws ``DomainError``.
  public func acknowledge(_ key: String, by person: String, actor: Actor) async throws -> Fetched {
    let person = try Self.name(person)
    try await services.pool.withTransaction { tx in
      let id = try await tx.valueIfAny(
        "SELECT g.transfer_id FROM induction_transfer_giving g WHERE \(fragment: try readable(key))",
        as: TransferID.self)
      guard let id else { throw Self.dead }
      let (transfer, place) = try await lock(id, tx)
      if transfer.state == .acknowledged { return }
      guard transfer.state.mayBecome(.acknowledged) else { throw Self.dead }
      try await tx.execute(
        """
        UPDATE induction_transfer SET state = \(TransferState.acknowledged), acknowledged_on = \(services.today),
          acknowledged_by = \(person), updated_at = \(services.now()), version = version + 1
        WHERE id = \(transfer.id)
        """)
      try await note("transfer_acknowledged", transfer, place, actor, tx)
      try await TransferMails(services).received(transfer, place, "acknowledged", in: tx)
    }
    return try await read(key)
  }

  private static func name(_ person: String) throws -> String {
    let person = person.trimmed
    var problems = Problems()
    problems.require((2...200).contains(person.count), "person", "Enter your name, in 2 to 200 characters.")
    try problems.throwIfAny()
    return person
  }

  private func lock(_ id: TransferID, _ tx: Transaction) async throws -> (InductionTransfer, Place) {
    let known = try await InductionTransfer.find(id, in: tx)
    let induction = try await InductionStore.lock(known.induction, nil, in: tx)
    return (try await InductionTransfer.find(id, in: tx), induction.place)
  }

  private func note(
    _ action: String, _ transfer: InductionTransfer, _ place: Place, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      "induction.\(action)", AuditSubject("induction", transfer.induction), at: place, by: actor, services,
      in: tx)
  }
}

/// Tells officers once of each record that was sent and not fetched before its link expired.
public struct RemindOfTransfers: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Reminds of a batch and says of how many; run it until it says zero.
  public func callAsFunction(batch: Int = 50) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let (now, today) = (services.now(), services.today)
      let ids = try await tx.query(
        """
        UPDATE induction_transfer SET reminded_on = \(today) WHERE id IN (
          SELECT t.id FROM induction_transfer t
          WHERE t.state = \(TransferState.given) AND t.reminded_on IS NULL
            AND t.given_at <= \(now.addingTimeInterval(-TransferGiving.lifetime))
          ORDER BY t.given_at, t.id LIMIT \(batch) FOR UPDATE SKIP LOCKED)
        RETURNING id
        """
      ).map { try $0.decode("id", as: TransferID.self) }
      for id in ids {
        let transfer = try await InductionTransfer.find(id, in: tx)
        let place = try await InductionStore.find(transfer.induction, in: tx).place
        try await TransferMails(services).notFetched(transfer, place, in: tx)
      }
      return ids.count
    }
  }
}
