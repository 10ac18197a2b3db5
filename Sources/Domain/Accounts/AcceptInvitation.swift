import Postgres

/// Somebody opens the link of an invitation and takes the role.
public struct AcceptInvitation: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Gives the role to the address's account and returns it.
  ///
  /// Without an account one is made, confirmed, as the link shows the mailbox to be theirs. An account that
  /// was never confirmed may have been made by somebody else with a password of theirs, so its name and
  /// password are replaced and its sessions end. Problems are of the fields `name` and `password`.
  /// `name` and `password` matter only where the invitation needs them.
  public func callAsFunction(token: String, name: String = "", password: String = "", by actor: Actor)
    async throws -> AccountID
  {
    let invitation = try await ReadInvitation(services)(token: token)
    guard let address = EmailAddress(invitation.email) else { throw SingleUseLink.spent }
    var chosen: (name: String, hash: String)?
    if invitation.needsPassword {
      chosen = (try checked(name, password, for: address), try await services.passwords.hash(password))
    }
    return try await services.pool.withTransaction { [chosen] tx in
      let content = try await SingleUseLink.use(token, for: .invitation, services, in: tx)
      let account = try await account(of: address, chosen, by: actor, in: tx)
      let place = try await Organisation.find(invitation.organisation.id, in: tx)
      _ = try await Memberships.open(
        invitation.role, for: account, at: place, by: actor, grantedBy: content.invitation?.invitedBy,
        services,
        in: tx)
      try await Audit.record(
        "staff.invitation_accepted", AuditSubject("account", account), at: place.place,
        details: ["role": .string(invitation.role.rawValue)], by: actor, services, in: tx)
      return account
    }
  }

  private func checked(_ name: String, _ password: String, for address: EmailAddress) throws -> String {
    var problems = Problems()
    let name = PersonName.read(name, &problems)
    if let problem = PasswordRules.problem(password, email: address.text) {
      problems.add("password", problem)
    }
    try problems.throwIfAny()
    return name
  }

  private func account(
    of address: EmailAddress, _ chosen: (name: String, hash: String)?, by actor: Actor, in tx: Transaction
  ) async throws -> AccountID {
    if let chosen {
      let made = try await AccountRecord.insert(
        address, name: chosen.name, passwordHash: chosen.hash, confirmed: true, services, in: tx)
      if let made {
        try await Audit.record("account.created", AuditSubject("account", made), by: actor, services, in: tx)
        return made
      }
    }
    guard let known = try await AccountRecord.find(address, in: tx), !known.closed else {
      throw SingleUseLink.spent
    }
    if known.emailConfirmed { return known.id }
    guard let chosen else { throw SingleUseLink.spent }
    try await AccountRecord.setPassword(chosen.hash, of: known.id, services, in: tx)
    try await tx.execute("UPDATE account SET name = \(chosen.name) WHERE id = \(known.id)")
    try await SessionRecord.endAll(of: known.id, services, in: tx)
    try await SingleUseLink.withdraw(.confirmEmail, of: known.id, services, in: tx)
    try await SingleUseLink.withdraw(.resetPassword, of: known.id, services, in: tx)
    try await Audit.record(
      "account.claimed", AuditSubject("account", known.id), by: actor, services, in: tx)
    return known.id
  }
}
