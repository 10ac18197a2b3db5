import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Mail to the tutor goes to who is that now") struct TutorNowTests {
  private static func departed(_ desk: InductionDesk) async throws -> InductionID {
    let id = try await desk.begun().induction.id
    try desk.goTo(day("2027-05-20"))
    try await RevokeRole(desk.services)(
      .inductionTutor, of: try #require(desk.tutor.account?.id), at: desk.desk.school.id,
      by: .operatorAtCommandLine)
    return id
  }

  private static func mailed(_ desk: InductionDesk) async throws {
    try await desk.services.pool.execute("DELETE FROM outbox_mail")
    while try await RemindOfInductionDue(desk.services)() > 0 {}
    _ = try await ChaseOverdue(desk.services)(of: desk.authority.place, by: desk.officer)
    _ = try await TransferInduction(desk.services).begin(
      try await desk.services.pool.value("SELECT id FROM induction", as: InductionID.self),
      TransferCase.content(on: "2027-07-22"), expectedVersion: nil, by: desk.officer)
  }

  @Test("A tutor who has left is neither reminded nor chased; where nobody follows, the head is asked")
  func head() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await Self.departed(desk)
      try await Self.mailed(desk)
      #expect(try await desk.accounts.subjects(to: "tutor@school.example").isEmpty)
      let heads = try await desk.accounts.subjects(to: "head@example.org")
      #expect(heads.contains { $0.hasPrefix("Overdue: Progress review 1") })
      #expect(heads.contains { $0.hasSuffix("overdue in induction") })
      let told = try await desk.services.pool.value(
        "SELECT count(*) FROM outbox_mail WHERE strpos(body, 'Name another tutor.') > 0", as: Int.self)
      #expect(told > 0)
    }
  }

  @Test("Whoever coordinates induction at the school is asked instead")
  func coordinator() async throws {
    try await InductionDesk.run { desk async throws in
      let coordinator = "coordinator@school.example"
      _ = try await desk.accounts.acting(.inductionTutor, at: desk.desk.school.id, email: coordinator)
      _ = try await Self.departed(desk)
      try await Self.mailed(desk)
      #expect(try await desk.accounts.subjects(to: "tutor@school.example").isEmpty)
      let subjects = try await desk.accounts.subjects(to: coordinator)
      #expect(subjects.contains { $0.hasPrefix("Overdue: Progress review 1") })
      #expect(subjects.contains { $0.hasSuffix("overdue in induction") })
      #expect(subjects.contains { $0.contains("goes to another appropriate body") })
    }
  }
}
