import Foundation
import Postgres

/// Somebody who was appointed through the service is no longer offered to schools in the pool: their entry says that
/// they have taken a post, and they are told how to open it again.
struct PlacePoolEntries: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// Places every entry of a person that is open or paused. Open interest of schools ends with it.
  func callAsFunction(_ account: AccountID, by actor: Actor, in tx: Transaction) async throws {
    let ids = try await tx.query(
      """
      SELECT id FROM pool_entry WHERE account_id = \(account) AND state = ANY (\(PoolState.leading(to: .placed)))
      ORDER BY id FOR UPDATE
      """
    ).map { try $0.decode("id", as: PoolEntryID.self) }
    for id in ids {
      let entry = try await PoolStore.find(id, in: tx)
      try await tx.execute(
        """
        UPDATE pool_entry SET state = 'placed', active_at = \(services.now()), reminded_at = NULL,
          version = version + 1 WHERE id = \(id)
        """)
      try await PoolInterestStore.endAll(of: id, .placed, services, in: tx)
      try await AnswerPoolInvitation.tellOfLeaving(entry, services, in: tx)
      try await PoolMails.tellPerson(
        entry, "You are no longer shown in the pool of \(entry.year)",
        """
        You have been appointed to a post, so schools no longer find you in the pool of \(entry.year). Schools that \
        waited for your answer are told that you are not available.

        Do you still look for work, for example beside a part-time post? Then open your entry again here:
        \(services.settings.baseURL)/pool
        """, services, in: tx)
      try await Audit.record(
        "pool.placed", AuditSubject("pool_entry", id), details: ["by_appointment": .bool(true)], by: actor,
        services, in: tx)
    }
  }
}
