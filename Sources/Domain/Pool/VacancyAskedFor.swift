import Postgres

extension AnswerPoolInterest {
  /// Why nobody can apply any more for the vacancy that the acting person is asked for; nil while it takes applications,
  /// and of a question in general. The question can still be declined. Throws ``DomainError``.
  public func refusal(_ interest: PoolInterest, by actor: Actor) async throws -> DomainError? {
    guard actor.may(.keepPoolEntry, ownedBy: interest.account) else {
      throw DomainError.notFound("interest")
    }
    guard let vacancy = interest.vacancy else { return nil }
    return try await VacancyStore.find(vacancy, in: services.pool).refusal(at: services.now())
  }

  /// The same of several questions at once, by vacancy: only of those that take no more applications. Throws
  /// ``DomainError``.
  public func refusals(
    _ interests: [PoolInterest], by actor: Actor
  ) async throws -> [VacancyID: DomainError] {
    guard interests.allSatisfy({ actor.may(.keepPoolEntry, ownedBy: $0.account) }) else {
      throw DomainError.notFound("interest")
    }
    let asked = Set(interests.compactMap(\.vacancy)).map(\.rawValue)
    if asked.isEmpty { return [:] }
    let vacancies = try await services.pool.query(
      "SELECT \(fragment: Vacancy.columns) FROM \(fragment: Vacancy.tables) WHERE v.id = ANY (\(asked))",
      as: Vacancy.self)
    var refusals: [VacancyID: DomainError] = [:]
    for vacancy in vacancies { refusals[vacancy.id] = vacancy.refusal(at: services.now()) }
    return refusals
  }
}
