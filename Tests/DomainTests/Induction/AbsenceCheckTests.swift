import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// What is recorded as absence from an induction.
@Suite struct AbsenceCheckTests {
  private static func problem(
    _ first: String, _ last: String, _ days: String, _ kind: String = "sickness", _ id: InductionID,
    _ desk: InductionDesk
  ) async throws -> FieldProblem? {
    let found = try await outcome {
      _ = try await RecordInduction(desk.services).absence(
        id, from: day(first), until: day(last), days: Decimal(string: days), kind: kind, expectedVersion: nil,
        by: desk.tutor)
    }
    guard case .invalid(let problems)? = found else { return nil }
    #expect(problems.count == 1)
    return problems.first
  }

  @Test("Absence is of school days in post: no more than there are, and half days too")
  func schoolDays() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let id = begun.induction.id
      desk.clock.set(try #require(LondonTime.instant(day("2027-10-01"), hour: 12, minute: 0)))
      func problem(_ first: String, _ last: String, _ days: String) async throws -> FieldProblem? {
        try await Self.problem(first, last, days, "sickness", id, desk)
      }
      for (first, last, days) in [
        ("2027-02-06", "2027-02-07", "2"), ("2027-02-15", "2027-02-19", "5"),
        ("2027-08-03", "2027-08-07", "5"), ("2027-05-03", "2027-05-03", "1"),
      ] {
        let found = try await problem(first, last, days)
        #expect(found?.field == "days")
        #expect(found?.message.hasPrefix("There is no school day") == true)
      }
      // Thursday and Friday before the half-term holiday, and the Monday after it.
      let over = try await problem("2027-02-11", "2027-02-22", "3.5")
      #expect(
        over?.message.hasSuffix(
          "at most 3, as there are 3 school days in post from 11 February 2027 to 22 February 2027.") == true)
      #expect(
        try await problem("2027-02-12", "2027-02-12", "1.5")?.message.contains("there is 1 school day")
          == true)
      #expect(try await problem("2027-02-11", "2027-02-22", "2.5") == nil)
      let record = try await ReadInductions(desk.services).find(id, by: desk.head)
      #expect(record.events.count == 1 && record.induction.plan?.warnings == [])
    }
  }

  @Test("A closure of the school is no school day, and a day outside of the post none in it")
  func closures() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let id = begun.induction.id
      try await desk.services.pool.execute(
        """
        INSERT INTO school_closure (id, school_id, day, what)
        VALUES (gen_random_uuid(), \(desk.desk.school.id), '2027-02-01', 'Training')
        """)
      desk.clock.set(try #require(LondonTime.instant(day("2027-02-12"), hour: 12, minute: 0)))
      let closed = try await Self.problem("2027-02-01", "2027-02-01", "1", "sickness", id, desk)
      #expect(closed?.field == "days")
      _ = try await RecordInduction(desk.services).endPeriod(
        try #require(begun.periods.first).id, of: id, on: day("2027-02-26"), leavesTeaching: false,
        expectedVersion: nil, by: desk.head)
      let after = try await Self.problem("2027-03-01", "2027-03-02", "2", "maternity", id, desk)
      #expect(after?.message.hasPrefix("The teacher is in no post") == true)
    }
  }

  @Test(
    "Ahead of its first day only leave that is agreed before is recorded",
    arguments: [("sickness", false), ("other", false), ("maternity", true), ("unpaid", true)])
  func ahead(_ kind: String, _ isTaken: Bool) async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      desk.clock.set(try #require(LondonTime.instant(day("2027-02-01"), hour: 12, minute: 0)))
      let later = try await Self.problem("2027-02-02", "2027-02-03", "2", kind, id, desk)
      #expect(later?.field == (isTaken ? nil : "starts_on"))
      #expect(try await Self.problem("2027-02-01", "2027-02-01", "1", kind, id, desk) == nil)
    }
  }

  @Test("Coronavirus is no reason any more after August 2021")
  func coronavirus() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      desk.clock.set(try #require(LondonTime.instant(day("2027-02-01"), hour: 12, minute: 0)))
      let found = try await Self.problem("2027-02-01", "2027-02-01", "1", "coronavirus", id, desk)
      #expect(found?.field == "kind" && found?.message.contains("31 August 2021") == true)
    }
  }
}
