public import Postgres

/// What an audit entry is about.
public struct AuditSubject: Sendable {
  /// The kind of thing, for example "vacancy".
  public let type: String
  /// Its identifier.
  public let id: String

  /// A subject.
  public init(_ type: String, _ id: some CustomStringConvertible) {
    self.type = type
    self.id = id.description
  }
}

/// The append-only trail of everything that was changed, by whom and through which face.
public enum Audit {
  /// Writes an entry in the transaction of the change itself. `details` holds no personal data.
  public static func record(
    _ action: String, _ subject: AuditSubject, at place: Place? = nil,
    details: [String: JSONValue] = [:], by actor: Actor, _ services: Services, in tx: Transaction
  ) async throws {
    let id = services.newID(AuditEventID.self)
    try await tx.execute(
      """
      INSERT INTO audit_event (id, happened_at, actor_account_id, actor_description, face, request_id,
        action, subject_type, subject_id, organisation_id, authority_id, details)
      VALUES (\(id), \(services.now()), \(actor.account?.id), \(actor.description), \(actor.face.rawValue),
        \(actor.requestID), \(action), \(subject.type), \(subject.id), \(place?.organisation),
        \(place?.authority), \(JSONColumn.encode(details)))
      """)
  }
}
