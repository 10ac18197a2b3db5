import Foundation
public import Postgres

/// Why an induction is at risk.
public enum InductionRisk: String, Sendable, CaseIterable, PostgresValue {
  case unsatisfactory, late, absence
  case longAbsence = "long_absence"
  case recommendation
  case support

  /// The words for it.
  public var title: String {
    switch self {
    case .unsatisfactory: "Progress was last called unsatisfactory"
    case .late: "Something is overdue by more than two weeks"
    case .absence: "Absent on 20 days or more: 30 extend induction"
    case .longAbsence: "Absent on 30 days or more: the plan shows what is made up for"
    case .recommendation: "The head does not recommend completion"
    case .support: "A support plan is open because progress is a concern"
    }
  }

  /// Whether it says that the teacher’s own progress is in doubt, rather than that something is late or made up for.
  public var isOfProgress: Bool { [.unsatisfactory, .recommendation, .support].contains(self) }

  /// The inductions with this reason, as rows of `id`. Absence is what the plan counts in the part of induction that is
  /// under way: school days in post, without leave that extends at request only (SI 2012/1115, regulation 8). What one
  /// school writes of a teacher is only its own to know: for a school, its assessments and support plans alone are asked.
  private func inductions(on today: CivilDate, for school: OrganisationID? = nil) -> Statement {
    switch self {
    case .unsatisfactory:
      """
      SELECT a.induction_id AS id FROM induction_assessment a
      WHERE a.content ->> 'progress' = 'unsatisfactory' AND a.state IN ('completed', 'confirmed', 'received')
        AND NOT EXISTS (SELECT FROM induction_assessment n WHERE n.induction_id = a.induction_id
          AND n.state IN ('completed', 'confirmed', 'received') AND (n.created_at, n.id) > (a.created_at, a.id))
        AND \(fragment: Self.isOf("a.school_id", school))
      """
    case .late:
      """
      SELECT d.induction_id AS id FROM induction_due d
      WHERE d.done_on IS NULL AND d.due_on < \(today.adding(days: -14))
        AND \(fragment: StalePlans.isFresh("d.induction_id"))
      """
    case .absence:
      """
      SELECT n.id FROM induction n
      WHERE n.absent_in_part >= 20 AND n.absent_in_part < 30 AND coalesce(n.absent_part_ends_on >= \(today), true)
      """
    case .longAbsence:
      """
      SELECT n.id FROM induction n
      WHERE n.absent_in_part >= 30 AND coalesce(n.absent_part_ends_on >= \(today), true)
      """
    case .recommendation:
      """
      SELECT c.induction_id AS id FROM induction_decision c
      WHERE c.decided_at IS NULL AND c.returned_at IS NULL AND c.recommendation <> 'satisfactory'
      """
    case .support:
      """
      SELECT p.induction_id AS id FROM support_plan p WHERE p.closed_at IS NULL AND p.ground <> 'wish'
        AND \(fragment: Self.isOf("p.school_id", school))
      """
    }
  }

  private static func isOf(_ column: Statement, _ school: OrganisationID?) -> Statement {
    school.map { "\(fragment: column) = \($0)" } ?? "true"
  }

  /// Inductions with each reason, as rows of identifier and reason.
  static func reasons(on today: CivilDate, for school: OrganisationID? = nil) -> Statement {
    let parts: [Statement] = allCases.map { reason in
      """
      SELECT r.id, \(reason.rawValue)::text AS reason FROM (\(fragment: reason.inductions(on: today, for: school))) r
      """
    }
    return .joined(parts, separator: " UNION ALL ")
  }

  /// Which inductions `i` that go on are at risk. Each reason is looked up in a set of its own, made once: joined to them
  /// as one set, an unknown number of them is taken for few.
  static func condition(on today: CivilDate) -> Statement {
    let parts: [Statement] = allCases.map { "i.id IN (\(fragment: $0.inductions(on: today)))" }
    return """
      i.state IN ('serving', 'paused', 'recommended') AND (\(fragment: .joined(parts, separator: " OR ")))
      """
  }
}

extension InductionRisk {
  /// The reasons of each, for a reader about whom somebody else has decided; for a school, of what is written of a
  /// teacher only what it has written itself.
  static func reasons(
    of inductions: [InductionID], on today: CivilDate, for school: OrganisationID? = nil,
    in db: some Queryable
  ) async throws -> [InductionID: [InductionRisk]] {
    let rows = try await db.query(
      """
      SELECT DISTINCT k.id, k.reason FROM (\(fragment: reasons(on: today, for: school))) k
      WHERE k.id = ANY (\(inductions.map(\.rawValue))) ORDER BY k.id, k.reason
      """)
    return try rows.reduce(into: [:]) { found, row in
      found[try row.decode("id", as: InductionID.self), default: []].append(try row.decode("reason"))
    }
  }
}
