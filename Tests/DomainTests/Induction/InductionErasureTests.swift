import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Keeping and erasing inductions") struct InductionErasureTests {
  private static let marker = "Qxvi8421"

  private static func content() -> RegistrationContent {
    var content = InductionDesk.content(email: "qxvi8421@people.example")
    (content.lastName, content.tutorName, content.mentorName) = (marker, "Tutor of \(marker)", "Mo \(marker)")
    return content
  }

  private func work(_ desk: InductionDesk) async throws {
    for task in ScheduledTask.all { _ = try await task.run(desk.services) }
  }

  @Test("An open induction keeps the account open; its data can be downloaded")
  func open() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.begun(Self.content())
      let teacher = try await desk.teacher("qxvi8421@people.example")
      #expect(
        try await outcome {
          _ = try await CloseOwnAccount(desk.services)(password: AccountsFixture.password, by: teacher)
        }?.isConflict == true)
      let data = try await DownloadOwnData(desk.services)(by: teacher)
      #expect(data["inductions"]?.array?.first?.object?["trn"] == "1234567")
      desk.clock.advance(days: 365 * 9)
      try await work(desk)
      #expect(try await desk.accounts.count("induction") == 1)
      #expect(
        try await desk.services.pool.value(
          "SELECT count(*) FROM account WHERE email = 'qxvi8421@people.example'", as: Int.self) == 1)
    }
  }

  /// Writes the marker into everything that is written during induction, and lets the teacher leave.
  private func write(_ id: InductionID, _ desk: InductionDesk) async throws {
    let (record, assess) = (RecordInduction(desk.services), AssessInduction(desk.services))
    _ = try await record.absence(
      id, from: day("2027-02-01"), until: day("2027-02-02"), days: 2, kind: "maternity",
      reason: "\(Self.marker) was ill.", expectedVersion: nil, by: desk.head)
    let review = try await assess.open(id, .review, number: 1, by: desk.tutor).assessment.id
    _ = try await assess.save(
      review, ["progress": "satisfactory", "summary": "\(Self.marker) teaches well."], expectedVersion: nil,
      by: desk.tutor)
    _ = try await assess.sign(review, expectedVersion: nil, by: desk.tutor)
    let teacher = try await desk.teacher("qxvi8421@people.example")
    try await support(id, teacher, desk)
    let decide = DecideInduction(desk.services)
    _ = try await decide.recommend(
      id, .extension, reasons: "\(Self.marker) needs time.", earlyReason: "Most of it was served elsewhere.",
      expectedVersion: nil, by: desk.head)
    _ = try await decide.represent(id, "\(Self.marker) thanks.", by: teacher)
    _ = try await decide.decide(
      id, .extension, reasons: "\(Self.marker), one term.", extensionTerms: 1, expectedVersion: nil,
      by: desk.officer)
    try await appeal(id, teacher, desk)
    let answer =
      "\(ClaimsTests.header),Error message\n1234567,2001-02-28,school-led,2027-01-04,\(Self.marker)"
    _ = try await RecordClaims(desk.services)(
      Array(answer.utf8), of: desk.authority, isDryRun: false, by: desk.officer)
    desk.clock.advance(days: 270)
    let period = try #require(try await ReadInductions(desk.services).find(id, by: desk.officer).periods.last)
    _ = try await record.endPeriod(
      period.id, of: id, on: day("2027-07-21"), leavesTeaching: true, expectedVersion: nil, by: desk.head)
    try await transfer(id, teacher, desk)
  }

  /// The record goes to another body, which fetches and acknowledges it; the teacher sees that in the download.
  private func transfer(_ id: InductionID, _ teacher: Actor, _ desk: InductionDesk) async throws {
    let (use, receive) = (TransferInduction(desk.services), ReceiveTransfer(desk.services))
    let email = "qxvi8421@hub.example"
    let made = try await use.begin(
      id,
      TransferCase.content(
        on: "2027-07-22", body: "Hub \(Self.marker)", email: email, school: "School \(Self.marker)",
        reason: "\(Self.marker) moves away."), expectedVersion: nil, by: desk.officer)
    #expect(try await TransferCase.state(id, desk) == .transferred)
    _ = try await use.record(.give, of: made.transfer.id, expectedVersion: nil, by: desk.officer)
    let token = try await TransferCase.token(desk.services, to: email)
    let key = try await receive.fetch(token, by: "Hal \(Self.marker)", actor: .worker)
    _ = try await receive.acknowledge(key, by: "Hal \(Self.marker)", actor: .worker)
    let data = try await DownloadOwnData(desk.services)(by: teacher)
    let induction = try #require(data["inductions"]?.array?.first?.object)
    let seen = try #require(induction["transfers"]?.array?.first?.object)
    #expect(seen["to_body"]?.string == "Hub \(Self.marker)" && seen["record_fetched_at"] != .null)
  }

  /// A lesson is observed; the teacher sees it in the download.
  private func support(_ id: InductionID, _ teacher: Actor, _ desk: InductionDesk) async throws {
    let (observe, start) = (RecordObservation(desk.services), desk.services.now())
    desk.clock.set(try #require(LondonTime.instant(day("2027-01-11"), hour: 12, minute: 0)))
    var content = LessonObservationTests.content(desk.services)
    (content.observerName, content.context) = ("Tara \(Self.marker)", "\(Self.marker)’s class")
    let seen = try await observe.begin(id, content, by: desk.tutor).observation.id
    _ = try await observe.share(seen, expectedVersion: nil, by: desk.tutor)
    _ = try await observe.confirm(
      seen, comment: "\(Self.marker) agrees.", expectedVersion: nil, by: teacher)
    _ = try await observe.begin(id, content, by: desk.tutor)
    let data = try await DownloadOwnData(desk.services)(by: teacher)
    let observations = data["inductions"]?.array?.first?.object?["lesson_observations"]?.array
    #expect(observations?.count == 1)
    #expect(observations?.first?.object?["your_comment"] == .string("\(Self.marker) agrees."))
    try await plan(id, desk)
    let plans = try await DownloadOwnData(desk.services)(by: teacher)
    #expect("\(plans["inductions"] ?? .null)".contains("\(Self.marker) begins lessons in time."))
    desk.clock.set(start)
  }

  /// A support plan with the marker in everything that is written there, closed; and one that stays open.
  private func plan(_ id: InductionID, _ desk: InductionDesk) async throws {
    let (support, marker) = (SupportTeacher(desk.services), Self.marker)
    for isClosed in [true, false] {
      let plan = try await support.open(id, .concern, reason: "\(marker) begins late.", by: desk.head).plan.id
      let target = SupportTargetContent(
        standard: "7", success: "\(marker) begins lessons in time.", support: "Visits with \(marker).",
        supporter: "Mo \(marker)", reviewOn: desk.services.today)
      let set = try await support.addTarget(target, to: plan, by: desk.tutor).plan
      _ = try await support.meet(
        plan, on: desk.services.today, present: "\(marker), Tara", notes: "\(marker) is quicker.",
        by: desk.tutor)
      while try await RemindOfSupport(desk.services)() > 0 {}
      guard isClosed else { continue }
      _ = try await support.review(
        try #require(set.targets.first).id, of: plan, .partly, note: "\(marker) is quicker.",
        expectedVersion: nil,
        by: desk.tutor)
      _ = try await support.close(
        plan, .onTrack, note: "\(marker) is on track.", expectedVersion: nil, by: desk.head)
    }
  }

  /// The teacher appeals, and sees it in the download with the letter.
  private func appeal(_ id: InductionID, _ teacher: Actor, _ desk: InductionDesk) async throws {
    let appeals = AppealInduction(desk.services)
    let open = try #require(try await appeals.list(id, by: teacher).first)
    _ = try await appeals.record(
      .lodge, AppealEntry(text: "\(Self.marker) had no mentor."), of: open.id, expectedVersion: nil,
      by: teacher)
    let today = desk.services.today
    _ = try await appeals.record(
      .reply, AppealEntry(on: today, text: "\(Self.marker) had one."), of: open.id, expectedVersion: nil,
      by: desk.officer)
    _ = try await appeals.record(
      .dismiss, AppealEntry(on: today, text: "\(Self.marker) was supported."), of: open.id,
      expectedVersion: nil, by: desk.officer)
    desk.clock.advance(days: 5)
    while try await RemindOfInductionDuties(desk.services)() > 0 {}
    desk.clock.advance(days: -5)
    let data = try await DownloadOwnData(desk.services)(by: teacher)
    let induction = try #require(data["inductions"]?.array?.first?.object)
    #expect(induction["appeals"]?.array?.first?.object?["your_grounds"] != .null)
    #expect(induction["letters"]?.array?.first?.object?["body"]?.string?.contains(Self.marker) == true)
  }

  @Test("Six years after it ended nothing is left of an induction in any table")
  func ended() async throws {
    try await InductionDesk.run { desk async throws in
      let sent = try await desk.submitted(Self.content())
      let decide = DecideRegistration(desk.services)
      _ = try await decide.query(sent.id, "Is it \(Self.marker)?", expectedVersion: nil, by: desk.officer)
      _ = try await SubmitRegistration(desk.services)(
        sent.id, answer: "\(Self.marker), yes.", expectedVersion: nil, by: desk.head)
      _ = try await decide.verify(sent.id, expectedVersion: nil, by: desk.officer)
      let accepted = try await decide.accept(
        sent.id, startsOn: day("2027-01-04"), expectedVersion: nil, by: desk.officer)
      let induction = try #require(accepted.induction)
      try await write(induction, desk)
      let leftovers = try await Leftovers(desk.services)
      desk.clock.advance(days: 365 * 6 - 10)
      try await work(desk)
      #expect(try await leftovers.tables(of: [Self.marker]).contains("induction"))
      desk.clock.advance(days: 20)
      try await work(desk)
      desk.clock.advance(days: 120)
      try await work(desk)
      let places = try await leftovers.places(
        of: [Self.marker, induction.description, accepted.id.description])
      #expect(places.isEmpty, "\(places)")
      #expect(try await desk.accounts.count("induction_claim_file") == 0)
    }
  }

  @Test("A registration that came to nothing goes after a year")
  func draft() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await DraftRegistration(desk.services)(at: desk.desk.school.id, Self.content(), by: desk.head)
      desk.clock.advance(days: 300)
      try await work(desk)
      #expect(try await desk.accounts.count("induction_registration") == 1)
      desk.clock.advance(days: 100)
      try await work(desk)
      #expect(try await desk.accounts.count("induction_registration") == 0)
    }
  }
}
