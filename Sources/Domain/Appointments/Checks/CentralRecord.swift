public import Foundation
public import Postgres

/// One appointed person in a school's single central record.
public struct CentralRecordLine: Sendable {
  /// The application that led to the appointment.
  public let application: SentApplication
  /// The offer that was accepted.
  public let offer: Offer
  /// When they were appointed.
  public let appointedAt: Date
  /// The risk assessment, where they were appointed before the certificate arrived.
  public let riskAssessment: String?
  /// Every check with its day and who made it.
  public let checks: [PreEmploymentCheck]
}

/// A school's single central record of those appointed through the service.
public struct CentralRecord: Sendable {
  /// As many lines are read at once.
  static let batch = 200

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Those appointed by a school, latest first. Throws ``DomainError``.
  public func callAsFunction(
    school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<CentralRecordLine> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readReceivedApplications, at: place, orHide: "school")
    try actor.require(.readAppointments, at: place)
    let behind: Statement =
      after.map { "AND (p.appointed_at, p.application_id) < (\($0.instant), \($0.id))" } ?? ""
    let rows = try await services.pool.query(
      """
      SELECT p.application_id, p.appointed_at, p.risk_assessment
      FROM appointment p JOIN application a ON a.id = p.application_id
      WHERE a.school_id = \(school) AND a.state = 'appointed' \(fragment: behind)
      ORDER BY p.appointed_at DESC, p.application_id DESC LIMIT \(limit + 1)
      """)
    var lines: [CentralRecordLine] = []
    for row in rows {
      let id = try row.decode("application_id", as: ApplicationID.self)
      lines.append(
        CentralRecordLine(
          application: try await ApplicationStore.find(id, in: services.pool),
          offer: try await OfferStore.standing(id, in: services.pool),
          appointedAt: try row.decode("appointed_at"),
          riskAssessment: try row.decodeIfPresent("risk_assessment"),
          checks: try await CheckStore.list(id, in: services.pool)))
    }
    return Page(lines, limit: limit) { Cursor(instant: $0.appointedAt, id: $0.application.id.rawValue) }
  }

  /// The whole record as a CSV file: a line for each person, three columns for each check. Throws
  /// ``DomainError``.
  public func csv(school: OrganisationID, by actor: Actor) async throws -> String {
    var lines: [CentralRecordLine] = []
    var after: Cursor?
    repeat {
      let page = try await self(school: school, limit: Self.batch, after: after, by: actor)
      lines += page.items
      after = page.next
    } while after != nil
    let kinds = try await services.pool.query(
      "SELECT \(fragment: CheckKind.columns) FROM check_kind k ORDER BY k.position", as: CheckKind.self)
    let facts = ["name", "post", "vacancy", "application", "starts_on", "fte", "contract", "appointed_on"]
    let columns =
      facts + kinds.flatMap { ["\($0.code)", "\($0.code)_on", "\($0.code)_by"] } + ["risk_assessment"]
    return ([columns] + lines.map { Self.cells($0, kinds) })
      .map { $0.map(VacancyColumn.cell).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func cells(_ line: CentralRecordLine, _ kinds: [CheckKind]) -> [String] {
    let terms = line.offer.terms
    let facts = [
      line.application.applicantName, line.application.vacancyTitle, line.application.vacancyReference,
      line.application.reference, terms.startsOn?.description ?? "", terms.fte.map { "\($0)" } ?? "",
      terms.contractType?.rawValue ?? "", LondonTime.date(of: line.appointedAt).description,
    ]
    let checks = kinds.flatMap { kind -> [String] in
      guard let check = line.checks.first(where: { $0.kind.code == kind.code }) else { return ["", "", ""] }
      return [check.entry.outcome.rawValue, check.entry.checkedOn?.description ?? "", check.entry.checkedBy]
    }
    return facts + checks + [line.riskAssessment ?? ""]
  }
}

/// Somebody newly qualified who was appointed: everything that registering them for induction asks for.
public struct InductionCandidate: Sendable, Codable {
  /// The application that led to the appointment.
  public let application: ApplicationID
  /// The school.
  public let school: OrganisationID
  /// Their name.
  public let name: String
  /// Their teacher reference number; nil while neither the application nor the check has it.
  public let trn: String?
  /// The day on which they gained qualified teacher status.
  public let qtsAwardedOn: CivilDate?
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

  /// Names in JSON.
  enum CodingKeys: String, CodingKey {
    case application, school, name, trn, post, fte
    case qtsAwardedOn = "qts_awarded_on"
    case trainingProvider = "training_provider"
    case startsOn = "starts_on"
    case contractType = "contract_type"
  }
}

/// Finds those whom a school has appointed and whose induction can be registered: newly qualified, induction not
/// begun.
public struct InductionCandidates: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Those of a school, latest appointment first. What a trainee's application could not say yet is taken from
  /// the check of their qualified teacher status. Throws ``DomainError``.
  public func callAsFunction(school: OrganisationID, by actor: Actor) async throws -> [InductionCandidate] {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readReceivedApplications, at: place, orHide: "school")
    try actor.require(.readAppointments, at: place)
    let rows = try await services.pool.query(
      """
      SELECT a.id, a.applicant_name, a.answers -> 'teaching' AS teaching, v.title, f.fte, f.starts_on,
        f.contract_type, q.document_number, q.document_date
      FROM appointment p JOIN application a ON a.id = p.application_id JOIN vacancy v ON v.id = a.vacancy_id
        JOIN offer f ON f.application_id = a.id AND f.declined_at IS NULL AND f.lapsed_at IS NULL
          AND f.withdrawn_at IS NULL
        JOIN pre_employment_check q ON q.application_id = a.id AND q.kind = \(CheckKind.qts)
          AND q.outcome = 'satisfactory'
      WHERE a.school_id = \(school) AND a.state = 'appointed'
        AND (a.answers #>> '{teaching,status}' = 'training'
          OR (a.answers #>> '{teaching,status}' = 'qualified'
            AND a.answers #>> '{teaching,induction}' = 'not_started'))
      ORDER BY p.appointed_at DESC, a.id DESC
      """)
    return try rows.map { try Self.candidate($0, school) }
  }

  private static func candidate(_ row: Row, _ school: OrganisationID) throws -> InductionCandidate {
    let teaching = try JSONColumn.decode([String: JSONValue].self, from: try row.decode("teaching"))
    let number = try row.decode("document_number", as: String.self)
    return InductionCandidate(
      application: try row.decode("id"), school: school, name: try row.decode("applicant_name"),
      trn: teaching["trn"]?.string ?? TRN.digits(number),
      qtsAwardedOn: try teaching["qts_awarded_on"]?.string.flatMap { CivilDate($0) }
        ?? row.decodeIfPresent("document_date"),
      trainingProvider: teaching["training_provider"]?.string, post: try row.decode("title"),
      fte: try row.decodeIfPresent("fte", as: Decimal.self), startsOn: try row.decodeIfPresent("starts_on"),
      contractType: try row.decodeIfPresent("contract_type"))
  }
}
