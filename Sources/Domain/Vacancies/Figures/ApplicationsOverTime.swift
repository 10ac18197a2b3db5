public import Postgres

/// How many applications a school, or one of its vacancies, has received week by week.
public struct ApplicationsOverTime: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The applications sent in one week.
  public struct Week: Sendable, Equatable {
    /// Its Monday.
    public let monday: CivilDate
    /// How many were sent.
    public let count: Int
  }

  /// As many weeks as asked, this one last, without vacancies that the actor has applied for. Throws ``DomainError``.
  public func callAsFunction(
    school: OrganisationID, weeks: Int = 12, by actor: Actor
  ) async throws -> [Week] {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readReceivedApplications, at: place, orHide: "school")
    let others: Statement = """
      a.school_id = \(school) AND NOT EXISTS (SELECT FROM application own WHERE own.vacancy_id = a.vacancy_id
        AND own.account_id = \(actor.account?.id))
      """
    return try await counts(where: others, weeks)
  }

  /// The same of one vacancy; for whoever has applied for it themselves there are none. Throws ``DomainError``.
  public func callAsFunction(vacancy: VacancyID, weeks: Int = 12, by actor: Actor) async throws -> [Week] {
    let found = try await VacancyStore.find(vacancy, in: services.pool)
    try actor.require(.readReceivedApplications, at: found.place, orHide: "vacancy")
    try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: services.pool)
    return try await counts(where: "a.vacancy_id = \(vacancy)", weeks)
  }

  private func counts(where condition: Statement, _ weeks: Int) async throws -> [Week] {
    let first = RecruitmentSpan.monday(of: services.today).adding(days: -7 * (weeks - 1))
    let start = LondonTime.instant(first, hour: 0, minute: 0) ?? services.now()
    let rows = try await services.pool.query(
      """
      SELECT date_trunc('week', s.day)::date AS monday, count(*) AS count FROM (
        SELECT (a.sent_at AT TIME ZONE 'Europe/London')::date AS day FROM application a
        WHERE \(fragment: condition) AND a.sent_at >= \(start)
        UNION ALL SELECT a.sent_on FROM erased_application a
        WHERE \(fragment: condition) AND a.sent_on >= \(first)) s
      GROUP BY 1
      """)
    let counts = Dictionary(
      try rows.map { (try $0.decode("monday", as: CivilDate.self), try $0.decode("count", as: Int.self)) },
      uniquingKeysWith: +)
    return (0..<weeks).map { week in
      let monday = first.adding(days: 7 * week)
      return Week(monday: monday, count: counts[monday] ?? 0)
    }
  }
}
