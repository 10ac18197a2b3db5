import Postgres

extension ListStaff {
  /// Those among these addresses whose people hold one of these roles at a school of an authority.
  static func among(
    _ addresses: [String], holding roles: Set<Role>, in authority: AuthorityID, _ db: some Queryable
  ) async throws -> Set<String> {
    Set(
      try await db.query(
        """
        SELECT DISTINCT a.email_normal FROM account a JOIN membership m ON m.account_id = a.id
        WHERE a.email_normal = ANY (\(addresses)) AND a.email_confirmed_at IS NOT NULL AND a.closed_at IS NULL
          AND m.ended_at IS NULL AND m.authority_id = \(authority) AND m.role = ANY (\(roles.map(\.rawValue).sorted()))
        """
      ).map { try $0.decode("email_normal", as: String.self) })
  }
}
