import Postgres

/// Reads one vacancy as far as it exists for the actor.
public struct FindVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The vacancy by its identifier, its reference or the name that another system gave it. Throws
  /// ``DomainError``.
  public func callAsFunction(named name: String, by actor: Actor) async throws -> Vacancy {
    if let id = VacancyID(name) { return try await callAsFunction(id, by: actor) }
    let found = try await services.pool.query(
      """
      SELECT id FROM vacancy WHERE reference = \(name.uppercased()) OR external_reference = \(name)
      ORDER BY reference = \(name.uppercased()) DESC, id LIMIT 2
      """)
    let ids = try found.map { try $0.decode("id", as: VacancyID.self) }
    guard let first = ids.first else { throw DomainError.notFound("vacancy") }
    let vacancy = try await callAsFunction(first, by: actor)
    if ids.count > 1 && vacancy.reference != name.uppercased() {
      throw DomainError.conflict("Several systems use this name: give the reference or the id.")
    }
    return vacancy
  }

  /// The vacancy: those that were published for everybody, those in preparation for their school only;
  /// withdrawn ones are gone for everybody else. Whoever at the school has applied for it sees what everybody sees.
  /// Throws ``DomainError``.
  public func callAsFunction(_ id: VacancyID, by actor: Actor) async throws -> Vacancy {
    let vacancy = try await VacancyStore.find(id, in: services.pool)
    if try await VacancyStore.isAtDesk(vacancy, actor, in: services.pool) { return vacancy }
    switch vacancy.storedState {
    case .published, .closed, .interviewing, .filled, .notFilled: return vacancy.forEverybody
    case .draft, .awaitingApproval, .scheduled: throw DomainError.notFound("vacancy")
    case .withdrawn:
      guard vacancy.publishedAt != nil else { throw DomainError.notFound("vacancy") }
      throw DomainError.gone("The school has withdrawn this vacancy.")
    }
  }

  /// The vacancy for those who work with it at its school: the head and recruiters without whoever has ever applied
  /// for it themselves. For others it has no desk. Throws ``DomainError``.
  public func atDesk(_ id: VacancyID, by actor: Actor) async throws -> Vacancy {
    let vacancy = try await VacancyStore.find(id, in: services.pool)
    try await VacancyStore.requireAtDesk(vacancy, actor, in: services.pool)
    return vacancy
  }
}
