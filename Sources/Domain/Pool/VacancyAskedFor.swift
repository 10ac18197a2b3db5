import Postgres

extension AnswerPoolInterest {
  /// Why the acting person can’t say yes: nobody can apply any more for the vacancy they are asked for, or, of a question
  /// in general, no school finds them because of an offer they accepted. Nil where they can. The question can still be
  /// declined. Throws ``DomainError``.
  public func refusal(_ interest: PoolInterest, by actor: Actor) async throws -> DomainError? {
    guard actor.may(.keepPoolEntry, ownedBy: interest.account) else {
      throw DomainError.notFound("interest")
    }
    guard let vacancy = interest.vacancy else {
      return try await Self.hasAccepted(interest, in: services.pool) ? Self.taken : nil
    }
    return try await VacancyStore.find(vacancy, in: services.pool).refusal(at: services.now())
  }

  /// What is said to a yes in general of somebody who has accepted an offer.
  static let taken = DomainError.conflict(
    "You have accepted an offer, so schools don’t find you in the pool, and a yes would lead this one nowhere. Should "
      + "the offer fall through, you can say yes then.")

  /// Whether the person a question is about has said yes to an offer that still stands.
  static func hasAccepted(_ interest: PoolInterest, in db: some Queryable) async throws -> Bool {
    try await db.value(
      """
      SELECT EXISTS (SELECT FROM pool_entry e WHERE e.id = \(interest.entry) AND \(fragment: PoolEntry.hasAccepted))
      """, as: Bool.self)
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
