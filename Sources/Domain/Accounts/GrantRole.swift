import Postgres

/// A head gives somebody on their staff another role, or an administrator or the operator gives anybody one.
public struct GrantRole: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Gives the role; one that is held already stays as it is.
  ///
  /// Whoever is not on the staff yet is invited (``InviteStaff``): an actor can only name accounts that they
  /// can see, which for a head are those of the school and for an administrator those of the authority.
  public func callAsFunction(
    _ role: Role, to account: AccountID, at organisation: OrganisationID, by actor: Actor
  ) async throws {
    try await services.pool.withTransaction { tx in
      let place = try await Organisation.find(organisation, in: tx)
      try actor.require(.manageStaff, at: place.place)
      try Memberships.check(role, fits: place)
      guard let person = try await AccountRecord.find(account, in: tx), !person.closed,
        try await Memberships.sees(actor, account, at: place, in: tx)
      else { throw DomainError.notFound("account") }
      guard try await Memberships.open(role, for: account, at: place, by: actor, services, in: tx) else {
        return
      }
      try await Outbox.enqueue(
        AccountMails.roleGranted(
          person.email, name: person.name, role: role, organisation: place.name,
          baseURL: services.settings.baseURL), services, in: tx)
    }
  }
}

/// A head, an administrator or the operator ends somebody's role.
public struct RevokeRole: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Ends the role from now on; throws ``DomainError/notFound(_:)`` when it isn't held.
  public func callAsFunction(
    _ role: Role, of account: AccountID, at organisation: OrganisationID, by actor: Actor
  ) async throws {
    try await services.pool.withTransaction { tx in
      let place = try await Organisation.find(organisation, in: tx)
      try actor.require(.manageStaff, at: place.place)
      let ended = try await tx.execute(
        """
        UPDATE membership SET ended_at = \(services.now()), ended_by = \(actor.account?.id)
        WHERE account_id = \(account) AND organisation_id = \(organisation) AND role = \(role)
          AND ended_at IS NULL
        """)
      guard ended == 1, let person = try await AccountRecord.find(account, in: tx) else {
        throw DomainError.notFound("role")
      }
      try await keepOneHead(role, at: place, by: actor, in: tx)
      try await Outbox.enqueue(
        AccountMails.roleEnded(person.email, name: person.name, role: role, organisation: place.name),
        services, in: tx)
      try await Audit.record(
        "role.ended", AuditSubject("account", account), at: place.place,
        details: ["role": .string(role.rawValue)], by: actor, services, in: tx)
    }
  }

  /// A school never loses its last head but by the operator or an administrator, or nobody there could mend it.
  private func keepOneHead(
    _ role: Role, at place: Organisation, by actor: Actor, in tx: Transaction
  ) async throws {
    guard role == .head, !actor.may(.manageSchools, at: place.place) else { return }
    try await tx.execute("SELECT 1 FROM organisation WHERE id = \(place.id) FOR NO KEY UPDATE")
    if try await ListStaff.holding([.head], at: place.id, in: tx).isEmpty {
      throw DomainError.conflict("This is the school’s only head. Invite another head first.")
    }
  }
}

/// What granting and inviting have in common.
enum Memberships {
  /// Throws unless the role is one of this kind of organisation.
  static func check(_ role: Role, fits place: Organisation) throws {
    guard role.kind == place.kind else {
      throw DomainError.invalid([
        FieldProblem(field: "role", message: "\(role.title) is not a role at \(place.name).")
      ])
    }
  }

  /// Whether the actor can name this account at all: the operator any, an administrator those with a role
  /// anywhere in the authority, a head those with a role at the school.
  static func sees(
    _ actor: Actor, _ account: AccountID, at place: Organisation, in tx: Transaction
  ) async throws -> Bool {
    if actor.isSystem || actor.account?.id == account { return true }
    let wide = actor.may(.readAccounts, at: place.place)
    return try await tx.value(
      """
      SELECT EXISTS (
        SELECT 1 FROM membership WHERE account_id = \(account)
          AND CASE WHEN \(wide) THEN authority_id = \(place.authority)
            ELSE organisation_id = \(place.id) AND ended_at IS NULL END)
      """, as: Bool.self)
  }

  /// Opens a membership and writes its audit entry; false when it was open already.
  static func open(
    _ role: Role, for account: AccountID, at place: Organisation, by actor: Actor,
    grantedBy: AccountID? = nil,
    _ services: Services, in tx: Transaction
  ) async throws -> Bool {
    let id = services.newID(MembershipID.self)
    let opened = try await tx.execute(
      """
      INSERT INTO membership (id, account_id, organisation_id, organisation_kind, authority_id, role,
        granted_at, granted_by)
      VALUES (\(id), \(account), \(place.id), \(place.kind), \(place.authority), \(role), \(services.now()),
        \(grantedBy ?? actor.account?.id))
      ON CONFLICT (account_id, organisation_id, role) WHERE ended_at IS NULL DO NOTHING
      """)
    guard opened == 1 else { return false }
    try await Audit.record(
      "role.granted", AuditSubject("account", account), at: place.place,
      details: ["role": .string(role.rawValue)], by: actor, services, in: tx)
    return true
  }
}
