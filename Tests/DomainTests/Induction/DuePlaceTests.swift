import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What is due belongs to the school and the tutor of its day") struct DuePlaceTests {
  /// The teacher goes on at another school, whose tutor is named by an address; no review was written.
  private static func moved(_ desk: InductionDesk) async throws -> InductionID {
    let begun = try await desk.begun()
    desk.clock.advance(days: 270)
    _ = try await RecordInduction(desk.services).endPeriod(
      try #require(begun.periods.first).id, of: begun.induction.id, on: day("2027-07-21"),
      leavesTeaching: false, expectedVersion: nil, by: desk.head)
    var content = InductionDesk.content(startsOn: "2027-09-01")
    content.tutorEmail = "stranger@example.org"
    _ = try await desk.begun(content, on: "2027-09-01", by: desk.desk.stranger)
    return begun.induction.id
  }

  @Test("Reviews that one school has missed stay overdue there when the teacher goes on at another one")
  func missed() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.moved(desk)
      let due = ReadDueItems(desk.services)
      let other = try #require(desk.desk.stranger.account?.memberships.first?.organisation)
      let today = desk.services.today
      let here = try await due(at: desk.desk.school.id, by: desk.head).items
      #expect(here.contains { $0.due.title == "Progress review 1" && $0.isOverdue(on: today) })
      #expect(
        try await due(at: other, by: desk.desk.stranger).items.allSatisfy {
          $0.due.dueOn >= day("2027-09-01")
        })
      try await desk.services.pool.execute("DELETE FROM outbox_mail")
      let report = try await ChaseOverdue(desk.services)(of: desk.authority.place, by: desk.officer)
      #expect(report.people == 1 && report.items == here.count { $0.isOverdue(on: today) })
      #expect(try await desk.accounts.subjects(to: "stranger@example.org").isEmpty)
      // That school still sees it and writes it.
      let record = try await ReadInductions(desk.services).find(id, by: desk.tutor)
      #expect(record.isPartial && record.due.contains { $0.title == "Progress review 1" })
      let opened = try await AssessInduction(desk.services).open(id, .review, number: 1, by: desk.tutor)
      #expect(opened.assessment.place.organisation == desk.desk.school.id && opened.mayWrite)
    }
  }

  @Test(
    "A tutor who is named and has no role at the school gets in with a confirmed account, and nobody else does"
  )
  func named() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content()
      content.tutorEmail = "Named@home.example"
      let id = try await desk.begun(content).induction.id
      let (read, assess) = (ReadInductions(desk.services), AssessInduction(desk.services))
      desk.clock.advance(days: 300)
      // Nobody has an account of that address: the head is asked.
      try await desk.services.pool.execute("DELETE FROM outbox_mail")
      let report = try await ChaseOverdue(desk.services)(of: desk.authority.place, by: desk.officer)
      #expect(report.items > 0 && report.withoutAccount == report.items && report.unreachable == 0)
      #expect(try await desk.accounts.subjects(to: "named@home.example").isEmpty)
      #expect(try await desk.accounts.subjects(to: "head@example.org").count == 1)
      let named = try await desk.teacher("named@home.example")
      #expect(try await read.find(id, by: named).due.isEmpty == false)
      #expect(try await read.own(by: named).tutored.items.map(\.id) == [id])
      #expect(try await ReadDueItems(desk.services).own(by: named).items.contains { $0.induction == id })
      let review = try await assess.open(id, .review, number: 1, by: named).assessment.id
      _ = try await assess.save(
        review, ["progress": "satisfactory", "summary": "Goes well in every way."], expectedVersion: nil,
        by: named)
      #expect(try await assess.sign(review, expectedVersion: nil, by: named).assessment.state == .drafted)
      _ = try await RecordInduction(desk.services).absence(
        id, from: day("2027-02-01"), until: day("2027-02-02"), days: 2, kind: "sickness",
        expectedVersion: nil, by: named)
      #expect(
        try await outcome {
          _ = try await DecideInduction(desk.services).recommend(
            id, .satisfactory, reasons: "Every Standard is met.",
            earlyReason: "Most of it was served elsewhere.", expectedVersion: nil, by: named)
        }?.isNotAllowed == true)
      #expect(
        try await outcome { _ = try await read.list(at: desk.desk.school.id, by: named) }
          == .notFound("school"))
      var account = try #require(named.account)
      account.emailConfirmed = false
      let unconfirmed = Actor(.account(account), face: .web)
      #expect(try await outcome { _ = try await read.find(id, by: unconfirmed) } == .notFound("induction"))
      account.emailConfirmed = true
      account.scopes = [.vacanciesRead]
      let limited = Actor(.account(account), face: .api)
      #expect(try await outcome { _ = try await read.find(id, by: limited) } == .notFound("induction"))
      // Another tutor is named: the one before is out.
      let period = try #require(try await desk.record(id).periods.first).id
      #expect(
        try await outcome {
          _ = try await RecordInduction(desk.services).changeSupport(
            period, of: id, tutor: ("Tara Tutor", "friend@home.example"),
            mentor: ("Mo Mentor", "mentor@school.example"), expectedVersion: nil, by: named)
        }?.isNotAllowed == true)
      _ = try await RecordInduction(desk.services).changeSupport(
        period, of: id, tutor: ("Tara Tutor", "tutor@school.example"),
        mentor: ("Mo Mentor", "mentor@school.example"), mentorReason: "", expectedVersion: nil, by: desk.head)
      #expect(try await outcome { _ = try await read.find(id, by: named) } == .notFound("induction"))
      #expect(try await outcome { _ = try await assess.find(review, by: named) } == .notFound("assessment"))
    }
  }
}
