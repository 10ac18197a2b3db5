import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Postgres
import TestSupport
import Testing

@Suite("Death, and recommendations that come back, on the page of an induction") struct InductionEndsPageTests
{
  private static func begin(
    _ website: Website
  ) async throws -> (address: String, head: Browser, officer: Browser) {
    _ = try await website.vacancy()
    let school = try await FindSchool(website.services)(
      id: try await website.services.pool.value("SELECT organisation_id FROM school", as: OrganisationID.self)
    )
    let id = try await BegunInduction.make(at: school, website.services)
    let authority = try await Authority.find(code: "883", in: website.services.pool)
    let account = try await website.account("officer@authority.example", name: "Olive Sample")
    try await GrantRole(website.services)(
      .officer, to: account.id, at: authority.organisation, by: .operatorAtCommandLine)
    let officer = website.browser()
    try await officer.signIn("officer@authority.example")
    return ("/inductions/\(id)", try await website.staff(), officer)
  }

  private static func recommend(_ head: Browser, _ address: String) async throws -> ShownPage {
    try await head.submit(
      try await head.get(address), to: "\(address)/decision/recommend",
      [
        "recommend-outcome": "satisfactory", "recommend-reasons": "Every Standard is met.",
        "recommend-early_reason": "Most of it was served elsewhere.",
      ])
  }

  /// What somebody had typed into forms of the page before it had none any more.
  private static let late: [(String, KeyValuePairs<String, String>)] = [
    (
      "hours",
      [
        "hours-starts_on-day": "4", "hours-starts_on-month": "1", "hours-starts_on-year": "2027",
        "hours-fte": "0.45",
      ]
    ),
    (
      "absence",
      [
        "absence-starts_on-day": "4", "absence-starts_on-month": "1", "absence-starts_on-year": "2027",
        "absence-ends_on-day": "8", "absence-ends_on-month": "1", "absence-ends_on-year": "2027",
        "absence-days": "4.5", "absence-reason": "A broken leg.",
      ]
    ),
  ]

