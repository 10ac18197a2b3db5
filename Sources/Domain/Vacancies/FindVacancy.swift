import Postgres

/// Reads one vacancy as far as it exists for the actor.
public struct FindVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The vacancy: published and closed ones for everybody, drafts for their school only, withdrawn ones are
  /// gone for everybody else. Throws ``DomainError``.
  public func callAsFunction(_ id: VacancyID, by actor: Actor) async throws -> Vacancy {
    let vacancy = try await VacancyStore.find(id, in: services.pool)
    switch vacancy.storedState {
    case .published, .closed: return vacancy
    case .draft:
      try actor.require(.readUnpublishedVacancy, at: vacancy.place, orHide: "vacancy")
      return vacancy
    case .withdrawn:
      if actor.may(.readUnpublishedVacancy, at: vacancy.place) { return vacancy }
      guard vacancy.publishedAt != nil else { throw DomainError.notFound("vacancy") }
      throw DomainError.gone("The school has withdrawn this vacancy.")
    }
  }
}
