import Postgres

/// Says what a vacancy still lacks before jobseekers may see it.
public struct CheckPublication: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Everything that is missing or wrong; empty for a vacancy that could be published now. Throws
  /// ``DomainError`` when the vacancy isn't the actor's to prepare.
  public func callAsFunction(_ vacancy: Vacancy, by actor: Actor) async throws -> [FieldProblem] {
    try await VacancyStore.requireAtDesk(vacancy, actor, in: services.pool)
    return try await services.pool.withTransaction { tx in
      do {
        _ = try await VacancyPay.checkedForPublication(
          vacancy.content, at: vacancy.place, services.now(), in: tx)
        return []
      } catch DomainError.invalid(let problems) {
        return problems
      }
    }
  }
}
