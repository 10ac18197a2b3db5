import Postgres

/// A person is called something else from now on: mails, lists and signatures to come say so. What was sent or signed
/// keeps the name it had.
public struct ChangeName: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Sets the name of one's own account. Problems are of the field `name`.
  public func callAsFunction(_ name: String, by actor: Actor) async throws {
    let acting = try actor.requireOwn(.manageOwnAccount)
    var problems = Problems()
    let name = PersonName.read(name, &problems)
    try problems.throwIfAny()
    try await services.pool.withTransaction { tx in
      let changed = try await tx.execute(
        """
        UPDATE account SET name = \(name), version = version + 1, updated_at = \(services.now())
        WHERE id = \(acting.id) AND closed_at IS NULL AND name <> \(name)
        """)
      guard changed == 1 else { return }
      try await Audit.record(
        "account.renamed", AuditSubject("account", acting.id), by: actor, services, in: tx)
    }
  }
}
