import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The end of a period") struct PeriodEndTests {
  private static let reasons = "Every Standard is met."

  private static func end(
    _ begun: InductionRecord, on last: String, leaves: Bool = false, _ desk: InductionDesk
  ) async throws -> InductionRecord {
    try await RecordInduction(desk.services).endPeriod(
      try #require(begun.periods.last).id, of: begun.induction.id, on: day(last), leavesTeaching: leaves,
      expectedVersion: nil, by: desk.head)
  }

  private static let elsewhere = TransferContent(
    cause: .moves, bodyName: "Another Body", contactEmail: "contact@body.example",
    transfersOn: day("2027-04-12"),
    reason: "The teacher moves away.")

  private static func state(_ id: InductionID, _ desk: InductionDesk) async throws -> InductionState {
    try await ReadInductions(desk.services).find(id, by: desk.officer).induction.state
  }

  private static func noon(_ text: String) throws -> Date {
    try #require(LondonTime.instant(day(text), hour: 12, minute: 0))
  }

  @Test(
    "A last day that is still to come changes the state on that day and not before", arguments: [false, true])
  func future(leaves: Bool) async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, settle) = (begun.induction.id, SettleInductions(desk.services))
      let noticed = try await Self.end(begun, on: "2027-07-20", leaves: !leaves, desk)
      #expect(noticed.induction.state == .serving && noticed.periods.last?.endsOn == day("2027-07-20"))
      #expect(try await settle() == 0)
      // Until then it can be changed, tutors as well, and the school goes on writing.
      let changed = try await Self.end(begun, on: "2027-07-21", leaves: leaves, desk)
      #expect(changed.induction.state == .serving && changed.periods.last?.endsOn == day("2027-07-21"))
      _ = try await RecordInduction(desk.services).absence(
        id, from: day("2027-02-01"), until: day("2027-02-01"), days: 1, kind: "maternity",
        expectedVersion: nil, by: desk.tutor)
      // Nothing in the future is claimed.
      let export = ExportInductions(desk.services)
      #expect(try await !export.claims(of: desk.authority, by: desk.officer).joined().contains("1234567"))
      desk.clock.set(try Self.noon("2027-07-20"))
      #expect(try await export.claims(of: desk.authority, by: desk.officer).joined().contains("1234567"))
      #expect(try await settle() == 0)
      desk.clock.set(try Self.noon("2027-07-21"))
      #expect(try await settle() == 1)
      #expect(try await settle() == 0)
      #expect(try await Self.state(id, desk) == (leaves ? .left : .paused))
      #expect(try await outcome { _ = try await Self.end(begun, on: "2027-07-22", desk) }?.isConflict == true)
    }
  }

  @Test("A planned change of hours that keeps a post from ending before it is named with the way out")
  func plannedChange() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let record = RecordInduction(desk.services)
      let changed = try await record.changeHours(
        try #require(begun.periods.last).id, of: begun.induction.id, from: day("2027-04-12"), fte: 0.5,
        expectedVersion: nil, by: desk.head)
      #expect(changed.plannedChanges(on: desk.services.today).map(\.startsOn) == [day("2027-04-12")])
      let refused = try await outcome { _ = try await Self.end(changed, on: "2027-03-25", desk) }
      guard case .invalid(let problems)? = refused else {
        Issue.record("\(String(describing: refused))")
        return
      }
      #expect(problems.map(\.field) == ["ends_on"])
      #expect(
        problems[0].message.contains(
          "A change of hours is planned at Sample Primary School for 12 April 2027."))
      #expect(problems[0].message.contains("For an earlier last day take that change back first"))
      let transfer = try await outcome {
        _ = try await TransferInduction(desk.services).ask(
          begun.induction.id, Self.elsewhere, expectedVersion: nil, by: desk.head)
      }
      guard case .invalid(let found)? = transfer else {
        Issue.record("\(String(describing: transfer))")
        return
      }
      #expect(found.map(\.field) == ["transfers_on"])
      #expect(found[0].message.contains("For an earlier day take that change back first: choose Correct"))
      let back = try await CorrectPeriod(desk.services).takeBack(
        try #require(changed.periods.last).id, of: begun.induction.id, reason: "The teacher leaves before.",
        expectedVersion: nil, by: desk.head)
      #expect(try await Self.end(back, on: "2027-03-25", desk).periods.last?.endsOn == day("2027-03-25"))
    }
  }

  @Test("A school whose teacher has given notice writes until the last day, though another one has begun")
  func twoSchools() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let id = begun.induction.id
      _ = try await Self.end(begun, on: "2027-03-25", desk)
      _ = try await desk.begun(
        InductionDesk.content(startsOn: "2027-02-22"), on: "2027-02-22", by: desk.desk.stranger)
      let read = ReadInductions(desk.services)
      desk.clock.set(try Self.noon("2027-03-24"))
      #expect(try await !read.find(id, by: desk.head).isPartial)
      #expect(
        try await read.list(at: desk.desk.school.id, by: desk.head).items.map(\.state) == [.serving])
      _ = try await RecordInduction(desk.services).absence(
        id, from: day("2027-03-01"), until: day("2027-03-01"), days: 1, kind: "sickness",
        expectedVersion: nil, by: desk.head)
      desk.clock.set(try Self.noon("2027-03-25"))
      #expect(try await SettleInductions(desk.services)() == 0)
      #expect(try await read.find(id, by: desk.head).isPartial)
    }
  }

  @Test("After the last period has ended the head recommends and the body decides", arguments: [false, true])
  func recommended(leaves: Bool) async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, decide) = (begun.induction.id, DecideInduction(desk.services))
      desk.clock.set(try Self.noon("2028-12-19"))
      let ended = try await Self.end(begun, on: "2028-12-18", leaves: leaves, desk)
      // Who leaves teaching with the last day of all has not left before the end.
      #expect(ended.induction.state == .paused)
      _ = try await AssessInduction(desk.services).open(id, .interim, number: 1, by: desk.head)
      try await desk.done(id, .assessment)
      _ = try await decide.recommend(
        id, .satisfactory, reasons: Self.reasons, earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      let done = try await decide.decide(
        id, .satisfactory, reasons: Self.reasons, expectedVersion: nil, by: desk.officer)
      #expect(done.last?.decidedAt != nil)
      let record = try await ReadInductions(desk.services).find(id, by: desk.officer)
      #expect(record.induction.state == .satisfactory && record.periods.last?.endsOn == day("2028-12-18"))
    }
  }

  @Test("An extension where no period goes on leads to a pause, or lets who left teaching stay away")
  func extended() async throws {
    for leaves in [false, true] {
      try await InductionDesk.run { desk async throws in
        let begun = try await desk.begun()
        let (id, decide) = (begun.induction.id, DecideInduction(desk.services))
        desk.clock.set(try Self.noon("2028-12-19"))
        _ = try await Self.end(begun, on: "2028-12-18", leaves: leaves, desk)
        _ = try await decide.recommend(
          id, .extension, reasons: Self.reasons, earlyReason: "Most of it was served elsewhere.",
          expectedVersion: nil, by: desk.head)
        desk.clock.advance(days: 30)
        _ = try await decide.decide(
          id, .extension, reasons: Self.reasons, extensionTerms: 1, expectedVersion: nil, by: desk.officer)
        #expect(try await Self.state(id, desk) == .paused)
        #expect(try await SettleInductions(desk.services)() == (leaves ? 1 : 0))
        #expect(try await Self.state(id, desk) == (leaves ? .left : .paused))
      }
    }
  }
}
