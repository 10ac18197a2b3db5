import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Nobody is chosen or turned down by one person alone") struct SiftExceptionTests {
  /// What comes of shortlisting the first application.
  private static func shortlist(
    _ desk: SelectionDesk, _ exception: String = ""
  ) async throws -> DomainError? {
    try await outcome {
      try await AgreeShortlist(desk.services)(
        desk.vacancy.id, .shortlist, try await desk.choices([0]), exception: exception, by: desk.head)
    }
  }

  @Test("without a panel the head is asked why, at the shortlist and at every way of turning down")
  func withoutPanel() async throws {
    try await SelectionDesk.run(applicants: 3) { desk async throws in
      #expect(try await Self.shortlist(desk)?.fields == ["exception"])
      let reject = RejectApplications(desk.services)
      let rejection = [Rejection(desk.applications[1], version: nil, reason: "Taught older pupils only.")]
      let bulk = try await outcome {
        try await reject(desk.vacancy.id, rejection, message: "Sorry.", by: desk.head)
      }
      #expect(bulk?.fields == ["exception"])
      let move = MoveApplication(desk.services)
      let single = try await outcome {
        _ = try await move(
          desk.applications[2], to: .unsuccessful, reason: "Too far away.", expectedVersion: nil,
          by: desk.head)
      }
      #expect(single?.fields == ["exception"])
      #expect(try await desk.states() == [.sent, .sent, .sent])
      #expect(try await AccountsFixture(desk.services).count("sift_exception") == 0)

      #expect(try await Self.shortlist(desk, "Our only teacher is the head.") == nil)
      _ = try await reject(
        desk.vacancy.id, rejection, message: "Sorry.", exception: "Nobody else could read it.", by: desk.head)
      _ = try await move(
        desk.applications[2], to: .unsuccessful, reason: "Too far away.", exception: "The same.",
        expectedVersion: nil, by: desk.head)
      let read = ReadSiftExceptions(desk.services)
      let found = try await readThrough {
        try await read(desk.vacancy.id, limit: 1, after: $0, by: desk.recruiter)
      }
      #expect(found.count == 3)
      #expect(
        Set(found.map(\.reason)) == [
          "Our only teacher is the head.", "Nobody else could read it.", "The same.",
        ])
      #expect(
        Set(found.map(\.decision)) == [.shortlist, .rejection] && found.allSatisfy { $0.decidedBy != nil })
      let decision = try await ReadDecisions(desk.services)(desk.applications[1], by: desk.head).first
      #expect(decision?.exception == "Nobody else could read it.")
      #expect(try await AccountsFixture(desk.services).audited("application.decided_without_scores") == 3)
      for actor in [desk.desk.stranger, desk.applicants[0], desk.member] {
        let refused = try await outcome { _ = try await read(desk.vacancy.id, by: actor) }
        #expect(refused == .notFound("vacancy"))
      }
    }
  }

  @Test("the refusal names whose applications lack scores, one or more")
  func words() async throws {
    try await SelectionDesk.run(applicants: 5) { desk async throws in
      func refusal(_ chosen: Set<Int>) async throws -> String {
        let found = try await outcome {
          try await AgreeShortlist(desk.services)(
            desk.vacancy.id, .shortlist, try await desk.choices(chosen), by: desk.head)
        }
        guard case .invalid(let problems) = found else { return "\(String(describing: found))" }
        return problems.first?.message ?? ""
      }
      var all: [SentApplication] = []
      for id in desk.applications {
        all.append(try await ReadApplication(desk.services)(id, by: desk.head).application)
      }
      let one = try await refusal([0])
      #expect(one.contains("The application of \(all[0].applicantName) (\(all[0].reference)) lacks them."))
      #expect(try await refusal([0, 1]).contains("2 applications lack them: those of "))
      #expect(try await refusal([0, 1, 2, 3, 4]).contains(" and 2 more. "))
      try await desk.panel()
      let open = try await outcome {
        try await AgreeShortlist(desk.services)(
          desk.vacancy.id, .shortlist,
          [ApplicationChoice(all[0].id, version: all[0].version, isChosen: true)],
          by: desk.head)
      }
      guard case .conflict(let sentence) = open else {
        Issue.record("\(String(describing: open))")
        return
      }
      #expect(sentence.contains("this application lacks somebody’s scores."))
      #expect(sentence.contains("or close the sift first"))
      // The list from which is chosen says so beforehand, of as many as there are.
      try await desk.siftAll([3])
      let list = try await ReadShortlist(desk.services)(desk.vacancy.id, by: desk.head)
      #expect(list.unfinishedSift?.sentence.contains("4 of these 5 applications lack") == true)
      _ = try await CloseSift(desk.services)(desk.vacancy.id, by: desk.head)
      #expect(try await ReadShortlist(desk.services)(desk.vacancy.id, by: desk.head).unfinishedSift == nil)
    }
  }

  @Test("two people's scores are enough once the head has closed the sift; one person's are not")
  func twoOfThree() async throws {
    try await SelectionDesk.run(applicants: 1) { desk async throws in
      try await desk.panel()
      try await desk.submit(3, on: 0, by: desk.head)
      #expect(try await Self.shortlist(desk, "We hurry.")?.isConflict == true, "the sift is open")
      _ = try await CloseSift(desk.services)(desk.vacancy.id, by: desk.head)
      #expect(try await Self.shortlist(desk)?.fields == ["exception"])
      _ = try await CloseSift(desk.services).reopen(desk.vacancy.id, reason: "One more.", by: desk.head)
      try await desk.submit(2, on: 0, by: desk.member)
      _ = try await CloseSift(desk.services)(desk.vacancy.id, by: desk.head)
      #expect(try await Self.shortlist(desk) == nil)
      #expect(try await AccountsFixture(desk.services).count("sift_exception") == 0)
    }
  }

  @Test("scores of somebody who was taken off the panel, or has applied themselves, don't count")
  func counts() async throws {
    try await SelectionDesk.run(applicants: 1) { desk async throws in
      try await desk.panel()
      for actor in [desk.head, desk.member] { try await desk.submit(3, on: 0, by: actor) }
      _ = try await CloseSift(desk.services)(desk.vacancy.id, by: desk.head)
      try await CompleteApplication.save(by: desk.member, desk.services)
      let own = try await SendApplication(desk.services)(
        vacancy: desk.vacancy.id, submission: UUID(), by: desk.member
      ).application
      #expect(try await Self.shortlist(desk)?.fields == ["exception"])
      _ = try await WithdrawApplication(desk.services)(own.id, by: desk.member)
      _ = try await NamePanel(desk.services)(
        desk.vacancy.id, members: try [desk.head, desk.recruiter].map { try $0.requireAccount().id },
        chair: desk.head.requireAccount().id, expectedVersion: nil, by: desk.head)
      #expect(try await Self.shortlist(desk)?.fields == ["exception"])
      let again = try await outcome { try await desk.panel() }
      #expect(again?.fields == ["members[2]"], "nor does withdrawing bring anybody back")
    }
  }
}
