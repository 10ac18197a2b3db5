import Foundation
public import Postgres

extension HoldRecords {
  /// Holds everything of the person with an address, or changes reason and day; what is kept of accounts that were
  /// closed under that address is held as well. `expectedVersion` is that of the hold as it was read, 0 where there was
  /// none; nil overwrites whatever stands. Throws ``DomainError``.
  public func person(
    _ email: String, reason: String, reviewOn: CivilDate?, of authority: Authority,
    expectedVersion: Int? = nil,
    by actor: Actor
  ) async throws -> RetentionHold {
    try actor.require(.holdPerson, at: authority.place, orHide: "page")
    return try await services.pool.withTransaction { tx in
      let accounts = try await accounts(email, reason, reviewOn, of: authority.id, in: tx)
      // A hold on any of their accounts is one that somebody has placed: none of them is overwritten unseen.
      let stored = try await RetentionHold.list(
        "h.account_id = ANY (\(accounts.map(\.rawValue))) AND h.authority_id = \(authority.id)", limit: 50,
        in: tx
      ).map(\.version).max()
      try VacancyStore.requireVersion(expectedVersion, of: stored ?? 0)
      for account in accounts {
        try await lockRecords(of: account, tx)
        try await place(
          "account_id", account.rawValue, "(account_id, authority_id) WHERE lifted_at IS NULL",
          at: authority.place, reason, reviewOn, nil, actor, tx)
        try await Audit.record(
          "retention.held", AuditSubject("account", account), at: authority.place, by: actor, services, in: tx
        )
      }
      return try await Self.one(
        "h.account_id = \(accounts[0]) AND h.authority_id = \(authority.id)", in: tx)
    }
  }

  /// A hold on a person, by itself. Throws ``DomainError``.
  public func person(
    _ id: RetentionHoldID, of authority: Authority, by actor: Actor
  ) async throws -> RetentionHold {
    try actor.require(.holdPerson, at: authority.place, orHide: "page")
    return try await Self.one(
      "h.id = \(id) AND h.authority_id = \(authority.id) AND h.account_id IS NOT NULL", in: services.pool)
  }

  /// The hold on the person with an address; nil where there is none. Throws ``DomainError``.
  public func person(
    with email: String, of authority: Authority, by actor: Actor
  ) async throws -> RetentionHold? {
    try actor.require(.holdPerson, at: authority.place, orHide: "page")
    return try await RetentionHold.list(
      "lower(p.email) = \(email.trimmed.lowercased()) AND h.authority_id = \(authority.id)", limit: 50,
      in: services.pool
    ).max { $0.version < $1.version }
  }

  /// The accounts of an address of which an authority has anything: the open one first, then those that were closed.
  /// Throws ``DomainError/invalid(_:)`` with every fault of what was entered.
  private func accounts(
    _ email: String, _ reason: String, _ reviewOn: CivilDate?, of authority: AuthorityID, in tx: Transaction
  ) async throws -> [AccountID] {
    var problems = Problems()
    var found: [AccountID] = []
    if let address = EmailAddress(email) {
      let all = try await tx.query(
        """
        SELECT id FROM account WHERE email_normal = \(address.normal)
          OR (closed_at IS NOT NULL AND lower(email) = \(address.normal))
        ORDER BY closed_at DESC NULLS FIRST, id
        """
      ).map { try $0.decode("id", as: AccountID.self) }
      for account in all where try await hasRecords(account, of: authority, in: tx) { found.append(account) }
      problems.require(
        !found.isEmpty, "email",
        "Your authority holds nothing of an account with this address. Look how it is spelt.")
    } else {
      problems.add("email", EmailAddress.problem)
    }
    check(reason, reviewOn, &problems)
    try problems.throwIfAny()
    return found
  }

