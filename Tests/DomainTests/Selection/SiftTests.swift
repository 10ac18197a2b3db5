import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The sift") struct SiftTests {
  @Test("keeps every member's scores to themselves until all have submitted, on every reading")
  func hidden() async throws {
    try await SelectionDesk.run { desk async throws in
      try await desk.panel()
      let sift = ReadSift(desk.services)
      try await desk.submit(3, on: 0, by: desk.head, note: "Only the head says this.")
      try await desk.submit(1, on: 0, by: desk.recruiter)
      for actor in [desk.head, desk.recruiter, desk.member, .operatorAtCommandLine] {
        let view = try await sift.sheet(desk.applications[0], by: actor)
        #expect(view.others.isEmpty && !view.isRevealed)
        #expect(view.progress == SiftProgress(submitted: 2, members: 3))
        let line = try #require(
          try await ReadShortlist(desk.services)(desk.vacancy.id, by: actor).lines.first {
            $0.application.id == desk.applications[0]
          })
        #expect(line.totals.isEmpty && line.average == nil && line.failed.isEmpty)
        let compared = try await CompareApplications(desk.services)(
          desk.vacancy.id, desk.applications, by: actor)
        #expect(compared.columns.allSatisfy { $0.sheets.isEmpty })
        let file = try await ExportShortlist(desk.services)(desk.vacancy.id, by: actor)
        #expect(!file.contains("Only the head") && file.contains(",2,,,,,,,,,,,,,,,,false\r\n"))
      }
      try await desk.submit(2, on: 0, by: desk.member)
      let view = try await sift.sheet(desk.applications[0], by: desk.member)
      #expect(view.isRevealed && view.others.map(\.total).sorted() == [3, 9])
      #expect(view.others.contains { $0.content.note == "Only the head says this." })
      // The other application is still everybody's own.
      #expect(!(try await sift.sheet(desk.applications[1], by: desk.member).isRevealed))
    }
  }

  @Test("goes by the criteria that the application can show, and asks for all of them to submit")
  func rules() async throws {
    try await SelectionDesk.run { desk async throws in
      try await desk.panel()
      let view = try await ReadSift(desk.services).sheet(desk.applications[0], by: desk.member)
      #expect(view.criteria.map(\.wording).contains("Calm when a parent shouts") == false)
      #expect(view.own?.version == 0 && view.mayWrite && view.criteria.count == 3)
      let save = SaveSheet(desk.services)
      var part = desk.sheet(2)
      part.scores.removeLast()
      part.recommendation = nil
      let kept = try await save(
        desk.applications[0], part, submit: false, expectedVersion: 0, by: desk.member)
      #expect(kept.version == 1 && kept.submittedAt == nil && kept.content.scores.count == 2)
      let early = try await outcome {
        _ = try await save(desk.applications[0], part, submit: true, expectedVersion: 1, by: desk.member)
      }
      #expect(early?.fields == ["scores[2].score", "recommendation"])
      let wild = try await outcome {
        var content = desk.sheet(4)
        content.scores.append(CriterionScore(criterion: CriterionID(rawValue: UUID()), score: 1))
        content.note = String(repeating: "x", count: 4001)
        _ = try await save(desk.applications[0], content, submit: false, expectedVersion: 1, by: desk.member)
      }
      #expect(
        wild?.fields == ["scores", "scores[0].score", "scores[1].score", "scores[2].score", "note"])
      let atInterview = try await outcome {
        var content = desk.sheet(2)
        content.scores.append(CriterionScore(criterion: try #require(desk.criteria[3].id), score: 1))
        _ = try await save(desk.applications[0], content, submit: false, expectedVersion: 1, by: desk.member)
      }
      guard case .invalid(let problems) = atInterview else {
        Issue.record("\(String(describing: atInterview))")
        return
      }
      #expect(
        problems.map(\.message) == [
          "“Calm when a parent shouts” is judged at interview, so it has no score in the sift. Leave it out."
        ])
      let stale = try await outcome {
        _ = try await save(
          desk.applications[0], desk.sheet(2), submit: false, expectedVersion: 0, by: desk.member)
      }
      #expect(stale == .staleVersion(current: 1))
    }
  }

  @Test("freezes what is submitted until its author reopens it, which ends when all have submitted")
  func frozen() async throws {
    try await SelectionDesk.run { desk async throws in
      try await desk.panel()
      let reopen = ReopenSheet(desk.services)
      try await desk.submit(3, on: 0, by: desk.head)
      let again = try await outcome { try await desk.submit(2, on: 0, by: desk.head) }
      #expect(again?.isConflict == true)
      let open = try await reopen(desk.applications[0], by: desk.head)
      #expect(open.submittedAt == nil && open.total == 9)
      for actor in [desk.head, desk.recruiter, desk.member] { try await desk.submit(2, on: 0, by: actor) }
      let late = try await outcome { try await reopen(desk.applications[0], by: desk.head) }
      #expect(late?.isConflict == true)
    }
  }

  @Test("is closed by the head alone, shows what was submitted then, and is opened again with a reason")
  func closing() async throws {
    try await SelectionDesk.run { desk async throws in
      try await desk.panel()
      try await desk.submit(3, on: 0, by: desk.head)
      _ = try await SaveSheet(desk.services)(
        desk.applications[0], desk.sheet(0, note: "Half a thought."), submit: false, expectedVersion: 0,
        by: desk.member)
      let close = CloseSift(desk.services)
      let refused = try await outcome { try await close(desk.vacancy.id, by: desk.recruiter) }
      #expect(refused?.isNotAllowed == true)
      #expect(try await close(desk.vacancy.id, by: desk.head).siftClosedAt != nil)
      let view = try await ReadSift(desk.services).sheet(desk.applications[0], by: desk.recruiter)
      #expect(view.others.map(\.total) == [9], "what wasn't submitted stays with its author")
      let late = try await outcome { try await desk.submit(1, on: 1, by: desk.recruiter) }
      #expect(late?.isConflict == true)
      let unexplained = try await outcome {
        try await close.reopen(desk.vacancy.id, reason: " ", by: desk.head)
      }
      #expect(unexplained?.fields == ["reason"])
      try await close.reopen(desk.vacancy.id, reason: "Two came late.", by: desk.head)
      try await desk.submit(1, on: 1, by: desk.recruiter)
    }
  }

  @Test("shows all sheets exactly once when the last two members submit at the same moment")
  func together() async throws {
    try await SelectionDesk.run(applicants: 3) { desk async throws in
      try await desk.panel()
      for index in desk.applications.indices {
        try await desk.submit(2, on: index, by: desk.head)
        async let one: Void = desk.submit(1, on: index, by: desk.recruiter)
        async let two: Void = desk.submit(3, on: index, by: desk.member)
        _ = try await (one, two)
        let view = try await ReadSift(desk.services).sheet(desk.applications[index], by: desk.head)
        #expect(view.isRevealed && view.others.count == 2)
      }
      #expect(try await AccountsFixture(desk.services).count("sift_reveal") == 3)
    }
  }

  @Test("takes a sheet back or shows it, never both, when somebody reopens as the last one submits")
  func race() async throws {
    try await SelectionDesk.run(applicants: 5) { desk async throws in
      try await desk.panel()
      for index in desk.applications.indices {
        try await desk.submit(2, on: index, by: desk.head)
        try await desk.submit(2, on: index, by: desk.recruiter)
        async let last: Void = desk.submit(3, on: index, by: desk.member)
        async let back = outcome {
          try await ReopenSheet(desk.services)(desk.applications[index], by: desk.head)
        }
        let (_, refused) = try await (last, back)
        let view = try await ReadSift(desk.services).sheet(desk.applications[index], by: desk.head)
        #expect(view.isRevealed == (refused != nil) && (view.own?.submittedAt != nil) == view.isRevealed)
      }
    }
  }

  @Test("keeps a criterion that somebody has scored by in the person specification")
  func criteriaStay() async throws {
    try await SelectionDesk.run { desk async throws in
      try await desk.panel()
      try await desk.submit(2, on: 0, by: desk.head)
      let taken = try await outcome {
        _ = try await SetCriteria(desk.services)(
          desk.vacancy.id, Array(desk.criteria.dropFirst()), expectedVersion: nil, by: desk.head)
      }
      #expect(taken?.isConflict == true)
    }
  }
}
