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
  /// Stands for the address and role.
  let id: UUID
}

/// The invitations of an organisation that wait: to be seen, sent again and taken back.
public struct OpenInvitations: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of those that wait, newest first; one for each address and role. Throws ``DomainError``.
  public func callAsFunction(
    at organisation: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<OpenInvitation> {
    try await require(actor, at: organisation)
    let behind: Statement = after.map { "(o.created_at, o.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await list(organisation, behind, limit: limit + 1)
    return Page(found, limit: limit) { Cursor(instant: $0.sentAt, id: $0.id) }
  }

  private func require(_ actor: Actor, at organisation: OrganisationID) async throws {
    let place = try await Organisation.find(organisation, in: services.pool)
    try actor.require(.manageStaff, at: place.place)
  }

  /// Sends one again, with a link of its own that alone works from then on. The address is the same in capitals. Throws
  /// ``DomainError``.
  public func sendAgain(_ email: String, _ role: Role, at organisation: OrganisationID, by actor: Actor)
    async throws
  {
    try await require(actor, at: organisation)
    let named: Statement = "lower(o.email) = \(email.trimmed.lowercased()) AND o.role = \(role)"
    guard let found = try await list(organisation, named, limit: 1).first else {
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

  /// Those of which something holds: of each address and role the one that was sent last.
  private func list(
    _ organisation: OrganisationID, _ condition: Statement, limit: Int
  ) async throws -> [OpenInvitation] {
    try await services.pool.query(
      """
      SELECT o.id, o.email, o.role, o.invited_by, o.created_at, o.expires_at FROM (
        SELECT DISTINCT ON (lower(l.email), l.role) md5(lower(l.email) || ' ' || l.role)::uuid AS id, l.email,
          l.role, c.name AS invited_by, l.created_at, l.expires_at
        FROM single_use_link l LEFT JOIN account c ON c.id = l.invited_by
        WHERE l.purpose = 'invitation' AND l.organisation_id = \(organisation) AND l.used_at IS NULL
          AND l.expires_at > \(services.now())
        ORDER BY lower(l.email), l.role, l.created_at DESC) o
      WHERE \(fragment: condition) ORDER BY o.created_at DESC, o.id DESC LIMIT \(limit)
      """
    ).map { row in
      OpenInvitation(
        email: try row.decode("email"), role: try row.decode("role"),
        invitedBy: try row.decodeIfPresent("invited_by"), sentAt: try row.decode("created_at"),
        expiresAt: try row.decode("expires_at"), id: try row.decode("id"))
    }
  }
}
