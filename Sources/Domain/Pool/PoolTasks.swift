import Foundation
import Postgres

/// Asks people in the pool who have done nothing for a while whether they still look.
public struct RemindPoolEntrants: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Days without a sign before the question, and from one question to the next.
  public static let days = 42

  /// Sends what is due, a batch in one transaction, and says how many; run it until it says zero. Several workers may
  /// run at once.
  public func callAsFunction(batch: Int = 50, by actor: Actor = .worker) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let now = services.now()
      let then = now.addingTimeInterval(-Double(Self.days) * 86_400)
      let due = try await tx.query(
        """
        UPDATE pool_entry SET reminded_at = \(now) WHERE id IN (
          SELECT e.id FROM pool_entry e WHERE e.state = 'active' AND e.active_at <= \(then)
            AND (e.reminded_at IS NULL OR e.reminded_at <= \(then)) AND NOT \(fragment: PoolEntry.hasAccepted)
          ORDER BY e.active_at, e.id LIMIT \(batch) FOR UPDATE OF e SKIP LOCKED)
        RETURNING id
        """
      ).map { try $0.decode("id", as: PoolEntryID.self) }
      for id in due {
        let entry = try await PoolStore.find(id, in: tx)
        try await PoolMails.tellPerson(
          entry, "Are you still looking for a post?",
          """
          You are in the pool for \(entry.year), and we have not heard from you for a while. If you still look, you \
          need do nothing. If you have taken a post, or want a pause, please say so here:
          \(services.settings.baseURL)/pool/\(id)
          """, services, in: tx)
        try await Audit.record(
          "pool.reminded", AuditSubject("pool_entry", id), by: actor, services, in: tx)
      }
      return due.count
    }
  }
}

/// Closes the entries of recruitment years that have ended, and tells their people.
public struct ClosePoolYears: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Closes what is due, a batch in one transaction, and says how many; run it until it says zero.
  public func callAsFunction(batch: Int = 50, by actor: Actor = .worker) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let due = try await tx.query(
        """
        UPDATE pool_entry SET state = 'closed', version = version + 1 WHERE id IN (
          SELECT e.id FROM pool_entry e JOIN pool_year y ON y.authority_id = e.authority_id AND y.year = e.year
          WHERE y.closes_on < \(services.today) AND e.state = ANY (\(PoolState.leading(to: .closed)))
          ORDER BY e.id LIMIT \(batch) FOR UPDATE OF e SKIP LOCKED)
        RETURNING id
        """
      ).map { try $0.decode("id", as: PoolEntryID.self) }
      for id in due {
        let entry = try await PoolStore.find(id, in: tx)
        try await PoolInterestStore.endAll(of: id, .closed, services, in: tx)
        try await PoolMails.tellPerson(
          entry, "The pool for \(entry.year) has ended",
          """
          The pool for \(entry.year) has ended, and schools no longer see your entry. Your general application is kept: \
          you can send it for any vacancy, and join the next year's pool.

          \(services.settings.baseURL)/pool
          """, services, in: tx)
        try await Audit.record(
          "pool.closed", AuditSubject("pool_entry", id), by: actor, services, in: tx)
      }
      return due.count
    }
  }
}
