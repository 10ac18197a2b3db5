import Postgres

/// A person signs out of the session they are in.
public struct SignOut: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Ends the session; one that has ended already is no error.
  public func callAsFunction(token: String, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      guard let account = try await SessionRecord.end(token: token, services, in: tx) else { return }
      try await Audit.record(
        "session.ended", AuditSubject("account", account), by: actor, services, in: tx)
    }
  }
}

/// A person signs out on every device.
public struct SignOutEverywhere: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Ends the sessions and returns how many there were.
  /// `kept` stays.
  @discardableResult
  public func callAsFunction(except kept: SessionID? = nil, by actor: Actor) async throws -> Int {
    let account = try actor.requireOwn(.manageOwnAccount)
    return try await services.pool.withTransaction { tx in
      let ended = try await SessionRecord.endAll(of: account.id, except: kept, services, in: tx)
      try await Audit.record(
        "session.all_ended", AuditSubject("account", account.id),
        details: ["sessions": .number(Double(ended))],
        by: actor, services, in: tx)
      return ended
    }
  }
}
