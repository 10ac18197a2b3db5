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
}
