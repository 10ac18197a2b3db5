import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("What is due of inductions, in lists and figures") struct DueOrderTests {
  /// Registered when six terms are over: everything that is needed falls due at once.
  private static func late(_ desk: InductionDesk) async throws -> InductionRecord {
    var content = InductionDesk.content(startsOn: "2024-09-02")
    (content.qtsAwardedOn, content.courseBegunOn) = (day("2024-07-10"), day("2023-09-01"))
    return try await desk.begun(content, on: "2024-09-02")
  }

  @Test("What falls due on one day is listed in the order in which it is done")
  func order() async throws {
    try await InductionDesk.run { desk async throws in
      let record = try await Self.late(desk)
      let items = try await ReadDueItems(desk.services)(at: desk.desk.school.id, by: desk.head).items
      let titles = ["Formal assessment 1", "Formal assessment 2", "The head’s recommendation"]
      #expect(items.map(\.due.title) == titles)
      #expect(Set(items.prefix(2).map(\.due.dueOn)).count == 1)
      #expect(record.due.filter { $0.doneOn == nil }.map(\.title) == titles)
    }
  }

  @Test("What is not needed counts as neither in time nor late")
  func quality() async throws {
    try await InductionDesk.run { desk async throws in
      let record = try await Self.late(desk)
      #expect(record.due.contains { $0.isNotNeeded && $0.dueOn < desk.services.today })
      let figures = try await ReadInductionQuality(desk.services).school(
        desk.desk.school.id, by: desk.officer)
      #expect(figures.due == 0 && figures.inTime == 0)
    }
  }

  @Test("Of posts at several schools the one that leads is shown")
  func lead() async throws {
    try await InductionDesk.run { desk async throws in
      var half = InductionDesk.content(startsOn: "2026-09-01")
      half.fte = Decimal(string: "0.5")
      let id = try await desk.begun(half, on: "2026-09-01").induction.id
      half.startsOn = day("2026-10-01")
      let second = try await desk.begun(half, on: "2026-10-01", by: desk.desk.stranger)
      let own = desk.desk.school.name
      #expect(second.induction.id == id && second.induction.schoolName == own)
      let (read, teacher) = (ReadInductions(desk.services), try await desk.teacher())
      #expect(try await read.own(by: teacher).own.map(\.schoolName) == [own])
      #expect(
        try await read.list(of: desk.authority.place, by: desk.officer).items.map(\.schoolName) == [own])
      #expect(try await read.list(at: desk.desk.school.id, by: desk.head).items.map(\.schoolName) == [own])
    }
  }

  @Test("Leave on request asks for an extension until one is entered")
  func leave() throws {
    func warnings(_ extensions: String) throws -> String {
      let json = """
        {"periods": [{"start": "2025-09-01", "fte": 1}], "extensions": \(extensions), "absences": [
          {"start": "2026-01-05", "end": "2026-02-13", "days": 30, "kind": "maternity"}]}
        """
      return try PlanInduction()(json: Data(json.utf8)).warnings.joined()
    }
    #expect(try warnings("[]").contains("enter what is granted as an extension"))
    let entered = try warnings("[{\"terms\": 1}]")
    #expect(entered.contains("1 term of extension is entered") && !entered.contains("what is granted"))
  }
}
