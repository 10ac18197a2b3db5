import Postgres

/// Ends a published vacancy before its time: what was sent counts, nothing more is taken.
public struct CloseVacancyEarly: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Closes it now. Closing what is closed already changes nothing. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Vacancy {
    let stored = try await VacancyStep.permitted(id, .publishVacancy, by: actor, in: services.pool)
    if stored.state(at: services.now()) == .closed { return stored }
    return try await VacancyStep(services, .publishVacancy, "vacancy.closed_early")(
      id, to: .closed, expectedVersion: expectedVersion, by: actor
    ) { vacancy, _ in
      if vacancy.storedState == .closed { return VacancyChange() }
      return VacancyChange(assignments: VacancyStore.closingEarly(services.now()))
    }
  }
}
