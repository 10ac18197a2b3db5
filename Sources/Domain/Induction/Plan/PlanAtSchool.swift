public import Foundation
import Postgres

/// Reckons the plan of a case by the terms and closed days of a school, as the plans of its inductions are. Term dates
/// are public: anybody may.
public struct PlanAtSchool: Sendable {
  /// As many schools are offered at most.
  private static let most = 1_000
  private let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// The schools, by name, for which it makes a difference: those with dates of their own or of their authority. All
  /// others go by the usual dates, as a case does that names no school. One that is `chosen` is there all the same.
  public func schools(chosen: URN? = nil) async throws -> [School] {
    try await services.pool.query(
      """
      SELECT \(fragment: School.columns) FROM school s JOIN organisation o ON o.id = s.organisation_id
      WHERE s.urn = \(chosen) OR s.status <> 'closed' AND (
        EXISTS (SELECT FROM school_term t WHERE t.school_id = s.organisation_id)
        OR EXISTS (SELECT FROM school_closure c WHERE c.school_id = s.organisation_id)
        OR s.la_code IN (SELECT t.la_code FROM school_term t WHERE NOT t.is_sample)
        OR s.la_code IN (SELECT c.la_code FROM school_closure c))
      ORDER BY s.name, s.organisation_id LIMIT \(Self.most)
      """, as: School.self)
  }

  /// The plan of a case in JSON. Throws ``DomainError`` for what can’t be read or reckoned.
  public func callAsFunction(json: Data, at school: School) async throws -> InductionPlan {
    let terms = try await InductionTerms.load(of: school.id, in: services.pool)
    return try PlanInduction()(json: json, by: terms)
  }
}

extension InductionTerms {
  /// Those that matter to an induction that began on a day, as its case takes them.
  func since(_ beganOn: CivilDate) -> (terms: [SchoolTerm], closures: [CivilDate]) {
    let early = beganOn.adding(days: -200)
    return (
      terms.filter { $0.end >= early }, closures.filter { $0 >= early && (1...5).contains($0.weekday) }
    )
  }
}