  /// Whether a person has anything that belongs to an authority: nobody holds, or finds, what is another's.
  private func hasRecords(
    _ account: AccountID, of authority: AuthorityID, in tx: Transaction
  ) async throws -> Bool {
    try await tx.value(
      """
      SELECT EXISTS (SELECT FROM application WHERE account_id = \(account) AND authority_id = \(authority))
        OR EXISTS (SELECT FROM pool_entry WHERE account_id = \(account) AND authority_id = \(authority))
        OR EXISTS (SELECT FROM membership WHERE account_id = \(account) AND authority_id = \(authority))
        OR EXISTS (SELECT FROM application_draft d JOIN vacancy v ON v.id = d.vacancy_id
          WHERE d.account_id = \(account) AND v.authority_id = \(authority))
        OR EXISTS (SELECT FROM agency_candidate c JOIN account a ON a.id = \(account)
          WHERE c.authority_id = \(authority) AND (c.account_id = a.id OR c.email_normal = a.email_normal))
        OR EXISTS (SELECT FROM induction i JOIN account a ON a.id = \(account)
          WHERE i.authority_id = \(authority) AND (i.account_id = a.id OR i.email_normal = a.email_normal))
        OR EXISTS (SELECT FROM induction_registration r JOIN account a ON a.id = \(account)
          WHERE r.authority_id = \(authority)
            AND (r.account_id = a.id OR lower(r.content ->> 'email') = a.email_normal))
        OR EXISTS (SELECT FROM activity_booking b JOIN account a ON a.id = \(account)
          WHERE b.authority_id = \(authority) AND (b.account_id = a.id OR b.email_normal = a.email_normal))
      """, as: Bool.self)
  }

  /// Locks everything of a person that an erasing run may have in hand: either the run was first, and what it took is
  /// gone before the hold is placed, or it finds the hold.
  private func lockRecords(of account: AccountID, _ tx: Transaction) async throws {
    try await tx.execute("SELECT 1 FROM account WHERE id = \(account) FOR UPDATE")
    try await tx.execute(
      "SELECT 1 FROM application WHERE account_id = \(account) ORDER BY id FOR UPDATE")
    try await tx.execute("SELECT 1 FROM pool_entry WHERE account_id = \(account) ORDER BY id FOR UPDATE")
    try await tx.execute(
      "SELECT 1 FROM application_draft WHERE account_id = \(account) ORDER BY vacancy_id FOR UPDATE")
    try await tx.execute(
      """
      SELECT 1 FROM agency_candidate c JOIN account a ON a.id = \(account)
      WHERE c.account_id = a.id OR c.email_normal = a.email_normal ORDER BY c.id FOR UPDATE OF c
      """)
    try await tx.execute(
      """
      SELECT 1 FROM induction i JOIN account a ON a.id = \(account)
      WHERE i.account_id = a.id OR i.email_normal = a.email_normal ORDER BY i.id FOR UPDATE OF i
      """)
    try await tx.execute(
      """
      SELECT 1 FROM induction_registration r JOIN account a ON a.id = \(account)
      WHERE r.account_id = a.id OR lower(r.content ->> 'email') = a.email_normal ORDER BY r.id FOR UPDATE OF r
      """)
    try await tx.execute(
      """
      SELECT 1 FROM activity_booking b JOIN account a ON a.id = \(account)
      WHERE b.account_id = a.id OR b.email_normal = a.email_normal ORDER BY b.id FOR UPDATE OF b
      """)
    try await tx.execute(
      """
      SELECT 1 FROM enquiry e WHERE e.asked_by = \(account) OR EXISTS (
        SELECT FROM enquiry_message w WHERE w.enquiry_id = e.id AND w.author_id = \(account))
      ORDER BY e.id FOR UPDATE
      """)
  }

  /// Lifts a hold on a person. `expectedVersion` is that of the hold as it was read; nil lifts whatever stands. Throws
  /// ``DomainError``.
  public func lift(
    _ id: RetentionHoldID, of authority: Authority, expectedVersion: Int? = nil, by actor: Actor
  ) async throws {
    try actor.require(.holdPerson, at: authority.place, orHide: "page")
    try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM retention_hold WHERE id = \(id) FOR UPDATE")
      if let stored = try await RetentionHold.list(
        "h.id = \(id) AND h.authority_id = \(authority.id)", in: tx
      ).first {
        try VacancyStore.requireVersion(expectedVersion, of: stored.version)
      }
      let account = try await tx.valueIfAny(
        """
        UPDATE retention_hold SET lifted_at = \(services.now())
        WHERE id = \(id) AND authority_id = \(authority.id) AND account_id IS NOT NULL AND lifted_at IS NULL
        RETURNING account_id
        """, as: AccountID.self)
      guard let account else { throw DomainError.notFound("hold") }
      try await Audit.record(
        "retention.hold_lifted", AuditSubject("account", account), at: authority.place, by: actor, services,
        in: tx)
    }
  }
}
