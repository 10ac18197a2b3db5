import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Inductions that were decided, and proposals of failure") struct EndedInductionTests {
  private static let reasons = "Standards 2 and 6 were looked at."

  @Test("An induction that has ended has nothing due, and nothing of it waits to be received")
  func nothingDue() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (teacher, place) = (try await desk.teacher(), desk.authority.place)
      desk.clock.advance(days: 900)
      let assess = AssessInduction(desk.services)
      let one = try await assess.open(id, .assessment, number: 1, by: desk.tutor).assessment.id
      _ = try await assess.save(one, try AssessmentTests.answers(), expectedVersion: nil, by: desk.tutor)
      for actor in [desk.tutor, desk.head, teacher] {
        desk.clock.advance(seconds: 1)
        _ = try await assess.sign(one, expectedVersion: nil, by: actor)
      }
      #expect(
        try await ReadTermClosing(desk.services).toReceive(of: place, by: desk.officer).items.count == 1)
      try await desk.decided(id, .satisfactory, teacher: teacher)
      let record = try await desk.record(id)
      #expect(record.due.allSatisfy { $0.doneOn != nil } && record.induction.nextDue == nil)
      #expect(try await ReadTermClosing(desk.services).toReceive(of: place, by: desk.officer).items.isEmpty)
      #expect(try await ReadInductionBoard(desk.services)(of: place, by: desk.officer).toReceive == 0)
      #expect(
        try await ReadInductions(desk.services).list(of: place, .init(isOverdue: true), by: desk.officer)
          .items
          .allSatisfy { $0.id != id || $0.nextDue == nil })
    }
  }

  @Test("The confirmation and the facts of schemes name the last day of induction, not that of the decision")
  func completedOn() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let id = begun.induction.id
      let end = try #require(begun.induction.plan?.expectedEnd)
      try desk.goTo(end.adding(days: 20))
      try await desk.decided(id, .satisfactory, teacher: try await desk.teacher())
      let found = try await ConfirmInduction(desk.services)(id, by: desk.head)
      #expect(found.completedOn == end && found.decidedOn == end.adding(days: 20))
      let facts = try await SchemeFacts.read(id, on: desk.services.today, in: desk.services.pool)
      #expect(facts.completedOn == end.description)
    }
  }

  @Test("A proposed failure is withdrawn with a reason before anything else is decided, and stays to be seen")
  func withdrawn() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (decide, teacher) = (DecideInduction(desk.services), try await desk.teacher())
      _ = try await decide.recommend(
        id, .notSatisfactory, reasons: Self.reasons, earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      _ = try await decide.represent(id, "My class changed twice.", by: teacher)
      #expect(
        try await outcome {
          _ = try await decide.withdraw(id, reason: Self.reasons, expectedVersion: nil, by: desk.officer)
        }?.isConflict == true)
      // A failure before the end, with nothing assessed, takes a reason of its own as a completion does.
      let early = try await outcome {
        _ = try await decide.decide(
          id, .notSatisfactory, reasons: "Standard 7 is not met.", expectedVersion: nil, by: desk.officer)
      }
      #expect(early?.fields == ["early_reason"])
      _ = try await decide.decide(
        id, .notSatisfactory, reasons: "Standard 7 is not met.",
        earlyReason: "The whole of it was served elsewhere.",
        expectedVersion: nil, by: desk.officer)
      // School and teacher see the recommendation and the answer, and nothing of the proposal.
      for reader in [desk.head, teacher] {
        let seen = try #require(try await decide.list(id, by: reader).last)
        #expect(seen.recommendation == .notSatisfactory && seen.representations == "My class changed twice.")
        #expect(seen.outcome == nil && seen.outcomeReasons == nil && seen.proposedBy == nil)
      }
      let download = try await DownloadOwnData(desk.services)(by: teacher)
      #expect("\(download)".contains("My class changed twice."))
      #expect(!"\(download)".contains("Standard 7 is not met."))
      for actor in [desk.officer, try await desk.secondOfficer()] {
        #expect(
          try await outcome {
            _ = try await decide.decide(
              id, .satisfactory, reasons: Self.reasons, earlyReason: Self.reasons, expectedVersion: nil,
              by: actor)
          }?.isConflict == true)
      }
      #expect(
        try await outcome {
          _ = try await decide.withdraw(id, reason: "", expectedVersion: nil, by: desk.officer)
        }?
        .fields == ["reason"])
      #expect(
        try await outcome {
          _ = try await decide.withdraw(id, reason: Self.reasons, expectedVersion: nil, by: desk.head)
        }?.isNotAllowed == true)
      let taken = try await decide.withdraw(
        id, reason: "The support plan is not over.", expectedVersion: nil, by: desk.officer)
      let trace = try #require(taken.last?.withdrawnProposals.first)
      #expect(taken.last?.outcome == nil && trace.reasons == "Standard 7 is not met.")
      #expect(trace.reason == "The support plan is not over.")
      _ = try await decide.decide(
        id, .extension, reasons: Self.reasons, extensionTerms: 1, expectedVersion: nil, by: desk.officer)
      #expect(try await decide.list(id, by: desk.officer).last?.withdrawnProposals.count == 1)
      #expect(try await decide.list(id, by: teacher).last?.withdrawnProposals.isEmpty == true)
    }
  }
}
