import Postgres

/// What the pay of an offer must say, given its vacancy and how the applicant came.
struct OfferPay: Sendable, Equatable {
  /// The names of the points of the national scales.
  let points: Set<String>
  /// Whether the vacancy is paid by these scales.
  let isOnScale: Bool
  /// Whether an agency is paid a share of the year's pay.
  let paysShareToAgency: Bool

  /// Whether a text names a point. The ends of the leadership and leading practitioner ranges stand in the scales alone:
  /// schools set the points between, on the 43 points of the School teachers' pay and conditions document.
  func isPoint(_ typed: String) -> Bool {
    let code = typed.trimmed.uppercased()
    if points.contains(where: { $0.uppercased() == code }) { return true }
    if code.hasPrefix("LP") { return true }
    guard code.hasPrefix("L"), let number = Int(code.dropFirst()) else { return false }
    return (1...43).contains(number)
  }

  /// What keeps an offer from being made.
  func problems(_ terms: OfferTerms) -> [FieldProblem] {
    var problems = Problems()
    let point = terms.payPoint.trimmed
    problems.require(
      !isOnScale || point.isEmpty || isPoint(point), "pay_point",
      "Enter a point of the teachers’ pay scales, such as M3, U1 or L8, or leave this empty.")
    problems.require(
      !paysShareToAgency || terms.salaryPence != nil, "salary_pence",
      "Enter the pay a year in pounds: the agency that put this person forward is paid a share of it.")
    return problems.found
  }

  /// The point of the national scales that terms name, as it is paid in the school's area on the first day; nil where
  /// they name none, or the vacancy isn't paid by these scales.
  static func point(
    of terms: OfferTerms, for application: SentApplication, in db: some Queryable
  ) async throws -> PayPoint? {
    let code = terms.payPoint.trimmed.uppercased()
    guard !code.isEmpty, let day = terms.startsOn else { return nil }
    let vacancy = try await VacancyStore.find(application.vacancy, in: db)
    guard vacancy.content.payKind == .scale else { return nil }
    var area = vacancy.payArea ?? vacancy.content.payArea
    if area == nil { area = try await PayLookup.area(of: application.place.authority, in: db) }
    guard let area else { return nil }
    return try await PayLookup.point(code, area, on: day, in: db)
  }

  /// What holds for an application.
  static func of(
    _ application: SentApplication, on day: CivilDate, in db: some Queryable
  ) async throws -> OfferPay {
    let content = try await VacancyStore.find(application.vacancy, in: db).content
    let share = try await db.value(
      """
      SELECT EXISTS (SELECT FROM agency_candidate c JOIN agency_terms t ON t.id = c.terms_id
        WHERE c.vacancy_id = \(application.vacancy) AND c.account_id = \(application.account)
          AND c.state = 'consented' AND t.rate_basis_points IS NOT NULL)
      """, as: Bool.self)
    return OfferPay(
      points: try await PayLookup.names(on: day, in: db), isOnScale: content.payKind == .scale,
      paysShareToAgency: share)
  }
}
