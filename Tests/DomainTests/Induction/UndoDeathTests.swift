import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("A death that is undone") struct UndoDeathTests {
  /// What went before it.
  enum Before: String, CaseIterable {
    case reminded, asked, agreed, given, fetched, recommended, proposed, left
  }

  private static let reason = "It was another teacher of the same name."

  private static func lay(_ before: Before, _ id: InductionID, _ desk: InductionDesk) async throws {
    let (transfers, decide) = (TransferInduction(desk.services), DecideInduction(desk.services))
    let content = TransferCase.content(on: "2027-04-12")
    switch before {
    case .reminded:
      let due = try #require(try await desk.record(id).due.first)
      try desk.goTo(due.dueOn)
      while try await RemindOfInductionDue(desk.services)() > 0 {}
    case .asked: _ = try await transfers.ask(id, content, expectedVersion: nil, by: desk.head)
    case .agreed: _ = try await transfers.begin(id, content, expectedVersion: nil, by: desk.officer)
    case .given, .fetched:
      let begun = try await transfers.begin(id, content, expectedVersion: nil, by: desk.officer)
      _ = try await transfers.record(.give, of: begun.transfer.id, expectedVersion: nil, by: desk.officer)
      if before == .fetched {
        _ = try await ReceiveTransfer(desk.services).fetch(
          try await TransferCase.token(desk.services), by: "Hal Sample", actor: VacancyDesk.visitor)
      }
    case .recommended, .proposed:
      _ = try await decide.recommend(
        id, .notSatisfactory, reasons: "Standards 2 and 6.", earlyReason: "Most was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      if before == .recommended { return }
      _ = try await decide.represent(id, "I have seen it.", by: try await desk.teacher())
      _ = try await decide.decide(
        id, .notSatisfactory, reasons: "Standards 2 and 6.", earlyReason: "Most was served elsewhere.",
        expectedVersion: nil, by: desk.officer)
    case .left:
      let period = try #require(try await desk.record(id).periods.first).id
      _ = try await RecordInduction(desk.services).endPeriod(
        period, of: id, on: day("2027-01-29"), leavesTeaching: true, expectedVersion: nil, by: desk.head)
    }
  }

  /// Everything of an induction that its end changes, but for versions.
  private static func picture(_ id: InductionID, _ desk: InductionDesk) async throws -> String {
    try await desk.services.pool.value(
      """
      SELECT jsonb_pretty(jsonb_build_object('state', i.state, 'since', i.state_changed_at, 'end', i.expected_end,
        'posts', (SELECT jsonb_agg(to_jsonb(p) ORDER BY p.starts_on, p.id) FROM induction_period p
          WHERE p.induction_id = i.id),
        'due', (SELECT jsonb_agg(to_jsonb(d) ORDER BY d.kind, d.number) FROM induction_due d
          WHERE d.induction_id = i.id),
        'decisions', (SELECT jsonb_agg(to_jsonb(d)) FROM induction_decision d WHERE d.induction_id = i.id),
        'transfers', (SELECT jsonb_agg(to_jsonb(t) - 'version' - 'updated_at') FROM induction_transfer t
          WHERE t.induction_id = i.id),
        'links', (SELECT jsonb_agg(to_jsonb(g)) FROM induction_transfer_giving g)))
      FROM induction i WHERE i.id = \(id)
      """, as: String.self)
  }

  @Test("Everything is as it was, whatever went before", arguments: Before.allCases)
  func asBefore(before: Before) async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try desk.goTo(day("2027-02-01"))
      try await Self.lay(before, id, desk)
      let was = try await Self.picture(id, desk)
      let death = RecordDeath(desk.services)
      desk.clock.advance(seconds: 60)
      let ended = try await death(id, on: day("2027-01-28"), expectedVersion: nil, by: desk.officer)
      #expect(ended.induction.state == .died && ended.due.allSatisfy { $0.doneOn != nil })
      let transfers = try await TransferInduction(desk.services).list(id, by: desk.officer)
      #expect(transfers.allSatisfy { $0.transfer.state == .ended && $0.steps.isEmpty })
      desk.clock.advance(seconds: 60)
      _ = try await death.undo(id, reason: Self.reason, expectedVersion: nil, by: desk.officer)
      let now = try await Self.picture(id, desk)
      #expect(now == was)
      #expect(
        try await desk.mails(to: TransferCase.contact, "The induction % goes on")
          == ([.given, .fetched].contains(before) ? 1 : 0))
    }
  }

  @Test("A transfer takes effect all the same, and its link works on")
  func transfer() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try desk.goTo(day("2027-02-01"))
      try await Self.lay(.given, id, desk)
      let death = RecordDeath(desk.services)
      _ = try await death(id, on: day("2027-02-01"), expectedVersion: nil, by: desk.officer)
      let (receive, token) = (
        ReceiveTransfer(desk.services), try await TransferCase.token(desk.services)
      )
      #expect(try await outcome { _ = try await receive.offer(token) } != nil)
      _ = try await death.undo(id, reason: Self.reason, expectedVersion: nil, by: desk.officer)
      _ = try await receive.offer(token)
      try desk.goTo(day("2027-04-12"))
      while try await SettleInductions(desk.services)() > 0 {}
      #expect(try await TransferCase.state(id, desk) == .transferred)
    }
  }
}
