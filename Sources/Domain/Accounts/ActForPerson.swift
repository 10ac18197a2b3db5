import Postgres

/// Lets the operator at the command line write in somebody's name, where what is written has an author.
public struct ActForPerson: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The person as an actor, with the roles that they hold and no more. That the operator acts for them stands in the
  /// trail of their account. Throws ``DomainError``.
  public func callAsFunction(_ id: AccountID, by actor: Actor) async throws -> Actor {
    guard actor.isSystem else { throw DomainError.notAllowed("Only the operator can act for somebody.") }
    return try await services.pool.withTransaction { tx in
      guard let person = try await ActingAccountRows.find(id, in: tx) else {
        throw DomainError.notFound("account")
      }
      try await Audit.record("account.acted_for", AuditSubject("account", id), by: actor, services, in: tx)
      return Actor(.account(person), face: actor.face, requestID: actor.requestID)
    }
  }
}
