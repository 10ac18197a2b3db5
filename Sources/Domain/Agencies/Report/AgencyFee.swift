public import Foundation
public import Postgres

/// Reckons what is due to an agency for an appointment.
public enum AgencyFee {
  /// The fee in whole pence, halves upwards; nil when the rate is a share and the pay isn't known. `salary` is the
  /// pay in pence a year for the part of full time that is worked; of a contract that ends within a year, only the
  /// days that it lasts count.
  public static func pence(
    _ rate: AgencyRate, salary: Int?, startsOn: CivilDate, endsOn: CivilDate?
  ) -> Int? {
    switch rate {
    case .fixed(let pence): return pence
    case .share(let points):
      guard let salary else { return nil }
      let days = min(365, max(0, endsOn.map { startsOn.days(until: $0) + 1 } ?? 365))
      let divisor = 10_000 * 365
      return (salary * points * days + divisor / 2) / divisor
    }
  }
}

/// The fee for somebody whom an agency put forward and a school appointed: by the terms that held when the person
/// agreed, and by the offer that they accepted. It stands as long as the appointment does.
public struct AgencyFeeLine: Sendable {
  /// Names the candidacy.
  public let id: AgencyCandidateID
  /// The agency.
  public let agency: OrganisationID
  /// The agency's name.
  public let agencyName: String
  /// The school.
  public let school: OrganisationID
  /// The school's name.
  public let schoolName: String
  /// The vacancy's title.
  public let vacancyTitle: String
  /// The vacancy's reference.
  public let vacancyReference: String
  /// The day on which the person agreed.
  public let agreedOn: CivilDate
  /// When the appointment was made.
  public let appointedAt: Date
  /// The first day of work.
  public let startsOn: CivilDate
  /// The pay a year in pence, if the school has entered it and it is not erased.
  public let salaryPence: Int?
  /// What was agreed.
  public let rate: AgencyRate
  /// What is due; nil while the pay isn't known.
  public let feePence: Int?
  /// What was agreed on rebates.
  public let rebateNotes: String
}

extension AgencyFeeLine: RowDecodable {
  static let columns: Statement = """
    c.id, c.agency_id, g.name AS agency_name, c.school_id, s.name AS school_name, v.title AS vacancy_title,
    v.reference AS vacancy_reference, c.answered_at, p.appointed_at, p.starts_on, p.contract_ends_on,
    p.salary_pence, p.fee_pence, t.rate_basis_points, t.fixed_fee_pence, t.rebate_notes
    """
  /// Appointments that stand, and those that are erased by now, of which only the fee is known.
  static let tables: Statement = """
    agency_candidate c
    JOIN LATERAL (
      SELECT p.appointed_at, f.starts_on, f.contract_ends_on, f.salary_pence, NULL::int AS fee_pence
      FROM application a JOIN appointment p ON p.application_id = a.id
        JOIN offer f ON f.application_id = a.id AND f.accepted_at IS NOT NULL AND f.declined_at IS NULL
          AND f.lapsed_at IS NULL AND f.withdrawn_at IS NULL
      WHERE a.vacancy_id = c.vacancy_id AND a.account_id = c.account_id AND a.state = 'appointed'
      UNION ALL SELECT x.appointed_at, x.starts_on, NULL, NULL, x.fee_pence
      FROM agency_candidate_outcome x WHERE x.candidate_id = c.id AND x.appointed_at IS NOT NULL
    ) p ON true
    JOIN agency_terms t ON t.id = c.terms_id JOIN vacancy v ON v.id = c.vacancy_id
    JOIN organisation s ON s.id = c.school_id JOIN organisation g ON g.id = c.agency_id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    (agency, agencyName) = (try row.decode("agency_id"), try row.decode("agency_name"))
    (school, schoolName) = (try row.decode("school_id"), try row.decode("school_name"))
    (vacancyTitle, vacancyReference) = (
      try row.decode("vacancy_title"), try row.decode("vacancy_reference")
    )
    agreedOn = LondonTime.date(of: try row.decode("answered_at"))
    appointedAt = try row.decode("appointed_at")
    startsOn = try row.decode("starts_on")
    salaryPence = try row.decodeIfPresent("salary_pence")
    let points = try row.decodeIfPresent("rate_basis_points", as: Int.self)
    rate =
      if let points { .share(basisPoints: points) } else { .fixed(pence: try row.decode("fixed_fee_pence")) }
    feePence =
      try row.decodeIfPresent("fee_pence")
      ?? AgencyFee.pence(
        rate, salary: salaryPence, startsOn: startsOn, endsOn: try row.decodeIfPresent("contract_ends_on"))
    rebateNotes = try row.decode("rebate_notes")
  }
}
