public import Foundation
import Postgres

/// An invitation that waits for somebody to follow its link.
public struct OpenInvitation: Sendable {
  /// Whom it was sent to.
  public let email: String
  /// The role.
  public let role: Role
  /// Who invited them; nil where the operator did.
  public let invitedBy: String?
  /// When it was sent last.
  public let sentAt: Date
  /// Until when it can be accepted.
  public let expiresAt: Date
}

/// The invitations of an organisation that wait: to be seen, sent again and taken back.
public struct OpenInvitations: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Those that wait, newest first; one for each address and role. Throws ``DomainError``.
  public func callAsFunction(at organisation: OrganisationID, by actor: Actor) async throws
    -> [OpenInvitation]
  {
    let place = try await Organisation.find(organisation, in: services.pool)
    try actor.require(.manageStaff, at: place.place)
    return try await Self.list(organisation, services, in: services.pool)
  }

  /// Sends one again, with a link of its own that alone works from then on. The address is the same in capitals. Throws
  /// ``DomainError``.
  public func sendAgain(_ email: String, _ role: Role, at organisation: OrganisationID, by actor: Actor)
    async throws
  {
    let open = try await callAsFunction(at: organisation, by: actor)
    let address = email.trimmed.lowercased()
    guard let found = open.first(where: { $0.email.lowercased() == address && $0.role == role }) else {
      throw DomainError.notFound("invitation")
    }
    try await InviteStaff(services)(
      email: found.email, role: role, at: organisation, replacesEarlier: true, by: actor)
  }

  /// Takes one back, whatever of its address is in capitals: its links no longer work. Throws ``DomainError``.
  public func takeBack(_ email: String, _ role: Role, at organisation: OrganisationID, by actor: Actor)
    async throws
  {
    try await services.pool.withTransaction { tx in
      let place = try await Organisation.find(organisation, in: tx)
      try actor.require(.manageStaff, at: place.place)
      guard try await Self.end(email, role, at: organisation, services, in: tx) > 0 else {
        throw DomainError.notFound("invitation")
      }
      try await Audit.record(
        "staff.invitation_taken_back", AuditSubject("organisation", organisation), at: place.place,
        details: ["role": .string(role.rawValue)], by: actor, services, in: tx)
    }
  }

  /// Uses up the links of an invitation; how many there were.
  static func end(
    _ email: String, _ role: Role, at organisation: OrganisationID, _ services: Services, in tx: Transaction
  ) async throws -> Int {
    try await tx.execute(
      """
      UPDATE single_use_link SET used_at = \(services.now())
      WHERE purpose = 'invitation' AND organisation_id = \(organisation) AND role = \(role)
        AND lower(email) = \(email.trimmed.lowercased()) AND used_at IS NULL AND expires_at > \(services.now())
      """)
  }

  private static func list(
    _ organisation: OrganisationID, _ services: Services, in db: some Queryable
  ) async throws -> [OpenInvitation] {
    let rows = try await db.query(
      """
      SELECT l.email, l.role, c.name AS invited_by, l.created_at, l.expires_at
      FROM single_use_link l LEFT JOIN account c ON c.id = l.invited_by
      WHERE l.purpose = 'invitation' AND l.organisation_id = \(organisation) AND l.used_at IS NULL
        AND l.expires_at > \(services.now())
      ORDER BY l.created_at DESC, l.email LIMIT 500
      """)
    var seen: Set<[String]> = []
    var found: [OpenInvitation] = []
    for row in rows {
      let email = try row.decode("email", as: String.self)
      let role = try row.decode("role", as: Role.self)
      guard seen.insert([email.lowercased(), role.rawValue]).inserted else { continue }
      found.append(
        OpenInvitation(
          email: email, role: role, invitedBy: try row.decodeIfPresent("invited_by"),
          sentAt: try row.decode("created_at"), expiresAt: try row.decode("expires_at")))
    }
    return found
  }
}
