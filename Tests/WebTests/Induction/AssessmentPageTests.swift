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
}
