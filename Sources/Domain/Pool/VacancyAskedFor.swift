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
    return try await VacancyAskedFor.refusals(interests, services)
  }

  /// What has become of the vacancies of those of several questions that are open, in a sentence each. Throws
  /// ``DomainError``.
  public func obstacles(_ interests: [PoolInterest], by actor: Actor) async throws -> [VacancyID: String] {
    try await refusals(interests.filter { $0.state == .open }, by: actor).mapValues(Self.why)
  }

  /// Why the vacancy takes no more applications, as a sentence.
  public static func why(_ refusal: DomainError) -> String {
    switch refusal {
    case .conflict(let sentence), .gone(let sentence): sentence
    default: "This vacancy is not open."
    }
  }
}

extension ExpressPoolInterest {
  /// What has become of the vacancies of those of a school's questions that it reads as open, in a sentence each.
  /// Throws ``DomainError``.
  public func obstacles(_ interests: [PoolInterest], by actor: Actor) async throws -> [VacancyID: String] {
    for interest in interests
    where !actor.may(.readPool, at: interest.place) && !actor.may(.contactPool, at: interest.place) {
      throw DomainError.notFound("interest")
    }
    return try await VacancyAskedFor.refusals(interests.filter { $0.state == .open }, services)
      .mapValues(AnswerPoolInterest.why)
  }
}

/// The vacancies that schools ask people of the pool for.
enum VacancyAskedFor {
  /// Why nobody can apply any more for the vacancies of some questions, by vacancy.
  static func refusals(
    _ interests: [PoolInterest], _ services: Services
  ) async throws -> [VacancyID: DomainError] {
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
