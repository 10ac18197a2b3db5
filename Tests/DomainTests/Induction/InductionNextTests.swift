import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What comes next in inductions, in lists and on the board") struct InductionNextTests {
  private static func listed(_ desk: InductionDesk) async throws -> (officer: Induction, head: Induction) {
    let read = ReadInductions(desk.services)
    return (
      try #require(try await read.list(of: desk.authority.place, by: desk.officer).items.first),
      try #require(try await read.list(at: desk.desk.school.id, by: desk.head).items.first)
    )
  }

  private static func set(_ desk: InductionDesk, _ date: String) throws {
    desk.clock.set(try #require(LondonTime.instant(day(date), hour: 12, minute: 0)))
  }

  @Test("A notice that was not sent in time is overdue in the officer’s list and with the body on the board")
  func notice() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let teacher = try await desk.teacher()
      try await desk.decided(id, .extension, teacher: teacher)
      try Self.set(desk, "2026-11-05")
      let (today, place) = (desk.services.today, desk.authority.place)
      let (officer, head) = try await Self.listed(desk)
      #expect(officer.next?.title == "Send the notice to the Secretary of State")
      #expect(officer.next?.dueOn == day("2026-11-04") && officer.next?.isOverdue(on: today) == true)
      #expect(head.next?.title != officer.next?.title)
      let overdue = try await ReadInductionBoard(desk.services)(of: place, by: desk.officer).overdue
      #expect(overdue.map(\.turn) == [.body] && overdue.map(\.count) == [1])
      #expect(overdue.first?.since == day("2026-11-04"))
      let duties = ReadInductionDuties(desk.services)
      #expect(
        try await duties.overdue(of: place, .body, by: desk.officer).items.map(\.kind)
          == [.letterSecretaryOfState])
      #expect(try await duties.overdue(of: place, .head, by: desk.officer).items.isEmpty)
      #expect(
        try await outcome { _ = try await duties.overdue(of: place, by: desk.head) } == .notFound("page"))
      let own = try #require(try await ReadInductions(desk.services).own(by: teacher).own.first)
      #expect(own.next?.title == "You may appeal until" && own.next?.dueOn == day("2026-12-01"))
    }
  }

  @Test("A recommendation to decide shows its day to everybody, and a proposal of failure to the body alone")
  func recommendation() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (decide, teacher) = (DecideInduction(desk.services), try await desk.teacher())
      _ = try await decide.recommend(
        id, .notSatisfactory, reasons: "Standards 2 and 6.", earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      let decision = try #require(try await decide.list(id, by: desk.officer).last)
      let (before, school) = try await Self.listed(desk)
      #expect(
        before.next?.title == "Decide on the recommendation" && before.next?.dueOn == decision.decideBy)
      #expect(school.next?.title == "The appropriate body decides on the recommendation")
      #expect(before.risks.contains(.recommendation) && school.risks.contains(.recommendation))
      func own() async throws -> Induction {
        try #require(try await ReadInductions(desk.services).own(by: teacher).own.first)
      }
      let asked = try await own()
      #expect(asked.next?.title == "You may answer the recommendation until")
      #expect(asked.next?.dueOn == decision.representBy && asked.risks == [.recommendation])
      _ = try await decide.represent(id, "My class changed twice.", by: teacher)
      _ = try await decide.decide(
        id, .notSatisfactory, reasons: "Standards 2 and 6.",
        earlyReason: "The whole of it was served elsewhere.", expectedVersion: nil, by: desk.officer)
      let (proposed, hidden) = try await Self.listed(desk)
      #expect(proposed.next?.title == "Confirm the failure")
      #expect(hidden.next?.title == "The appropriate body decides on the recommendation")
      #expect(try await own().next?.title == hidden.next?.title)
    }
  }

  @Test("An appeal that goes on is said, with the reply that comes next")
  func appeal() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (appeals, teacher) = (AppealInduction(desk.services), try await desk.teacher())
      try await desk.decided(id, .notSatisfactory, teacher: teacher)
      let open = try #require(try await appeals.list(id, by: teacher).first)
      let lodged = try await appeals.record(
        .lodge, AppealEntry(text: "My support plan was never put into practice."), of: open.id,
        expectedVersion: nil, by: teacher)
      let own = try #require(try await ReadInductions(desk.services).own(by: teacher).own.first)
      #expect(own.isAppealed && own.next?.title == "The appropriate body replies to the appeal")
      #expect(own.next?.dueOn == lodged.replyBy && own.risks.isEmpty)
      // The head who recommended knows of it, and of the school nobody else.
      #expect(try await Self.listed(desk).head.isAppealed)
      let seen = try await ReadInductions(desk.services).list(at: desk.desk.school.id, by: desk.tutor).items
      #expect(seen.count == 1 && seen.allSatisfy { !$0.isAppealed && $0.next == nil })
      let letter = try #require(try await InductionLetters(desk.services).list(id, by: teacher).first)
      #expect(letter.body.contains("ends your employment as a teacher within ten working days"))
      let entries = try await ReadTimeline(desk.services)(id, by: teacher).entries
      #expect(entries.first { $0.title == "Decided: not satisfactory" }?.bearing == .bad)
      #expect(entries.first { $0.title == "Appeal made" }?.bearing == .neutral)
    }
  }

  @Test(
    "A review that waits for the teacher’s signature is listed as theirs, and stays with the head’s tasks")
  func turn() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let assess = AssessInduction(desk.services)
      let review = try await assess.open(id, .review, number: 1, by: desk.tutor).assessment.id
      _ = try await assess.save(
        review,
        [
          "progress": "unsatisfactory", "summary": "Lessons are not planned in time.",
          "support_plan": "A plan each week, looked at by the tutor.",
        ], expectedVersion: nil, by: desk.tutor)
      for signer in [desk.tutor, desk.head] {
        _ = try await assess.sign(review, expectedVersion: nil, by: signer)
      }
      let (officer, head) = try await Self.listed(desk)
      #expect(head.next?.title == "Progress review 1" && head.next?.turn == "the teacher’s turn")
      #expect(officer.risks.contains(.unsatisfactory) && head.risks.contains(.unsatisfactory))
      let tasks = try await ReadDueItems(desk.services)(at: desk.desk.school.id, by: desk.head).items
      #expect(tasks.contains { $0.due.title == "Progress review 1" && $0.turn == .teacher })
      let written = try #require(try await assess.list(id, by: desk.head).first)
      #expect(written.finding == "Progress unsatisfactory")
      let entries = try await ReadTimeline(desk.services)(id, by: desk.head).entries
      let signed = try #require(entries.first { $0.title == "Progress review 1: completed by the head" })
      #expect(signed.detail == "Progress unsatisfactory" && signed.bearing == .bad)
    }
  }

  @Test("Of what a school finds, and of the plan it opens, mentors and another school are not told")
  func ofOneSchool() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content()
      content.fte = Decimal(string: "0.5")
      let id = try await desk.begun(content).induction.id
      let stranger = desk.desk.stranger
      content.startsOn = day("2027-01-18")
      (content.tutorName, content.tutorEmail) = ("Olga Tutor", "olga@other.example")
      _ = try await desk.begun(content, on: "2027-01-18", by: stranger)
      try Self.set(desk, "2027-02-01")
      _ = try await CompletedReview.complete(id, progress: "unsatisfactory", desk.services)
      let mentor = try await desk.teacher("mentor@school.example")
      let (read, assess) = (ReadInductions(desk.services), AssessInduction(desk.services))
      func risks(_ actor: Actor) async throws -> [InductionRisk] {
        try await read.risks(of: read.find(id, by: actor), by: actor).filter(\.isOfProgress)
      }
      for reader in [desk.head, desk.tutor, desk.officer] {
        #expect(try await assess.list(id, by: reader).map(\.finding) == ["Progress unsatisfactory"])
        #expect(try await risks(reader) == [.unsatisfactory])
      }
      _ = try await SupportTeacher(desk.services).open(
        id, .concern, reason: "Lessons begin late.", by: desk.head)
      #expect(try await Set(risks(desk.head)) == [.unsatisfactory, .support])
      for reader in [mentor, stranger] {
        let seen = try #require(try await assess.list(id, by: reader).first)
        #expect(seen.finding == nil && !seen.isConcern && !seen.mayOpen && seen.answers.isEmpty)
        #expect(
          try await outcome { _ = try await assess.find(seen.id, by: reader) } == .notFound("assessment"))
        #expect(try await risks(reader).isEmpty)
      }
      let other = try #require(stranger.account?.memberships.first?.organisation)
      let theirs = try #require(try await read.list(at: other, by: stranger).items.first)
      #expect(!theirs.risks.contains { $0.isOfProgress })
      let own = try #require(try await read.list(at: desk.desk.school.id, by: desk.head).items.first)
      #expect(Set(own.risks).isSuperset(of: [.unsatisfactory, .support]))
      let named = try #require(try await read.own(by: mentor).tutored.items.first)
      #expect(!named.risks.contains { $0.isOfProgress })
    }
  }
}
