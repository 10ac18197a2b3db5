public import Foundation
public import Postgres

/// Somebody newly qualified who was appointed: everything that registering them for induction asks for.
public struct InductionCandidate: Sendable, Codable {
  /// The application that led to the appointment.
  public let application: ApplicationID
  /// The school.
  public let school: OrganisationID
  /// Their name.
  public let name: String
  /// Their teacher reference number; nil while neither the application nor the check has it, or they differ.
  public let trn: String?
  /// The day on which they gained qualified teacher status; nil in the same cases.
  public let qtsAwardedOn: CivilDate?
  /// When their teacher training began, by the history in the application; nil where that leaves it open.
  public let courseBegunOn: CivilDate?
  /// Whether part of induction was served elsewhere, by the application.
  public let servedElsewhere: Bool?
  /// Who trained them.
  public let trainingProvider: String?
  /// The post.
  public let post: String
  /// The part of full time.
  public let fte: Decimal?
  /// The first day.
  public let startsOn: CivilDate?
  /// How long the contract lasts.
  public let contractType: ContractType?
  /// The last day of a contract that ends.
  public let contractEndsOn: CivilDate?
  /// Everything that application and check say, with where; not part of the JSON.
  public var facts: [AppointmentFact] = []
  /// When they were appointed; not part of the JSON.
  var appointedAt: Date = .distantPast

  /// Names in JSON.
  enum CodingKeys: String, CodingKey {
    case application, school, name, trn, post, fte
    case courseBegunOn = "course_begun_on"
    case servedElsewhere = "served_elsewhere"
    case contractEndsOn = "contract_ends_on"
    case qtsAwardedOn = "qts_awarded_on"
    case trainingProvider = "training_provider"
    case startsOn = "starts_on"
    case contractType = "contract_type"
  }
}

/// Finds those whom a school has appointed and whose induction can be registered: newly qualified, induction not
/// begun or begun elsewhere and not completed.
public struct InductionCandidates: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of those of a school, latest appointment first. What a trainee's application could not say yet is taken
  /// from the check of their qualified teacher status; where the two differ, neither is taken. Throws ``DomainError``.
  public func callAsFunction(
    school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<InductionCandidate> {
    try await page(school, where: "true", limit, after, by: actor)
  }

  /// The one who was appointed by an application; nil where nobody like that was. Throws ``DomainError``.
  public func find(
    _ application: ApplicationID, at school: OrganisationID, by actor: Actor
  ) async throws -> InductionCandidate? {
    try await page(school, where: "a.id = \(application)", 1, nil, by: actor).items.first
  }

  /// A page of those among them of whose application `a` a condition of another capability holds.
  func page(
    _ school: OrganisationID, where condition: Statement, _ limit: Int, _ after: Cursor?, by actor: Actor
  ) async throws -> Page<InductionCandidate> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readReceivedApplications, at: place, orHide: "school")
    try actor.require(.readAppointments, at: place)
    let behind: Statement = after.map { "(p.appointed_at, a.id) < (\($0.instant), \($0.id))" } ?? "true"
    let rows = try await services.pool.query(
      """
      SELECT a.id, p.appointed_at, a.applicant_name, v.title, f.fte, f.starts_on, f.contract_type,
        f.contract_ends_on, \(fragment: AppointmentSources.columns)
      FROM appointment p JOIN application a ON a.id = p.application_id JOIN vacancy v ON v.id = a.vacancy_id
        JOIN offer f ON f.application_id = a.id AND f.declined_at IS NULL AND f.lapsed_at IS NULL
          AND f.withdrawn_at IS NULL
        \(fragment: AppointmentSources.check)
      WHERE a.school_id = \(school) AND a.state = 'appointed' AND q.outcome IS NOT NULL
        AND (a.answers #>> '{teaching,status}' = 'training'
          OR (a.answers #>> '{teaching,status}' = 'qualified'
            AND a.answers #>> '{teaching,induction}' IN ('not_started', 'in_progress')))
        AND (\(fragment: condition)) AND \(fragment: behind)
      ORDER BY p.appointed_at DESC, a.id DESC LIMIT \(limit + 1)
      """)
    return Page(try rows.map { try Self.candidate($0, school) }, limit: limit) {
      Cursor(instant: $0.appointedAt, id: $0.application.rawValue)
    }
  }

  private static func candidate(_ row: Row, _ school: OrganisationID) throws -> InductionCandidate {
    let sources = try AppointmentSources(row: row)
    let facts = sources.facts
    return InductionCandidate(
      application: try row.decode("id"), school: school, name: try row.decode("applicant_name"),
      trn: facts.agreed(.trn), qtsAwardedOn: facts.agreed(.qtsAwardedOn).flatMap { CivilDate($0) },
      courseBegunOn: facts.agreed(.courseBegunOn).flatMap { CivilDate($0) },
      servedElsewhere: facts.agreed(.servedElsewhere).map { $0 == "yes" },
      trainingProvider: sources.teaching["training_provider"]?.string, post: try row.decode("title"),
      fte: try row.decodeIfPresent("fte", as: Decimal.self), startsOn: try row.decodeIfPresent("starts_on"),
      contractType: try row.decodeIfPresent("contract_type"),
      contractEndsOn: try row.decodeIfPresent("contract_ends_on"), facts: facts,
      appointedAt: try row.decode("appointed_at"))
  }
}
