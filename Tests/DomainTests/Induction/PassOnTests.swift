import Domain
import Postgres
import TestSupport
import Testing

@Suite("Assessments that their teacher does not sign") struct PassOnTests {
  @Test(
    "go on to the body by the head’s hand once the teacher’s time is over, with the reason and a mail to the teacher"
  )
  func passedOn() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let assess = AssessInduction(desk.services)
      let teacher = try await desk.teacher()
      let id = try await assess.open(begun.induction.id, .assessment, number: 1, by: desk.tutor).assessment.id
      _ = try await assess.save(id, try AssessmentTests.answers(), expectedVersion: nil, by: desk.tutor)
      _ = try await assess.sign(id, expectedVersion: nil, by: desk.tutor)
      desk.clock.advance(seconds: 1)
      let signed = try await assess.sign(id, expectedVersion: nil, by: desk.head)
      let last = try InductionDeadline.lastDay(of: "assessment-report", from: desk.services.today)
      #expect(signed.teacherSignsBy == last && !signed.mayPassOn)
      let early = try await outcome {
        _ = try await assess.passOn(id, reason: "On leave.", expectedVersion: nil, by: desk.head)
      }
      #expect(early?.isConflict == true)
      desk.clock.set(try #require(LondonTime.instant(last, hour: 23, minute: 59)))
      #expect(try await !assess.find(id, by: desk.head).mayPassOn)
      desk.clock.set(try #require(LondonTime.instant(last.adding(days: 1), hour: 0, minute: 1)))
      for actor in [teacher, desk.tutor, desk.officer] {
        let refused = try await outcome {
          _ = try await assess.passOn(id, reason: "On leave.", expectedVersion: nil, by: actor)
        }
        #expect(refused?.isConflict == true)
      }
      let empty = try await outcome {
        _ = try await assess.passOn(id, reason: " ", expectedVersion: nil, by: desk.head)
      }
      #expect(empty?.fields == ["reason"])
      let passed = try await assess.passOn(
        id, reason: "On leave since the meeting.", expectedVersion: nil, by: desk.head)
      #expect(passed.assessment.state == .confirmed && passed.assessment.teacherComments.isEmpty)
      #expect(passed.signatures.last?.title == "Handed on without the teacher’s signature")
      #expect(passed.signatures.last?.note == "On leave since the meeting.")
      #expect(
        try await desk.accounts.subjects(to: "nia@people.example").contains(
          "Formal assessment 1 was handed on without your signature"))
      #expect(try await assess.find(id, by: teacher).mayReopen)
      desk.clock.advance(seconds: 1)
      let received = try await assess.sign(id, expectedVersion: nil, by: desk.officer)
      #expect(received.assessment.state == .received)
    }
  }
}
