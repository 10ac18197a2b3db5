import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What is put right in an induction") struct PutRightTests {
  private static let reason = "It was recorded by mistake, for another teacher."

  private static func recommended(_ desk: InductionDesk) async throws -> InductionID {
    let id = try await desk.begun().induction.id
    _ = try await DecideInduction(desk.services).recommend(
      id, .satisfactory, reasons: "Every Standard is met.", earlyReason: "Most was served elsewhere.",
      expectedVersion: nil, by: desk.head)
    return id
  }

  private static func recommendation(_ id: InductionID, _ desk: InductionDesk) async throws -> InductionDue? {
    try await ReadInductions(desk.services).find(id, by: desk.officer).due.last { $0.kind == .recommendation }
  }

  @Test("A death that is undone lets a recommendation wait for its decision again that was made before it")
  func death() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.recommended(desk)
      let death = RecordDeath(desk.services)
      _ = try await death(id, on: desk.services.today, expectedVersion: nil, by: desk.officer)
      _ = try await death.undo(id, reason: Self.reason, expectedVersion: nil, by: desk.officer)
      let due = try await Self.recommendation(id, desk)
      #expect(due?.doneOn != nil && due?.isNotNeeded == false)
      let record = try await ReadInductions(desk.services).find(id, by: desk.officer)
      #expect(record.induction.state == .recommended)
      #expect(try await DecideInduction(desk.services).list(id, by: desk.officer).last?.isOpen == true)
    }
  }

  @Test("A recommendation that was sent back does not keep the first day as it is")
  func firstDay() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.recommended(desk)
      _ = try await DecideInduction(desk.services).sendBack(
        id, reason: "The first day is wrong.", expectedVersion: nil, by: desk.officer)
      let record = try await ReadInductions(desk.services).find(id, by: desk.officer)
      var wanted = PeriodCorrection(record.periods[0])
      wanted.startsOn = wanted.startsOn?.adding(days: 1)
      let corrected = try await CorrectPeriod(desk.services)(
        record.periods[0].id, of: id, to: wanted, reason: Self.reason, expectedVersion: nil, by: desk.officer)
      #expect(corrected.periods[0].startsOn == wanted.startsOn)
    }
  }

  @Test("Whoever left with the last day of all stays paused, so that the head can still recommend")
  func settled() async throws {
    try await InductionDesk.run { desk async throws in
      let record = try await desk.begun()
      let id = record.induction.id
      let end = try #require(record.induction.plan?.expectedEnd)
      desk.clock.set(try #require(LondonTime.instant(end.adding(days: 1), hour: 9, minute: 0)))
      var wanted = PeriodCorrection(record.periods[0])
      (wanted.endsOn, wanted.leavesTeaching) = (end, true)
      let corrected = try await CorrectPeriod(desk.services)(
        record.periods[0].id, of: id, to: wanted, reason: Self.reason, expectedVersion: nil, by: desk.officer)
      #expect(corrected.induction.state == .paused)
    }
  }
}