  @Test("The head says why before the end, and takes it back; an officer sends it back")
  func returned() async throws {
    try await Website.run { website async throws in
      let (address, head, officer) = try await Self.begin(website)
      let early = try await head.submit(
        try await head.get(address), to: "\(address)/decision/recommend",
        ["recommend-outcome": "satisfactory", "recommend-reasons": "Every Standard is met."])
      #expect(early.status == .unprocessableContent && early.shows("Enter why it is decided all the same"))
      #expect(try await Self.recommend(head, address).location == "\(address)?done=recommend")
      let page = try await head.get(address)
      #expect(page.shows("Take the recommendation back") && page.shows("Formal assessments not received"))
      let empty = try await head.submit(page, to: "\(address)/decision/take-back")
      #expect(empty.status == .unprocessableContent && empty.shows("Enter the reason"))
      let taken = try await head.submit(
        empty, to: "\(address)/decision/take-back", ["take-back-reason": "It was sent too soon."])
      let back = try await head.get(try #require(taken.location))
      #expect(back.shows("The recommendation is taken back.") && back.shows("Taken back by the school"))
      #expect(try await Self.recommend(head, address).location == "\(address)?done=recommend")
      let sent = try await officer.submit(
        try await officer.get(address), to: "\(address)/decision/send-back",
        ["send-back-reason": "The last assessment is not signed."])
      #expect(sent.location == "\(address)?done=send-back")
      #expect(try await head.get(address).shows("Sent back by the appropriate body"))
    }
  }

  @Test("The head records a death, and an officer puts a mistake right")
  func death() async throws {
    try await Website.run { website async throws in
      let (address, head, officer) = try await Self.begin(website)
      let page = try await head.get(address)
      let empty = try await head.submit(page, to: "\(address)/death")
      #expect(empty.status == .unprocessableContent && empty.shows("Enter the day on which the teacher died"))
      let today = website.services.today
      let ended = try await head.submit(
        empty, to: "\(address)/death",
        [
          "death-died_on-day": "\(today.day)", "death-died_on-month": "\(today.month)",
          "death-died_on-year": "\(today.year)",
        ])
      for (step, typed) in Self.late {
        let late = try await head.submit(page, to: "\(address)/\(step)", typed)
        #expect(late.status == .conflict && late.shows("The induction has moved on"), "\(step)")
        #expect(late.shows("The death was recorded") && late.shows("What you had typed"), "\(step)")
        #expect(late.shows("Hester Sample"), "\(step)")
        #expect(late.shows("4 January 2027") && !late.shows("Somebody else has just changed this"), "\(step)")
        for (name, value) in typed where !name.contains("_on-") { #expect(late.shows(value), "\(name)") }
      }
      let shown = try await head.get(try #require(ended.location))
      #expect(shown.shows("The death is recorded, and the induction has ended."))
      #expect(shown.shows("Ended: the teacher has died") && !shown.shows("Record that the teacher has died"))
      #expect(!shown.shows("The reckoning, step by step") && !shown.shows("full-time terms"))
      #expect(shown.shows("\(LondonTime.longDate(today)): the teacher has died"))
      #expect(!shown.shows("Ends by the plan"))
      let life = try await head.get("\(address)/timeline")
      #expect(life.shows("No days in post count.") && life.shows("for less than one term: it doesn’t count."))
      #expect(!life.shows("full-time days in post are over") && !life.shows("No end can be planned"))
      let right = try await officer.submit(
        try await officer.get(address), to: "\(address)/undo-death",
        ["undo-death-reason": "It was another teacher of the same name."])
      #expect(right.location == "\(address)?saved=1")
      let open = try await head.get(address)
      #expect(open.shows("In induction"))
      // While it goes on, the form stays, and says what was recorded meanwhile, by whom and when.
      website.clock.advance(seconds: 60)
      let extended = try await officer.submit(
        try await officer.get(address), to: "\(address)/extension",
        ["extension-terms": "1", "extension-reason": "Standards 2 and 6."])
      #expect(extended.location == "\(address)?saved=1")
      let stale = try await head.submit(open, to: "\(address)/hours", ["hours-fte": "0.45"])
      let now = LondonTime.dateAndTime(website.services.now())
      #expect(stale.status == .unprocessableContent && stale.shows("value=\"0.45\""))
      #expect(
        stale.shows("Meanwhile this was recorded: the induction was extended, by Olive Sample, \(now)."))
    }
  }

  @Test("That a teacher is to leave teaching stands on the page, with the way to take it back")
  func leaving() async throws {
    try await Website.run { website async throws in
      let (address, head, _) = try await Self.begin(website)
      let id = try #require(address.split(separator: "/").last.flatMap { InductionID(String($0)) })
      let record = try await ReadInductions(website.services).find(id, by: .operatorAtCommandLine)
      let (period, last) = (try #require(record.periods.first), website.services.today.adding(days: 40))
      _ = try await RecordInduction(website.services).endPeriod(
        period.id, of: id, on: last, leavesTeaching: true, expectedVersion: nil, by: .operatorAtCommandLine)
      let page = try await head.get(address)
      #expect(page.shows("After \(LondonTime.longDate(last)), the last day at"))
      #expect(page.shows("\(LondonTime.shortDate(last)), leaving teaching"))
      let correct = "\(address)/periods/\(period.id)/correct"
      #expect(page.text.contains("href=\"\(correct)\""))
      let first = period.startsOn
      let back = try await head.submit(
        try await head.get(correct), to: correct,
        [
          "starts_on-day": "\(first.day)", "starts_on-month": "\(first.month)",
          "starts_on-year": "\(first.year)", "fte": "1", "end": "open",
          "reason": "The teacher stays after all.",
        ])
      #expect(back.location == "\(address)?saved=1")
      #expect(!(try await head.get(address).shows("leaving teaching")))
    }
  }

  @Test(
    "Without a post the page says so and how much is left, and the timeline draws nothing as if it were all")
  func withoutPost() async throws {
    try await Website.run { website async throws in
      let (address, head, _) = try await Self.begin(website)
      #expect(!(try await head.get(address).shows("no end can be planned")))
      let id = try #require(address.split(separator: "/").last.flatMap { InductionID(String($0)) })
      let record = try await ReadInductions(website.services).find(id, by: .operatorAtCommandLine)
      _ = try await RecordInduction(website.services).endPeriod(
        try #require(record.periods.first).id, of: id, on: website.services.today, leavesTeaching: true,
        expectedVersion: nil, by: .operatorAtCommandLine)
      let page = try await head.get(address)
      #expect(page.shows("so no end can be planned") && !page.shows("Not within known terms"), "\(page.text)")
      let life = try await head.get("\(address)/timeline")
      #expect(life.shows("No days in post count. No end can be planned."))
      #expect(life.text.firstMatch(of: /[0-9.]+ of [0-9.]+<\/text>/) == nil)
    }
  }
}
