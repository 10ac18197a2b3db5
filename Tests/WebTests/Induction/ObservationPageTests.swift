import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite struct ObservationPageTests {
  static let answers: [(String, String)] = [
    ("observer_name", "Tara Tutor"), ("observer_role", "tutor"), ("observer_qualified", "yes"),
    ("observed_on-day", "2"), ("observed_on-month", "11"), ("observed_on-year", "2026"),
    ("context", "Year 4, mathematics"), ("standards", "4"), ("strengths", "Questions reach every table."),
    ("areas", "Time for pupils to explain."), ("steps", "Two questions a lesson in pairs."),
    ("steps_by-day", "30"),
    ("steps_by-month", "11"), ("steps_by-year", "2026"),
  ]

  /// An induction that has begun at the school, and a browser of the teacher’s.
  static func begun(_ website: Website) async throws -> (InductionID, Browser) {
    _ = try await website.vacancy()
    let school = try await website.services.pool.value(
      "SELECT organisation_id FROM school", as: OrganisationID.self)
    let induction = try await BegunInduction.make(
      at: try await FindSchool(website.services)(id: school), website.services)
    _ = try await website.account(BegunInduction.email, name: "Nia Sample")
    let browser = website.browser()
    try await browser.signIn(BegunInduction.email)
    return (induction, browser)
  }

  @Test("A head writes a draft, puts it right and shares it; the teacher comments; it is opened again")
  func journey() async throws {
    try await Website.run { website async throws in
      let (induction, teacher) = try await Self.begun(website)
      let head = try await website.staff()
      let base = "/inductions/\(induction)"
      #expect(try await head.get(base).shows("Record a lesson observation"))
      #expect(try await teacher.get(base).shows("Record a lesson observation") == false)
      #expect(try await teacher.get("\(base)/observations/new").status == .notFound)
      let form = try await head.get("\(base)/observations/new")
      #expect(form.shows("Teachers’ Standards that were looked at") && form.shows("Hester Sample"))
      let undated = try await head.submit(
        form, to: "\(base)/observations/new",
        [
          "observed_on-day": "31", "observed_on-month": "2", "context": String(repeating: "x", count: 501),
        ])
      #expect(undated.shows("Shorten class, subject and what else matters"))
      #expect(undated.status == .unprocessableContent && undated.shows("as a real day, such as"))
      let blank = try await head.submit(form, to: "\(base)/observations/new", ["shares": "yes"])
      #expect(blank.status == .unprocessableContent && blank.shows("Enter strengths"))
      #expect(
        try await website.services.pool.value("SELECT count(*) FROM lesson_observation", as: Int.self) == 0)
      let kept = try await head.submit(
        form, to: "\(base)/observations/new", ["context": "Year 4", "shares": "yes"])
      let address = String(try #require(kept.location?.split(separator: "?").first))
      let draft = try await head.get(try #require(kept.location))
      #expect(draft.shows("It is kept as a draft") && draft.shows("Enter strengths"))
      #expect(try await teacher.get(address).status == .notFound)
      #expect(
        try await head.get("/school/123456/inductions").shows("Finish the draft of a lesson observation"))
      let future = try await head.submit(
        draft, to: "\(address)/save",
        ["observed_on-day": "3", "observed_on-month": "11", "observed_on-year": "2036"])
      #expect(future.status == .unprocessableContent && future.shows("today or before"))
      let shared = try await head.post(
        "\(address)/save",
        try draft.hiddenFields(ofFormTo: "\(address)/save") + Self.answers + [("shares", "yes")])
      #expect(shared.location == "\(address)?shared=1")
      #expect(try await teacher.get("/induction").shows("Read a lesson observation"))
      let read = try await teacher.get(address)
      #expect(read.shows("Questions reach every table.") && read.shows("4. Plan and teach"))
      let elsewhere = address.replacing(
        "\(induction)", with: "0193a5c8-1f00-7000-8000-000000000000")
      #expect(elsewhere != address)
      #expect(try await teacher.get(elsewhere).status == .notFound)
      let hidden = try read.hiddenFields(ofFormTo: "\(address)/confirm")
      #expect(try await teacher.post("\(elsewhere)/confirm", hidden).status == .notFound)
      let seen = try await teacher.submit(read, to: "\(address)/confirm", ["comment": "Thank you."])
      // Another tab of the teacher’s keeps a comment that has no place any more.
      let besides = try await teacher.submit(
        read.inAnotherTab, to: "\(address)/confirm", ["comment": "And one thing more."])
      #expect(besides.status == .conflict && besides.shows("And one thing more."))
      #expect(besides.shows("It is not saved. Copy what you still need."))
      #expect(try await teacher.get(try #require(seen.location)).shows("Seen by the teacher"))
      #expect(try await teacher.get("\(base)/timeline").shows("Lesson observed"))
      // Who still has the draft open keeps what they typed, and is told that it was shared.
      let after = try await head.submit(draft, to: "\(address)/save", ["context": "Year 5, of course"])
      #expect(after.status == .conflict && after.shows("has moved on"))
      #expect(after.shows("Year 5, of course") && after.shows("Look at the lesson observation"))
      let done = try await head.get(address)
      #expect(done.shows("Thank you.") && done.shows("Open it again to correct it"))
      let unreasoned = try await head.submit(done, to: "\(address)/reopen")
      #expect(unreasoned.status == .unprocessableContent)
      #expect(unreasoned.shows("Say why it is opened again"))
      let opened = try await head.submit(done, to: "\(address)/reopen", ["reason": "It was Year 5."])
      let again = try await head.get(try #require(opened.location))
      #expect(again.shows("It was Year 5.") && again.shows("Save and share with the teacher"))
      #expect(try await teacher.get(address).shows("The school is correcting it."))
      let other = try await head.submit(
        try await head.get("\(base)/observations/new"), to: "\(base)/observations/new", ["context": "Year 6"])
      let second = String(try #require(other.location?.split(separator: "?").first))
      let stale = try await head.get(second)
      _ = try await head.submit(stale, to: "\(second)/save", ["context": "Year 6, art"])
      let late = try await head.submit(stale, to: "\(second)/save", ["context": "Year 6, music"])
      #expect(late.status == .conflict && late.shows("Year 6, art") && late.shows("Year 6, music"))
      let tooLate = try await head.submit(stale, to: "\(second)/discard")
      #expect(tooLate.status == .unprocessableContent && tooLate.shows("Somebody else has just changed this"))
      let gone = try await head.submit(try await head.get(second), to: "\(second)/discard")
      #expect(try await head.get(try #require(gone.location)).shows("The draft is discarded."))
      #expect(try await head.get(second).status == .notFound)
      // Another tab that still has the draft reads who has discarded it, and keeps what was typed into it.
      let twice = try await head.submit(stale.inAnotherTab, to: "\(second)/discard")
      let list = try await head.get(try #require(twice.location))
      #expect(
        list.shows("has been discarded already, by Hester Sample, ") && list.shows("Lesson observations"))
      let typed = try await head.submit(
        stale.inAnotherTab, to: "\(second)/save", ["context": "Year 6, drama"])
      #expect(
        typed.status == .conflict && typed.shows("The draft is discarded") && typed.shows("Year 6, drama"))
    }
  }
}
