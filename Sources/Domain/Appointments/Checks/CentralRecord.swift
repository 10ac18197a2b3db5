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
  /// When they left, once the school has recorded it: from then it counts how long all this is kept.
  public let leftOn: CivilDate?
  /// The risk assessment, where they were appointed before the certificate arrived.
  public let riskAssessment: String?
  /// Every check with its day and who made it.
  public let checks: [PreEmploymentCheck]
  /// What has to be looked at again, in sentences: a right to work that ends before the first day or soon, a contract
  /// that has ended without a day on which they left.
  public let marks: [String]

  /// What is said of a contract that has ended; nil where there is nothing to say.
  static func ended(_ terms: OfferTerms, leftOn: CivilDate?, today: CivilDate) -> String? {
    guard leftOn == nil, let endsOn = terms.contractEndsOn, endsOn < today else { return nil }
    return
      "The contract was to end on \(LondonTime.shortDate(endsOn)). If they have left, record their last day."
  }
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
      SELECT p.application_id, p.appointed_at, p.left_on, p.risk_assessment
      FROM appointment p JOIN application a ON a.id = p.application_id
      WHERE a.school_id = \(school) AND a.state = 'appointed' \(fragment: behind)
      ORDER BY p.appointed_at DESC, p.application_id DESC LIMIT \(limit + 1)
      """)
    let ids = try rows.map { try $0.decode("application_id", as: ApplicationID.self) }
    let applications = try await ApplicationStore.each(ids, in: services.pool)
    let offers = try await OfferStore.standing(ids, in: services.pool)
    let allChecks = try await CheckStore.each(ids, in: services.pool)
    var lines: [CentralRecordLine] = []
    for (id, row) in zip(ids, rows) {
      guard let application = applications[id], let offer = offers[id] else {
        throw DomainError.notFound("offer")
      }
      let checks = allChecks[id] ?? []
      let leftOn = try row.decodeIfPresent("left_on", as: CivilDate.self)
      let ended = CentralRecordLine.ended(offer.terms, leftOn: leftOn, today: services.today)
      lines.append(
        CentralRecordLine(
          application: application, offer: offer,
          appointedAt: try row.decode("appointed_at"), leftOn: leftOn,
          riskAssessment: try row.decodeIfPresent("risk_assessment"),
          checks: checks,
          marks: checks.compactMap {
            CheckRules.mark($0, startsOn: offer.terms.startsOn, today: services.today)
          } + [ended].compactMap { $0 }))
    }
    return Page(lines, limit: limit) { Cursor(instant: $0.appointedAt, id: $0.application.id.rawValue) }
  }

  /// The whole record as a CSV file: a line for each person, and for each check the columns of
  /// ``CentralRecordColumn``. Throws ``DomainError``.
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
    let facts = [
      "name", "post", "vacancy", "application", "starts_on", "fte", "contract", "appointed_on", "left_on",
    ]
    let header =
      facts + kinds.flatMap { kind in CentralRecordColumn.allCases.map { $0.name(of: kind) } }
      + ["risk_assessment", "to_look_at_again"]
    return CSV.text([header] + lines.map { Self.cells($0, kinds) })
  }

  private static func cells(_ line: CentralRecordLine, _ kinds: [CheckKind]) -> [String] {
    let terms = line.offer.terms
    let facts = [
      line.application.applicantName, line.application.vacancyTitle, line.application.vacancyReference,
      line.application.reference, terms.startsOn?.description ?? "", terms.fte.map { "\($0)" } ?? "",
      terms.contractType?.rawValue ?? "", LondonTime.date(of: line.appointedAt).description,
      line.leftOn?.description ?? "",
    ]
    let checks = kinds.flatMap { kind in
      let check = line.checks.first { $0.kind.code == kind.code }
      return CentralRecordColumn.allCases.map { column in check.map(column.cell) ?? "" }
    }
    return facts + checks + [line.riskAssessment ?? "", line.marks.joined(separator: " ")]
  }
}
