import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Correcting periods and setting the lead school, on their pages") struct CorrectionPageTests {
  private static func begin(_ website: Website) async throws -> (InductionID, Browser) {
    _ = try await website.vacancy()
    let school = try await FindSchool(website.services)(
      id: try await website.services.pool.value("SELECT organisation_id FROM school", as: OrganisationID.self)
    )
    let id = try await BegunInduction.make(at: school, website.services)
    return (id, try await website.staff())
  }

  @Test("A head corrects a change of hours and takes it back")
  func hours() async throws {
    try await Website.run { website async throws in
      let (id, head) = try await Self.begin(website)
      let address = "/inductions/\(id)"
      let first = try #require(
        try await InductionStorePeriods.all(website).first)
      let from = website.services.today.adding(days: 30)
      let page = try await head.get(address)
      #expect(page.shows("Correct") && !page.shows("Lead school"))
      let changed = try await head.submit(
        page, to: "\(address)/hours",
        [
          "period": first, "hours-starts_on-day": "\(from.day)", "hours-starts_on-month": "\(from.month)",
          "hours-starts_on-year": "\(from.year)", "hours-fte": "0.6",
        ])
      #expect(changed.location == "\(address)?saved=1")
      let second = try #require(try await InductionStorePeriods.all(website).last)
      let base = "\(address)/periods/\(second)"
      let form = try await head.get("\(base)/correct")
      #expect(form.shows("First day of these hours") && form.shows("Take the change of hours back"))
      let same: KeyValuePairs = [
        "starts_on-day": "\(from.day)", "starts_on-month": "\(from.month)", "starts_on-year": "\(from.year)",
        "fte": "0.8", "end": "open", "reason": "",
      ]
      let refused = try await head.submit(form, to: "\(base)/correct", same)
      #expect(refused.status == .unprocessableContent && refused.shows("Enter the reason"))
      let ended = try await head.submit(
        refused, to: "\(base)/correct",
        [
          "starts_on-day": "\(from.day)", "starts_on-month": "\(from.month)",
          "starts_on-year": "\(from.year)", "fte": "0.8", "end": "known",
          "reason": "Entered in error, sorry.",
        ])
      #expect(ended.shows("Enter the last day."))
      let corrected = try await head.submit(
        ended, to: "\(base)/correct",
        [
          "starts_on-day": "\(from.day)", "starts_on-month": "\(from.month)",
          "starts_on-year": "\(from.year)", "fte": "0.8", "end": "open", "reason": "Entered in error, sorry.",
        ])
      #expect(corrected.location == "\(address)?saved=1")
      #expect(try await head.get(address).shows("hours 0.8, not 0.6"))
      // Neither is the correction of a colleague overwritten unseen, nor after something that could not be read.
      let unread = try await head.submit(form, to: "\(base)/correct", ["end": "known", "fte": "0.5"])
      #expect(unread.status == .unprocessableContent && unread.shows("Enter the last day."))
      let late = try await head.submit(
        unread, to: "\(base)/correct",
        [
          "starts_on-day": "\(from.day)", "starts_on-month": "\(from.month)",
          "starts_on-year": "\(from.year)", "fte": "0.5", "end": "open", "reason": "Entered in error, sorry.",
        ])
      #expect(late.status == .conflict && late.shows(">0.8<") && late.shows(">0.5<"))
      let again = try await head.get("\(base)/correct")
      let empty = try await head.submit(again, to: "\(base)/take-back", ["take_back_reason": ""])
      #expect(empty.shows("Enter the reason"))
      let back = try await head.submit(
        empty, to: "\(base)/take-back", ["take_back_reason": "The hours were not changed."])
      #expect(back.location == "\(address)?saved=1")
      #expect(try await InductionStorePeriods.all(website) == [first])
      let teacher = try await website.signedIn(BegunInduction.email, name: "Nia Sample")
      #expect(try await teacher.get("\(address)/periods/\(first)/correct").status == .notFound)
    }
  }

  @Test(
    "A contract that has ended is said where it is to be acted on; absence is shown as typed, and among the days"
  )
  func contract() async throws {
    try await Website.run { website async throws in
      let (id, _) = try await Self.begin(website)
      let (address, start) = ("/inductions/\(id)", website.services.today)
      website.clock.advance(days: 60)
      let head = website.browser()
      try await head.signIn("head@school.example")
      func enter(_ end: String, _ day: CivilDate) async throws -> ShownPage {
        try await head.submit(
          try await head.get(address), to: "\(address)/contract",
          [
            "contract-end": end, "contract-ends_on-day": "\(day.day)",
            "contract-ends_on-month": "\(day.month)", "contract-ends_on-year": "\(day.year)",
          ])
      }
      // The fault leads to what is open to be answered: the day only where it is chosen that there is one.
      for (end, field) in [("known", "contract-ends_on"), ("", "contract-end")] {
        let unsaid = try await head.submit(
          try await head.get(address), to: "\(address)/contract", ["contract-end": end])
        #expect(unsaid.status == .unprocessableContent, "\(end)")
        #expect(unsaid.shows("href=\"#\(field)\">Enter the last day of the contract, or choose"), "\(end)")
      }
      let day = start.adding(days: 30)
      #expect(try await enter("known", day).location == "\(address)?saved=1")
      let words = "ended on \(LondonTime.longDate(day))"
      let page = try await head.get(address)
      #expect(page.shows("Contract ends") && page.shows(words) && page.shows(ContractEnd.toDo))
      let list = "/school/123456/inductions"
      #expect(try await head.get(list).shows("Contracts that have ended"))
      let officer = try await RegistrationPageTests.officer(website)
      let board = "/authority/inductions/board"
      #expect(try await officer.get(board).shows("Contracts that have ended"))
      let behind = Cursor(instant: website.services.now(), id: UUID())
      let last = try await officer.get("\(board)?contracts=\(behind)")
      #expect(last.shows("Back to the first page") && !last.shows("Contracts that have ended"))
      #expect(try await officer.get(address).shows(ContractEnd.toDo))
      let teacher = try await website.signedIn(BegunInduction.email, name: "Nia Sample")
      let own = try await teacher.get(address)
      #expect(own.shows(words) && !own.shows(ContractEnd.toDo))
      #expect(try await enter("open", day).location == "\(address)?saved=1")
      #expect(try await !head.get(list).shows("Contracts that have ended"))
      _ = try await RecordInduction(website.services).absence(
        id, from: start, until: start, days: 1, kind: "illness", reason: "x", expectedVersion: nil,
        by: .operatorAtCommandLine)
      let life = try await head.get("\(address)/timeline")
      #expect(life.shows(">x</p>") && life.shows("absence on 1 working day is among them"))
    }
  }

  @Test("A reduction to less than was served is asked about first, and what it leads to is said at once")
  func reduction() async throws {
    try await Website.run { website async throws in
      let (id, _) = try await Self.begin(website)
      website.clock.advance(days: 200)
      let officer = try await RegistrationPageTests.officer(website)
      let (address, today) = ("/inductions/\(id)", website.services.today)
      func reduce(_ confirmed: String?) async throws -> ShownPage {
        let hidden = try await officer.get(address).hiddenFields(ofFormTo: "\(address)/reduction")
        let fields = [
          ("reduction-terms", "1"), ("reduction-reason", "Six years of teaching."),
          ("reduction-consented_on-day", "\(today.day)"), ("reduction-consented_on-month", "\(today.month)"),
          ("reduction-consented_on-year", "\(today.year)"),
        ]
        let box = confirmed.map { [("reduction-confirmed", $0)] } ?? []
        return try await officer.post("\(address)/reduction", hidden + fields + box)
      }
      let asked = try await reduce(nil)
      #expect(asked.status == .unprocessableContent && asked.shows("Nia Sample has served 1."))
      #expect(asked.shows("Is this reduction meant?") && asked.shows("Yes, reduce the induction to 1 term"))
      // What was confirmed of another number of terms is not confirmed.
      #expect(try await reduce("2").status == .unprocessableContent)
      let agreed = try await officer.get(try #require(try await reduce("1").location))
      #expect(agreed.shows("Saved. The plan is reckoned again.") && agreed.shows("Look at this:"))
      let warning = "The reduction to 1 term is to less than was served"
      #expect(agreed.text.components(separatedBy: warning).count == 3)
    }
  }

  @Test("Of two posts the page says which school leads; its head sets another one")
  func lead() async throws {
    try await Website.run { website async throws in
      let (id, head) = try await Self.begin(website)
      let address = "/inductions/\(id)"
      #expect(try await head.get("\(address)/lead-school").status == .notFound)
      let other = try await CreateSchool(website.services)(
        SchoolDraft(urn: "123457", name: "Second Primary", phase: .primary, authority: "883"),
        by: .operatorAtCommandLine)
      website.clock.advance(seconds: 1)
      _ = try await BegunInduction.also(at: other, website.services)
      let today = website.services.today
      let absent = today.adding(days: 1)
      _ = try await RecordInduction(website.services).absence(
        id, from: absent, until: absent, days: 1, kind: "maternity", expectedVersion: nil,
        by: .operatorAtCommandLine)
      let page = try await head.get(address)
      #expect(page.shows("Take back “Absent"))
      #expect(page.shows("Lead school") && page.shows("Recommend an outcome"))
      #expect(page.shows("Open a support plan") && page.shows("Record a lesson observation"))
      // What was typed for one post is not in the other’s form, and the faults lead to the form that was sent.
      let officer = try await RegistrationPageTests.officer(website)
      let second = try #require(try await InductionStorePeriods.all(website).last)
      let steps = try await officer.get(address)
      let hidden = try steps.hiddenFields(ofFormTo: "\(address)/hours").filter { $0.0 != "period" }
      let faulty = try await officer.post(
        "\(address)/hours", hidden + [("period", second), ("hours-fte", "7.5")])
      #expect(faulty.text.components(separatedBy: "value=\"7.5\"").count == 2)
      for shown in [steps, faulty] {
        #expect(shown.text.components(separatedBy: "id=\"hours-fte\"").count == 2)
        #expect(shown.text.components(separatedBy: "name=\"hours-fte\"").count == 3)
      }
      let sent = try #require(faulty.text.firstRange(of: "id=\"hours-fte\""))
      let before = try #require(faulty.text[..<sent.lowerBound].ranges(of: "name=\"period\"").last)
      #expect(faulty.text[before.upperBound..<sent.lowerBound].contains(second))
      let form = try await head.get("\(address)/lead-school")
      let empty = try await head.submit(form, to: "\(address)/lead-school", ["reason": ""])
      #expect(empty.status == .unprocessableContent && empty.shows("Choose one of the schools"))
      let set = try await head.submit(
        empty, to: "\(address)/lead-school",
        [
          "school_id": other.id.description, "starts_on-day": "\(today.day)",
          "starts_on-month": "\(today.month)", "starts_on-year": "\(today.year)",
          "reason": "Most of the teaching is there.",
        ])
      #expect(set.location == "\(address)?saved=1")
      let after = try await head.get(address)
      #expect(after.shows("Second Primary leads from") && !after.shows("Recommend an outcome"))
      #expect(!after.shows("Open a support plan") && !after.shows("Record a lesson observation"))
      for form in ["support-plans", "observations"] {
        #expect(try await head.get("\(address)/\(form)/new").status == .forbidden)
      }
      // Absence of before one’s own post is the lead school’s to take back.
      try await website.services.pool.execute(
        "UPDATE induction_period SET starts_on = \(today.adding(days: 30)) WHERE school_id <> \(other.id)")
      let later = try await head.get(address)
      #expect(later.shows("Absent ") && !later.shows("Take back “Absent"))
    }
  }
}

/// The periods of the one induction of a test.
private enum InductionStorePeriods {
  static func all(_ website: Website) async throws -> [String] {
    try await website.services.pool.query("SELECT id::text FROM induction_period ORDER BY starts_on").map {
      try $0.decode("id")
    }
  }
}
