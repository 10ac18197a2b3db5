import Postgres

/// Tells a school what in its vacancy is worth a second thought before jobseekers see it.
public struct AdviseOnVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The findings for the vacancy as it is stored; none is a reason not to publish. Throws ``DomainError``.
  public func callAsFunction(_ id: VacancyID, by actor: Actor) async throws -> [AdviceFinding] {
    let vacancy = try await FindVacancy(services)(id, by: actor)
    try await VacancyStore.requireAtDesk(vacancy, actor, in: services.pool)
    let check = PlainEnglishCheck(
      phrases: try await Self.phrases(in: services.pool),
      calendar: try await SchoolCalendar.load(of: vacancy.place.organisation, in: services.pool))
    return check.findings(
      try await completed(vacancy), criteria: try await CriteriaStore.list(id, in: services.pool),
      opensOn: vacancy.publishedAt.map(LondonTime.date(of:)) ?? vacancy.publishAt.map(LondonTime.date(of:))
        ?? services.today)
  }

  /// What the vacancy says, with what its school says on every vacancy where it leaves that open.
  private func completed(_ vacancy: Vacancy) async throws -> VacancyContent {
    var content = vacancy.content
    let profile = try await services.pool.firstRow(
      """
      SELECT safeguarding, visits, contact_email FROM school_profile
      WHERE school_id = \(vacancy.place.organisation)
      """)
    guard let profile else { return content }
    if content.safeguarding.trimmed.isEmpty { content.safeguarding = try profile.decode("safeguarding") }
    if content.visits.trimmed.isEmpty { content.visits = try profile.decode("visits") }
    if content.contactEmail.isEmpty { content.contactEmail = try profile.decode("contact_email") }
    return content
  }

  /// The phrases that are looked for, those of more words first.
  static func phrases(in db: some Queryable) async throws -> [AdvicePhrase] {
    try await db.query(
      """
      SELECT phrase, topic, suggestion, unless, fine_near, only_near FROM advice_phrase
      ORDER BY array_length(string_to_array(phrase, ' '), 1) DESC, phrase
      """, as: AdvicePhrase.self)
  }
}
