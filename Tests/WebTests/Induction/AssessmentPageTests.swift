import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite struct AssessmentPageTests {
  @Test("A refused step beside the form leaves the answers on the page")
  func refusedReopening() async throws {
    try await Website.run { website async throws in
      let (induction, _) = try await ObservationPageTests.begun(website)
      let system = Actor.operatorAtCommandLine
      let record = try await ReadInductions(website.services).find(induction, by: system)
      let due = try #require(record.due.first { $0.kind == .review })
      let assess = AssessInduction(website.services)
      let review = try await assess.open(induction, .review, number: due.number, by: system).assessment.id
      let answers = ["progress": "satisfactory", "summary": "Calm lessons, written with care."]
      _ = try await assess.save(review, answers, expectedVersion: nil, by: system)
      _ = try await assess.sign(review, expectedVersion: nil, by: system)
      let (head, address) = (try await website.staff(), "/inductions/assessments/\(review)")
      let page = try await head.get(address)
      let refused = try await head.submit(page, to: "\(address)/reopen", ["reason": ""])
      #expect(refused.status == .unprocessableContent && refused.shows("Calm lessons, written with care."))
      #expect(refused.shows("checked") && refused.shows("Say why it is opened again"))
    }
  }

  @Test("Words for a step that the assessment has moved past stand on the page, to be copied")
  func movedOn() async throws {
    try await Website.run { website async throws in
      let (induction, teacher) = try await ObservationPageTests.begun(website)
      let review = try await CompletedReview.complete(induction, website.services)
      let (head, address) = (try await website.staff(), "/inductions/assessments/\(review)")
      let (turn, shown) = (try await teacher.get(address), try await head.get(address))
      website.clock.advance(seconds: 1)
      let reopened = try await head.submit(shown, to: "\(address)/reopen", ["reason": "The wrong term."])
      #expect(reopened.location == "\(address)?done=reopen")
      let late = try await teacher.submit(turn, to: "\(address)/sign", ["comments": "I agree with most."])
      #expect(late.status == .conflict && late.shows("has moved on"))
      #expect(late.shows("I agree with most.") && late.shows("It is not saved. Copy what you still need."))
      #expect(late.shows("Opened again") && late.shows("The wrong term."))
      let second = try await head.submit(
        shown.inAnotherTab, to: "\(address)/reopen", ["reason": "A name is wrong."])
      #expect(second.status == .conflict && second.shows("A name is wrong."))
      // Who writes in it after it was signed keeps what is not stored.
      let draft = try await head.get(address)
      let assess = AssessInduction(website.services)
      _ = try await assess.sign(review, expectedVersion: nil, by: .operatorAtCommandLine)
      website.clock.advance(seconds: 1)
      _ = try await assess.sign(review, expectedVersion: nil, by: .operatorAtCommandLine)
      let written = try await head.submit(draft, to: "\(address)/save", ["summary": "Calm and kind."])
      #expect(written.status == .conflict && written.shows("has moved on") && written.shows("Calm and kind."))
      #expect(!written.shows("Store my version"))
      // Who opens it again after somebody else has signed reads who that was and when.
      let completed = try await head.get(address)
      website.clock.advance(seconds: 60)
      _ = try await teacher.submit(try await teacher.get(address), to: "\(address)/sign")
      let again = try await head.submit(
        completed, to: "\(address)/reopen", ["reason": "The wrong class."])
      #expect(again.status == .unprocessableContent && again.shows("The wrong class."))
      let when = LondonTime.dateAndTime(website.services.now())
      #expect(
        again.shows("Meanwhile this was recorded: confirmed by the teacher, by Nia Sample, \(when)."))
    }
  }
}
