import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The shortlist") struct ShortlistTests {
  @Test("is exactly those who are ticked, all at once, each told by mail")
  func agreed() async throws {
    try await SelectionDesk.run(applicants: 3) { desk async throws in
      try await desk.panel()
      let agree = AgreeShortlist(desk.services)
      let early = try await outcome {
        try await agree(desk.vacancy.id, .shortlist, try await desk.choices([0]), by: desk.head)
      }
      #expect(early?.isConflict == true, "the panel has not sifted")
      try await desk.siftAll([3, 1, 2])
      let none = try await outcome {
        try await agree(desk.vacancy.id, .shortlist, try await desk.choices([]), by: desk.head)
      }
      #expect(none?.fields == ["applications"])
      let count = try await agree(
        desk.vacancy.id, .shortlist, try await desk.choices([0, 2]), by: desk.recruiter)
      #expect(count == 2)
      #expect(try await desk.states() == [.shortlisted, .sent, .shortlisted])
      let mails = try await AccountsFixture(desk.services).subjects(to: "ada@people.example")
      #expect(mails.contains { $0.hasSuffix("shortlisted") })
      let unexplained = try await outcome {
        try await agree(desk.vacancy.id, .shortlist, try await desk.choices([1, 2]), by: desk.head)
      }
      #expect(unexplained?.fields == ["reason"])
      #expect(try await desk.state(1) == .sent, "nothing of it was done")
      try await agree(
        desk.vacancy.id, .shortlist, try await desk.choices([1, 2]), reason: "We read it again.",
        by: desk.head)
      #expect(try await desk.states() == [.underConsideration, .shortlisted, .shortlisted])
      let panelist = try await outcome {
        try await agree(desk.vacancy.id, .shortlist, try await desk.choices([0]), by: desk.member)
      }
      #expect(panelist == .notFound("vacancy"))
    }
  }

  @Test("loses no choice when two people agree one at the same moment: the second is shown the first's")
  func race() async throws {
    try await SelectionDesk.run(applicants: 4) { desk async throws in
      let agree = AgreeShortlist(desk.services)
      let (first, second) = (try await desk.choices([0, 1]), try await desk.choices([2]))
      async let one = outcome {
        try await agree(desk.vacancy.id, .shortlist, first, exception: "Alone.", by: desk.head)
      }
      async let two = outcome {
        try await agree(desk.vacancy.id, .shortlist, second, exception: "Alone.", by: desk.recruiter)
      }
      let outcomes = try await [one, two]
      #expect(outcomes.count { $0 == nil } == 1)
      #expect(outcomes.contains { if case .staleVersion = $0 { true } else { false } })
      let listed = try await (0..<4).asyncFilter { try await desk.state($0) == .shortlisted }
      #expect(listed == (outcomes[0] == nil ? [0, 1] : [2]))
    }
  }

  @Test("is preceded by a longlist for headships alone")
  func longlist() async throws {
    try await SelectionDesk.run(applicants: 2, headship: true) { desk async throws in
      let agree = AgreeShortlist(desk.services)
      try await agree(
        desk.vacancy.id, .longlist, try await desk.choices([0, 1]), exception: "Alone.", by: desk.head)
      #expect(try await desk.state(0) == .longlisted)
      try await agree(
        desk.vacancy.id, .shortlist, try await desk.choices([0]), exception: "Alone.", by: desk.head)
      #expect(try await desk.states() == [.shortlisted, .longlisted])
    }
    try await SelectionDesk.run(applicants: 1) { desk async throws in
      let refused = try await outcome {
        try await AgreeShortlist(desk.services)(
          desk.vacancy.id, .longlist, try await desk.choices([0]), by: desk.head)
      }
      #expect(refused?.isConflict == true)
    }
  }

  @Test("is read with totals, failed criteria, average and spread, filtered, ordered and page by page")
  func reading() async throws {
    try await SelectionDesk.run(applicants: 4) { desk async throws in
      try await desk.panel()
      try await desk.siftAll([1, 3, 0])
      for (actor, score) in [(desk.head, 3), (desk.recruiter, 0), (desk.member, 3)] {
        try await desk.submit(score, on: 3, by: actor)
      }
      let read = ReadShortlist(desk.services)
      let whole = try await read(desk.vacancy.id, by: desk.head)
      #expect(whole.lines.map(\.application.id) == [1, 3, 0, 2].map { desk.applications[$0] })
      #expect(whole.lines.map(\.average) == [9, 6, 3, 0] && whole.lines.map(\.spread) == [0, 9, 0, 0])
      #expect(whole.highestTotal == 9 && whole.total == 4)
      #expect(whole.lines.map(\.failed.count) == [0, 0, 0, 2], "the desirable one never fails anybody")
      var filter = ShortlistFilter()
      filter.order = .spread
      #expect(
        try await read(desk.vacancy.id, filter, by: desk.head).lines.first?.application.id
          == desk.applications[3])
      filter = ShortlistFilter()
      filter.failed = desk.criteria[0].id
      #expect(
        try await read(desk.vacancy.id, filter, by: desk.head).lines.map(\.application.id)
          == [desk.applications[2]])
      filter = ShortlistFilter()
      filter.essentials = .met
      filter.order = .name
      #expect(
        try await read(desk.vacancy.id, filter, by: desk.head).lines.map(\.application.applicantName)
          == ["Ada Mysterious", "Bilal Mysterious", "Dmitri Mysterious"])
      filter.recommendation = .notShortlist
      #expect(try await read(desk.vacancy.id, filter, by: desk.head).total == 0)
      filter = ShortlistFilter()
      filter.states = [.shortlisted]
      #expect(try await read(desk.vacancy.id, filter, by: desk.head).lines.isEmpty)
      for order in ShortlistFilter.Order.allCases {
        filter = ShortlistFilter()
        filter.order = order
        let all = try await read(desk.vacancy.id, filter, by: desk.head).lines.map(\.application.id)
        var seen: [ApplicationID] = []
        var after: ShortlistCursor?
        repeat {
          let page = try await read(desk.vacancy.id, filter, limit: 1, after: after, by: desk.head)
          #expect(page.lines.count == 1 && page.total == 4)
          seen += page.lines.map(\.application.id)
          after = page.next.flatMap { ShortlistCursor($0.description) }
        } while after != nil
        #expect(seen == all, "\(order)")
      }
    }
  }

  @Test("goes on where the page before ended, whatever is scored meanwhile, and refuses what it doesn't know")
  func scoredMeanwhile() async throws {
    try await SelectionDesk.run(applicants: 4) { desk async throws in
      try await desk.panel()
      try await desk.siftAll([2, 3, 1])
      let read = ReadShortlist(desk.services)
      let first = try await read(desk.vacancy.id, limit: 2, by: desk.head)
      #expect(first.lines.map(\.application.id) == [1, 0].map { desk.applications[$0] })
      // The last of the page falls to the end: what stood behind it then still does.
      try await desk.services.pool.execute(
        "UPDATE sift_score SET score = 0 WHERE application_id = \(desk.applications[0])")
      let second = try await read(desk.vacancy.id, limit: 3, after: first.next, by: desk.head)
      #expect(second.lines.map(\.application.id).contains(desk.applications[2]))
      #expect(second.lines.map(\.application.id).contains(desk.applications[3]))
      var filter = ShortlistFilter()
      filter.order = .name
      let other = try await outcome {
        _ = try await read(desk.vacancy.id, filter, after: first.next, by: desk.head)
      }
      #expect(other?.fields == ["cursor"], "a cursor of another order")
      let next = try #require(first.next)
      let gone = next.description.replacingOccurrences(
        of: desk.applications[0].description, with: VacancyID(rawValue: UUID()).description)
      let erased = try await outcome {
        _ = try await read(desk.vacancy.id, after: ShortlistCursor(gone), by: desk.head)
      }
      #expect(erased?.fields == ["cursor"], "of an application that is gone")
    }
  }

  @Test(
    "is compared side by side, two to six at a time, and written to a file no cell of which is a formula")
  func compared() async throws {
    try await SelectionDesk.run(applicants: 2) { desk async throws in
      try await desk.panel()
      try await desk.siftAll([1, 3])
      let compare = CompareApplications(desk.services)
      let two = try await compare(desk.vacancy.id, desk.applications, by: desk.member)
      #expect(two.columns.map(\.average) == [3, 9])
      #expect(two.columns[1].scores(of: desk.criteria[0].id).map(\.score.score) == [3, 3, 3])
      let one = try await outcome {
        _ = try await compare(desk.vacancy.id, [desk.applications[0]], by: desk.head)
      }
      #expect(one?.fields == ["application"])
      let stranger = try await outcome {
        _ = try await compare(desk.vacancy.id, desk.applications, by: desk.desk.stranger)
      }
      #expect(stranger == .notFound("vacancy"))
      let file = try await ExportShortlist(desk.services)(desk.vacancy.id, by: desk.head)
      let lines = file.split(separator: "\r\n")
      #expect(lines.count == 3 && lines[1].hasPrefix("Bilal Mysterious,A-"))
      #expect(lines[1].hasSuffix(",3,9,0,,9,9,9,shortlist,shortlist,shortlist,,,,,,,false"))
    }
  }
}

