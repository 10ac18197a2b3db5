import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("The death of a teacher") struct DeathTests {
  private static func mails(to email: String, _ desk: InductionDesk) async throws -> Int {
    try await desk.services.pool.value(
      "SELECT count(*) FROM outbox_mail WHERE lower(recipient) = \(email)", as: Int.self)
  }

  private static func mail(to email: String, _ services: Services) async throws {
    try await services.pool.withTransaction { tx in
      try await Outbox.enqueue(
        OutgoingMail(to: email, subject: "Any", body: "Whatever it tells of."), services, in: tx)
    }
  }

  @Test(
    "It ends the induction: nothing is due, no mail goes to the teacher, and those who need to know are told")
  func recorded() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      _ = try await desk.teacher()
      try desk.goTo(day("2027-05-04"))
      let death = RecordDeath(desk.services)
      #expect(try await Self.mails(to: "nia@people.example", desk) > 0)
      try await desk.services.pool.execute("DELETE FROM outbox_mail WHERE recipient LIKE '%school.example'")
      for (actor, refused) in [
        (desk.desk.stranger, DomainError.notFound("induction")),
        (VacancyDesk.visitor, .notFound("induction")),
      ] {
        #expect(
          try await outcome {
            _ = try await death(id, on: day("2027-05-01"), expectedVersion: nil, by: actor)
          }
            == refused)
      }
      #expect(
        try await outcome {
          _ = try await death(id, on: day("2027-05-01"), expectedVersion: nil, by: desk.tutor)
        }?
        .isNotAllowed == true)
      #expect(
        try await outcome {
          _ = try await death(id, on: day("2027-05-05"), expectedVersion: nil, by: desk.head)
        }?
        .fields == ["died_on"])
      let ended = try await death(id, on: day("2027-05-01"), expectedVersion: nil, by: desk.head)
      #expect(ended.induction.state == .died && ended.death?.diedOn == day("2027-05-01"))
      #expect(ended.periods.map(\.endsOn) == [day("2027-05-01")])
      #expect(ended.due.allSatisfy { $0.doneOn != nil })
      // Of who has died nothing is left to be served.
      #expect(ended.induction.plan?.warnings == [])
      // What waited to be sent is gone, and nothing comes after it, from whatever part of the service.
      #expect(try await Self.mails(to: "nia@people.example", desk) == 0)
      try await Self.mail(to: " NIA@people.example", desk.services)
      #expect(
        try await desk.services.pool.value(
          "SELECT count(*) FROM outbox_mail WHERE subject = 'Any'", as: Int.self) == 0)
      for email in ["head@example.org", "tutor@school.example", "mentor@school.example"] {
        #expect(try await desk.accounts.subjects(to: email).contains("Nia Sample has died"), "\(email)")
      }
      // Nobody signs in, and nothing is written or decided any more.
      #expect(
        try await outcome { _ = try await desk.accounts.acting("nia@people.example") }?.fields == ["email"])
      #expect(
        try await outcome {
          _ = try await AssessInduction(desk.services).open(id, .review, number: 1, by: desk.tutor)
        }?.isConflict == true)
      #expect(
        try await ReadDueItems(desk.services).overdue(of: desk.authority.place, by: desk.officer).items
          .isEmpty)
      for day in [day("2027-08-01"), day("2029-01-15")] {
        try desk.goTo(day)
        while try await RemindOfInductionDue(desk.services)() > 0 {}
        _ = try await ChaseOverdue(desk.services)(of: desk.authority.place, by: desk.officer)
      }
      #expect(try await Self.mails(to: "nia@people.example", desk) == 0)
      #expect(try await desk.accounts.subjects(to: "tutor@school.example") == ["Nia Sample has died"])
    }
  }

  @Test("It is not before what the teacher took part in, nor before the first day of what is recorded")
  func limits() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (death, assess) = (RecordDeath(desk.services), AssessInduction(desk.services))
      try desk.goTo(day("2027-02-01"))
      func refusal(_ on: String) async throws -> String? {
        let found = try await outcome {
          _ = try await death(id, on: day(on), expectedVersion: nil, by: desk.officer)
        }
        guard case .invalid(let problems) = found else { return nil }
        #expect(problems.map(\.field) == ["died_on"])
        return problems.first?.message
      }
      // Nothing is recorded: somebody may have died before they came.
      #expect(try await refusal("2026-07-09") != nil)
      _ = try await death(id, on: day("2026-12-20"), expectedVersion: nil, by: desk.officer)
      _ = try await death.undo(
        id, reason: "It was another teacher of the same name.", expectedVersion: nil, by: desk.officer)
      let absent = try await RecordInduction(desk.services).absence(
        id, from: day("2027-01-20"), until: day("2027-01-21"), days: 2, kind: "sickness",
        expectedVersion: nil,
        by: desk.tutor)
      let later = try #require(try await refusal("2027-01-19"))
      #expect(later.contains("an absence from 20 January 2027 is recorded"), "\(later)")
      _ = try await RecordInduction(desk.services).remove(
        try #require(absent.events.last).id, of: id, expectedVersion: nil, by: desk.tutor)
      let teacher = try await desk.teacher()
      let review = try await assess.open(id, .review, number: 1, by: desk.tutor).assessment.id
      let early = try #require(try await refusal("2027-01-03"))
      #expect(early.hasPrefix("Enter a day from 4 January 2027 on: induction began then"), "\(early)")
      _ = try await assess.save(
        review, ["progress": "satisfactory", "summary": "Teaches calmly."], expectedVersion: nil,
        by: desk.tutor)
      for actor in [desk.tutor, desk.head, teacher] {
        desk.clock.advance(seconds: 1)
        _ = try await assess.sign(review, expectedVersion: nil, by: actor)
      }
      try desk.goTo(day("2027-02-08"))
      let signed = try #require(try await refusal("2027-01-31"))
      #expect(signed.contains("the teacher has confirmed an assessment"), "\(signed)")
      #expect(signed.contains("have it opened again first"), "\(signed)")
      _ = try await assess.reopen(
        review, reason: "It was not the teacher who signed.", expectedVersion: nil, by: desk.head)
      #expect(try await refusal("2027-01-03") != nil)
      let ended = try await death(id, on: day("2027-01-31"), expectedVersion: nil, by: desk.officer)
      #expect(ended.death?.diedOn == day("2027-01-31"))
    }
  }

  @Test("It is counted apart from those who left, is no release, and is kept six years")
  func figures() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      try desk.goTo(day("2027-07-01"))
      _ = try await DecideInduction(desk.services).recommend(
        id, .extension, reasons: "Standards 2 and 6.", expectedVersion: nil, by: desk.head)
      _ = try await RecordDeath(desk.services)(
        id, on: day("2027-06-30"), expectedVersion: nil, by: desk.officer)
      let board = try await ReadInductionBoard(desk.services)(of: desk.authority.place, by: desk.officer)
      #expect(board.cohorts.map(\.died) == [1] && board.cohorts.map(\.left) == [0])
      #expect(board.schools.map(\.died) == [1] && board.toDecide == 0)
      #expect(InductionBoard.csv(board.cohorts, of: "cohort").contains("transferred,died\r\n"))
      #expect(
        try await ReadInductionDuties(desk.services)(of: desk.authority.place, by: desk.officer).items.isEmpty
      )
      let decision = try #require(
        try await DecideInduction(desk.services).list(id, by: desk.officer).last)
      #expect(decision.returned?.way == .ended && !decision.isOpen)
      let actions = try await ExportInductions(desk.services).actions(of: desk.authority, by: desk.officer)
      #expect(!actions.joined().contains("1234567"))
      #expect(
        try await ReadTimeline(desk.services)(id, by: desk.officer).entries.contains {
          $0.title == "The teacher died"
        })
      let now = desk.services.now()
      for (months, due) in [(71, 0), (73, 1)] {
        let later = try #require(
          Calendar(identifier: .gregorian).date(byAdding: .month, value: months, to: now))
        let kept = RetentionDue(.induction, months: 72, of: desk.authority.id, at: later)
        #expect(try await kept.count(in: desk.services.pool).due == due)
      }
    }
  }

  @Test("An officer puts a mistake right: posts, what is due and the account are as before")
  func undone() async throws {
    try await InductionDesk.run { desk async throws in
      let before = try await desk.begun()
      let id = before.induction.id
      _ = try await desk.teacher()
      try desk.goTo(day("2027-02-01"))
      let death = RecordDeath(desk.services)
      _ = try await death(id, on: day("2027-01-30"), expectedVersion: nil, by: desk.head)
      let reason = "It was another teacher of the same name."
      #expect(
        try await outcome {
          _ = try await death.undo(id, reason: reason, expectedVersion: nil, by: desk.head)
        }?
        .isNotAllowed == true)
      #expect(
        try await outcome {
          _ = try await death.undo(id, reason: "", expectedVersion: nil, by: desk.officer)
        }?
        .fields == ["reason"])
      let back = try await death.undo(id, reason: reason, expectedVersion: nil, by: desk.officer)
      #expect(back.induction.state == .serving && back.death == nil)
      #expect(back.periods.map(\.endsOn) == [nil])
      #expect(back.due.map(\.dueOn) == before.due.map(\.dueOn) && back.due.allSatisfy { $0.doneOn == nil })
      #expect(
        try await desk.accounts.subjects(to: "nia@people.example").contains("Your account is open again"))
      let teacher = try await desk.accounts.acting("nia@people.example")
      #expect(try await ReadInductions(desk.services).isOwn(id, by: teacher))
    }
  }

  @Test("Places in activities are given back without a charge, and go to whoever waits")
  func bookings() async throws {
    try await ActivityDesk.run { desk async throws in
      let id = try await BegunInduction.make(at: desk.desk.school, desk.services)
      let activity = try await desk.published(ActivityDesk.content(price: 5_000), places: 1)
      let book = BookActivity(desk.services)
      for (name, email) in [("Nia Sample", BegunInduction.email), ("Ada Sample", "ada@school.example")] {
        _ = try await book.colleagues(
          activity.id, people: [ActivityPerson(name: name, email: email)], of: desk.desk.school.id,
          isConfirmed: true, by: desk.head)
        desk.clock.advance(seconds: 1)
      }
      // It was too late to cancel free of charge.
      desk.clock.advance(days: 28)
      _ = try await RecordDeath(desk.services)(
        id, on: desk.services.today, expectedVersion: nil, by: .operatorAtCommandLine)
      let session = try #require(activity.sessions.first?.id)
      let all = try await ReadBookings(desk.services).list(of: session, by: desk.officer)
      #expect(
        all.map(\.state) == [.booked, .cancelled] && all.map(\.shownName) == ["Ada Sample", "Nia Sample"])
      #expect(all.last?.chargePence == 0)
      let mails = try await desk.services.pool.value(
        "SELECT count(*) FROM outbox_mail WHERE recipient = \(BegunInduction.email)", as: Int.self)
      #expect(mails == 0)
    }
  }
}
