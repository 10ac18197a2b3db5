import Foundation
import Postgres

/// Pauses inductions whose last period has come to its last day, or lets them end as left where the teacher leaves
/// teaching before the end by the plan; and lets those go that are transferred to another body, on the first day there. Which day that is may have
/// been recorded long before.
public struct SettleInductions: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Settles a batch in one transaction and says how many there were; run it until it says zero. Any number of workers
  /// may do so at once.
  public func callAsFunction(batch: Int = 50, by actor: Actor = .worker) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let rows = try await tx.query(
        """
        SELECT i.id, l.leaves_teaching FROM induction i CROSS JOIN LATERAL (
          SELECT p.ends_on, p.leaves_teaching AND NOT coalesce(i.expected_end <= p.ends_on, false) AS leaves_teaching
          FROM induction_period p WHERE p.induction_id = i.id
          ORDER BY p.ends_on DESC NULLS FIRST, p.leaves_teaching DESC, p.id DESC LIMIT 1) l
        WHERE l.ends_on <= \(services.today)
          AND (i.state = \(InductionState.serving) OR i.state = \(InductionState.paused) AND l.leaves_teaching)
        ORDER BY i.id LIMIT \(batch) FOR UPDATE OF i SKIP LOCKED
        """)
      for row in rows {
        let id = try row.decode("id", as: InductionID.self)
        let leaves = try row.decode("leaves_teaching", as: Bool.self)
        try await InductionStore.setState(id, leaves ? .left : .paused, services.now(), in: tx)
        try await Audit.record(
          leaves ? "induction.left" : "induction.paused", AuditSubject("induction", id),
          at: try await InductionStore.find(id, in: tx).place, by: actor, services, in: tx)
      }
      return rows.count + (try await transfer(batch, actor, tx))
    }
  }

  /// Lets inductions go whose first day under another body has come. Nothing is due of them any more.
  private func transfer(_ batch: Int, _ actor: Actor, _ tx: Transaction) async throws -> Int {
    let ids = try await tx.query(
      """
      SELECT i.id FROM induction_transfer t JOIN induction i ON i.id = t.induction_id
      WHERE t.state = ANY (\(TransferState.standing)) AND t.transfers_on <= \(services.today)
        AND i.state IN ('serving', 'paused', 'left') AND NOT EXISTS (SELECT FROM induction_period p
          WHERE p.induction_id = i.id AND coalesce(p.ends_on > \(services.today), true))
      ORDER BY i.id LIMIT \(batch) FOR UPDATE OF i SKIP LOCKED
      """
    ).map { try $0.decode("id", as: InductionID.self) }
    for id in ids {
      try await InductionStore.setState(id, .transferred, services.now(), in: tx)
      try await ReplanInduction(services)(id, in: tx)
      try await Audit.record(
        "induction.transferred", AuditSubject("induction", id),
        at: try await InductionStore.find(id, in: tx).place, by: actor, services, in: tx)
    }
    return ids.count
  }
}
