import Domain
import Foundation
import Postgres
import TestSupport
import Testing

extension InductionDesk {
  /// Noon of a day.
  func goTo(_ day: CivilDate) throws {
    clock.set(try #require(LondonTime.instant(day, hour: 12, minute: 0)))
  }

  /// Lets everything of some kinds that is due count as done, as if it had been received on paper in time.
  func done(_ id: InductionID, _ kinds: InductionDue.Kind...) async throws {
    try await services.pool.execute(
      """
      UPDATE induction_due SET done_on = due_on
      WHERE induction_id = \(id) AND kind = ANY (\(kinds.map(\.rawValue))) AND done_on IS NULL
      """)
  }

  /// Lets an assessment be written, signed by all and received.
  func received(_ id: InductionID, number: Int, teacher: Actor) async throws {
    let assess = AssessInduction(services)
    let one = try await assess.open(id, .assessment, number: number, by: tutor).assessment.id
    _ = try await assess.save(one, try AssessmentTests.answers(), expectedVersion: nil, by: tutor)
    for actor in [tutor, head, teacher, officer] {
      clock.advance(seconds: 1)
      _ = try await assess.sign(one, expectedVersion: nil, by: actor)
    }
  }

  /// The record, as the body sees it.
  func record(_ id: InductionID) async throws -> InductionRecord {
    try await ReadInductions(services).find(id, by: officer)
  }

  /// Why it is at risk, as the body sees it.
  func risks(of id: InductionID) async throws -> [InductionRisk] {
    try await ReadInductions(services).risks(of: record(id), by: officer)
  }
}
