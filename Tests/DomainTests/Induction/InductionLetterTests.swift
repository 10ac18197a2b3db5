import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Letters on decisions, early completions and confirmations") struct InductionLetterTests {
  @Test("Teacher, heads, employers and the Secretary of State are told, each reader sees their own letters")
  func letters() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try await desk.services.pool.execute(
        "UPDATE school SET trust_name = 'Sample Trust' WHERE urn = '900101'")
      // A second post at another school: both heads are told.
      _ = try await desk.begun(by: desk.desk.stranger)
      let teacher = try await desk.teacher()
      try await desk.decided(id, .extension, teacher: teacher)
      let letters = InductionLetters(desk.services)
      let all = try await letters.list(id, by: desk.officer)
      #expect(all.map(\.recipient) == [.teacher, .head, .head, .employer, .employer, .secretaryOfState])
      #expect(all.filter { $0.sentOn == nil }.map(\.recipient) == [.secretaryOfState])
      #expect(all.filter(\.isThroughSchool).map(\.recipient) == [.employer, .employer])
      // Monday 2 November is the first of three working days.
      #expect(all.allSatisfy { $0.dueOn == day("2026-11-04") })
      let addressees = Set(all.filter { $0.recipient == .employer }.map(\.addressee))
      #expect(addressees == ["Sample Trust", "The employer of the teachers at Other Sample School"])
      #expect(
        all.first?.body.contains("you must serve 1 more term before your induction is decided.") == true)
      #expect(all.first?.body.contains("\n\nYou may appeal until") == true)
      #expect(
        all.first?.body.hasPrefix("Dear Nia Sample,\n\n") == true
          && all.first?.subject == "Decision on your induction")
      // Everybody reads who decided, in what role, and for whom.
      let signed = "\n\nRobin Sample\nOfficer of the appropriate body\nSample Appropriate Body"
      for letter in all {
        // Whoever is written to by name is greeted so, an office as one greets an office; the end goes with it.
        let isOffice = [.employer, .secretaryOfState].contains(letter.recipient)
        #expect(letter.body.hasPrefix("Dear Sir or Madam,\n\n") == isOffice, "\(letter.body)")
        #expect(
          letter.body.contains("\n\nYours \(isOffice ? "faithfully" : "sincerely")\(signed)"),
          "\(letter.body)")
      }
      #expect(all.allSatisfy { !$0.body.contains("employment as a teacher") })
      #expect(all[1].body.contains("Nia Sample may appeal until"))
      #expect(try await letters.list(id, by: teacher).map(\.recipient) == [.teacher])
      for head in [desk.head, desk.desk.stranger] {
        #expect(try await letters.list(id, by: head).map(\.recipient) == [.head, .employer])
      }
      #expect(try await letters.list(id, by: desk.tutor).isEmpty)
      #expect(
        try await outcome { _ = try await letters.find(all[0].id, by: desk.head) } == .notFound("letter"))
      for address in ["head@example.org", "stranger@example.org"] {
        let subjects = try await desk.accounts.subjects(to: address)
        #expect(subjects.contains("Decision on the induction of Nia Sample"))
        #expect(subjects.contains("For the employer: decision on the induction of Nia Sample"))
      }
      await #expect(throws: PostgresError.self) {
        try await desk.services.pool.execute("UPDATE induction_letter SET body = ''")
      }
    }
  }

  @Test(
    "A completion is due to the Secretary of State by the termly return, overdue then, and marked as sent")
  func secretaryOfState() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try await desk.decided(id, .satisfactory, teacher: try await desk.teacher())
      let (letters, read) = (InductionLetters(desk.services), ReadInductions(desk.services))
      let notice = try #require(try await letters.list(id, by: desk.officer).last)
      let duties = ReadInductionDuties(desk.services)
      let due = try await duties(of: desk.authority.place, by: desk.officer).items
      #expect(due.map(\.kind) == [.termlyReturn] && due.first?.dueOn == day("2026-12-18"))
      #expect(
        try await outcome { _ = try await duties(of: desk.authority.place, by: desk.head) }
          == .notFound("page"))
      func overdue() async throws -> Int {
        try await read.list(of: desk.authority.place, .init(isOverdue: true), by: desk.officer).items.count
      }
      desk.clock.set(try #require(LondonTime.instant(day("2026-12-18"), hour: 23, minute: 59)))
      #expect(try await overdue() == 0)
      desk.clock.set(try #require(LondonTime.instant(day("2026-12-19"), hour: 0, minute: 1)))
      #expect(try await overdue() == 1)
      #expect(try await RemindOfInductionDuties(desk.services)() == 1)
      #expect(try await RemindOfInductionDuties(desk.services)() == 0)
      // The next reminder of what is overdue comes a week later.
      for _ in 1...8 {
        desk.clock.advance(days: 1)
        while try await RemindOfInductionDuties(desk.services)() > 0 {}
      }
      let reminders = try await desk.accounts.subjects(to: "officer@example.org").filter {
        $0.hasPrefix("Overdue: Tell the Secretary of State")
      }
      #expect(reminders.count == 2)
      desk.clock.advance(days: -8)
      #expect(
        try await desk.accounts.subjects(to: "officer@example.org").contains {
          $0.hasPrefix("Overdue: Tell the Secretary of State of the completion")
        })
      #expect(
        try await outcome {
          _ = try await letters.markSent(notice.id, nil, on: day("2026-11-01"), by: desk.officer)
        }?.fields == ["means", "sent_on"])
      #expect(
        try await outcome {
          _ = try await letters.markSent(notice.id, .post, on: day("2026-11-05"), by: desk.head)
        } == .notFound("letter"))
      let sent = try await letters.markSent(
        notice.id, .termlyReturn, on: day("2026-11-05"), by: desk.officer)
      #expect(sent.sentOn == day("2026-11-05") && sent.means == .termlyReturn)
      #expect(try await overdue() == 0)
      #expect(try await duties(of: desk.authority.place, by: desk.officer).items.isEmpty)
    }
  }

  @Test("Of an extension or a failure the Secretary of State is told within three working days")
  func secretaryOfStateAtOnce() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try await desk.decided(id, .extension, teacher: try await desk.teacher())
      let due = try await ReadInductionDuties(desk.services)(of: desk.authority.place, by: desk.officer).items
      #expect(due.map(\.kind) == [.letterSecretaryOfState] && due.first?.dueOn == day("2026-11-04"))
    }
  }

  @Test(
    "The return is of the term of the decision, in the holidays of the next, and never sooner than a notice",
    arguments: [
      ("2026-11-02", "2026-12-18"), ("2026-12-16", "2026-12-18"), ("2026-12-17", "2026-12-21"),
      ("2026-12-18", "2026-12-22"), ("2026-12-19", "2027-03-25"),
    ])
  func termlyReturn(_ decided: String, _ last: String) throws {
    let terms = [
      SchoolTerm(start: day("2026-09-01"), end: day("2026-12-18")),
      SchoolTerm(start: day("2027-01-04"), end: day("2027-03-25")),
    ]
    #expect(try TermlyReturn.lastDay(from: day(decided), terms) == day(last))
    #expect(try TermlyReturn.load().outcome == .satisfactory && !TermlyReturn.load().source.isEmpty)
    #expect(try TermlyReturn.lastDay(from: day("2027-04-01"), terms) == nil)
  }

  @Test(
    "The time to appeal follows the way in which the notice went, and never gets shorter",
    arguments: [
      // 2 November 2026 is a Monday; 20 working days beginning with the deemed receipt.
      (InductionLetter.Means.electronic, "2026-11-02", "2026-12-01"), (.hand, "2026-11-02", "2026-12-01"),
      (.post, "2026-11-05", "2026-12-04"), (.hand, "2026-11-05", "2026-12-02"),
    ])
  func deemedReceipt(_ means: InductionLetter.Means, _ sent: String, _ last: String) async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try await desk.decided(id, .extension, teacher: try await desk.teacher())
      desk.clock.set(try #require(LondonTime.instant(day("2026-11-05"), hour: 12, minute: 0)))
      let letters = InductionLetters(desk.services)
      let all = try await letters.list(id, by: desk.officer)
      _ = try await letters.markSent(try #require(all.first).id, means, on: day(sent), by: desk.officer)
      let appeal = try #require(try await AppealInduction(desk.services).list(id, by: desk.officer).first)
      let decision = try #require(try await DecideInduction(desk.services).list(id, by: desk.officer).last)
      #expect(appeal.appealBy == day(last) && decision.appealBy == day(last))
      // Only a completion goes in the termly return.
      #expect(
        try await outcome {
          _ = try await letters.markSent(
            try #require(all.last).id, .termlyReturn, on: day("2026-11-05"), by: desk.officer)
        }?.fields == ["means"])
    }
  }

  @Test("A completion before the end by the plan takes a reason; at a reduced end it takes none")
  func early() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (decide, reasons) = (DecideInduction(desk.services), "Every Standard is met.")
      let reduced = try await RecordInduction(desk.services).reduce(
        id, toTerms: 1, consentedOn: day("2026-11-02"), reason: "Taught for six years.", expectedVersion: nil,
        by: desk.officer)
      let end = try #require(reduced.induction.plan?.expectedEnd)
      try await desk.done(id, .assessment)
      _ = try await decide.recommend(
        id, .satisfactory, reasons: reasons, earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      desk.clock.set(try #require(LondonTime.instant(end.adding(days: -1), hour: 12, minute: 0)))
      for reason in ["", "Good."] {
        #expect(
          try await outcome {
            _ = try await decide.decide(
              id, .satisfactory, reasons: reasons, earlyReason: reason, expectedVersion: nil, by: desk.officer
            )
          }?.fields == ["early_reason"])
      }
      desk.clock.set(try #require(LondonTime.instant(end, hour: 0, minute: 1)))
      let done = try await decide.decide(
        id, .satisfactory, reasons: reasons, expectedVersion: nil, by: desk.officer)
      #expect(done.last?.earlyReason == nil && done.last?.decidedAt != nil)
    }
  }

  @Test("The reason of an early completion is kept, and the completion can be confirmed at any time")
  func confirmation() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (teacher, confirm) = (try await desk.teacher(), ConfirmInduction(desk.services))
      #expect(try await outcome { _ = try await confirm(id, by: teacher) }?.isConflict == true)
      try await desk.decided(id, .satisfactory, teacher: teacher)
      let decision = try #require(try await DecideInduction(desk.services).list(id, by: teacher).last)
      #expect(decision.earlyReason == "The whole of it was served elsewhere.")
      desk.clock.advance(days: 700)
      for reader in [teacher, desk.head, desk.officer] {
        let found = try await confirm(id, by: reader)
        #expect(found.issuedOn == desk.services.today && found.decidedBy != nil)
        #expect(found.name == "Nia Sample" && found.completedOn == day("2026-11-02"))
        #expect(found.schools == ["Sample Primary School"])
      }
      #expect(
        try await outcome { _ = try await confirm(id, by: desk.desk.stranger) } == .notFound("induction"))
    }
  }

  @Test("A mentor is not the tutor save with a reason; a second officer may withdraw a failure")
  func mentorAndSecondOfficer() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, period) = (begun.induction.id, try #require(begun.periods.first).id)
      let record = RecordInduction(desk.services)
      let tutor = ("Tara Tutor", "tutor@school.example")
      func change(_ mentor: (String, String), _ reason: String = "") async throws -> InductionRecord {
        try await record.changeSupport(
          period, of: id, tutor: tutor, mentor: mentor, mentorReason: reason, expectedVersion: nil,
          by: desk.head)
      }
      for mentor in [("Tara Tutor", "other@school.example"), ("Other Name", "TUTOR@school.example")] {
        #expect(try await outcome { _ = try await change(mentor) }?.fields == ["mentor_reason"])
      }
      #expect(
        try await outcome { _ = try await change(("", "")) }?.fields == ["mentor_name"])
      let changed = try await change(tutor, "The only teacher of music in the school.")
      #expect(changed.periods.last?.mentorReason == "The only teacher of music in the school.")
      #expect(try await change(("Mo Mentor", "mentor@school.example")).periods.last?.mentorReason == "")

      let (decide, teacher) = (DecideInduction(desk.services), try await desk.teacher())
      _ = try await decide.recommend(
        id, .notSatisfactory, reasons: "Standards 2 and 6.", earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      _ = try await decide.represent(id, "My class changed twice.", by: teacher)
      _ = try await decide.decide(
        id, .notSatisfactory, reasons: "Standards 2 and 6.",
        earlyReason: "The whole of it was served elsewhere.", expectedVersion: nil, by: desk.officer)
      let second = try await desk.secondOfficer()
      _ = try await decide.withdraw(
        id, reason: "The support plan is not over.", expectedVersion: nil, by: second)
      let done = try await decide.decide(
        id, .extension, reasons: "One more term.", extensionTerms: 1, expectedVersion: nil, by: second)
      #expect(done.last?.outcome == .extension && done.last?.decidedAt != nil)
    }
  }
}
