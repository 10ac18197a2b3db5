import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Tutor and head are two people, save where the head is the tutor") struct BothSignaturesTests {
  /// A review with everything that it takes, of a teacher with this tutor.
  private static func review(
    _ desk: InductionDesk, tutor: (name: String, email: String)
  ) async throws -> AssessmentID {
    var content = InductionDesk.content()
    (content.tutorName, content.tutorEmail) = tutor
    let id = try await desk.begun(content).induction.id
    let assess = AssessInduction(desk.services)
    let review = try await assess.open(id, .review, number: 1, by: desk.head).assessment.id
    _ = try await assess.save(
      review, ["progress": "satisfactory", "summary": "Goes well in every way."], expectedVersion: nil,
      by: desk.head)
    return review
  }

  @Test("A head who is not named as the tutor does not sign for them; the tutor signs, and then the head")
  func notTheTutor() async throws {
    try await InductionDesk.run { desk async throws in
      let review = try await Self.review(desk, tutor: ("Tara Tutor", "tutor@school.example"))
      let assess = AssessInduction(desk.services)
      let shown = try await assess.find(review, by: desk.head)
      #expect(shown.mayWrite && !shown.maySign && shown.signingObstacle?.contains("Tara Tutor") == true)
      let refused = try await outcome {
        _ = try await assess.sign(review, expectedVersion: nil, by: desk.head)
      }
      #expect(refused?.isConflict == true)
      let drafted = try await assess.sign(review, expectedVersion: nil, by: desk.tutor)
      #expect(drafted.assessment.state == .drafted)
      desk.clock.advance(seconds: 1)
      let completed = try await assess.sign(review, expectedVersion: nil, by: desk.head)
      #expect(completed.signatures.last?.note == "")
    }
  }

  @Test("A head whom the school names as the tutor signs both, and says why; everybody reads it")
  func isTheTutor() async throws {
    try await InductionDesk.run { desk async throws in
      let head = try desk.head.requireAccount()
      let review = try await Self.review(desk, tutor: (head.name, head.email.uppercased()))
      let assess = AssessInduction(desk.services)
      _ = try await assess.sign(review, expectedVersion: nil, by: desk.head)
      desk.clock.advance(seconds: 1)
      #expect(try await assess.find(review, by: desk.head).takesTutorReason)
      for reason in ["", "Small."] {
        #expect(
          try await outcome {
            _ = try await assess.sign(review, tutorReason: reason, expectedVersion: nil, by: desk.head)
          }?.fields == ["tutor_reason"])
      }
      let completed = try await assess.sign(
        review, tutorReason: "A school of two teachers.", expectedVersion: nil, by: desk.head)
      #expect(completed.assessment.state == .completed)
      #expect(
        completed.signatures.last?.note == "The head is the tutor as well: A school of two teachers.")
      let seen = try await assess.find(review, by: try await desk.teacher())
      #expect(seen.signatures.last?.note.hasSuffix("A school of two teachers.") == true)
    }
  }

  @Test("A head who signed as the tutor and is no longer named as such does not complete it alone")
  func noLongerTheTutor() async throws {
    try await InductionDesk.run { desk async throws in
      let head = try desk.head.requireAccount()
      let review = try await Self.review(desk, tutor: (head.name, head.email))
      let assess = AssessInduction(desk.services)
      _ = try await assess.sign(review, expectedVersion: nil, by: desk.head)
      try await desk.services.pool.execute(
        "UPDATE induction_period SET tutor_name = 'Tara Tutor', tutor_email = 'tutor@school.example'")
      desk.clock.advance(seconds: 1)
      #expect(
        try await outcome {
          _ = try await assess.sign(
            review, tutorReason: "A school of two teachers.", expectedVersion: nil, by: desk.head)
        }?.isConflict == true)
      _ = try await assess.reopen(
        review, reason: "The tutor signs it.", expectedVersion: nil, by: desk.head)
      desk.clock.advance(seconds: 1)
      _ = try await assess.sign(review, expectedVersion: nil, by: desk.tutor)
      desk.clock.advance(seconds: 1)
      #expect(
        try await assess.sign(review, expectedVersion: nil, by: desk.head).assessment.state == .completed)
    }
  }
}
