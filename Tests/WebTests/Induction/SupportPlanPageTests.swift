import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite struct SupportPlanPageTests {
  @Test(
    "A head opens a plan because of a review, sets a target, meets, reviews and closes; the teacher reads")
  func journey() async throws {
    try await Website.run { website async throws in
      let (induction, teacher) = try await ObservationPageTests.begun(website)
      let review = try await CompletedReview.complete(induction, progress: "unsatisfactory", website.services)
      let head = try await website.staff()
      let base = "/inductions/\(induction)"
      #expect(try await head.get(base).shows("Open a support plan"))
      #expect(
        try await head.get("/inductions/assessments/\(review)").shows("Open a support plan because of it"))
      let form = try await head.get("\(base)/support-plans/new?assessment=\(review)")
      #expect(form.shows("Progress review 1") && form.shows("selected"))
      #expect(try await teacher.get("\(base)/support-plans/new").status == .notFound)
      let empty = try await head.submit(form, to: "\(base)/support-plans/new")
      #expect(empty.status == .unprocessableContent && empty.shows("Choose why the plan is opened."))
      let unnamed = try await head.submit(
        form, to: "\(base)/support-plans/new",
        ["ground": "review", "assessment_id": "", "reason": "Lessons begin late."])
      #expect(unnamed.text.contains("href=\"#assessment_id\"") && unnamed.shows("id=\"assessment_id\""))
      let opened = try await head.submit(
        form, to: "\(base)/support-plans/new",
        ["ground": "review", "assessment_id": "\(review)", "reason": "Lessons begin late."])
      let plan = try await head.get(try #require(opened.location))
      #expect(plan.shows("The support plan is open.") && plan.shows("Progress review 1"))
      let address = String(try #require(opened.location?.split(separator: "?").first))
      let faulty = try await head.submit(plan, to: "\(address)/targets", ["standard": "7"])
      #expect(faulty.status == .unprocessableContent && faulty.shows("Enter what success looks like"))
      _ = try await head.submit(
        plan, to: "\(address)/targets",
        [
          "standard": "7", "success": "Lessons begin in time.", "support": "Two visits a week.",
          "supporter": "Mo Mentor", "review_on-day": "1", "review_on-month": "12", "review_on-year": "2026",
        ])
      #expect(try await head.get("/school/123456/inductions").shows("Review the targets of the support plan"))
      #expect(try await teacher.get("/induction").shows("Review the targets of the support plan"))
      let set = try await head.get(address)
      #expect(set.shows("Lessons begin in time.") && set.shows("7. Manage behaviour"))
      _ = try await head.submit(
        set, to: "\(address)/meetings",
        [
          "held_on-day": "2", "held_on-month": "11", "held_on-year": "2026", "present": "Nia, Tara",
          "notes": "It gets quicker.",
        ])
      let target = String(
        try #require(set.text.firstMatch(of: /"(\/inductions\/[^"]+\/targets\/[0-9a-f-]+)"/)).1)
      let one = try await head.get(target)
      #expect(one.shows("How far is it met?") && one.shows("Change the target"))
      #expect(try await teacher.get(target).status == .notFound)
      let unsaid = try await head.submit(one, to: "\(target)/review", ["outcome": "partly"])
      #expect(unsaid.status == .unprocessableContent && unsaid.shows("what is still to be reached"))
      let changed = try await head.submit(
        one, to: "\(target)/change",
        [
          "standard": "7", "success": "Lessons begin within a minute.", "support": "Two visits a week.",
          "supporter": "Mo Mentor", "review_on-day": "1", "review_on-month": "12", "review_on-year": "2026",
        ])
      #expect(try await head.get(try #require(changed.location)).shows("within a minute"))
      let reviewed = try await head.submit(
        try await head.get(target), to: "\(target)/review", ["outcome": "met", "outcome_note": ""])
      let ready = try await head.get(try #require(reviewed.location))
      #expect(ready.shows("It gets quicker.") && ready.shows("Met"))
      let closed = try await head.submit(
        ready, to: "\(address)/close", ["outcome": "on_track", "closing": "It went well."])
      let over = try await head.get(try #require(closed.location))
      #expect(
        over.shows("The teacher is on track") && over.shows("The support plan is closed. The teacher has"))
      let read = try await teacher.get(address)
      // Who still has a form of it open keeps what they typed.
      let meeting = try await head.submit(
        set.inAnotherTab, to: "\(address)/meetings", ["notes": "A last word."])
      #expect(meeting.status == .conflict && meeting.shows("has moved on") && meeting.shows("A last word."))
      let late = try await head.submit(
        one.inAnotherTab, to: "\(target)/review", ["outcome": "partly", "outcome_note": "Not quite yet."])
      #expect(late.status == .conflict && late.shows("Not quite yet."))
      #expect(read.shows("It went well.") && !read.shows("Close the support plan"))
      #expect(try await teacher.get("\(base)/timeline").shows("Support plan closed"))
    }
  }
}
