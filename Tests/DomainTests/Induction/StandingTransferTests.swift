import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What is done while the transfer of an induction stands") struct StandingTransferTests {
  private static let reasons = "Standards 2 and 6 were looked at."

  /// An appeal against an extension that was lodged before the induction went to another body.
  private static func appealed(_ desk: InductionDesk) async throws -> (InductionID, AppealID) {
    let id = try await desk.begun().induction.id
    let teacher = try await desk.teacher()
    try await desk.decided(id, .extension, teacher: teacher)
    let appeals = AppealInduction(desk.services)
    let appeal = try #require(try await appeals.list(id, by: teacher).first).id
    _ = try await appeals.record(
      .lodge, AppealEntry(text: "Nobody came to see my lessons."), of: appeal, expectedVersion: nil,
      by: teacher)
    _ = try await TransferInduction(desk.services).begin(
      id, TransferCase.content(on: "2027-04-12"), expectedVersion: nil, by: desk.officer)
    desk.clock.set(try TransferCase.noon("2027-04-12"))
    while try await SettleInductions(desk.services)() > 0 {}
    #expect(try await TransferCase.state(id, desk) == .transferred)
    return (id, appeal)
  }

  private static func allow(_ appeal: AppealID, _ desk: InductionDesk) async throws {
    _ = try await AppealInduction(desk.services).record(
      .allow, AppealEntry(on: day("2027-04-12"), text: "It was looked at again."), of: appeal,
      expectedVersion: nil, by: desk.officer)
  }

  @Test("No outcome is recommended until the transfer is undone")
  func recommended() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (use, decide) = (TransferInduction(desk.services), DecideInduction(desk.services))
      let transfer = try await use.begin(
        id, TransferCase.content(on: "2027-04-12"), expectedVersion: nil, by: desk.officer
      ).transfer.id
      let refused = try await outcome {
        _ = try await decide.recommend(
          id, .satisfactory, reasons: Self.reasons, earlyReason: "Most of it was served elsewhere.",
          expectedVersion: nil, by: desk.head)
      }
      #expect(refused?.isConflict == true)
      guard case .conflict(let words) = refused else { return }
      #expect(words.contains("goes to Example Teaching School Hub from 12 April 2027"), "\(words)")
      _ = try await use.record(
        .undo, TransferEntry(reason: "The post there fell through."), of: transfer, expectedVersion: nil,
        by: desk.officer)
      _ = try await decide.recommend(
        id, .satisfactory, reasons: Self.reasons, earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
    }
  }

  @Test("What was recommended before is not decided, and no failure is confirmed", arguments: [false, true])
  func decided(isProposed: Bool) async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let decide = DecideInduction(desk.services)
      _ = try await TransferInduction(desk.services).ask(
        id, TransferCase.content(on: "2027-04-12"), expectedVersion: nil, by: desk.head)
      _ = try await decide.recommend(
        id, .notSatisfactory, reasons: Self.reasons, earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      _ = try await decide.represent(id, "I have seen it.", by: try await desk.teacher())
      let propose = {
        _ = try await decide.decide(
          id, .notSatisfactory, reasons: Self.reasons, earlyReason: Self.reasons, expectedVersion: nil,
          by: desk.officer)
      }
      if isProposed { try await propose() }
      try await desk.services.pool.execute(
        """
        UPDATE induction_transfer SET state = 'agreed', agreed_at = asked_at, agreed_by_name = 'Olu Officer'
        """)
      let second = try await desk.secondOfficer()
      let refused = try await outcome {
        if isProposed {
          _ = try await decide.confirm(id, expectedVersion: nil, by: second)
        } else {
          try await propose()
        }
      }
      guard case .conflict(let words) = refused else {
        Issue.record("\(String(describing: refused))")
        return
      }
      #expect(words.hasSuffix("Undo that transfer first."))
    }
  }

  @Test("An allowed appeal completes it here, and the transfer is undone")
  func appealAllowed() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, appeal) = try await Self.appealed(desk)
      try await Self.allow(appeal, desk)
      #expect(try await TransferCase.state(id, desk) == .satisfactory)
      let transfer = try #require(
        try await TransferInduction(desk.services).list(id, by: desk.officer).first
      ).transfer
      #expect(transfer.state == .undone && transfer.endReason?.contains("An appeal was allowed") == true)
    }
  }

  @Test("An appeal is not allowed here where another authority holds the induction")
  func appealElsewhere() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, appeal) = try await Self.appealed(desk)
      #expect(try await TransferCase.begunElsewhere(desk) != nil)
      let refused = try await outcome { try await Self.allow(appeal, desk) }
      guard case .conflict(let words) = refused else {
        Issue.record("\(String(describing: refused))")
        return
      }
      #expect(words.hasPrefix("Another appropriate body holds"))
      #expect(try await TransferCase.state(id, desk) == .transferred)
    }
  }

  @Test("Undone after the hours were changed, the post goes on at the hours of now")
  func otherHours() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, use) = (begun.induction.id, TransferInduction(desk.services))
      let transfer = try await use.begin(
        id, TransferCase.content(on: "2027-04-12"), expectedVersion: nil, by: desk.officer
      ).transfer.id
      let record = RecordInduction(desk.services)
      var period = try #require(begun.periods.first).id
      for (from, fte) in [("2027-02-22", "0.5"), ("2027-03-15", "0.8")] {
        period = try #require(
          try await record.changeHours(
            period, of: id, from: day(from), fte: Decimal(string: fte), expectedVersion: nil, by: desk.head
          ).periods.last
        ).id
      }
      desk.clock.set(try TransferCase.noon("2027-04-12"))
      while try await SettleInductions(desk.services)() > 0 {}
      _ = try await use.record(
        .undo, TransferEntry(reason: "The post there fell through."), of: transfer, expectedVersion: nil,
        by: desk.officer)
      let after = try await ReadInductions(desk.services).find(id, by: desk.officer)
      #expect(after.induction.state == .serving)
      #expect(after.periods.map(\.endsOn) == [day("2027-02-21"), day("2027-03-14"), nil])
    }
  }
}
