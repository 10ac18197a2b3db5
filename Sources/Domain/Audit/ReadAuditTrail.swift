public import Foundation
public import Postgres

/// An entry of the audit trail.
public struct AuditEvent: Sendable, RowDecodable, Encodable {
  /// Its identifier.
  public let id: AuditEventID
  /// When it happened.
  public let happenedAt: Date
  /// The account that acted, if a person did.
  public let actorAccount: AccountID?
  /// Who or what acted, in words.
  public let actor: String
  /// The face it came through.
  public let face: String
  /// The request it belongs to.
  public let requestID: String?
  /// What was done, for example "vacancy.published".
  public let action: String
  /// The kind of thing it was done to.
  public let subjectType: String
  /// Which one.
  public let subjectID: String
  /// The organisation it happened at.
  public let organisation: OrganisationID?
  /// The authority it happened under.
  public let authority: AuthorityID?
  /// What else was recorded.
  public let details: JSONValue

  static let columns: Statement = """
    id, happened_at, actor_account_id, actor_description, face, request_id, action, subject_type, subject_id,
    organisation_id, authority_id, details
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    happenedAt = try row.decode("happened_at")
    actorAccount = try row.decodeIfPresent("actor_account_id")
    actor = try row.decode("actor_description")
    face = try row.decode("face")
    requestID = try row.decodeIfPresent("request_id")
    action = try row.decode("action")
    subjectType = try row.decode("subject_type")
    subjectID = try row.decode("subject_id")
    organisation = try row.decodeIfPresent("organisation_id")
    authority = try row.decodeIfPresent("authority_id")
    details = try JSONColumn.decode(JSONValue.self, from: row.decode("details"))
  }
}

/// Which entries are wanted.
public struct AuditQuery: Sendable {
  /// Whose entries.
  public enum Extent: Sendable {
    /// Everything; for the operator only.
    case everything
    /// What happened at one organisation.
    case organisation(Place)
    /// What happened anywhere under an authority.
    case authority(AuthorityID)
  }

  /// Whose entries.
  public var extent: Extent
  /// Only about this kind of thing.
  public var subjectType: String?
  /// Only about this one thing.
  public var subjectID: String?
  /// Only by this account.
  public var actor: AccountID?
  /// Only this action, or every action below it: "vacancy" finds "vacancy.published".
  public var action: String?
  /// Only from this moment on.
  public var since: Date?
  /// Entries a page, 1–500.
  public var limit: Int
  /// Where the page begins; nil for the newest.
  public var after: Cursor?

  /// Everything of an extent.
  public init(
    _ extent: Extent, subjectType: String? = nil, subjectID: String? = nil, actor: AccountID? = nil,
    action: String? = nil, since: Date? = nil, limit: Int = 50, after: Cursor? = nil
  ) {
    self.extent = extent
    self.subjectType = subjectType
    self.subjectID = subjectID
    self.actor = actor
    self.action = action
    self.since = since
    self.limit = min(max(limit, 1), 500)
    self.after = after
  }
}

/// Reads the audit trail: a head their school's, an administrator their authority's, the operator all of it.
public struct ReadAuditTrail: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the entries, newest first. Throws ``DomainError``.
  public func callAsFunction(_ query: AuditQuery, by actor: Actor) async throws -> Page<AuditEvent> {
    try Self.require(query.extent, actor)
    let found = try await services.pool.query(Self.statement(query), as: AuditEvent.self)
    return Page(found, limit: query.limit) { Cursor(instant: $0.happenedAt, id: $0.id.rawValue) }
  }

  private static func require(_ extent: AuditQuery.Extent, _ actor: Actor) throws {
    if actor.isSystem { return }
    let account = try actor.requireAccount()
    switch extent {
    case .organisation(let place): try actor.require(.readAuditTrail, at: place)
    case .authority(let authority):
      let seat = account.memberships.first { $0.kind == .authority && $0.authority == authority }
      guard let seat else { throw DomainError.notAllowed(Permissions.grant(for: .readAuditTrail).refusal) }
      try actor.require(.readAuditTrail, at: Place(organisation: seat.organisation, authority: authority))
    case .everything: throw DomainError.notAllowed("Only the operator can read the whole audit trail.")
    }
  }

  /// Identifiers are ordered by time, so they alone order the list, and each extent has its index.
  static func statement(_ query: AuditQuery) -> Statement {
    var conditions: [Statement] = []
    var isOfSchool = false
    if case .organisation = query.extent { isOfSchool = true }
    switch query.extent {
    case .everything: conditions.append("true")
    case .organisation(let place):
      conditions.append("organisation_id = \(place.organisation)")
      conditions.append("NOT (\(fragment: NamelessTrail.saysWhoApplied))")
    case .authority(let authority): conditions.append("authority_id = \(authority)")
    }
    if let type = query.subjectType { conditions.append("subject_type = \(type)") }
    if let id = query.subjectID { conditions.append("subject_id = \(id)") }
    if let actor = query.actor {
      conditions.append("actor_account_id = \(actor)")
      if isOfSchool { conditions.append("NOT (\(fragment: NamelessTrail.isApplicants))") }
    }
    if let action = query.action {
      conditions.append("(action = \(action) OR starts_with(action, \(action + ".")))")
    }
    if let since = query.since { conditions.append("happened_at >= \(since)") }
    if let after = query.after { conditions.append("id < \(after.id)") }
    let columns = isOfSchool ? NamelessTrail.columns : AuditEvent.columns
    return """
      SELECT \(fragment: columns) FROM audit_event e
      WHERE \(fragment: .joined(conditions, separator: " AND ")) ORDER BY id DESC LIMIT \(query.limit + 1)
      """
  }
}
