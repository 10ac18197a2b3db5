import Postgres

extension ReadRegistrations {
  /// What would keep a registration from being sent with other content, which is not stored. Throws ``DomainError``.
  public func problems(
    of id: RegistrationID, with content: RegistrationContent, by actor: Actor
  ) async throws -> [FieldProblem] {
    var found = try await RegistrationStore.find(id, in: services.pool)
    try RegistrationStore.requireReading(found, actor)
    found.content = content
    return try await review(found, forBody: false, in: services.pool).problems
  }
}
