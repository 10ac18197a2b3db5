import Postgres

/// Takes the acting person's application back.
public struct WithdrawApplication: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Withdraws an application that stands; one withdrawn already stays so. Throws ``DomainError``.
  public func callAsFunction(_ id: ApplicationID, by actor: Actor) async throws -> SentApplication {
    try await services.pool.withTransaction { tx in
      let application = try await ApplicationStore.lock(id, in: tx)
      guard actor.may(.withdrawOwnApplication, ownedBy: application.account) else {
        throw DomainError.notFound("application")
      }
      if application.state == .withdrawn { return application }
      guard application.state.mayBecome(.withdrawn) else {
        throw DomainError.conflict("The school has already decided on this application.")
      }
      try await ApplicationStore.setState(id, .withdrawn, nil, services.now(), tx)
      try await Audit.record(
        "application.withdrawn", AuditSubject("application", id), at: application.place, by: actor,
        services, in: tx)
      return try await ApplicationStore.find(id, in: tx)
    }
  }
}
