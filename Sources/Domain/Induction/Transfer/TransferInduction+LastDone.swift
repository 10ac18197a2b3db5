import Postgres

extension TransferInduction {
  /// What is done about a transfer while it goes on, by its name in the trail, in words.
  private static let deeds = [
    "transfer_asked": "The transfer was asked for",
    "transfer_agreed": "The transfer was agreed to",
    "transfer_given": "The record was given over",
    "transfer_link_withdrawn": "The link to the record was withdrawn",
    "transfer_fetched": "The record was fetched",
    "transfer_acknowledged": "Receipt was acknowledged",
  ]

  /// What was done last about a transfer that goes on, for somebody whose step comes too late; nil where it isn’t
  /// known, and of one that has ended, which says itself by whom and when. Throws ``DomainError``.
  public func lastDone(
    _ id: TransferID, by actor: Actor
  ) async throws -> (title: String, entry: TrailEntry)? {
    let transfer = try await find(id, by: actor).transfer
    if transfer.endedAt != nil { return nil }
    // The trail names the induction, of which one transfer is open at a time: this one, since it was asked for.
    let actions = Self.deeds.keys.map { "induction.\($0)" }
    let entry = try await TrailEntry.last(
      about: AuditSubject("induction", transfer.induction),
      where: "e.action = ANY (\(actions)) AND e.happened_at >= \(transfer.askedAt)", in: services.pool)
    guard let entry, let title = Self.deeds[entry.deed] else { return nil }
    let isRecorded = transfer.wasRecorded && entry.deed == "transfer_agreed"
    return (title: isRecorded ? "The transfer was recorded" : title, entry: entry)
  }
}
