import Foundation
import Postgres

/// Ends what people have not answered: because they have applied themselves since, or because their time is over.
public struct SettleCandidates: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Settles a batch, each in a transaction of its own, and says how many; run it until it says zero. Several
  /// workers may run at once.
  public func callAsFunction(batch: Int = 50, by actor: Actor = .worker) async throws -> Int {
    let due = try await services.pool.query(
      """
      SELECT c.id, p.id AS account_id FROM agency_candidate c
      LEFT JOIN account p ON \(fragment: Self.isTheirs)
      WHERE c.state = 'asked' AND (c.answer_by <= \(services.now()) OR \(fragment: Self.hasApplied))
      ORDER BY c.answer_by, c.id LIMIT \(batch)
      """)
    var settled = 0
    for row in due {
      settled += try await settle(
        row.decode("id"), row.decodeIfPresent("account_id", as: AccountID.self), actor)
    }
    return settled
  }

  /// Whose candidacy it is: the address is theirs, or was until they took another.
  private static let isTheirs: Statement = """
    p.id = c.account_id OR (c.account_id IS NULL AND p.email_normal = c.email_normal)
    """

  /// Whether the person has applied after they were put forward. Who had applied before is told to nobody but
  /// themselves: an agency must not find out whom else a school knows by trying addresses.
  private static let hasApplied: Statement = """
    EXISTS (SELECT FROM application a WHERE a.vacancy_id = c.vacancy_id AND a.account_id = p.id
      AND a.sent_at >= c.submitted_at)
    """

  /// The account is locked first, as by everything that decides about one person's candidacy.
  private func settle(
    _ id: AgencyCandidateID, _ account: AccountID?, _ actor: Actor
  ) async throws -> Int {
    try await services.pool.withTransaction { tx in
      if let account { try await tx.execute("SELECT 1 FROM account WHERE id = \(account) FOR UPDATE") }
      let candidate = try await AgencyCandidateStore.lockAll(like: id, in: tx)
      guard candidate.state.mayBecome(.lapsed) else { return 0 }
      let applied = try await tx.value(
        """
        SELECT EXISTS (SELECT FROM agency_candidate c JOIN account p ON \(fragment: Self.isTheirs)
          WHERE c.id = \(id) AND \(fragment: Self.hasApplied))
        """, as: Bool.self)
      guard applied || candidate.answerBy <= services.now() else { return 0 }
      let state: AgencyCandidateState = applied ? .appliedDirectly : .lapsed
      try await AgencyCandidateStore.end(candidate, as: state, by: actor, services, in: tx)
      return 1
    }
  }
}
