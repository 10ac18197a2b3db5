import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct DecideInductionTests {
  private static let reasons = "Every Standard is met."

  /// An induction of which the head has recommended something.
  private static func recommended(
    _ desk: InductionDesk, _ outcome: InductionOutcome = .satisfactory
  ) async throws -> InductionID {
    let id = try await desk.begun().induction.id
    _ = try await DecideInduction(desk.services).recommend(
      id, outcome, reasons: reasons, earlyReason: "Most of it was served elsewhere.", expectedVersion: nil,
      by: desk.head)
    return id
  }

  @Test(
    "Head recommends, body decides: letters leave, the period ends, and the pass is in the file of actions")
  func satisfactory() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let decide = DecideInduction(desk.services)
      desk.clock.advance(days: 900)
      try await desk.done(id, .assessment)
      #expect(
        try await outcome {
          _ = try await decide.recommend(
            id, .satisfactory, reasons: Self.reasons, earlyReason: "Most of it was served elsewhere.",
            expectedVersion: nil, by: desk.tutor)
        }?.isNotAllowed == true)
      #expect(
        try await outcome {
          _ = try await decide.recommend(id, nil, reasons: "", expectedVersion: nil, by: desk.head)
        }?.fields == ["outcome", "reasons"])
      _ = try await decide.recommend(
        id, .satisfactory, reasons: Self.reasons, earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      #expect(
        try await outcome {
          _ = try await decide.decide(
            id, .satisfactory, reasons: Self.reasons, expectedVersion: nil, by: desk.head)
        }?.isNotAllowed == true)
      let done = try await decide.decide(
        id, .satisfactory, reasons: Self.reasons, expectedVersion: nil, by: desk.officer)
      #expect(done.last?.decidedAt != nil && done.last?.appealBy == nil)
      let record = try await ReadInductions(desk.services).find(id, by: desk.officer)
      #expect(record.induction.state == .satisfactory)
      #expect(record.periods.last?.endsOn == record.induction.plan?.expectedEnd)
      for (address, subject) in [
        ("nia@people.example", "Decision on your induction"),
        ("head@example.org", "Decision on the induction of Nia Sample"),
      ] {
        #expect(try await desk.accounts.subjects(to: address).contains(subject))
      }
      let actions = try await ExportInductions(desk.services).actions(of: desk.authority, by: desk.officer)
      #expect(actions.first?.contains(",6.0,pass") == true, "\(actions)")
      // One attempt only.
      let again = try await desk.submitted(InductionDesk.content(), by: desk.desk.stranger)
      _ = try await DecideRegistration(desk.services).verify(again.id, expectedVersion: nil, by: desk.officer)
      #expect(
        try await outcome {
          _ = try await DecideRegistration(desk.services).accept(
            again.id, startsOn: day("2027-01-04"), expectedVersion: nil, by: desk.officer)
        }?.isConflict == true)
    }
  }

  @Test("A failure waits for the teacher’s time to answer and for a second person")
  func failure() async throws {
    try await InductionDesk.run { desk async throws in
      // Monday 2 November 2026 is the first day: the tenth working day is Friday 13, the twentieth Friday 27.
      let id = try await Self.recommended(desk, .notSatisfactory)
      let decide = DecideInduction(desk.services)
      let open = try #require(try await decide.list(id, by: desk.officer).last)
      #expect(open.representBy == day("2026-11-13") && open.decideBy == day("2026-11-27"))
      let early = try await outcome {
        _ = try await decide.decide(
          id, .notSatisfactory, reasons: Self.reasons, earlyReason: Self.reasons, expectedVersion: nil,
          by: desk.officer)
      }
      #expect(early?.fields == ["outcome"])
      desk.clock.advance(days: 11)
      let teacher = try await desk.teacher()
      _ = try await decide.represent(id, "My class changed twice.", by: teacher)
      let added = try await decide.represent(id, "And the mentor left.", by: teacher).last?.representations
      #expect(added?.hasPrefix("My class changed twice.\n\nAdded on ") == true)
      #expect(added?.hasSuffix("And the mentor left.") == true)
      #expect(
        try await decide.represent(id, "And the mentor left.", by: teacher).last?.representations == added)
      _ = try await decide.decide(
        id, .notSatisfactory, reasons: Self.reasons, earlyReason: Self.reasons, expectedVersion: nil,
        by: desk.officer)
      let duties = ReadInductionDuties(desk.services)
      let alone = try #require(try await duties(of: desk.authority.place, by: desk.officer).items.first)
      #expect(alone.kind == .confirmation && !alone.hasSecond && alone.title.contains("no other officer"))
      #expect(
        try await desk.accounts.subjects(to: "officer@example.org").contains {
          $0.hasPrefix("Nobody can confirm the failure yet")
        })
      #expect(try await decide.list(id, by: desk.head).map(\.outcome) == [nil])
      #expect(
        try await outcome { _ = try await decide.confirm(id, expectedVersion: nil, by: desk.officer) }?
          .isConflict
          == true)
      #expect(
        try await outcome {
          _ = try await decide.confirm(id, expectedVersion: nil, by: .operatorAtCommandLine)
        }?.isNotAllowed == true)
      let second = try await desk.accounts.acting(
        .officer, at: desk.authority.organisation, email: "second@example.org")
      let waiting = try #require(try await duties(of: desk.authority.place, by: second).items.first)
      #expect(waiting.hasSecond && waiting.title.hasPrefix("Confirm the failure that"))
      let done = try await decide.confirm(id, expectedVersion: nil, by: second)
      let expected = try InductionDeadline.lastDay(
        of: "appeal", from: desk.services.today, sentBy: .electronic)
      #expect(done.last?.appealBy == expected && done.last?.confirmedBy != nil)
      #expect(
        try await ReadInductions(desk.services).find(id, by: teacher).induction.state == .notSatisfactory)
      #expect(
        try await ExportInductions(desk.services).actions(of: desk.authority, by: desk.officer).isEmpty)
    }
  }

  @Test("The last day to answer is the last; from the day after a failure may be decided without an answer")
  func boundary() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.recommended(desk, .extension)
      let (decide, teacher) = (DecideInduction(desk.services), try await desk.teacher())
      desk.clock.set(try #require(LondonTime.instant(day("2026-11-13"), hour: 23, minute: 59)))
      let late = try await outcome {
        _ = try await decide.decide(
          id, .extension, reasons: Self.reasons, extensionTerms: 1, expectedVersion: nil, by: desk.officer)
      }
      #expect(late?.fields == ["outcome"])
      desk.clock.set(try #require(LondonTime.instant(day("2026-11-14"), hour: 0, minute: 1)))
      #expect(
        try await outcome { _ = try await decide.represent(id, "Too late.", by: teacher) }?.isConflict == true
      )
      let before = try await ReadInductions(desk.services).find(id, by: teacher).induction.plan?.expectedEnd
      #expect(
        try await outcome {
          _ = try await decide.decide(
            id, .extension, reasons: Self.reasons, expectedVersion: nil, by: desk.officer)
        }?.fields == ["extension_terms"])
      _ = try await decide.decide(
        id, .extension, reasons: Self.reasons, extensionTerms: 1, expectedVersion: nil, by: desk.officer)
      let record = try await ReadInductions(desk.services).find(id, by: teacher)
      #expect(record.induction.state == .serving && record.induction.plan?.extensionTerms == 1)
      #expect(record.induction.plan?.expectedEnd != before)
      #expect(
        try await outcome {
          _ = try await decide.represent(id, "Once more.", by: desk.desk.stranger)
        } == .notFound("induction"))
    }
  }
}
