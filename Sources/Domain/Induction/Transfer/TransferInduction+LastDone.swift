import Postgres

extension TransferInduction {
  /// What is done about a transfer, by its name in the trail, in words.
  private static let deeds = [
    "transfer_asked": "The transfer was asked for",
    "transfer_agreed": "The transfer was agreed to",
    "transfer_refused": "The transfer was refused",
    "transfer_withdrawn": "What was asked for was taken back",
    "transfer_given": "The record was given over",
    "transfer_link_withdrawn": "The link to the record was withdrawn",
    "transfer_fetched": "The record was fetched",
    "transfer_acknowledged": "Receipt was acknowledged",
    "transfer_undone": "The transfer was undone",
  ]

  /// What was done about a transfer last, for somebody whose step comes too late; nil where it isn’t known. Throws
  /// ``DomainError``.
  public func lastDone(
    _ id: TransferID, by actor: Actor
  ) async throws -> (title: String, entry: TrailEntry)? {
    let transfer = try await find(id, by: actor).transfer
    // The trail names the induction, of which one transfer is open at a time.
    let actions = Self.deeds.keys.map { "induction.\($0)" }
    let entry = try await TrailEntry.last(
      about: AuditSubject("induction", transfer.induction),
      where: """
        e.action = ANY (\(actions)) AND EXISTS (SELECT FROM induction_transfer t WHERE t.id = \(id)
          AND e.happened_at >= t.asked_at AND coalesce(e.happened_at <= t.ended_at, true))
        """, in: services.pool)
    guard let entry, let title = Self.deeds[entry.deed] else { return nil }
    let isRecorded = transfer.wasRecorded && entry.deed == "transfer_agreed"
    return (title: isRecorded ? "The transfer was recorded" : title, entry: entry)
  }
}
