public import Foundation
import Postgres

/// A head, an administrator or the operator invites somebody, by e-mail, to a role. Whether the address has an
/// account already is not told: the mail and the answer are the same.
public struct InviteStaff: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Mails the invitation; with `replacesEarlier` the links of the same invitation from before no longer work. Problems
  /// are of the fields `email` and `role`.
  public func callAsFunction(
    email: String, role: Role, at organisation: OrganisationID, replacesEarlier: Bool = false,
    by actor: Actor
  ) async throws {
    let place = try await Organisation.find(organisation, in: services.pool)
    try actor.require(.manageStaff, at: place.place)
    try Memberships.check(role, fits: place)
    guard let address = EmailAddress(email) else {
      throw DomainError.invalid([FieldProblem(field: "email", message: EmailAddress.problem)])
    }
    try await Throttle.take(limits(address, actor), services)
    try await services.pool.withTransaction { tx in
      if replacesEarlier {
        _ = try await OpenInvitations.end(address.text, role, at: place.id, services, in: tx)
      }
      let link = try await SingleUseLink.make(
        .invitation, account: nil, email: address.text,
        invitation: .init(organisation: place.id, role: role, invitedBy: actor.account?.id), services, in: tx)
      try await Outbox.enqueue(
        AccountMails.invitation(
          address.text, from: actor.account?.name, role: role, organisation: place.name, link: link),
        services, in: tx)
      try await Audit.record(
        "staff.invited", AuditSubject("organisation", place.id), at: place.place,
        details: ["role": .string(role.rawValue)], by: actor, services, in: tx)
    }
  }

  private func limits(_ address: EmailAddress, _ actor: Actor) -> [ThrottleLimit] {
    var limits = [ThrottleLimit("invitation/email", for: address.normal, tries: 10, seconds: 3_600)]
    if let account = actor.account {
      limits.append(ThrottleLimit("invitation/from", for: account.id.description, tries: 100, seconds: 3_600))
    }
    return limits
  }
}

/// What an invitation offers, for the page its link opens.
public struct Invitation: Sendable {
  /// Whom it was sent to.
  public let email: String
  /// The role.
  public let role: Role
  /// Where.
  public let organisation: Organisation
  /// Whether a name and password must be chosen; an account that is confirmed keeps its own.
  public let needsPassword: Bool
  /// Until when it can be accepted.
  public let expiresAt: Date
}

/// Reads an invitation without accepting it. Only the mailbox's owner has the link, so it may say whether
/// there is an account.
public struct ReadInvitation: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// What is offered; throws ``DomainError/gone(_:)`` when the link no longer works.
  public func callAsFunction(token: String) async throws -> Invitation {
    let content = try await SingleUseLink.read(token, for: .invitation, services, in: services.pool)
    guard let offer = content.invitation, let address = EmailAddress(content.email) else {
      throw SingleUseLink.spent
    }
    let known = try await AccountRecord.find(address, in: services.pool)
    return Invitation(
      email: content.email, role: offer.role,
      organisation: try await Organisation.find(offer.organisation, in: services.pool),
      needsPassword: known?.emailConfirmed != true, expiresAt: content.expiresAt)
  }
}
