import Domain
import Foundation
import TestSupport
import Testing

@Suite("A step that comes too late, in words") struct WhatHappenedTests {
  @Test("Who accepts an offer after declining it reads what happened, when, and what to do")
  func acceptsTooLate() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.interviewing)
      _ = try await MakeOffer(hiring.services)(
        application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
      let answer = AnswerOffer(hiring.services)
      _ = try await answer(application.id, accepts: false, by: hiring.applicant)
      let late = try await outcome {
        _ = try await answer(application.id, accepts: true, by: hiring.applicant)
      }
      guard case .conflict(let sentence) = late else {
        Issue.record("\(String(describing: late))")
        return
      }
      #expect(sentence.contains("the offer was declined, or ran out without an answer, on 2 November 2026"))
      #expect(sentence.hasSuffix("Read the application again to see what can be done now."))
    }
  }
}
