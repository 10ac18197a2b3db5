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
    var problems = Problems()
    let chosen =
      invitation.needsPassword
      ? try await ChosenPassword.read(name, password, for: address, &problems, services) : nil
    try problems.throwIfAny()
    return try await services.pool.withTransaction { tx in
      let content = try await SingleUseLink.use(token, for: .invitation, services, in: tx)
      let account = try await ClaimAccount.byMailbox(
        address, chosen, otherwise: SingleUseLink.spent, by: actor, services, in: tx)
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
}