@Suite("Applications that are not taken forward") struct RejectionTests {
  @Test("are turned down together, each with its reason, all in the same words, which they read as feedback")
  func together() async throws {
    try await SelectionDesk.run(applicants: 3) { desk async throws in
      let reject = RejectApplications(desk.services)
      let empty = try await outcome {
        try await reject(
          desk.vacancy.id,
          [
            Rejection(desk.applications[0], version: 1),
            Rejection(
              desk.applications[1], version: 1, criteria: [CriterionID(rawValue: UUID())], reason: "x"),
          ], message: " ", by: desk.head)
      }
      #expect(empty?.fields == ["rejections[0].reason", "rejections[1].criteria", "message"])
      let message = RejectApplications.usualMessage(for: desk.vacancy)
      let criterion = try #require(desk.criteria[0].id)
      let rejections = [
        Rejection(desk.applications[0], version: 1, criteria: [criterion]),
        Rejection(desk.applications[1], version: 1, reason: "Private words."),
      ]
      let recruiter = try await outcome {
        try await reject(desk.vacancy.id, rejections, message: message, by: desk.recruiter)
      }
      #expect(recruiter?.isNotAllowed == true)
      let done = try await reject(
        desk.vacancy.id, rejections, message: message, exception: "A small school.", by: desk.head)
      #expect(done.map(\.state) == [.unsuccessful, .unsuccessful] && done.count == 2)
      #expect(
        Set(done.map(\.stateReason)) == ["Not met: Qualified teacher status", "Private words."])
      // Clocks that don't stand still have gone on between the decision and the state.
      try await desk.services.pool.execute(
        "UPDATE rejection SET decided_at = decided_at - interval '2 milliseconds'")
      let feedback = try await reject.feedback(desk.applications[1], by: desk.applicants[1])
      #expect(feedback?.message == message)
      let mail = try await desk.services.pool.value(
        """
        SELECT body FROM outbox_mail WHERE recipient = 'bilal@people.example' ORDER BY created_at DESC, id DESC
        LIMIT 1
        """, as: String.self)
      #expect(mail.contains("Dear Bilal Mysterious") && mail.contains(message) && !mail.contains("Private"))
      #expect(try await desk.state(2) == .sent)
      _ = try await MoveApplication(desk.services)(
        desk.applications[1], to: .underConsideration, reason: "We had missed a page.", expectedVersion: nil,
        by: desk.head)
      #expect(try await reject.feedback(desk.applications[1], by: desk.applicants[1]) == nil)
    }
  }

  @Test("are all turned down or none: who can't be turned down is named")
  func named() async throws {
    try await SelectionDesk.run(applicants: 2) { desk async throws in
      try await desk.services.pool.execute(
        "UPDATE application SET state = 'withdrawn' WHERE id = \(desk.applications[1])")
      let refused = try await outcome {
        try await RejectApplications(desk.services)(
          desk.vacancy.id,
          desk.applications.prefix(2).map { Rejection($0, version: nil, reason: "Not now.") },
          message: "Thank you.", by: desk.head)
      }
      guard case .conflict(let sentence) = refused else {
        Issue.record("not refused: \(String(describing: refused))")
        return
      }
      #expect(sentence.contains("Bilal Mysterious (withdrawn)") && !sentence.contains("Ada"))
      #expect(try await desk.state(0) == .sent)
    }
  }

  @Test("are all turned down or none: one that somebody else has moved stops it")
  func allOrNone() async throws {
    try await SelectionDesk.run(applicants: 2) { desk async throws in
      _ = try await MoveApplication(desk.services)(
        desk.applications[1], to: .underConsideration, reason: nil, expectedVersion: nil, by: desk.recruiter)
      let stale = try await outcome {
        try await RejectApplications(desk.services)(
          desk.vacancy.id,
          desk.applications.map { Rejection($0, version: 1, reason: "Not this time.") }, message: "Sorry.",
          by: desk.head)
      }
      #expect(stale == .staleVersion(current: 2))
      #expect(try await desk.states() == [.sent, .underConsideration])
    }
  }

  @Test("of another vacancy are out of reach")
  func foreign() async throws {
    try await SelectionDesk.run(applicants: 1) { desk async throws in
      let other = try await desk.desk.published()
      let missing = try await outcome {
        try await RejectApplications(desk.services)(
          other.id, [Rejection(desk.applications[0], version: nil, reason: "x")], message: "Sorry.",
          by: desk.head)
      }
      #expect(missing == .notFound("application"))
      let chosen = try await outcome {
        try await AgreeShortlist(desk.services)(
          other.id, .shortlist, try await desk.choices([0]), by: desk.head)
      }
      #expect(chosen == .notFound("application"))
    }
  }
}

extension Range<Int> {
  /// Those of which something holds, asked one after another.
  func asyncFilter(_ holds: (Int) async throws -> Bool) async rethrows -> [Int] {
    var kept: [Int] = []
    for element in self where try await holds(element) { kept.append(element) }
    return kept
  }
}
