import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Absence where it counts") struct AbsenceInTermsTests {
  private static func absent(
    _ id: InductionID, _ first: String, _ last: String, _ days: Decimal, _ kind: String, _ desk: InductionDesk
  ) async throws {
    _ = try await RecordInduction(desk.services).absence(
      id, from: day(first), until: day(last), days: days, kind: kind, expectedVersion: nil, by: desk.head)
  }

  @Test("Days of an absence over two terms stand in each as they fall there; leave on request in none")
  func terms() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try desk.goTo(day("2027-07-01"))
      try await Self.absent(id, "2027-03-22", "2027-04-16", 9, "sickness", desk)
      try await Self.absent(id, "2027-05-10", "2027-05-14", 5, "maternity", desk)
      let service = try #require(try await ReadTimeline(desk.services)(id, by: desk.head).service)
      let (spring, summer) = (service.terms[0], service.terms[1])
      #expect(spring.absent > 0 && summer.absent > 0)
      #expect(abs(spring.absent + summer.absent - 9) < 0.02 && abs(service.absent - 9) < 0.02)
    }
  }

  @Test("Absence in a part of induction that is over puts nobody at risk in the next")
  func risk() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let id = begun.induction.id
      let first = try #require(begun.induction.plan?.formalAssessments.first?.due)
      func isAtRisk() async throws -> Bool {
        try await desk.risks(of: id).contains(.absence)
      }
      try desk.goTo(day("2027-07-01"))
      try await Self.absent(id, "2027-02-01", "2027-03-12", 19, "sickness", desk)
      #expect(try await !isAtRisk())
      try await Self.absent(id, "2027-05-10", "2027-05-10", 1, "sickness", desk)
      #expect(try await isAtRisk())
      try desk.goTo(first)
      #expect(try await isAtRisk())
      try desk.goTo(first.adding(days: 1))
      #expect(try await !isAtRisk())
    }
  }
}
