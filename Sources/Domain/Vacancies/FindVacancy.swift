import Postgres

/// Reads one vacancy as far as it exists for the actor.
public struct FindVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The vacancy: those that were published for everybody, those in preparation for their school only;
  /// withdrawn ones are gone for everybody else. Throws ``DomainError``.
  public func callAsFunction(_ id: VacancyID, by actor: Actor) async throws -> Vacancy {
    let vacancy = try await VacancyStore.find(id, in: services.pool)
    if actor.may(.readUnpublishedVacancy, at: vacancy.place) { return vacancy }
    switch vacancy.storedState {
    case .published, .closed, .interviewing, .filled, .notFilled: return vacancy.forEverybody
    case .draft, .awaitingApproval, .scheduled: throw DomainError.notFound("vacancy")
    case .withdrawn:
      guard vacancy.publishedAt != nil else { throw DomainError.notFound("vacancy") }
      throw DomainError.gone("The school has withdrawn this vacancy.")
    }
  }
}
