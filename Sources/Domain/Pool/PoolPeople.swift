import Postgres

extension PoolStore {
  /// Those among these addresses whose people are in the pool of new teachers, or were placed by it.
  static func among(_ addresses: [String], in db: some Queryable) async throws -> Set<String> {
    Set(
      try await db.query(
        """
        SELECT DISTINCT a.email_normal FROM pool_entry e JOIN account a ON a.id = e.account_id
        WHERE a.email_normal = ANY (\(addresses)) AND a.email_confirmed_at IS NOT NULL AND a.closed_at IS NULL
          AND e.state IN ('active', 'paused', 'placed')
        """
      ).map { try $0.decode("email_normal", as: String.self) })
  }
}
