import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite struct QualityPageTests {
  @Test(
    "An officer draws and judges a sample, records a visit and sends feedback, which the head acknowledges")
  func journey() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      let officer = try await RegistrationPageTests.officer(website)
      let head = try await website.staff()
      let (school, authority) = (
        try await website.services.pool.value("SELECT organisation_id FROM school", as: OrganisationID.self),
        try await Authority.find(code: "883", in: website.services.pool)
      )
      let review = try await CompletedReview.make(
        at: school, of: authority, progress: "unsatisfactory", website.services)
      #expect(try await officer.get("/authority/inductions").shows("How well induction is run"))
      let base = "/authority/inductions"
      let samples = try await officer.get("\(base)/samples")
      #expect(samples.shows("Nothing was drawn yet") && samples.shows("Autumn term 2026"))
      let faulty = try await officer.submit(samples, to: "\(base)/samples", ["term": "2026-09-01"])
      #expect(faulty.status == .unprocessableContent && faulty.shows("Enter how many in a hundred"))
      let drawn = try await officer.submit(
        samples, to: "\(base)/samples", ["term": "2026-09-01", "share": "10", "seed": "a"])
      let sample = try await officer.get(try #require(drawn.location))
      #expect(sample.shows("Nia Sample") && sample.shows("Cause for concern"))
      let address = String(try #require(sample.text.firstMatch(of: /\/authority[^"]+\/items\/[0-9a-f-]+/)).0)
      let item = try await officer.get(address)
      #expect(item.shows("Targets are specific") && item.shows("Completed by the head"))
      let wanting = try await officer.submit(item, to: address, ["targets": "not_met"])
      #expect(wanting.shows("Say in 10 characters at least") && wanting.shows("Choose how “evidence"))
      let judged = try await officer.submit(
        item, to: address,
        [
          "evidence": "not_applicable", "targets": "not_met", "teacher_view": "met", "signed_in_time": "met",
          "notes": "Targets name no day.",
        ])
      #expect(try await officer.get(try #require(judged.location)).shows("Olive Sample"))

      let page = "\(base)/quality/123456"
      #expect(try await officer.get(page).shows("No visits yet"))
      let visiting = try await officer.get("\(page)/visits/new")
      let empty = try await officer.submit(visiting, to: "\(page)/visits/new")
      #expect(empty.status == .unprocessableContent && empty.shows("Enter what was found"))
      let visited = try await officer.submit(
        visiting, to: "\(page)/visits/new",
        [
          "visited_on-day": "2", "visited_on-month": "11", "visited_on-year": "2026",
          "visitors": "Olive Sample",
          "purpose": "The yearly visit", "found": "Release time is kept.",
        ])
      let visit = try #require(visited.location)
      let agreed = try await officer.submit(
        try await officer.get(visit), to: "\(visit)/actions",
        [
          "what": "Train the mentors", "owner": "The head", "due_on-day": "20", "due_on-month": "11",
          "due_on-year": "2026",
        ])
      let shown = try await officer.get(try #require(agreed.location))
      #expect(shown.shows("Train the mentors") && shown.shows("Still to be done"))
      #expect(try await officer.get(page).shows("Train the mentors"))
      let action = String(try #require(shown.text.firstMatch(of: /action="([^"]+\/actions\/[^"]+)"/)).1)
      let field = "outcome-\(action.split(separator: "/").last ?? "")"
      let long = String(repeating: "x", count: 1_001)
      let refused = try await officer.post(
        action, try shown.hiddenFields(ofFormTo: action) + [(field, long)])
      #expect(refused.status == .unprocessableContent && refused.shows(long))
      let done = try await officer.post(
        action, try shown.hiddenFields(ofFormTo: action) + [(field, "Both came.")])
      #expect(try await officer.get(try #require(done.location)).shows("Done on Monday 2 November 2026"))
      let late = try await officer.post(
        action, try shown.hiddenFields(ofFormTo: action) + [(field, "Nobody came.")])
      #expect(late.status == .conflict && late.shows("Both came.") && late.shows("Nobody came."))
      let changing = try await officer.get("\(visit)/change")
      #expect(changing.shows("Release time is kept."))
      let changed = try await officer.submit(
        changing, to: "\(visit)/change",
        [
          "visited_on-day": "2", "visited_on-month": "11", "visited_on-year": "2026",
          "visitors": "Olive Sample",
          "purpose": "A second look", "found": "Release time is kept.",
        ])
      #expect(try await officer.get(try #require(changed.location)).shows("A second look"))
      let second = try await officer.submit(
        changing, to: "\(visit)/change",
        [
          "visited_on-day": "2", "visited_on-month": "11", "visited_on-year": "2026",
          "visitors": "Olive Sample", "purpose": "A third look", "found": "Release time is kept.",
        ])
      #expect(second.status == .conflict && second.shows("A second look") && second.shows("A third look"))

      try await acknowledge(
        officer, head, visit: String(try #require(visit.split(separator: "/").last)), page)
      let list = try await officer.get("\(base)/quality")
      #expect(list.shows("Example Primary School") && list.shows("2 of 3 (67%)"))
      #expect(try await officer.get("\(base)/quality.csv").shows("123456,Example Primary School,1,"))
      #expect(try await officer.get(page).shows("\(page)/visits.csv"))
      #expect(try await officer.get("\(page)/visits.csv").shows(",Train the mentors,The head,"))
      #expect(try await officer.get("\(page)/feedback.csv").shows("Example Primary School,acknowledged,"))
      let own = "/school/123456/inductions/quality"
      #expect(try await head.get(own).shows("\(own)/feedback.csv"))
      #expect(
        try await head.get("\(own)/feedback.csv").shows("Example Primary School,acknowledged,"))
      #expect(try await head.get("\(page)/visits.csv").status == .notFound)
      try await lessons(officer, website, of: review.induction)
      for address in ["\(base)/quality", page, visit, "\(base)/samples", address] {
        #expect(try await head.get(address).status == .notFound, "\(address)")
      }
    }
  }

  /// A lesson observation is drawn by itself, judged by criteria of its own, counted and told in feedback.
  private func lessons(_ officer: Browser, _ website: Website, of induction: InductionID) async throws {
    _ = try await SharedObservation.make(of: induction, website.services)
    let (base, page) = ("/authority/inductions/samples", "/authority/inductions/quality/123456")
    let form = try await officer.get(base)
    #expect(form.shows("Lesson observations only"))
    let drawn = try await officer.submit(
      form, to: base, ["term": "2026-09-01", "share": "100", "scope": "observations"])
    let location = try #require(drawn.location)
    let sample = try await officer.get(location)
    #expect(sample.shows("Lesson observations shared in the term") && sample.shows("Nia Sample"))
    let address = String(try #require(sample.text.firstMatch(of: /\/authority[^"]+\/items\/[0-9a-f-]+/)).0)
    let item = try await officer.get(address)
    #expect(item.shows("The notes say which Standards") && item.shows("Tara Tutor, induction tutor"))
    #expect(item.shows("Shared with the teacher") && !item.shows("Targets are specific"))
    let wanting = try await officer.submit(item, to: address, ["discussed": "not_met"])
    #expect(wanting.shows("Say in 10 characters at least") && wanting.shows("Choose how “the observer"))
    let judged = try await officer.submit(
      item, to: address,
      [
        "observer_qualified": "met", "discussed": "not_met", "standards_named": "met", "next_steps": "met",
        "regular": "met", "notes": "Nothing says that they met.",
      ])
    #expect(try await officer.get(try #require(judged.location)).shows("1 of 1 (100%)"))
    #expect(sample.shows("\(location)/items.csv"))
    let file = try await officer.get("\(location)/items.csv")
    #expect(file.shows(",met,not_met,met,met,met,Nothing says that they met.,"))
    let figures = try await officer.get(page)
    #expect(figures.shows("Criteria met in samples of lesson observations") && figures.shows("4 of 5 (80%)"))
    let drafted = try await officer.submit(
      try await officer.get("\(page)/feedback/new"), to: "\(page)/feedback/new",
      ["sample_id": String(try #require(location.split(separator: "/").last)), "body": "Note when you met."])
    let feedback = try #require(drafted.location)
    let sent = try await officer.submit(try await officer.get(feedback), to: "\(feedback)/send")
    let told = try await officer.get(try #require(sent.location))
    #expect(told.shows("Your lesson observations in a sample of the autumn term 2026: 1 looked at"))
  }

  private func acknowledge(
    _ officer: Browser, _ head: Browser, visit: String, _ page: String
  ) async throws {
    let form = try await officer.get("\(page)/feedback/new?visit=\(visit)")
    #expect(form.shows("selected"))
    let drafted = try await officer.submit(
      form, to: "\(page)/feedback/new", ["visit_id": visit, "body": "Targets could say by when."])
    let feedback = try #require(drafted.location)
    #expect(try await head.get(feedback).status == .notFound)
    let draft = try await officer.get(feedback)
    let saved = try await officer.submit(
      draft, to: "\(feedback)/save", ["body": "Targets should say by when."])
    let ready = try await officer.get(try #require(saved.location))
    #expect(ready.shows("Saved as a draft.") && ready.shows("Targets should say by when."))
    let sent = try await officer.submit(ready, to: "\(feedback)/send")
    #expect(try await officer.get(try #require(sent.location)).shows("Release time is kept."))
    #expect(try await head.get("/school/123456/inductions").shows("feedback of the appropriate body"))
    let own = try await head.get("/school/123456/inductions/quality")
    #expect(own.shows(feedback) && own.shows("Criteria met in samples"))
    let read = try await head.get(feedback)
    #expect(read.shows("Targets should say by when.") && read.shows("Train the mentors"))
    let seen = try await head.submit(read, to: "\(feedback)/acknowledge", ["comment": "We will."])
    let after = try await head.get(try #require(seen.location))
    #expect(after.shows("We will.") && !after.shows("Acknowledge it"))
    #expect(try await officer.get(feedback).shows("We will."))
  }
}
